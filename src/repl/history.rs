//! History on disk, without secrets.

use rustyline::history::FileHistory;
use rustyline::{Editor, Helper};
use std::path::PathBuf;

/// Words after which a value is likely a secret; a line that has one is not written down.
const SECRET_WORDS: [&str; 8] = ["password", "asplaintext", "token", "apikey", "secret", "passphrase", "connectionstring", "credential"];

/// The history file, below `$XDG_STATE_HOME`.
fn path() -> Option<PathBuf> {
    let state = match std::env::var_os("XDG_STATE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(std::env::var_os("HOME")?).join(".local/state"),
    };
    Some(state.join("csshell").join("history"))
}

pub fn load<H: Helper>(reader: &mut Editor<H, FileHistory>) {
    if let Some(path) = path() {
        // No history yet, or one that cannot be read, is an empty history.
        let _ = reader.load_history(&path);
    }
}

/// Adds a statement to the history; one that seems to hold a secret is kept for this session only.
pub fn remember<H: Helper>(reader: &mut Editor<H, FileHistory>, text: &str) {
    if holds_secret(text) || text.starts_with(' ') {
        return;
    }
    // A full disk must not keep anybody from working.
    let _ = reader.add_history_entry(text);
    if let Some(path) = path() {
        if let Some(folder) = path.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        let _ = reader.append_history(&path);
    }
}

fn holds_secret(text: &str) -> bool {
    let folded = text.to_lowercase();
    SECRET_WORDS.iter().any(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::holds_secret;

    #[test]
    fn lines_with_secrets_are_not_kept() {
        assert!(holds_secret("ConvertTo-SecureString 'x' -AsPlainText -Force"));
        assert!(holds_secret("$Password = 'x'"));
        assert!(!holds_secret("Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic"));
    }
}
