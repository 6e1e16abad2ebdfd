//! Raw: bytes written as bytes.
//!
//! In:    fields that hold bytes.
//! Out:   the same form on disk and on the wire as a list of small numbers would have, in one copy.
//! Never: changes what is written; records and frames of older programs read the same.

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

pub(crate) fn serialize<S: Serializer>(bytes: &impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes.as_ref())
}

pub(crate) fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'b> From<&'b [u8]>,
{
    deserializer.deserialize_bytes(Bytes(PhantomData))
}

struct Bytes<T>(PhantomData<T>);

impl<'de, T: for<'b> From<&'b [u8]>> Visitor<'de> for Bytes<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<T, E> {
        Ok(T::from(bytes))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = items.next_element()? {
            bytes.push(byte);
        }
        Ok(T::from(&bytes))
    }
}

/// The same for bytes that may be missing.
pub(crate) mod maybe {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize)]
    #[serde(bound = "")]
    struct Shown<'b>(#[serde(with = "super")] &'b [u8]);

    #[derive(Deserialize)]
    #[serde(bound = "T: for<'b> From<&'b [u8]>")]
    struct Read<T>(#[serde(deserialize_with = "super::deserialize")] T);

    pub(crate) fn serialize<S: Serializer>(bytes: &Option<impl AsRef<[u8]>>, serializer: S) -> Result<S::Ok, S::Error> {
        bytes.as_ref().map(|it| Shown(it.as_ref())).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        D: Deserializer<'de>,
        T: for<'b> From<&'b [u8]>,
    {
        Ok(Option::<Read<T>>::deserialize(deserializer)?.map(|it| it.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Now {
        #[serde(with = "super")]
        one: Arc<[u8]>,
        #[serde(with = "super::maybe")]
        other: Option<Vec<u8>>,
    }

    #[derive(Serialize, Deserialize)]
    struct Before {
        one: Vec<u8>,
        other: Option<Vec<u8>>,
    }

    #[test]
    fn what_was_written_as_a_list_reads_the_same() {
        for other in [None, Some(vec![7; 300])] {
            let now = Now { one: Arc::from(&[1, 255, 0][..]), other: other.clone() };
            let before = Before { one: vec![1, 255, 0], other };
            let bytes = postcard::to_stdvec(&now).unwrap();
            assert_eq!(bytes, postcard::to_stdvec(&before).unwrap());
            assert_eq!(postcard::from_bytes::<Now>(&bytes).unwrap(), now);
            let text = serde_json::to_string(&before).unwrap();
            assert_eq!(serde_json::from_str::<Now>(&text).unwrap(), now);
        }
    }
}
