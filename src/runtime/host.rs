//! The world as the runtime sees it: a screen, a keyboard, a clock.
//!
//! In:    text to show, questions to ask.
//! Out:   answers, widths, the time.
//! Never: knows cmdlets or values beyond text.

use dotnet::datetime::DateTime;

/// Where a line goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HostStream {
    Output,
    Error,
}

/// Implemented by the terminal, by pipes and files, and by tests.
pub trait Host {
    /// Writes text as it is; line breaks included. False when the reader has gone.
    fn write(&mut self, stream: HostStream, text: &str) -> bool;

    fn flush(&mut self);

    /// Columns of the screen; 80 when there is none, as PowerShell assumes for pipes.
    fn width(&self) -> usize {
        80
    }

    fn height(&self) -> usize {
        24
    }

    /// May escape sequences be written to this stream?
    fn styled(&self, _stream: HostStream) -> bool {
        false
    }

    /// Can a person answer?
    fn interactive(&self) -> bool {
        false
    }

    /// Was the shell started with `-NonInteractive`?
    fn non_interactive_switch(&self) -> bool {
        false
    }

    /// A line typed by a person, without its line break; `None` at the end of input.
    fn read_line(&mut self, _prompt: &str) -> Option<String> {
        None
    }

    /// Like `read_line`, not shown while typed.
    fn read_secret(&mut self, prompt: &str) -> Option<String> {
        self.read_line(prompt)
    }

    fn now(&self) -> DateTime;

    /// Shows or hides the progress line; `None` hides it.
    fn progress(&mut self, _line: Option<&str>) {}

    fn clear_screen(&mut self) {}

    /// The program of this shell, for jobs that run beside the session.
    fn program(&self) -> Option<std::path::PathBuf> {
        None
    }
}

/// No screen and no person: for those who only want to know that a session works.
pub struct Unattended;

impl Host for Unattended {
    fn write(&mut self, _stream: HostStream, _text: &str) -> bool {
        true
    }

    fn flush(&mut self) {}

    fn now(&self) -> DateTime {
        DateTime::utc_now()
    }
}
