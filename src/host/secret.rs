//! Reading a secret: every character shows as a star.

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::io::{Read, Write};

const BACKSPACE: [u8; 2] = [0x08, 0x7f];
const END_OF_INPUT: u8 = 0x04;

/// The terminal as it was; given back however reading ends.
struct Quiet {
    before: Termios,
}

impl Quiet {
    fn new() -> Option<Self> {
        let before = tcgetattr(std::io::stdin()).ok()?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON);
        tcsetattr(std::io::stdin(), OptionalActions::Now, &quiet).ok()?;
        Some(Self { before })
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // A terminal that is gone cannot be set back; there is nobody left to see it.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &self.before);
    }
}

/// A line from the terminal; `None` at the end of input.
pub fn read() -> Option<String> {
    let _quiet = Quiet::new()?;
    let mut typed = Vec::new();
    for byte in std::io::stdin().lock().bytes() {
        match byte.ok()? {
            b'\n' | b'\r' => {
                show("\n");
                return Some(String::from_utf8_lossy(&typed).into_owned());
            }
            END_OF_INPUT if typed.is_empty() => return None,
            byte if BACKSPACE.contains(&byte) => erase(&mut typed),
            byte => {
                typed.push(byte);
                if !is_continuation(byte) {
                    show("*");
                }
            }
        }
    }
    None
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

fn erase(typed: &mut Vec<u8>) {
    while let Some(byte) = typed.pop() {
        if !is_continuation(byte) {
            show("\x08 \x08");
            return;
        }
    }
}

fn show(text: &str) {
    let mut out = std::io::stdout();
    // The stars are decoration; the secret is read all the same.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
