//! `Where-Object`: a condition in a block, or a property, an operator and a value.

use super::argument;
use crate::members;
use macros::Cmdlet;
use runtime::author::*;
use runtime::ops::{self, Pattern, PatternKind, Relation};

/// Lets those objects pass that meet a condition.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Where-Object",
    type_name = "Microsoft.PowerShell.Commands.WhereObjectCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "EqualSet",
    aliases("?", "where")
)]
#[example("1..9 | Where-Object { $_ % 2 }", "Lets the odd numbers pass.")]
#[example("Get-Command | Where-Object Name -Like 'Get-*'", "Compares a property with a value.")]
pub struct WhereObject {
    /// The objects, usually from the pipeline.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// The condition, with the object in $_.
    #[param(position = 0, mandatory, set = "ScriptBlockSet")]
    filter_script: Option<Rc<ScriptBlock>>,
    /// The property to compare.
    #[param(
        position = 0,
        mandatory,
        sets(
            "EqualSet",
            "CaseSensitiveEqualSet",
            "NotEqualSet",
            "CaseSensitiveNotEqualSet",
            "GreaterThanSet",
            "CaseSensitiveGreaterThanSet",
            "LessThanSet",
            "CaseSensitiveLessThanSet",
            "GreaterOrEqualSet",
            "CaseSensitiveGreaterOrEqualSet",
            "LessOrEqualSet",
            "CaseSensitiveLessOrEqualSet",
            "LikeSet",
            "CaseSensitiveLikeSet",
            "NotLikeSet",
            "CaseSensitiveNotLikeSet",
            "MatchSet",
            "CaseSensitiveMatchSet",
            "NotMatchSet",
            "CaseSensitiveNotMatchSet",
            "ContainsSet",
            "CaseSensitiveContainsSet",
            "NotContainsSet",
            "CaseSensitiveNotContainsSet",
            "InSet",
            "CaseSensitiveInSet",
            "NotInSet",
            "CaseSensitiveNotInSet",
            "IsSet",
            "IsNotSet",
            "Not"
        ),
        not_null_or_empty
    )]
    property: Option<Str>,
    /// What the property is compared with.
    #[param(
        position = 1,
        sets(
            "EqualSet",
            "CaseSensitiveEqualSet",
            "NotEqualSet",
            "CaseSensitiveNotEqualSet",
            "GreaterThanSet",
            "CaseSensitiveGreaterThanSet",
            "LessThanSet",
            "CaseSensitiveLessThanSet",
            "GreaterOrEqualSet",
            "CaseSensitiveGreaterOrEqualSet",
            "LessOrEqualSet",
            "CaseSensitiveLessOrEqualSet",
            "LikeSet",
            "CaseSensitiveLikeSet",
            "NotLikeSet",
            "CaseSensitiveNotLikeSet",
            "MatchSet",
            "CaseSensitiveMatchSet",
            "NotMatchSet",
            "CaseSensitiveNotMatchSet",
            "ContainsSet",
            "CaseSensitiveContainsSet",
            "NotContainsSet",
            "CaseSensitiveNotContainsSet",
            "InSet",
            "CaseSensitiveInSet",
            "NotInSet",
            "CaseSensitiveNotInSet",
            "IsSet",
            "IsNotSet"
        )
    )]
    value: Value,
    /// The property equals the value.
    #[param(set = "EqualSet", name = "EQ", alias("IEQ"))]
    eq: bool,
    /// The property equals the value, also in case.
    #[param(mandatory, set = "CaseSensitiveEqualSet", name = "CEQ")]
    ceq: bool,
    /// The property differs from the value.
    #[param(mandatory, set = "NotEqualSet", name = "NE", alias("INE"))]
    ne: bool,
    /// The property differs from the value, perhaps only in case.
    #[param(mandatory, set = "CaseSensitiveNotEqualSet", name = "CNE")]
    cne: bool,
    /// The property is greater than the value.
    #[param(mandatory, set = "GreaterThanSet", name = "GT", alias("IGT"))]
    gt: bool,
    /// The property is greater than the value, with case.
    #[param(mandatory, set = "CaseSensitiveGreaterThanSet", name = "CGT")]
    cgt: bool,
    /// The property is less than the value.
    #[param(mandatory, set = "LessThanSet", name = "LT", alias("ILT"))]
    lt: bool,
    /// The property is less than the value, with case.
    #[param(mandatory, set = "CaseSensitiveLessThanSet", name = "CLT")]
    clt: bool,
    /// The property is greater than the value or equal to it.
    #[param(mandatory, set = "GreaterOrEqualSet", name = "GE", alias("IGE"))]
    ge: bool,
    /// The property is greater than the value or equal to it, with case.
    #[param(mandatory, set = "CaseSensitiveGreaterOrEqualSet", name = "CGE")]
    cge: bool,
    /// The property is less than the value or equal to it.
    #[param(mandatory, set = "LessOrEqualSet", name = "LE", alias("ILE"))]
    le: bool,
    /// The property is less than the value or equal to it, with case.
    #[param(mandatory, set = "CaseSensitiveLessOrEqualSet", name = "CLE")]
    cle: bool,
    /// The property matches a wildcard pattern.
    #[param(mandatory, set = "LikeSet", alias("ILike"))]
    like: bool,
    /// The property matches a wildcard pattern, also in case.
    #[param(mandatory, set = "CaseSensitiveLikeSet")]
    c_like: bool,
    /// The property does not match a wildcard pattern.
    #[param(mandatory, set = "NotLikeSet", alias("INotLike"))]
    not_like: bool,
    /// The property does not match a wildcard pattern, with case.
    #[param(mandatory, set = "CaseSensitiveNotLikeSet")]
    c_not_like: bool,
    /// The property matches a regular expression.
    #[param(mandatory, set = "MatchSet", alias("IMatch"))]
    r#match: bool,
    /// The property matches a regular expression, also in case.
    #[param(mandatory, set = "CaseSensitiveMatchSet")]
    c_match: bool,
    /// The property does not match a regular expression.
    #[param(mandatory, set = "NotMatchSet", alias("INotMatch"))]
    not_match: bool,
    /// The property does not match a regular expression, with case.
    #[param(mandatory, set = "CaseSensitiveNotMatchSet")]
    c_not_match: bool,
    /// The property is a collection with the value in it.
    #[param(mandatory, set = "ContainsSet", alias("IContains"))]
    contains: bool,
    /// The property is a collection with the value in it, also in case.
    #[param(mandatory, set = "CaseSensitiveContainsSet")]
    c_contains: bool,
    /// The property is a collection without the value.
    #[param(mandatory, set = "NotContainsSet", alias("INotContains"))]
    not_contains: bool,
    /// The property is a collection without the value, with case.
    #[param(mandatory, set = "CaseSensitiveNotContainsSet")]
    c_not_contains: bool,
    /// The property is one of the values.
    #[param(mandatory, set = "InSet", alias("IIn"))]
    r#in: bool,
    /// The property is one of the values, also in case.
    #[param(mandatory, set = "CaseSensitiveInSet")]
    c_in: bool,
    /// The property is none of the values.
    #[param(mandatory, set = "NotInSet", alias("INotIn"))]
    not_in: bool,
    /// The property is none of the values, with case.
    #[param(mandatory, set = "CaseSensitiveNotInSet")]
    c_not_in: bool,
    /// The property is of a type.
    #[param(mandatory, set = "IsSet")]
    r#is: bool,
    /// The property is not of a type.
    #[param(mandatory, set = "IsNotSet")]
    is_not: bool,
    /// The property is empty, zero or false.
    #[param(mandatory, set = "Not")]
    not: bool,
    #[state]
    comparison: Option<Comparison>,
    #[state]
    type_wanted: Option<Type>,
    /// The parameters belong together: nobody needs to look again.
    #[state]
    complete: bool,
}

