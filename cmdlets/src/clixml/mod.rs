//! CLIXML: objects as PowerShell writes them to read them again.
//!
//! In:    values; the text of a document.
//! Out:   the text; values whose types say `Deserialized.` where only properties came back.
//! Never: opens files.

mod read;
mod span;
mod write;

pub use read::parse;
pub use write::Writer;

/// The namespace of the format.
const NAMESPACE: &str = "http://schemas.microsoft.com/powershell/2004/04";
