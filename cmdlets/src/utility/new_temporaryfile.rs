//! `New-TemporaryFile`.

use crate::files;
use macros::Cmdlet;
use runtime::author::*;
use std::fs::OpenOptions;

/// Makes an empty file in the folder for temporary files.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-TemporaryFile",
    type_name = "Microsoft.PowerShell.Commands.NewTemporaryFileCommand",
    module = "Microsoft.PowerShell.Utility",
    confirm = "Low",
    outputs("System.IO.FileInfo")
)]
pub struct NewTemporaryFile {}

/// Names that are taken are tried again this often.
const TRIES_MAX: usize = 10;

impl Cmdlet for NewTemporaryFile {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let folder = std::env::temp_dir();
        if !cx.confirm(&folder.to_string_lossy(), "New-TemporaryFile")? {
            return Ok(());
        }
        for _ in 0..TRIES_MAX {
            let name = dotnet::path::random_file_name();
            let stem: String = name.chars().filter(char::is_ascii_alphanumeric).take(6).collect();
            let path = folder.join(format!("tmp{stem}.tmp"));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(_) => {
                    let argument = Value::from(path.to_string_lossy().into_owned());
                    let object = runtime::clr::construct(cx.s, Type::of("System.IO.FileInfo"), &[argument])?;
                    return cx.emit(object);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return cx.error(files::open_failed(&path, &error)),
            }
        }
        let text = "No free name was found for a temporary file.";
        cx.error(Fault::new("System.IO.IOException", "NewTemporaryFileWriteError", Category::WriteError, text))
    }
}
