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
    #[param(position = 0, mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// A stream whose content is hashed.
    #[param(position = 0, mandatory, set = "StreamParameterSet", ty = "System.IO.Stream")]
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
            let hash = hash_stream(cx.s, &self.input_stream, algorithm)?;
            return cx.emit(answer(algorithm, hash, Value::Null));
        }
        for path in files::sources(cx, &self.path.clone(), &self.literal_path.clone())? {
            if path.is_dir() {
                continue;
            }
            match hash_file(&path, algorithm) {
                Ok(hash) => {
                    let shown = Value::from(path.to_string_lossy().into_owned());
                    cx.emit(answer(algorithm, hash, shown))?;
                }
                Err(error) => {
                    let shown = path.to_string_lossy();
                    let text = format!("The file '{shown}' cannot be read: {}", runtime::paths::exception(&error, &path).1);
                    let fault = Fault::new("System.IO.FileLoadException", "FileReadError", Category::ReadError, text);
                    cx.error(fault.target(Value::from(shown.into_owned())))?;
                }
            }
        }
        Ok(())
    }
}

fn answer(algorithm: Algorithm, hash: String, path: Value) -> Value {
    facts(
        "Microsoft.PowerShell.Commands.FileHashInfo",
        &["Algorithm", "Hash", "Path"],
        vec![Value::str(algorithm.name()), Value::from(hash), path],
    )
}

/// Whatever stream it is, it is read as a script would read it.
fn hash_stream(s: &mut Session, stream: &Value, algorithm: Algorithm) -> Result<String, Halt> {
    let buffer = Value::bytes(&vec![0; CHUNK_BYTES]);
    let mut hasher = algorithm.hasher();
    let arguments = [buffer.clone(), Value::Int(0), Value::Int(CHUNK_BYTES as i32)];
    loop {
        let count = runtime::member::call(s, stream, "Read", &arguments)?;
        let count = usize::try_from(runtime::convert::to_int(&count)?).unwrap_or(0);
        if count == 0 {
            return Ok(dotnet::bytes::to_hex(&hasher.finish()));
        }
        let Some(bytes) = buffer.as_seq() else { return Ok(String::new()) };
        let read: Vec<u8> = bytes.snapshot().iter().take(count).map(|b| runtime::convert::to_int(b).unwrap_or(0) as u8).collect();
        hasher.update(&read);
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
