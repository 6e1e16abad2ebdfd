//! Test-Path: whether something stands at a path.

use crate::management::find;
use crate::management::place::{self, Place, Sieve};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, DateTime, Fault, Flow, Session, Str, Value};

/// Tells for each path whether something stands there.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Test-Path",
    type_name = "Microsoft.PowerShell.Commands.TestPathCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    outputs("System.Boolean")
)]
#[example("Test-Path users.csv -PathType Leaf", "Tells whether the file is there.")]
pub(crate) struct TestPath {
    /// Where: a path, in which wildcards stand for several items.
    #[param(
        position = 0,
        mandatory,
        pipeline,
        by_name,
        set = "Path",
        ty = "string[]",
        allow_null,
        allow_empty_string,
        allow_empty_collection
    )]
    path: Option<Value>,
    /// Where: a path exactly as written, without wildcards.
    #[param(
        mandatory,
        by_name,
        set = "LiteralPath",
        alias("PSPath", "LP"),
        ty = "string[]",
        allow_null,
        allow_empty_string,
        allow_empty_collection
    )]
    literal_path: Option<Value>,
    /// Pattern that the names of files must fit.
    #[param]
    filter: Option<Str>,
    /// Only items whose names fit one of these patterns.
    #[param]
    include: Vec<Str>,
    /// No items whose names fit one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Any, Container or Leaf.
    #[param(alias("Type"), ty = "Microsoft.PowerShell.Commands.TestPathType")]
    path_type: Option<Value>,
    /// Only whether the path could be one.
    #[param]
    is_valid: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
    /// Only items last written before this.
    #[param(ty = "System.Nullable[datetime]")]
    older_than: Option<DateTime>,
    /// Only items last written after this.
    #[param(ty = "System.Nullable[datetime]")]
    newer_than: Option<DateTime>,
}

impl TestPath {
    fn is_there(&self, s: &mut Session, path: &str, literal: bool, sieve: &Sieve) -> bool {
        let found = if literal { find::literal(s, path).map(|it| vec![it]) } else { find::glob(s, path, true) };
        let Ok(places) = found else { return false };
        places.iter().any(|it| find::exists(s, it) && sieve.lets_named(it.name()) && self.fits(it))
    }

    fn fits(&self, place: &Place) -> bool {
        let kind = self.path_type.as_ref().map(|it| it.plain_text().to_ascii_lowercase()).unwrap_or_default();
        let of_kind = match kind.as_str() {
            "container" => find::is_container(place),
            "leaf" => !find::is_container(place),
            _ => true,
        };
        let written = || {
            let time = std::fs::metadata(&place.path).and_then(|it| it.modified()).ok()?;
            Some(DateTime::from_system(time).to_utc().ticks())
        };
        let ticks = |it: &DateTime| it.to_utc().ticks();
        of_kind
            && self.older_than.as_ref().is_none_or(|limit| written().is_some_and(|it| it < ticks(limit)))
            && self.newer_than.as_ref().is_none_or(|limit| written().is_some_and(|it| it > ticks(limit)))
    }
}

/// Any text without a null character can be a path here; a drive must exist.
fn is_valid(s: &mut Session, path: &str) -> bool {
    !path.is_empty() && !path.contains('\0') && place::resolve(s, path).is_ok()
}

fn null_path() -> Fault {
    let text = "Value cannot be null. (Parameter 'The provided Path argument was null or an empty collection.')";
    Fault::new("System.ArgumentNullException", "NullPathNotPermitted", Category::InvalidArgument, text)
}

impl Cmdlet for TestPath {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(None, &self.include, &self.exclude)?;
        let literal = self.path.as_ref().is_none_or(Value::is_null);
        let said = if literal { &self.literal_path } else { &self.path }.clone();
        let paths = match &said {
            Some(value) => runtime::enumerate::items(cx.s, value)?.unwrap_or_default(),
            None => Vec::new(),
        };
        if paths.is_empty() {
            return cx.error(null_path());
        }
        for path in paths {
            if path.is_null() {
                cx.error(null_path())?;
                continue;
            }
            let path = runtime::convert::to_str(cx.s, &path)?;
            if path.trim().is_empty() {
                cx.emit(Value::Bool(false))?;
                continue;
            }
            let answer = if self.is_valid { is_valid(cx.s, &path) } else { self.is_there(cx.s, &path, literal, &sieve) };
            cx.emit(Value::Bool(answer))?;
        }
        Ok(())
    }
}
