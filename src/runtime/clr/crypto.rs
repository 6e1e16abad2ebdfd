//! Hashes, keyed hashes, and random bytes of `System.Security.Cryptography`.

use super::args::{bytes, int, null_argument, value};
use super::io::Stream;
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Small, Value};
use dotnet::hash::Algorithm;
use std::cell::RefCell;
use std::io::Read as _;

/// A hash algorithm, with a key or without.
pub struct Hash {
    algorithm: Algorithm,
    key: Option<RefCell<Vec<u8>>>,
    last: RefCell<Vec<u8>>,
}

/// `SHA256`, `HMACSHA256`, `SHA256Managed`, …
fn algorithm_of(name: &str) -> Option<(Algorithm, bool)> {
    let plain = name.trim_end_matches("Managed").trim_end_matches("CryptoServiceProvider").trim_end_matches("Cng");
    let (plain, keyed) = match plain.strip_prefix("HMAC") {
        Some(rest) => (rest, true),
        None => (plain, false),
    };
    Algorithm::find(plain).map(|found| (found, keyed))
}

pub fn knows(ty: Type) -> bool {
    ty.full_name().starts_with("System.Security.Cryptography.") && algorithm_of(ty.name()).is_some()
}

pub fn construct(ty: Type, args: &[Value]) -> Eval {
    let Some((algorithm, keyed)) = algorithm_of(ty.name()) else { return Ok(Value::Null) };
    let key = if keyed { Some(RefCell::new(if args.is_empty() { random_bytes(64) } else { bytes(args, 0) })) } else { None };
    Ok(Value::native(Hash { algorithm, key, last: RefCell::default() }))
}

pub fn call_static(ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "create" if ty.name() == "HashAlgorithm" => {
            let named = super::args::text(args, 0);
            let found = algorithm_of(&named.replace('-', ""))?;
            Some(Ok(Value::native(Hash { algorithm: found.0, key: None, last: RefCell::default() })))
        }
        "create" => Some(construct(ty, &[])),
        "hashdata" => {
            let (algorithm, keyed) = algorithm_of(ty.name())?;
            let data = |at: usize| data_of(&value(args, at));
            Some(if keyed {
                data(1).map(|d| Value::bytes(&algorithm.hmac(&bytes(args, 0), &d)))
            } else {
                data(0).map(|d| Value::bytes(&algorithm.hash(&d)))
            })
        }
        _ => None,
    }
}

/// Bytes of an array or of what is left of a stream.
fn data_of(value: &Value) -> Result<Vec<u8>, Halt> {
    if let Some(stream) = value.as_native::<Stream>() {
        return stream.inner.borrow_mut().read_all();
    }
    if value.is_null() {
        return Err(null_argument("source"));
    }
    Ok(bytes(std::slice::from_ref(value), 0))
}

impl Native for Hash {
    fn type_of(&self) -> Type {
        let name = self.algorithm.name().to_ascii_uppercase();
        Type::of(&match self.key {
            Some(_) => format!("System.Security.Cryptography.HMAC{name}"),
            None => format!("System.Security.Cryptography.{name}+Implementation"),
        })
    }

    fn properties(&self) -> &'static [&'static str] {
        match self.key {
            Some(_) => &["Key", "HashName", "HashSize", "Hash"],
            None => &["HashSize", "Hash"],
        }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "hashsize" => Value::from(self.algorithm.hash(&[]).len() * 8),
            "hash" => Value::bytes(&self.last.borrow()),
            "key" => Value::bytes(&self.key.as_ref()?.borrow()),
            "hashname" if self.key.is_some() => Value::str(self.algorithm.name()),
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        if !name.eq_ignore_ascii_case("key") {
            return None;
        }
        *self.key.as_ref()?.borrow_mut() = bytes(std::slice::from_ref(new), 0);
        Some(Ok(()))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "computehash" => Some(data_of(&value(args, 0)).map(|all| {
                let part = if args.len() >= 3 {
                    let start = (int(args, 1).max(0) as usize).min(all.len());
                    all[start..(start + int(args, 2).max(0) as usize).min(all.len())].to_vec()
                } else {
                    all
                };
                let made = match &self.key {
                    Some(key) => self.algorithm.hmac(&key.borrow(), &part),
                    None => self.algorithm.hash(&part),
                };
                *self.last.borrow_mut() = made.clone();
                Value::bytes(&made)
            })),
            "dispose" | "clear" | "initialize" => Some(Ok(Value::Empty)),
            _ => None,
        }
    }
}

/// Random bytes of the system.
pub fn random_bytes(count: usize) -> Vec<u8> {
    let mut raw = vec![0; count];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(&mut raw));
    match read {
        Ok(()) => raw,
        Err(_) => Vec::new(),
    }
}

/// `RandomNumberGenerator`.
pub struct Generator;

pub fn random_static(name: &str, args: &[Value]) -> Option<Eval> {
    Some(Ok(match name {
        "create" => Value::native(Generator),
        "getbytes" => Value::bytes(&random_bytes(int(args, 0).max(0) as usize)),
        "fill" => {
            fill(args);
            Value::Empty
        }
        "getint32" => {
            let (low, high) = if args.len() > 1 { (int(args, 0), int(args, 1)) } else { (0, int(args, 0)) };
            if high <= low {
                return Some(Err(super::args::bad_argument("Range of random number does not contain at least one possibility.", "")));
            }
            let raw = random_bytes(8).iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
            Value::Int(low.wrapping_add((raw % (i64::from(high) - i64::from(low)) as u64) as i32))
        }
        _ => return None,
    }))
}

fn fill(args: &[Value]) {
    if let Some(seq) = value(args, 0).as_seq() {
        let raw = random_bytes(seq.len());
        for (slot, byte) in seq.items.borrow_mut().iter_mut().zip(raw) {
            *slot = Value::Small(Small::byte(byte));
        }
    }
}

impl Native for Generator {
    fn type_of(&self) -> Type {
        Type::of("System.Security.Cryptography.RandomNumberGeneratorImplementation")
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "getbytes" | "getnonzerobytes" => fill(args),
            "dispose" => {}
            _ => return None,
        }
        Some(Ok(Value::Empty))
    }
}
