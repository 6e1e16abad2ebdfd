//! CLIXML: objects as PowerShell writes them to read them again.
//!
//! In:    values; the text of a document.
//! Out:   the text; values whose types say `Deserialized.` where only properties came back.
//! Never: opens files.

mod incoming;
mod read;
mod records;
mod span;
mod wire;
mod write;

pub use incoming::Incoming;
pub use read::{parse, parse_streams};
pub use records::error_record;
pub use wire::{Wire, send_all};
pub use write::Writer;

/// The line before the document where text and objects may both come.
pub const TAG: &str = "#< CLIXML";
/// What a stream of objects begins with; [`CLOSING`] ends it.
const OPENING: &str = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">";
pub const CLOSING: &str = "</Objs>";
/// Levels of objects that travel between shells.
const WIRE_DEPTH: i32 = 2;

/// What comes before the first object of a stream.
pub fn head() -> String {
    format!("{TAG}\n{OPENING}")
}

/// The namespace of the format.
const NAMESPACE: &str = "http://schemas.microsoft.com/powershell/2004/04";
