//! What the attributes of a cmdlet's struct say.
//!
//! In:    the struct as `syn` read it.
//! Out:   a `Declaration`, or one error at the place of the wrong word.
//! Never: writes code.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Fields, Lit, LitInt, LitStr, Meta, Result, Token, Type, UnOp};

/// A whole cmdlet.
pub struct Declaration {
    pub ident: Ident,
    pub name: LitStr,
    pub type_name: LitStr,
    pub module: LitStr,
    pub default_set: String,
    pub confirm: Option<Ident>,
    pub paging: bool,
    pub raw: bool,
    pub aliases: Vec<LitStr>,
    pub outputs: Vec<LitStr>,
    pub help: String,
    pub examples: Vec<(LitStr, LitStr)>,
    pub params: Vec<Param>,
}

/// One field that is a parameter.
pub struct Param {
    pub field: Ident,
    pub field_type: Type,
    pub name: String,
    pub aliases: Vec<LitStr>,
    /// The PowerShell type when it is not the one of the field.
    pub ty: Option<LitStr>,
    pub members: Vec<Member>,
    /// `Check::…` expressions without their path.
    pub checks: Vec<TokenStream>,
    pub help: String,
}

/// Membership in one set; an empty name is every set.
#[derive(Clone, Default)]
pub struct Member {
    pub set: String,
    pub position: Option<u16>,
    pub mandatory: bool,
    pub pipeline: bool,
    pub by_name: bool,
    pub rest: bool,
}

const IMPACTS: [&str; 4] = ["None", "Low", "Medium", "High"];

impl Declaration {
    pub fn read(input: &DeriveInput) -> Result<Self> {
        if !input.generics.params.is_empty() {
            return Err(Error::new(input.generics.span(), "a cmdlet has no generic parameters"));
        }
        let head = Head::read(input)?;
        let mut params: Vec<Param> = Vec::new();
        for field in fields_of(input)? {
            let Some(param) = Param::read(field)? else { continue };
            if params.iter().any(|other| other.name.eq_ignore_ascii_case(&param.name)) {
                return Err(Error::new(param.field.span(), format!("the parameter -{} is declared twice", param.name)));
            }
            params.push(param);
        }
        let required = |value: Option<LitStr>, key: &str| {
            value.ok_or_else(|| Error::new(input.ident.span(), format!("`#[cmdlet({key} = \"…\")]` is missing")))
        };
        Ok(Self {
            ident: input.ident.clone(),
            name: required(head.name, "name")?,
            type_name: required(head.type_name, "type_name")?,
            module: required(head.module, "module")?,
            default_set: head.default_set.map(|set| set.value()).unwrap_or_default(),
            confirm: head.confirm,
            paging: head.paging,
            raw: head.raw,
            aliases: head.aliases,
            outputs: head.outputs,
            help: docs(&input.attrs),
            examples: examples(&input.attrs)?,
            params,
        })
    }
}

/// The keys of `#[cmdlet(…)]`.
#[derive(Default)]
struct Head {
    name: Option<LitStr>,
    type_name: Option<LitStr>,
    module: Option<LitStr>,
    default_set: Option<LitStr>,
    confirm: Option<Ident>,
    paging: bool,
    raw: bool,
    aliases: Vec<LitStr>,
    outputs: Vec<LitStr>,
}

impl Head {
    fn read(input: &DeriveInput) -> Result<Self> {
        let mut head = Self::default();
        let mut found = false;
        for attribute in input.attrs.iter().filter(|a| a.path().is_ident("cmdlet")) {
            found = true;
            attribute.parse_nested_meta(|meta| head.take(&meta))?;
        }
        if !found {
            return Err(Error::new(input.ident.span(), "`#[cmdlet(name = \"…\", type_name = \"…\", module = \"…\")]` is missing"));
        }
        Ok(head)
    }

    fn take(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match key_of(meta)?.as_str() {
            "name" => once(&mut self.name, meta),
            "type_name" => once(&mut self.type_name, meta),
            "module" => once(&mut self.module, meta),
            "default_set" => once(&mut self.default_set, meta),
            "confirm" => {
                let impact: LitStr = meta.value()?.parse()?;
                if !IMPACTS.contains(&impact.value().as_str()) {
                    return Err(Error::new(impact.span(), format!("an impact is one of {}", IMPACTS.join(", "))));
                }
                self.confirm = Some(Ident::new(&impact.value(), impact.span()));
                Ok(())
            }
            "paging" => {
                self.paging = true;
                Ok(())
            }
            "raw" => {
                self.raw = true;
                Ok(())
            }
            "aliases" => words(meta).map(|mut all| self.aliases.append(&mut all)),
            "outputs" => words(meta).map(|mut all| self.outputs.append(&mut all)),
            other => Err(meta.error(format!(
                "`{other}` is no key of a cmdlet; the keys are name, type_name, module, default_set, confirm, paging, raw, aliases, outputs"
            ))),
        }
    }
}