/// One of the operators: what it is called in messages, how it compares.
#[derive(Clone, Copy)]
pub struct Comparison {
    token: &'static str,
    operator: Operator,
    ignore_case: bool,
    negated: bool,
}

#[derive(Clone, Copy)]
enum Operator {
    Equal,
    Related(Relation),
    Like,
    Match,
    Contains,
    In,
    Is,
    Not,
}

/// Parameter sets with their operators.
const SETS: &[(&str, &str, Operator, bool)] = &[
    ("EqualSet", "Ieq", Operator::Equal, false),
    ("NotEqualSet", "Ine", Operator::Equal, true),
    ("GreaterThanSet", "Igt", Operator::Related(Relation::Gt), false),
    ("LessThanSet", "Ilt", Operator::Related(Relation::Lt), false),
    ("GreaterOrEqualSet", "Ige", Operator::Related(Relation::Ge), false),
    ("LessOrEqualSet", "Ile", Operator::Related(Relation::Le), false),
    ("LikeSet", "Ilike", Operator::Like, false),
    ("NotLikeSet", "Inotlike", Operator::Like, true),
    ("MatchSet", "Imatch", Operator::Match, false),
    ("NotMatchSet", "Inotmatch", Operator::Match, true),
    ("ContainsSet", "Icontains", Operator::Contains, false),
    ("NotContainsSet", "Inotcontains", Operator::Contains, true),
    ("InSet", "In", Operator::In, false),
    ("NotInSet", "Inotin", Operator::In, true),
    ("CaseSensitiveEqualSet", "Ceq", Operator::Equal, false),
    ("CaseSensitiveNotEqualSet", "Cne", Operator::Equal, true),
    ("CaseSensitiveGreaterThanSet", "Cgt", Operator::Related(Relation::Gt), false),
    ("CaseSensitiveLessThanSet", "Clt", Operator::Related(Relation::Lt), false),
    ("CaseSensitiveGreaterOrEqualSet", "Cge", Operator::Related(Relation::Ge), false),
    ("CaseSensitiveLessOrEqualSet", "Cle", Operator::Related(Relation::Le), false),
    ("CaseSensitiveLikeSet", "Clike", Operator::Like, false),
    ("CaseSensitiveNotLikeSet", "Cnotlike", Operator::Like, true),
    ("CaseSensitiveMatchSet", "Cmatch", Operator::Match, false),
    ("CaseSensitiveNotMatchSet", "Cnotmatch", Operator::Match, true),
    ("CaseSensitiveContainsSet", "Ccontains", Operator::Contains, false),
    ("CaseSensitiveNotContainsSet", "Cnotcontains", Operator::Contains, true),
    ("CaseSensitiveInSet", "Cin", Operator::In, false),
    ("CaseSensitiveNotInSet", "Cnotin", Operator::In, true),
    ("IsSet", "Is", Operator::Is, false),
    ("IsNotSet", "IsNot", Operator::Is, true),
    ("Not", "Not", Operator::Not, false),
];

