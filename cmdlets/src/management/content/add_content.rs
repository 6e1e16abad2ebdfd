//! Add-Content: values at the end of files.

use super::write::{Said, Writing};
use crate::management::place::Sieve;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Session, Str, Value};

/// Adds values to the end of files, or to the value of other items.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Add-Content",
    type_name = "Microsoft.PowerShell.Commands.AddContentCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium"
)]
#[example("Add-Content note.txt 'third'", "Adds a line.")]
pub(crate) struct AddContent {
    /// The value.
    #[param(position = 1, mandatory, pipeline, by_name, ty = "System.Object[]", allow_null, allow_empty_collection)]
    value: Vec<Value>,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Pattern that the names of files must fit.
    #[param]
    filter: Option<Str>,
    /// Only items whose names fit one of these patterns.
    #[param]
    include: Vec<Str>,
    /// No items whose names fit one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
    /// Adds no line break.
    #[param]
    no_newline: bool,
    /// How text is coded in the file; UTF-8 unless said otherwise.
    #[param(ty = "System.Text.Encoding")]
    encoding: Option<Value>,
    /// Works with bytes instead of text.
    #[param]
    as_byte_stream: bool,
    #[state]
    writing: Writing,
}

impl AddContent {
    fn open(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        self.writing.append = true;
        self.writing.force = self.force;
        self.writing.no_newline = self.no_newline;
        self.writing.as_bytes = self.as_byte_stream;
        self.writing.pass_thru = self.pass_thru;
        let said = Said { paths: &self.path, literals: &self.literal_path, sieve: &sieve, encoding: self.encoding.as_ref() };
        self.writing.open(cx, &said)
    }
}

impl Cmdlet for AddContent {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.open(cx)?;
        for value in std::mem::take(&mut self.value) {
            self.writing.write(cx, &value)?;
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.writing.finish(cx)
    }

    fn dispose(&mut self, _s: &mut Session) {
        self.writing.drop_unfinished();
    }
}
