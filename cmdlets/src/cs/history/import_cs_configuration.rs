//! Import-CsConfiguration: makes the store equal to an exported file.

use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Str, Value};
use std::fs::File;
use std::io::Cursor;
use store::transfer;

/// Makes the configuration equal to an exported one: what the file has is stored, what it has not is removed.
///
/// The whole file is read and checked before anything is changed. The changes stand in the history.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Import-CsConfiguration",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.ImportOcsConfigurationCmdlet",
    module = "Lync",
    default_set = "FileName"
)]
#[example("Import-CsConfiguration -FileName ./configuration.zip", "Brings an exported configuration back.")]
pub(crate) struct ImportCsConfiguration {
    /// Bytes that Export-CsConfiguration -AsBytes gave.
    #[param(position = 0, mandatory, set = "ByteInput", pipeline, ty = "byte[]")]
    byte_input: Vec<Value>,
    /// The file.
    #[param(position = 0, mandatory, set = "FileName")]
    file_name: Option<Str>,
    /// Asks nothing.
    #[param]
    force: bool,
    /// Writes the copy on this computer, which is the store itself.
    #[param]
    local_store: bool,
    /// Bytes that came one by one.
    #[state]
    bytes: Vec<u8>,
}

impl Cmdlet for ImportCsConfiguration {
    fn process(&mut self, _cx: &mut Cx<'_>) -> Flow {
        // A pipeline takes an array apart; the file is whole when the last byte has come.
        self.bytes.extend(self.byte_input.iter().map(|it| match it.base() {
            Value::Small(small) => small.as_i64() as u8,
            _ => 0,
        }));
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let store = shelf::open(cx.s)?.store;
        let command = shelf::command_line(cx);
        let done = match &self.file_name {
            Some(name) => {
                let path = runtime::paths::full(cx.s, name);
                let file = File::open(&path).map_err(|error| {
                    let missing = error.kind() == std::io::ErrorKind::NotFound;
                    let (id, category) =
                        if missing { ("FileNotFound", Category::ObjectNotFound) } else { ("FileNotReadable", Category::ReadError) };
                    fault::refused(id, category, format!("Cannot read \"{}\": {}.", path.display(), fault::words(&error)), name.clone())
                })?;
                transfer::import(store.as_ref(), file, &command, false)
            }
            None => transfer::import(store.as_ref(), Cursor::new(std::mem::take(&mut self.bytes)), &command, false),
        };
        let told = done.map_err(|it| fault::of(&it))?;
        cx.verbose(&format!("{} records were written, {} removed, {} were the same already.", told.written, told.removed, told.same))
    }
}