impl Comparison {
    fn of_set(name: &str) -> Option<Self> {
        let row = SETS.iter().find(|(set, ..)| *set == name)?;
        let (set, token, operator, negated) = *row;
        Some(Self { token, operator, ignore_case: !set.starts_with("CaseSensitive"), negated })
    }
}

impl Cmdlet for WhereObject {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.filter_script.is_some() {
            return Ok(());
        }
        let mut comparison = Comparison::of_set(&cx.set_name());
        let is_truth = comparison.is_some_and(|c| matches!(c.operator, Operator::Not) || (c.token == "Ieq" && !self.eq));
        if is_truth && let Some(found) = comparison.as_mut() {
            let negated = matches!(found.operator, Operator::Not);
            *found = Comparison { operator: Operator::Not, negated, ..*found };
        }
        if matches!(comparison, Some(Comparison { operator: Operator::Is, .. })) && cx.is_bound("Value") {
            self.type_wanted = Some(wanted_type(cx.s, &self.value)?);
        }
        self.comparison = comparison;
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(object) = cx.input.take().or_else(|| cx.is_bound("InputObject").then(|| self.input_object.clone())) else {
            return Ok(());
        };
        if let Some(block) = self.filter_script.clone() {
            let answer = cx.call_block(&block, &object, &[])?;
            return if to_bool(&answer) { cx.emit(object) } else { Ok(()) };
        }
        let Some(comparison) = self.comparison else {
            return Ok(());
        };
        if !self.complete {
            self.check_complete(cx, comparison)?;
            self.complete = true;
        }
        let Some(found) = self.read(cx, &object)? else {
            return Ok(());
        };
        match self.compare(cx.s, comparison, &found) {
            Ok(true) => cx.emit(object),
            Ok(false) => Ok(()),
            Err(Halt::Error(record)) => cx.error(operator_failed(comparison.token, &record.message(), &object)),
            Err(halt) => Err(halt),
        }
    }
}

impl WhereObject {
    fn check_complete(&self, cx: &Cx<'_>, comparison: Comparison) -> Flow {
        let is_truth = matches!(comparison.operator, Operator::Not);
        match (cx.is_bound("Value"), is_truth) {
            (false, false) => Err(argument(
                "ValueNotSpecifiedForWhereObject",
                "The specified operator requires both the -Property and -Value parameters. Provide values for both parameters, and then try the command again.",
                &Value::Null,
            )),
            (true, true) if comparison.token == "Ieq" => Err(argument(
                "OperatorNotSpecified",
                "An operator is required to compare the two specified values. Include a valid operator in the command, and then try the command again. For example, Get-Process | Where-Object -Property Name -eq Idle",
                &Value::Null,
            )),
            _ => Ok(()),
        }
    }

