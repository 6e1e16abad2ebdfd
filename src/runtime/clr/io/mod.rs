//! Files for scripts: `System.IO`.
//!
//! In:    paths as .NET takes them: relative ones are below the directory of the process.
//! Out:   contents, infos, streams; faults of the system as .NET words them.
//! Never: knows drives or providers of the shell; `cmdlets` does.

mod directory;
mod file;
mod info;
mod path;
mod reader;
mod stream;
mod writer;

pub use directory::call_static as directory_static;
pub use file::call_static as file_static;
pub use info::{FileSystemInfo, attributes, construct as construct_info, directory as directory_info, file as file_info};
pub use path::{call_static as path_static, get_static as path_value};
pub use reader::{console as console_reader, construct as construct_reader};
pub use stream::{Stream, construct_file as construct_file_stream, construct_memory};
pub use writer::{Writer, console as console_writer, construct as construct_writer};

use crate::fault::{Halt, thrown};
use std::io::ErrorKind;

/// The absolute path .NET works with.
pub fn full_path(path: &str) -> String {
    let here = std::env::current_dir().map_or_else(|_| "/".to_owned(), |p| p.display().to_string());
    dotnet::path::full_path(path, &here)
}

/// A path argument that must say something.
pub fn checked(path: &str) -> Result<String, Halt> {
    if path.is_empty() {
        return Err(super::args::bad_argument("The value cannot be an empty string.", "path"));
    }
    if path.contains('\0') {
        return Err(super::args::bad_argument("Null character in path.", "path"));
    }
    Ok(full_path(path))
}

/// What the system refused, as the exception .NET makes of it.
pub fn fault(error: &std::io::Error, path: &str) -> Halt {
    match error.kind() {
        ErrorKind::NotFound => {
            let parent = std::path::Path::new(path).parent();
            if parent.is_some_and(|p| !p.as_os_str().is_empty() && !p.is_dir()) {
                thrown("System.IO.DirectoryNotFoundException", format!("Could not find a part of the path '{path}'."))
            } else {
                thrown("System.IO.FileNotFoundException", format!("Could not find file '{path}'."))
            }
        }
        ErrorKind::PermissionDenied | ErrorKind::IsADirectory => {
            thrown("System.UnauthorizedAccessException", format!("Access to the path '{path}' is denied."))
        }
        ErrorKind::AlreadyExists => thrown("System.IO.IOException", format!("The file '{path}' already exists.")),
        ErrorKind::DirectoryNotEmpty => thrown("System.IO.IOException", format!("Directory not empty : '{path}'")),
        ErrorKind::NotADirectory => thrown("System.IO.DirectoryNotFoundException", format!("Could not find a part of the path '{path}'.")),
        _ => thrown("System.IO.IOException", format!("{} : '{path}'", sentence(error))),
    }
}

/// The system's words without the number Rust adds.
fn sentence(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
