//! Stored: how values look in stored JSON.
//!
//! In:    values of fields, or JSON.
//! Out:   JSON objects of fields, or names with values whose kind the row tells.
//! Never: fails on a value it does not know; that one reads as nothing.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::class::Kind;
use crate::doc::{Datum, Secret};

/// One value.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Stored {
    Null,
    Flag(bool),
    Int(i64),
    Text(SmolStr),
    List(Arc<[SmolStr]>),
    /// A secret is not here but under this name.
    Secret {
        secret: String,
    },
}

impl Stored {
    pub(crate) fn from(datum: &Datum, keep: &mut dyn FnMut(&Secret) -> String) -> Self {
        match datum {
            Datum::Null => Self::Null,
            Datum::Flag(it) => Self::Flag(*it),
            Datum::Int(it) | Datum::Time(it) => Self::Int(*it),
            Datum::Text(it) => Self::Text(it.clone()),
            Datum::List(it) => Self::List(Arc::clone(it)),
            Datum::Secret(it) => Self::Secret { secret: keep(it) },
        }
    }

    pub(crate) fn into_datum(self, kind: Kind) -> Datum {
        match (self, kind) {
            (Self::Flag(it), _) => Datum::Flag(it),
            (Self::Int(it), Kind::Time) => Datum::Time(it),
            (Self::Int(it), _) => Datum::Int(it),
            (Self::Text(it), _) => Datum::Text(it),
            (Self::List(it), _) => Datum::List(it),
            (Self::Null | Self::Secret { .. }, _) => Datum::Null,
        }
    }
}

/// Fields to write.
pub(crate) struct Fields(pub(crate) Vec<(&'static str, Stored)>);

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, it)| (name, it)))
    }
}

/// Fields that were read.
#[derive(Default)]
pub(crate) struct ReadFields<'b>(pub(crate) Vec<(Cow<'b, str>, Stored)>);

impl<'de: 'b, 'b> Deserialize<'de> for ReadFields<'b> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(FieldsVisitor).map(Self)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Vec<(Cow<'de, str>, Stored)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(16);
        while let Some(Name(name)) = map.next_key()? {
            fields.push((name, map.next_value()?));
        }
        Ok(fields)
    }
}

/// A name, borrowed where it has no escapes.
struct Name<'b>(Cow<'b, str>);

impl<'de: 'b, 'b> Deserialize<'de> for Name<'b> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, it: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(it)))
            }

            fn visit_str<E>(self, it: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(it.to_owned())))
            }
        }
        from.deserialize_str(NameVisitor)
    }
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Stored;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, it: bool) -> Result<Stored, E> {
        Ok(Stored::Flag(it))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Stored, E> {
        Ok(Stored::Int(it))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Stored, E> {
        Ok(i64::try_from(it).map_or(Stored::Null, Stored::Int))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Stored, E> {
        Ok(Stored::Null)
    }

    fn visit_str<E>(self, it: &str) -> Result<Stored, E> {
        Ok(Stored::Text(it.into()))
    }

    fn visit_unit<E>(self) -> Result<Stored, E> {
        Ok(Stored::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Stored, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = seq.next_element::<Self::Value>()? {
            if let Stored::Text(it) = member {
                members.push(it);
            }
        }
        Ok(Stored::List(members.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Stored, A::Error> {
        let mut found = Stored::Null;
        while let Some(Name(name)) = map.next_key()? {
            if name == "secret" {
                found = Stored::Secret { secret: map.next_value()? };
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}