impl Param {
    /// `None` for a field that is state.
    fn read(field: &syn::Field) -> Result<Option<Self>> {
        let Some(ident) = field.ident.clone() else {
            return Err(Error::new(field.span(), "a cmdlet is a struct with named fields"));
        };
        let attributes: Vec<&Attribute> = field.attrs.iter().filter(|a| a.path().is_ident("param")).collect();
        let is_state = field.attrs.iter().any(|a| a.path().is_ident("state"));
        match (attributes.is_empty(), is_state) {
            (true, true) => return Ok(None),
            (false, true) => return Err(Error::new(ident.span(), "a field is a parameter or state, not both")),
            (true, false) => return Err(Error::new(ident.span(), "say `#[param]` or `#[state]` for this field")),
            (false, false) => {}
        }
        let mut param = Self {
            name: pascal(&ident),
            field: ident,
            field_type: field.ty.clone(),
            aliases: Vec::new(),
            ty: None,
            members: Vec::new(),
            checks: Vec::new(),
            help: docs(&field.attrs),
        };
        for attribute in attributes {
            param.take(attribute)?;
        }
        if param.members.is_empty() {
            param.members.push(Member::default());
        }
        Ok(Some(param))
    }

    /// One `#[param(…)]`. It is a membership when it says anything about sets, positions or the pipeline.
    fn take(&mut self, attribute: &Attribute) -> Result<()> {
        if matches!(attribute.meta, Meta::Path(_)) {
            return Ok(());
        }
        let mut member = Member::default();
        let mut sets: Vec<LitStr> = Vec::new();
        let mut is_member = false;
        attribute.parse_nested_meta(|meta| {
            let key = key_of(&meta)?;
            if member.take(&key, &meta, &mut sets)? {
                is_member = true;
                return Ok(());
            }
            self.take_fact(&key, &meta)
        })?;
        if !is_member {
            return Ok(());
        }
        if sets.is_empty() {
            self.members.push(member);
            return Ok(());
        }
        for set in sets {
            if self.members.iter().any(|m| m.set.eq_ignore_ascii_case(&set.value())) {
                return Err(Error::new(set.span(), "the parameter already says how it takes part in this set"));
            }
            self.members.push(Member { set: set.value(), ..member.clone() });
        }
        Ok(())
    }

    /// What holds for the parameter in all its sets.
    fn take_fact(&mut self, key: &str, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match key {
            "name" => self.name = meta.value()?.parse::<LitStr>()?.value(),
            "alias" => self.aliases.append(&mut words(meta)?),
            "ty" => self.ty = Some(meta.value()?.parse()?),
            _ => self.checks.push(check(key, meta)?),
        }
        Ok(())
    }
}

