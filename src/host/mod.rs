//! The world of one shell process: standard output and error, the keyboard, the clock.
//!
//! In:    text of the runtime.
//! Out:   bytes on the process's streams, lines a person typed.
//! Never: knows values or commands.

mod out;
mod secret;

use dotnet::datetime::DateTime;
use out::Out;
use runtime::host::{Host, HostStream};
use std::io::{BufRead, IsTerminal, Write};

/// What PowerShell assumes when there is no screen.
const PIPE_COLUMNS: usize = 80;

/// Standard streams, with or without a terminal behind them.
pub struct ProcessHost {
    out: Out,
    is_terminal: bool,
    error_is_terminal: bool,
    may_style: bool,
    can_ask: bool,
    non_interactive: bool,
    progress_shown: bool,
}

impl ProcessHost {
    pub fn new(non_interactive: bool) -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        Self {
            out: Out::new(),
            is_terminal,
            error_is_terminal: std::io::stderr().is_terminal(),
            may_style: styles_wanted(),
            can_ask: std::io::stdin().is_terminal() && !non_interactive,
            non_interactive,
            progress_shown: false,
        }
    }
}

/// `NO_COLOR` and a dumb terminal mean plain text.
fn styles_wanted() -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let dumb = std::env::var("TERM").is_ok_and(|t| t == "dumb");
    !no_color && !dumb
}

impl Host for ProcessHost {
    fn write(&mut self, stream: HostStream, text: &str) -> bool {
        if self.progress_shown {
            self.progress(None);
        }
        match stream {
            HostStream::Output => {
                let written = self.out.write(text.as_bytes());
                // A person watches a terminal; a pipe gets larger pieces.
                if self.is_terminal && text.ends_with('\n') {
                    self.out.flush();
                }
                written.is_ok()
            }
            HostStream::Error => {
                self.flush();
                std::io::stderr().write_all(text.as_bytes()).is_ok()
            }
        }
    }

    fn flush(&mut self) {
        self.out.flush();
    }

    fn width(&self) -> usize {
        if !self.is_terminal {
            return PIPE_COLUMNS;
        }
        terminal_size::terminal_size().map_or(PIPE_COLUMNS, |(width, _)| usize::from(width.0))
    }

    fn height(&self) -> usize {
        terminal_size::terminal_size().map_or(24, |(_, height)| usize::from(height.0))
    }

    fn styled(&self, stream: HostStream) -> bool {
        self.may_style
            && match stream {
                HostStream::Output => self.is_terminal,
                HostStream::Error => self.error_is_terminal,
            }
    }

    fn interactive(&self) -> bool {
        self.can_ask
    }

    fn non_interactive_switch(&self) -> bool {
        self.non_interactive
    }

    fn read_line(&mut self, prompt: &str) -> Option<String> {
        self.write(HostStream::Output, prompt);
        self.flush();
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.trim_end_matches(['\n', '\r']).to_owned()),
        }
    }

    fn read_secret(&mut self, prompt: &str) -> Option<String> {
        if !std::io::stdin().is_terminal() {
            return self.read_line(prompt);
        }
        self.write(HostStream::Output, prompt);
        self.flush();
        secret::read()
    }

    fn now(&self) -> DateTime {
        DateTime::now()
    }

    fn progress(&mut self, line: Option<&str>) {
        if !self.error_is_terminal {
            return;
        }
        let text = match line {
            Some(line) => format!("\r\x1b[K{line}"),
            None => "\r\x1b[K".to_owned(),
        };
        self.progress_shown = line.is_some();
        // Progress is decoration: a terminal that refuses it loses nothing.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    fn program(&self) -> Option<std::path::PathBuf> {
        std::env::current_exe().ok()
    }

    fn clear_screen(&mut self) {
        if self.is_terminal {
            self.write(HostStream::Output, "\x1b[H\x1b[2J\x1b[3J");
            self.flush();
        }
    }
}
