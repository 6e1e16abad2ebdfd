//! The command line, as `pwsh` has it, and our own options.
//!
//! In:    the arguments of the process.
//! Out:   what to run and how.
//! Never: opens a file or prints.

use std::path::PathBuf;

/// What the shell is asked to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// Read commands from the terminal, or text from standard input.
    Interactive,
    File {
        path: String,
        args: Vec<String>,
    },
    /// Text, and words for its `$args`.
    Command {
        text: String,
        args: Vec<String>,
    },
    /// `-Command -`: text from standard input.
    StandardInput,
    ParseOnly(PathBuf),
    /// `--job`: what another session of this shell asks for on standard input.
    Background,
    Version,
    Help,
}

/// The command line once it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub job: Job,
    pub no_profile: bool,
    pub non_interactive: bool,
    pub no_logo: bool,
    /// Stay at the prompt after `-File` or `-Command`.
    pub no_exit: bool,
    pub interactive: bool,
    pub working_directory: Option<PathBuf>,
    pub store: Option<PathBuf>,
    pub input: Option<Format>,
    pub output: Option<Format>,
    /// The command came as `-EncodedCommand`, as another shell passes it.
    pub is_encoded: bool,
    /// CLIXML of the arguments of an encoded command.
    pub encoded_arguments: Option<String>,
}

/// How objects travel on a standard stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Xml,
    None,
}

/// A command line that makes no sense; the text says why.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OptionFault {
    #[error(
        "The argument '{0}' is not recognized as the name of a script file. Check the spelling of the name, or if a path was included, verify that the path is correct and try again."
    )]
    NotAFile(String),
    #[error("Cannot process the command because of a missing parameter. A command must follow {0}.")]
    Missing(&'static str),
    #[error(
        "Cannot process the command because the value specified with -EncodedCommand is not properly encoded. The value must be Base64 encoded."
    )]
    NotBase64,
    #[error(
        "Cannot process the command because of an incorrect parameter value. \"{0}\" is not a valid format.\nValid formats are:\nText\nXML\nNone\n"
    )]
    NotAFormat(String),
    #[error("The parameter name '{0}' is ambiguous: it may mean {1}. Write more letters of it.")]
    Ambiguous(String, String),
}

/// Names of the switches and of the options with a value.
const NAMES: [(&str, Name); 23] = [
    ("file", Name::File),
    ("command", Name::Command),
    ("commandwithargs", Name::CommandWithArgs),
    ("cwa", Name::CommandWithArgs),
    ("encodedcommand", Name::EncodedCommand),
    ("noprofile", Name::NoProfile),
    ("noninteractive", Name::NonInteractive),
    ("nologo", Name::NoLogo),
    ("noexit", Name::NoExit),
    ("interactive", Name::Interactive),
    ("workingdirectory", Name::WorkingDirectory),
    ("wd", Name::WorkingDirectory),
    ("version", Name::Version),
    ("help", Name::Help),
    ("?", Name::Help),
    ("parse-only", Name::ParseOnly),
    ("job", Name::Background),
    ("store", Name::Store),
    ("executionpolicy", Name::Ignored),
    ("ep", Name::Ignored),
    ("inputformat", Name::InputFormat),
    ("outputformat", Name::OutputFormat),
    ("encodedarguments", Name::EncodedArguments),
];

