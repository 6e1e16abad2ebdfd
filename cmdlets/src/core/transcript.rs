//! `Start-Transcript`, `Stop-Transcript`.

use macros::Cmdlet;
use runtime::author::*;
use std::path::PathBuf;

/// Writes what is typed and shown to a file, too.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Start-Transcript",
    type_name = "Microsoft.PowerShell.Commands.StartTranscriptCommand",
    module = "Microsoft.PowerShell.Host",
    default_set = "ByPath",
    confirm = "Medium",
    outputs("System.String")
)]
#[example("Start-Transcript ./today.txt -Append", "Goes on with the file of this morning.")]
pub struct StartTranscript {
    /// The file; one with the time in its name below the home folder when left out.
    #[param(position = 0, set = "ByPath")]
    path: Option<Str>,
    /// The file, taken as it is written.
    #[param(position = 0, set = "ByLiteralPath", alias("PSPath", "LP"), not_null_or_empty)]
    literal_path: Option<Str>,
    /// A folder for a file with the time in its name.
    #[param(position = 0, set = "ByOutputDirectory", not_null_or_empty)]
    output_directory: Option<Str>,
    /// Goes on behind what the file holds.
    #[param]
    append: bool,
    /// Writes to a read-only file.
    #[param]
    force: bool,
    /// Refuses a file that exists.
    #[param(alias("NoOverwrite"))]
    no_clobber: bool,
    /// Writes the time before every command.
    #[param]
    include_invocation_header: bool,
    /// Begins with the time alone.
    #[param]
    use_minimal_header: bool,
}

impl StartTranscript {
    fn target(&self, cx: &mut Cx<'_>) -> PathBuf {
        let now = cx.s.host.now().to_format("yyyyMMddHHmmss").unwrap_or_default();
        let made_up = || format!("PowerShell_transcript.{}.{now}.txt", dotnet::guid::Guid::new());
        match (&self.path, &self.literal_path, &self.output_directory) {
            (Some(path), ..) | (None, Some(path), _) => runtime::paths::full(cx.s, path),
            (None, None, Some(folder)) => runtime::paths::full(cx.s, folder).join(made_up()),
            _ => PathBuf::from(std::env::var("HOME").unwrap_or_default()).join(made_up()),
        }
    }
}

impl Cmdlet for StartTranscript {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let path = self.target(cx);
        let shown = path.display().to_string();
        if !cx.confirm(&shown, "Start-Transcript")? {
            return Ok(());
        }
        if self.no_clobber && path.exists() && !self.append {
            let message = format!("File {shown} already exists and NoClobber was specified.");
            let id = "NoClobber";
            return Err(Fault::new("System.UnauthorizedAccessException", id, Category::ResourceExists, message).target(shown).into());
        }
        let mut options = std::fs::OpenOptions::new();
        options.create(true).write(true).append(self.append).truncate(!self.append);
        match options.open(&path) {
            Ok(file) => runtime::transcript::start(cx.s, path, file, self.use_minimal_header),
            Err(error) => return Err(runtime::paths::open_fault(&error, &path)),
        }
        let text = Value::from(format!("Transcript started, output file is {shown}"));
        let object = Object::wrapping(text);
        object.set_note("Path", Value::from(shown));
        cx.emit(Value::object(object))
    }
}

/// Ends the latest transcript.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Stop-Transcript",
    type_name = "Microsoft.PowerShell.Commands.StopTranscriptCommand",
    module = "Microsoft.PowerShell.Host",
    confirm = "Medium",
    outputs("System.String")
)]
pub struct StopTranscript {}

impl Cmdlet for StopTranscript {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !cx.confirm("", "Stop-Transcript")? {
            return Ok(());
        }
        let Some(path) = runtime::transcript::stop(cx.s) else {
            let message = "An error occurred stopping transcription: The host is not currently transcribing.";
            let exception = "System.Management.Automation.PSInvalidOperationException";
            return Err(Fault::new(exception, "InvalidOperation", Category::InvalidOperation, message).into());
        };
        let shown = path.display().to_string();
        let object = Object::wrapping(Value::from(format!("Transcript stopped, output file is {shown}")));
        object.set_note("Path", Value::from(shown));
        cx.emit(Value::object(object))
    }
}
