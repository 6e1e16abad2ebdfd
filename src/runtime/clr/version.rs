//! `System.Version` and PowerShell's `SemanticVersion`.

use super::args::{int, raise, text, tried};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Small, Str, Value};
use dotnet::version::{SemanticVersion, Version, VersionFault};
use std::cmp::Ordering;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionValue(pub Version);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SemanticValue(pub SemanticVersion);

fn fault(f: &VersionFault) -> Halt {
    raise(f.exception(), f)
}

fn short(v: i32) -> Value {
    Value::Small(Small::short(v as i16))
}

impl Native for VersionValue {
    fn type_of(&self) -> Type {
        Type::of("System.Version")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Major", "Minor", "Build", "Revision", "MajorRevision", "MinorRevision"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "major" => Value::Int(self.0.major),
            "minor" => Value::Int(self.0.minor),
            "build" => Value::Int(self.0.build),
            "revision" => Value::Int(self.0.revision),
            "majorrevision" => short(self.0.major_revision()),
            "minorrevision" => short(self.0.minor_revision()),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let other = args.first().and_then(|v| v.as_native::<VersionValue>());
        Some(match name.to_ascii_lowercase().as_str() {
            "tostring" if args.is_empty() => Ok(Value::Str(self.text())),
            "tostring" => self.0.to_fields(int(args, 0)).map(Value::from).map_err(|f| fault(&f)),
            "compareto" => Ok(Value::Int(other.map_or(1, |o| self.0.cmp(&o.0) as i32))),
            "equals" => Ok(Value::Bool(other == Some(self))),
            "clone" => Ok(Value::native(*self)),
            "gethashcode" => Ok(Value::Int(
                (self.0.major & 0xF) << 28 | (self.0.minor & 0xFF) << 20 | (self.0.build & 0xFF) << 12 | (self.0.revision & 0xFFF),
            )),
            _ => return None,
        })
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<VersionValue>() == Some(self)
    }

    fn compares_by_value(&self) -> bool {
        true
    }

    fn compare(&self, other: &Value) -> Option<Ordering> {
        other.as_native::<VersionValue>().map(|o| self.0.cmp(&o.0))
    }
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "parse" => parse(&text(args, 0)),
        "tryparse" => tried(s, args, 1, parse(&text(args, 0)).ok(), Value::Null),
        _ => return None,
    })
}

pub fn parse(text: &str) -> Eval {
    Version::parse(text).map(|v| Value::native(VersionValue(v))).map_err(|f| fault(&f))
}

pub fn construct(args: &[Value]) -> Eval {
    if let Some(Value::Str(text)) = args.first().map(Value::base) {
        return parse(text);
    }
    let names = ["major", "minor", "build", "revision"];
    for (at, name) in names.iter().enumerate().take(args.len()) {
        if int(args, at) < 0 {
            let message =
                format!("{name} ('{0}') must be a non-negative value. (Parameter '{name}')\nActual value was {0}.", int(args, at));
            return Err(crate::fault::thrown("System.ArgumentOutOfRangeException", message));
        }
    }
    let part = |at: usize| if at < args.len() { int(args, at) } else { -1 };
    Ok(Value::native(VersionValue(match args.len() {
        0 => Version::new(0, 0, -1, -1),
        _ => Version::new(part(0), part(1), part(2), part(3)),
    })))
}

impl Native for SemanticValue {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.SemanticVersion")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Major", "Minor", "Patch", "PreReleaseLabel", "BuildLabel"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let label = |text: &Option<Box<str>>| text.as_ref().map_or(Value::Null, |t| Value::str(t));
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "major" => Value::Int(self.0.major),
            "minor" => Value::Int(self.0.minor),
            "patch" => Value::Int(self.0.patch),
            "prereleaselabel" => label(&self.0.pre_release),
            "buildlabel" => label(&self.0.build),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let other = args.first().and_then(|v| v.as_native::<SemanticValue>());
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "tostring" => Value::Str(self.text()),
            "compareto" => Value::Int(other.map_or(1, |o| self.0.cmp(&o.0) as i32)),
            "equals" => Value::Bool(other == Some(self)),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<SemanticValue>() == Some(self)
    }

    fn compares_by_value(&self) -> bool {
        true
    }

    fn compare(&self, other: &Value) -> Option<Ordering> {
        other.as_native::<SemanticValue>().map(|o| self.0.cmp(&o.0))
    }
}

/// The `Version` that a semantic one converts to.
pub fn without_labels(value: &Value) -> Option<Value> {
    let version = &value.as_native::<SemanticValue>()?.0;
    Some(Value::native(VersionValue(Version::new(version.major, version.minor, version.patch, -1))))
}

pub fn parse_semantic(text: &str) -> Eval {
    SemanticVersion::parse(text).map(|v| Value::native(SemanticValue(v))).map_err(|f| fault(&f))
}

pub fn semantic_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "parse" => parse_semantic(&text(args, 0)),
        "tryparse" => tried(s, args, 1, parse_semantic(&text(args, 0)).ok(), Value::Null),
        "compare" => {
            let at = |place: usize| args.get(place).and_then(|v| v.as_native::<SemanticValue>()).map(|v| v.0.clone());
            Ok(Value::Int(at(0).cmp(&at(1)) as i32))
        }
        _ => return None,
    })
}

pub fn construct_semantic(args: &[Value]) -> Eval {
    match args.first().map(Value::base) {
        Some(Value::Str(text)) => return parse_semantic(text),
        Some(other) => {
            if let Some(version) = other.as_native::<VersionValue>() {
                let v = version.0;
                return parse_semantic(&format!("{}.{}.{}", v.major, v.minor, v.build.max(0)));
            }
        }
        None => {}
    }
    let label = |at: usize| args.get(at).filter(|v| !v.is_null()).map(|v| v.plain_text().as_str().into());
    Ok(Value::native(SemanticValue(SemanticVersion {
        major: int(args, 0),
        minor: if args.len() > 1 { int(args, 1) } else { 0 },
        patch: if args.len() > 2 { int(args, 2) } else { 0 },
        pre_release: label(3),
        build: label(4),
    })))
}