/// Short forms that `pwsh` gives a meaning although they fit several names.
const SHORT: [(&str, Name); 15] = [
    ("c", Name::Command),
    ("f", Name::File),
    ("e", Name::EncodedCommand),
    ("ec", Name::EncodedCommand),
    ("i", Name::Interactive),
    ("v", Name::Version),
    ("h", Name::Help),
    ("nop", Name::NoProfile),
    ("noni", Name::NonInteractive),
    ("nol", Name::NoLogo),
    ("noe", Name::NoExit),
    ("w", Name::WorkingDirectory),
    ("ea", Name::EncodedArguments),
    ("in", Name::InputFormat),
    ("o", Name::OutputFormat),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Name {
    File,
    Command,
    EncodedCommand,
    NoProfile,
    NonInteractive,
    NoLogo,
    NoExit,
    Interactive,
    WorkingDirectory,
    Version,
    Help,
    ParseOnly,
    Background,
    Store,
    CommandWithArgs,
    InputFormat,
    OutputFormat,
    EncodedArguments,
    /// Accepted since scripts pass it; it has no meaning on Linux.
    Ignored,
}

/// Reads the arguments after the program's own name.
pub fn read(args: Vec<String>) -> Result<Options, OptionFault> {
    let mut options = Options {
        job: Job::Interactive,
        no_profile: false,
        non_interactive: false,
        no_logo: false,
        no_exit: false,
        interactive: false,
        working_directory: None,
        store: None,
        input: None,
        output: None,
        is_encoded: false,
        encoded_arguments: None,
    };
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let Some(name) = option_name(&arg)? else {
            return Ok(file(options, arg, args));
        };
        match name {
            Name::NoProfile => options.no_profile = true,
            Name::NonInteractive => options.non_interactive = true,
            Name::NoLogo => options.no_logo = true,
            Name::NoExit => options.no_exit = true,
            Name::Interactive => options.interactive = true,
            Name::WorkingDirectory => options.working_directory = Some(need(args.next(), "-WorkingDirectory")?.into()),
            Name::Store => options.store = Some(need(args.next(), "-Store")?.into()),
            Name::Ignored => drop(args.next()),
            // Whatever else is asked for is not done then.
            Name::Version | Name::Help => {
                options.job = if name == Name::Version { Job::Version } else { Job::Help };
                return Ok(options);
            }
            Name::Background => options.job = Job::Background,
            Name::ParseOnly => options.job = Job::ParseOnly(need(args.next(), "--parse-only")?.into()),
            Name::File => {
                let path = need(args.next(), "-File")?;
                if path == "-" {
                    options.job = Job::StandardInput;
                    return Ok(options);
                }
                return Ok(file(options, path, args));
            }
            Name::Command => return command(options, args),
            Name::CommandWithArgs => {
                options.job = Job::Command { text: need(args.next(), "-CommandWithArgs")?, args: args.collect() };
                return Ok(options);
            }
            Name::InputFormat => options.input = Some(format(&need(args.next(), "-InputFormat")?)?),
            Name::OutputFormat => options.output = Some(format(&need(args.next(), "-OutputFormat")?)?),
            Name::EncodedArguments => options.encoded_arguments = Some(decoded(&need(args.next(), "-EncodedArguments")?)?),
            Name::EncodedCommand => {
                options.is_encoded = true;
                options.job = Job::Command { text: decoded(&need(args.next(), "-Command")?)?, args: Vec::new() };
            }
        }
    }
    Ok(options)
}

fn format(text: &str) -> Result<Format, OptionFault> {
    let known = [("text", Format::Text), ("xml", Format::Xml), ("none", Format::None)];
    let found = known.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    found.map(|(_, format)| format).ok_or_else(|| OptionFault::NotAFormat(text.to_owned()))
}

fn need(value: Option<String>, option: &'static str) -> Result<String, OptionFault> {
    value.ok_or(OptionFault::Missing(option))
}

fn file(mut options: Options, path: String, args: impl Iterator<Item = String>) -> Options {
    options.job = Job::File { path, args: args.collect() };
    options
}

fn command(mut options: Options, args: impl Iterator<Item = String>) -> Result<Options, OptionFault> {
    let words: Vec<String> = args.collect();
    options.job = match words.as_slice() {
        [] => return Err(OptionFault::Missing("-Command")),
        [only] if only == "-" => Job::StandardInput,
        _ => Job::Command { text: words.join(" "), args: Vec::new() },
    };
    Ok(options)
}

