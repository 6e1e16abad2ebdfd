//! `Get-FileHash`.

use crate::files;
use crate::result::facts;
use dotnet::hash::Algorithm;
use macros::Cmdlet;
use runtime::author::*;
use std::io::Read;
use std::path::Path;

/// Computes the hash of files.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-FileHash",
    type_name = "Microsoft.PowerShell.Commands.GetFileHashCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Path",
    outputs("Microsoft.PowerShell.Commands.FileHashInfo")
)]
pub struct GetFileHash {
    /// Paths of the files; wildcards are understood.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Paths of the files, taken as they are written.
    #[param(
        position = 0,
        mandatory,
        by_name,
        set = "LiteralPath",
        alias("PSPath", "LP")
    )]
    literal_path: Vec<Str>,
    /// A stream whose content is hashed.
    #[param(
        position = 0,
        mandatory,
        set = "StreamParameterSet",
        ty = "System.IO.Stream"
    )]
    input_stream: Value,
    /// SHA1, SHA256, SHA384, SHA512 or MD5.
    #[param(position = 1, values("SHA1", "SHA256", "SHA384", "SHA512", "MD5"))]
    algorithm: Option<Str>,
}

/// Bytes read at once.
const CHUNK_BYTES: usize = 64 * 1024;

impl Cmdlet for GetFileHash {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let name = self.algorithm.as_deref().unwrap_or("SHA256");
        let Some(algorithm) = Algorithm::find(name) else {
            return Ok(());
        };
        if !self.input_stream.is_null() {
            let text = "This shell does not hash streams.";
            let fault = Fault::new(
                "System.Management.Automation.PSNotSupportedException",
                "NotSupported",
                Category::NotImplemented,
                text,
            );
            return Err(fault.into());
        }
        for path in files::sources(cx, &self.path.clone(), &self.literal_path.clone())? {
            if path.is_dir() {
                continue;
            }
            match hash_file(&path, algorithm) {
                Ok(hash) => {
                    let values = vec![
                        Value::str(algorithm.name()),
                        Value::from(hash),
                        Value::from(path.to_string_lossy().into_owned()),
                    ];
                    cx.emit(facts(
                        "Microsoft.PowerShell.Commands.FileHashInfo",
                        &["Algorithm", "Hash", "Path"],
                        values,
                    ))?;
                }
                Err(error) => {
                    let shown = path.to_string_lossy();
                    let text = format!(
                        "The file '{shown}' cannot be read: {}",
                        runtime::paths::exception(&error, &path).1
                    );
                    let fault = Fault::new(
                        "System.IO.FileLoadException",
                        "FileReadError",
                        Category::ReadError,
                        text,
                    );
                    cx.error(fault.target(Value::from(shown.into_owned())))?;
                }
            }
        }
        Ok(())
    }
}

fn hash_file(path: &Path, algorithm: Algorithm) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = algorithm.hasher();
    let mut buffer = vec![0u8; CHUNK_BYTES];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(dotnet::bytes::to_hex(&hasher.finish())),
            count => hasher.update(&buffer[..count]),
        }
    }
}
