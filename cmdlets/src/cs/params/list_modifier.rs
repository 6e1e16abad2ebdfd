//! `PSListModifier`: a new list, or what to add to and take from the old one.
//!
//! In:    one value, a list, `$null`, or a hashtable with Add, Remove and Replace.
//! Out:   a value that changes a list of texts.
//! Never: changes anything when one member is refused.

use runtime::author::{Native, Session, Str, Type, Value};
use runtime::convert::{ConvertFault, Converted};
use store::doc::Datum;

pub(crate) const LIST_MODIFIER: &str = "System.Management.Automation.PSListModifier";

/// What is to happen to a list.
#[derive(Default)]
pub(crate) struct ListModifier {
    replace: Option<Vec<Str>>,
    add: Vec<Str>,
    remove: Vec<Str>,
}

impl Native for ListModifier {
    fn type_of(&self) -> Type {
        Type::of(LIST_MODIFIER)
    }
}

pub(super) fn convert(s: &mut Session, value: &Value) -> Converted {
    let mut modifier = ListModifier::default();
    match value.base() {
        Value::Table(table) => {
            for (key, item) in table.entries() {
                let members = texts(s, &item)?;
                match key.plain_text().to_ascii_lowercase().as_str() {
                    "add" => modifier.add = members,
                    "remove" => modifier.remove = members,
                    "replace" => modifier.replace = Some(members),
                    _ => return Err(wrong_key(&key.plain_text())),
                }
            }
        }
        _ => modifier.replace = Some(texts(s, value)?),
    }
    Ok(Value::native(modifier))
}

fn texts(s: &mut Session, value: &Value) -> Result<Vec<Str>, ConvertFault> {
    let items = runtime::convert::to_list(s, value)?;
    items.iter().map(|it| Ok(runtime::convert::to_str(s, it)?)).collect()
}

fn wrong_key(key: &str) -> ConvertFault {
    ConvertFault::new("ConvertToFinalInvalidCastException", format!("The key \"{key}\" cannot change a list. Use Add, Remove or Replace."))
}

impl ListModifier {
    /// The list a bound value makes of the old one; the member that is there already, if one is.
    pub(crate) fn apply(value: &Value, old: &Datum) -> Result<Datum, Str> {
        let Some(modifier) = value.as_native::<Self>() else { return Ok(Datum::list::<&str>([])) };
        let mut members: Vec<Str> = match (&modifier.replace, old) {
            (Some(members), _) => members.clone(),
            (None, Datum::List(members)) => members.to_vec(),
            (None, _) => Vec::new(),
        };
        members.retain(|it| !modifier.remove.iter().any(|gone| gone.eq_ignore_ascii_case(it)));
        members.extend(modifier.add.iter().cloned());
        for (at, member) in members.iter().enumerate() {
            if members[..at].iter().any(|it| it.eq_ignore_ascii_case(member)) {
                return Err(member.clone());
            }
        }
        Ok(Datum::list(members))
    }
}
