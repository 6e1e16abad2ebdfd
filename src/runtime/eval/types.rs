//! Type names in code.

use crate::code::TypeSite;
use crate::fault::{Fault, Halt, Position};
use crate::session::Session;
use crate::types::{Type, resolve_simple};
use lang::Span;
use lang::tree::{TypeName, TypeNameKind};

/// The type a place in code names; remembered until types change.
pub fn site_type(s: &mut Session, site: &TypeSite) -> Result<Type, Halt> {
    match try_site(s, site) {
        Some(ty) => Ok(ty),
        None => {
            let name = unknown_part(s, &site.name).unwrap_or_else(|| site.text.to_string());
            let record = Fault::invalid("TypeNotFound", format!("Unable to find type [{name}].")).target(site.text.clone()).record();
            *record.position.borrow_mut() = Some(Position { source: s.source.clone(), span: with_brackets(s, site.span) });
            Err(Halt::Error(record))
        }
    }
}

/// The part of a composed name that means nothing.
fn unknown_part(s: &Session, name: &TypeName) -> Option<String> {
    match &name.kind {
        TypeNameKind::Simple(simple) => resolve_type_name(s, name).is_none().then(|| simple.to_string()),
        TypeNameKind::Array { element, .. } => unknown_part(s, element),
        TypeNameKind::Generic { definition, arguments } => {
            arguments.iter().find_map(|a| unknown_part(s, a)).or_else(|| Some(definition.to_string()))
        }
    }
}

/// The brackets belong to the place of a type.
fn with_brackets(s: &Session, span: lang::Span) -> lang::Span {
    let text = s.source.slice(lang::Span { start: span.start.saturating_sub(1), end: span.end + 1 });
    match text.starts_with('[') && text.ends_with(']') {
        true => lang::Span { start: span.start - 1, end: span.end + 1 },
        false => span,
    }
}

/// Like `site_type`; `None` when there is no such type.
pub fn try_site(s: &mut Session, site: &TypeSite) -> Option<Type> {
    if let Some((epoch, ty)) = site.seen.get()
        && (epoch == s.type_epoch || epoch == u64::MAX)
    {
        return Some(ty);
    }
    let mut by_scope = false;
    let ty = resolve(s, &site.name, &mut by_scope)?;
    if !by_scope {
        site.seen.set(Some((s.type_epoch, ty)));
    }
    Some(ty)
}

/// A parsed type name to its type.
pub fn resolve_type_name(s: &Session, name: &TypeName) -> Option<Type> {
    resolve(s, name, &mut false)
}

/// `by_scope` tells that elsewhere the name may mean something else.
fn resolve(s: &Session, name: &TypeName, by_scope: &mut bool) -> Option<Type> {
    match &name.kind {
        TypeNameKind::Simple(simple) => named(s, simple, name.span, by_scope),
        TypeNameKind::Array { element, rank } => Some(resolve(s, element, by_scope)?.array_of_rank(*rank)),
        TypeNameKind::Generic { definition, arguments } => {
            let arguments: Option<Vec<Type>> = arguments.iter().map(|a| resolve(s, a, by_scope)).collect();
            let arguments = arguments?;
            let plain = definition.split('`').next().unwrap_or(definition);
            let full = format!("{plain}`{}", arguments.len());
            Some(resolve_simple(&full, &s.namespaces)?.generic_of(arguments))
        }
    }
}

/// Types of the script first: bound where the name is written, then found in the running scope.
fn named(s: &Session, name: &str, place: Span, by_scope: &mut bool) -> Option<Type> {
    if let Some(ty) = crate::class::bound_at(s, name, place) {
        return Some(ty);
    }
    if let Some(ty) = crate::class::in_scope(s, name) {
        *by_scope = true;
        return Some(ty);
    }
    resolve_simple(name, &s.namespaces)
}

/// A type named by text at run time, such as `New-Object System.Uri`.
pub fn find_type(s: &Session, text: &str) -> Option<Type> {
    let text = text.trim();
    let text = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    if let Some(element) = text.strip_suffix("[]") {
        return Some(find_type(s, element)?.array_of());
    }
    if let Some((element, commas)) = text.strip_suffix(']').and_then(|t| t.rsplit_once('['))
        && !commas.is_empty()
        && commas.bytes().all(|byte| byte == b',')
    {
        let rank = u32::try_from(commas.len()).ok()? + 1;
        return Some(find_type(s, element)?.array_of_rank(rank));
    }
    if let Some(open) = text.find('[') {
        let inner = text[open + 1..].strip_suffix(']')?;
        let arguments: Option<Vec<Type>> = crate::convert::split_arguments(inner).into_iter().map(|a| find_type(s, a)).collect();
        let arguments = arguments?;
        let plain = text[..open].split('`').next().unwrap_or("");
        let full = format!("{plain}`{}", arguments.len());
        return Some(resolve_simple(&full, &s.namespaces)?.generic_of(arguments));
    }
    named(s, text, s.position, &mut false)
}
