//! Export-CsConfiguration: the whole configuration as one file.

use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Str, Value};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use store::transfer;

/// Writes the whole configuration to a zip file, or gives it as bytes.
///
/// Passphrases are in it, so the file must be kept like one.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Export-CsConfiguration",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.ExportOcsConfigurationCmdlet",
    module = "Lync",
    default_set = "FileName",
    outputs("System.Byte[]")
)]
#[example("Export-CsConfiguration -FileName ./configuration.zip", "Writes everything to a file.")]
pub(crate) struct ExportCsConfiguration {
    /// The file to write.
    #[param(position = 0, mandatory, set = "FileName")]
    file_name: Option<Str>,
    /// Gives the bytes of the file instead of writing one.
    #[param(set = "AsBytes")]
    as_bytes: bool,
    /// Writes over a file that exists.
    #[param]
    force: bool,
    /// Reads the copy on this computer, which is the store itself.
    #[param]
    local_store: bool,
}

impl Cmdlet for ExportCsConfiguration {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let Some(name) = self.file_name.clone() else {
            let bytes = transfer::export_bytes(open.store.as_ref()).map_err(|it| fault::of(&it))?;
            return cx.emit(Value::bytes(&bytes));
        };
        let path = runtime::paths::full(cx.s, &name);
        if path.exists() && !self.force {
            let message = format!("The file \"{}\" exists already. Use -Force to write over it.", path.display());
            return Err(fault::refused("FileAlreadyExists", Category::ResourceExists, message, name).into());
        }
        if path.exists() && !path.is_file() {
            let message = format!("\"{}\" is no file; an export is never written in place of anything else.", path.display());
            return Err(fault::refused("FileNotWritable", Category::WriteError, message, name).into());
        }
        // Half an export is none: the file gets its name when it is whole.
        let part = path.with_extension("part");
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&part);
        let file = file.map_err(|it| not_written(&part, &it))?;
        let done = transfer::export(open.store.as_ref(), &file).map_err(|it| fault::of(&it));
        let synced = done.and_then(|_| file.sync_all().and_then(|()| std::fs::rename(&part, &path)).map_err(|it| not_written(&path, &it)));
        if synced.is_err() {
            // The half-written file is of no use to anybody; the export's own fault is what counts.
            let _ = std::fs::remove_file(&part);
        }
        Ok(synced?)
    }
}

fn not_written(path: &std::path::Path, error: &std::io::Error) -> runtime::author::Fault {
    fault::refused(
        "FileNotWritable",
        Category::WriteError,
        format!("Cannot write \"{}\": {}.", path.display(), fault::words(error)),
        path.display().to_string(),
    )
}
