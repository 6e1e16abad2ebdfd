//! Fields as values of the shell, and values as fields.

use crate::cs::params::ListModifier;
use dotnet::datetime::{DateTime, Kind as TimeKind};
use runtime::author::{Seq, Session, Type, Value};
use std::rc::Rc;
use store::class::{Class, Field, Kind};
use store::doc::{Datum, Secret};

/// Ticks from year 1 to 1970.
const EPOCH_TICKS: i64 = 621_355_968_000_000_000;
const TICKS_PER_MILLISECOND: i64 = 10_000;
/// What stands for a secret wherever it is shown.
const STARS: &str = "********";

/// Full name of the enumeration of a choice field.
pub(crate) fn enum_name(class: &Class, field: &Field) -> String {
    let namespace = class.type_name.rsplit_once('.').map_or(class.type_name, |(space, _)| space);
    // The levels of several classes are one type, whose name is not the property's.
    let name = match field.name {
        name if name.ends_with("VerificationLevel") => "VerificationLevelType",
        "ExchangeArchivingPolicy" => "ExchangeArchivingPolicyOptionsEnum",
        name => name,
    };
    format!("{namespace}.{name}")
}

/// The value a property shows.
pub(crate) fn show(class: &Class, field: &Field, datum: &Datum) -> Value {
    match (field.kind, datum) {
        (_, Datum::Null) => Value::Null,
        (Kind::Choice(_), Datum::Text(word)) => Value::enum_named(&enum_name(class, field), word),
        (_, Datum::Flag(it)) => Value::Bool(*it),
        (_, Datum::Int(it)) => u32::try_from(*it).map_or(Value::Long(*it), Value::from),
        (_, Datum::Text(it)) => Value::Str(it.clone()),
        (_, Datum::List(it)) => {
            let members = it.iter().map(|it| Value::Str(it.clone())).collect();
            Value::Seq(Rc::new(Seq::list_of(Type::string(), members)))
        }
        (_, Datum::Secret(_)) => Value::str(STARS),
        (_, Datum::Time(ms)) => time(*ms),
    }
}

/// Milliseconds since 1970 UTC as a moment on this machine's clock.
pub(crate) fn time(ms: i64) -> Value {
    let ticks = ms.saturating_mul(TICKS_PER_MILLISECOND).saturating_add(EPOCH_TICKS);
    DateTime::from_ticks(ticks, TimeKind::Utc).map_or(Value::Null, |it| Value::DateTime(it.to_local()))
}

/// The field a bound or assigned value makes of an old one; a sentence when it cannot.
pub(crate) fn read(s: &mut Session, field: &Field, value: &Value, old: &Datum) -> Result<Datum, String> {
    if let Kind::List = field.kind {
        return read_list(s, value, old);
    }
    if value.is_null() {
        return Ok(Datum::Null);
    }
    let datum = match (field.kind, value.base()) {
        (Kind::Flag, Value::Bool(it)) => Datum::Flag(*it),
        (Kind::Secret, _) => Datum::Secret(Secret::new(&value.plain_text())),
        (Kind::Text, _) if value.plain_text().is_empty() => Datum::Null,
        _ => return field.read(&value.plain_text()).map_err(|it| it.to_string()),
    };
    field.check(&datum).map_err(|it| it.to_string())?;
    Ok(datum)
}

fn read_list(s: &mut Session, value: &Value, old: &Datum) -> Result<Datum, String> {
    let modifier = match value.as_native::<ListModifier>() {
        Some(_) => value.clone(),
        None => match runtime::convert::to_type(s, value, Type::of(crate::cs::params::LIST_MODIFIER)) {
            Ok(modifier) => modifier,
            Err(fault) => return Err(fault.message.to_string()),
        },
    };
    ListModifier::apply(&modifier, old).map_err(|twice| {
        // The words are those of the schema check of the original.
        format!("There is a duplicate key sequence '{twice}' for the 'urn:schema:Microsoft.Rtc.Management.Settings' key or unique identity constraint.")
    })
}