    /// The property; `None` when strict mode made its absence an error.
    fn read(&self, cx: &mut Cx<'_>, object: &Value) -> Result<Option<Value>, Halt> {
        let name = self.property.clone().unwrap_or_default();
        if let Value::Object(custom) = object
            && custom.is_custom()
            && let Some(value) = custom.note(&name)
        {
            return Ok(Some(value));
        }
        let is_strict = cx.s.strict_mode() >= 2;
        if object.is_null() {
            if is_strict {
                let text = "Cannot operate on a 'null' input object.";
                cx.error(argument("InputObjectIsNull", text, object))?;
                return Ok(None);
            }
            return Ok(Some(Value::Null));
        }
        if let Some(table) = object.as_table()
            && let Some(value) = table.get_str(&name)
        {
            return Ok(Some(value));
        }
        let found = members::matching(cx.s, object, &name)?;
        match found.as_slice() {
            [one] => match runtime::member::get(cx.s, object, one) {
                Ok(value) => Ok(Some(value)),
                Err(Halt::Error(_)) => Ok(Some(Value::Null)),
                Err(halt) => Err(halt),
            },
            [] if is_strict => {
                let text = format!("The input name \"{name}\" cannot be resolved to a property.");
                cx.error(argument("PropertyNotFound", text, object))?;
                Ok(None)
            }
            [] => Ok(Some(Value::Null)),
            several => {
                let text = members::ambiguous(&name, "members", several);
                cx.error(argument("AmbiguousPropertyName", text, object))?;
                Ok(None)
            }
        }
    }

    fn compare(&self, s: &mut Session, comparison: Comparison, found: &Value) -> Result<bool, Halt> {
        let Comparison { operator, ignore_case, negated, .. } = comparison;
        let value = self.value.clone();
        let holds = match operator {
            Operator::Not => to_bool(found) != negated,
            Operator::Contains => ops::contains(s, found, &value, ignore_case)? != negated,
            Operator::In => ops::contains(s, &value, found, ignore_case)? != negated,
            Operator::Is => {
                let ty = self.type_wanted.unwrap_or_else(Type::object);
                members::is_of_type(found, ty) != negated
            }
            Operator::Equal => any(s, found, |s, item| Ok(ops::equals(s, item, &value, ignore_case)? != negated))?,
            Operator::Related(relation) => any(s, found, |s, item| ops::relation(s, item, &value, relation, ignore_case))?,
            Operator::Like => {
                let text = to_str(s, &value)?;
                let pattern = ops::compile(PatternKind::Wildcard, &text, ignore_case)?;
                any(s, found, |s, item| Ok(ops::like(&pattern, &to_str(s, item)?) != negated))?
            }
            Operator::Match => {
                let text = to_str(s, &value)?;
                let Pattern::Regex(regex) = ops::compile(PatternKind::Regex, &text, ignore_case)? else {
                    return Ok(false);
                };
                any(s, found, |s, item| {
                    let text = to_str(s, item)?;
                    Ok(ops::match_one(s, &regex, &text)? != negated)
                })?
            }
        };
        Ok(holds)
    }
}

/// A collection on the left keeps the elements that meet the condition; what is left counts as a condition.
fn any(s: &mut Session, left: &Value, mut test: impl FnMut(&mut Session, &Value) -> Result<bool, Halt>) -> Result<bool, Halt> {
    let Some(items) = runtime::enumerate::items(s, left)? else {
        return test(s, left);
    };
    let mut kept = Vec::new();
    for item in items {
        if test(s, &item)? {
            kept.push(item);
        }
    }
    Ok(to_bool(&Value::array(kept)))
}

/// `[int]` in brackets is a type, too.
fn wanted_type(s: &mut Session, value: &Value) -> Result<Type, Halt> {
    let named = match value.as_str() {
        Some(text) if text.len() > 2 && text.starts_with('[') && text.ends_with(']') => Value::str(&text[1..text.len() - 1]),
        _ => value.clone(),
    };
    match to_type(s, &named, Type::type_type())?.base() {
        Value::Type(ty) => Ok(*ty),
        _ => Ok(Type::object()),
    }
}

fn operator_failed(token: &str, reason: &str, object: &Value) -> Halt {
    let text = format!("The '{token}' operator failed: {reason}.");
    Fault::new("System.Management.Automation.PSInvalidOperationException", "OperatorFailed", Category::InvalidOperation, text)
        .target(object.clone())
        .into()
}