/// The option an argument names; `None` when it is no option but a script file.
fn option_name(arg: &str) -> Result<Option<Name>, OptionFault> {
    let Some(name) = arg.strip_prefix("--").or_else(|| arg.strip_prefix('-')) else { return Ok(None) };
    let name = name.to_ascii_lowercase();
    if let Some((_, found)) = SHORT.iter().chain(&NAMES).find(|(full, _)| *full == name) {
        return Ok(Some(*found));
    }
    // `-CommandWithArgs` has no short form but its own: prefixes mean `-Command`.
    // The same holds for `-EncodedArguments` beside `-EncodedCommand`.
    let is_command = "encodedcommand".starts_with(&name);
    let fits: Vec<&(&str, Name)> = NAMES
        .iter()
        .filter(|(full, found)| !name.is_empty() && full.starts_with(&name) && *found != Name::CommandWithArgs)
        .filter(|(_, found)| !(is_command && *found == Name::EncodedArguments))
        .collect();
    match fits.as_slice() {
        [] => Err(OptionFault::NotAFile(arg.to_owned())),
        [one] => Ok(Some(one.1)),
        several => {
            let list: Vec<String> = several.iter().map(|(full, _)| format!("-{full}")).collect();
            Err(OptionFault::Ambiguous(arg.to_owned(), list.join(", ")))
        }
    }
}

fn decoded(text: &str) -> Result<String, OptionFault> {
    let fault = || OptionFault::NotBase64;
    let bytes = dotnet::bytes::from_base64(text).map_err(|_| fault())?;
    if bytes.len() % 2 != 0 {
        return Err(fault());
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).map_err(|_| fault())
}

/// What `-Help` prints.
pub const HELP: &str = "\
Usage: csshell [-File] <script> [<arguments>]
       csshell -Command { - | <text> }
       csshell --parse-only <script>
       csshell [options]

  -Command, -c         Runs the text as if it were typed; '-' reads it from standard input.
  -EncodedCommand, -e  The same with base64 of UTF-16 text.
  -EncodedArguments    The arguments of an encoded command: base64 of CLIXML.
  -File, -f            Runs a script file; what follows are its arguments.
  -Help, -?            Shows this text.
  -Interactive, -i     Reads commands from the terminal although a script was given.
  -InputFormat         What standard input carries: Text or XML.
  -NoExit, -noe        Stays at the prompt after the script or command.
  -NoLogo, -nol        Starts without its banner.
  -NonInteractive      Never asks a person; what would ask is an error.
  -NoProfile, -nop     Does not run the profile script.
  -OutputFormat, -o    What standard output carries: Text or XML.
  -Store <folder>      The configuration store; else $CSSHELL_STORE, else below $XDG_DATA_HOME.
  -Version, -v         Shows the version.
  -WorkingDirectory    Starts in this folder.
  --job                Runs what another session asks for on standard input, and answers in objects.
  --parse-only <file>  Only reads the script: exit code 0 when it parses, 1 with messages when it does not.
";

#[cfg(test)]
mod tests {
    use super::*;

    fn job(args: &[&str]) -> Job {
        read(args.iter().map(|a| (*a).to_owned()).collect()).unwrap().job
    }

    #[test]
    fn a_bare_path_is_a_script_and_keeps_its_arguments() {
        assert_eq!(job(&["x.ps1", "-a", "1"]), Job::File { path: "x.ps1".into(), args: vec!["-a".into(), "1".into()] });
        assert_eq!(job(&["-NoProfile", "-f", "x.ps1"]), Job::File { path: "x.ps1".into(), args: vec![] });
    }

    #[test]
    fn prefixes_are_enough_unless_ambiguous() {
        let options = read(vec!["-noprof".into(), "-nonint".into(), "-comm".into(), "1".into(), "+".into(), "1".into()]).unwrap();
        assert!(options.no_profile && options.non_interactive);
        assert_eq!(options.job, Job::Command { text: "1 + 1".into(), args: vec![] });
        assert!(matches!(read(vec!["-no".into()]), Err(OptionFault::Ambiguous(..))));
        assert!(matches!(read(vec!["-frobnicate".into()]), Err(OptionFault::NotAFile(_))));
    }

    #[test]
    fn encoded_commands_are_utf16() {
        assert_eq!(job(&["-e", "MQArADEA"]), Job::Command { text: "1+1".into(), args: vec![] });
        assert!(matches!(read(vec!["-e".into(), "###".into()]), Err(OptionFault::NotBase64)));
    }
}