impl Member {
    /// Takes a key that speaks of membership; false for any other key.
    fn take(&mut self, key: &str, meta: &ParseNestedMeta<'_>, sets: &mut Vec<LitStr>) -> Result<bool> {
        match key {
            "set" => sets.push(meta.value()?.parse()?),
            "sets" => sets.append(&mut words(meta)?),
            "position" => self.position = Some(meta.value()?.parse::<LitInt>()?.base10_parse()?),
            "mandatory" => self.mandatory = true,
            "pipeline" => self.pipeline = true,
            "by_name" => self.by_name = true,
            "rest" => self.rest = true,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// A validation key as a `Check` without its path.
fn check(key: &str, meta: &ParseNestedMeta<'_>) -> Result<TokenStream> {
    Ok(match key {
        "not_null" => quote!(NotNull),
        "not_null_or_empty" => quote!(NotNullOrEmpty),
        "allow_null" => quote!(AllowNull),
        "allow_empty_string" => quote!(AllowEmptyString),
        "allow_empty_collection" => quote!(AllowEmptyCollection),
        "credential" => quote!(Credential),
        "wildcards" => quote!(Wildcards),
        "as_written" => quote!(AsWritten),
        "no_member_kind" => quote!(NoMemberKind),
        "values" => {
            let values = words(meta)?;
            quote!(Set(&[#(#values),*]))
        }
        "range" => {
            let (min, max) = ends(meta)?;
            quote!(Range(#min, #max))
        }
        "length" => {
            let (min, max) = sizes(meta)?;
            quote!(Length(#min, #max))
        }
        "count" => {
            let (min, max) = sizes(meta)?;
            quote!(Count(#min, #max))
        }
        "pattern" => {
            let pattern: LitStr = meta.value()?.parse()?;
            quote!(Pattern(#pattern))
        }
        "range_kind" => {
            let kind: LitStr = meta.value()?.parse()?;
            quote!(RangeKind(#kind))
        }
        other => return Err(meta.error(format!(
            "`{other}` is no key of a parameter; the keys are position, mandatory, pipeline, by_name, rest, set, sets, name, alias, ty, \
             not_null, not_null_or_empty, allow_null, allow_empty_string, allow_empty_collection, values, range, range_kind, length, count, \
             pattern, credential, wildcards, as_written, no_member_kind"
        ))),
    })
}

fn fields_of(input: &DeriveInput) -> Result<Vec<&syn::Field>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields.named.iter().collect()),
            Fields::Unit => Ok(Vec::new()),
            Fields::Unnamed(fields) => Err(Error::new(fields.span(), "a cmdlet is a struct with named fields")),
        },
        Data::Enum(_) | Data::Union(_) => Err(Error::new(input.ident.span(), "a cmdlet is a struct")),
    }
}

fn key_of(meta: &ParseNestedMeta<'_>) -> Result<String> {
    meta.path.get_ident().map(Ident::to_string).ok_or_else(|| meta.error("a key is one word"))
}

fn once(slot: &mut Option<LitStr>, meta: &ParseNestedMeta<'_>) -> Result<()> {
    if slot.is_some() {
        return Err(meta.error("this key is given twice"));
    }
    *slot = Some(meta.value()?.parse()?);
    Ok(())
}

/// `key("a", "b")`.
fn words(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
    let inside;
    syn::parenthesized!(inside in meta.input);
    Ok(Punctuated::<LitStr, Token![,]>::parse_terminated(&inside)?.into_iter().collect())
}

/// `key(min, max)` with whole numbers, which may be negative.
fn ends(meta: &ParseNestedMeta<'_>) -> Result<(i64, i64)> {
    let inside;
    syn::parenthesized!(inside in meta.input);
    let both: Vec<Expr> = Punctuated::<Expr, Token![,]>::parse_terminated(&inside)?.into_iter().collect();
    let [min, max] = both.as_slice() else {
        return Err(meta.error("give the smallest and the largest value"));
    };
    Ok((whole(min)?, whole(max)?))
}

fn sizes(meta: &ParseNestedMeta<'_>) -> Result<(usize, usize)> {
    let (min, max) = ends(meta)?;
    let size = |value: i64| usize::try_from(value).map_err(|_| meta.error("a size is not negative"));
    Ok((size(min)?, size(max)?))
}

fn whole(expr: &Expr) -> Result<i64> {
    match expr {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(number) => number.base10_parse(),
            other => Err(Error::new(other.span(), "a whole number belongs here")),
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => whole(&unary.expr).map(|number| -number),
        other => Err(Error::new(other.span(), "a whole number belongs here")),
    }
}

/// The doc comment: lines joined, a blank line stays a blank line.
fn docs(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(lit) = &pair.value
            && let Lit::Str(text) = &lit.lit
        {
            let line = text.value();
            lines.push(line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned());
        }
    }
    lines.join("\n").trim().to_owned()
}

fn examples(attributes: &[Attribute]) -> Result<Vec<(LitStr, LitStr)>> {
    let mut examples = Vec::new();
    for attribute in attributes.iter().filter(|a| a.path().is_ident("example")) {
        let parts = attribute.parse_args_with(Punctuated::<LitStr, Token![,]>::parse_terminated)?;
        let mut parts = parts.into_iter();
        match (parts.next(), parts.next(), parts.next()) {
            (Some(code), Some(text), None) => examples.push((code, text)),
            _ => return Err(Error::new(attribute.span(), "an example is its code and one sentence: `#[example(\"…\", \"…\")]`")),
        }
    }
    Ok(examples)
}

/// `input_object` → `InputObject`.
fn pascal(ident: &Ident) -> String {
    let text = ident.to_string();
    let mut name = String::new();
    for word in text.trim_start_matches("r#").split('_') {
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            name.extend(first.to_uppercase());
            name.push_str(letters.as_str());
        }
    }
    name
}
