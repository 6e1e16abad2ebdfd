//! Redact: a command line without its secrets.
//!
//! In:    a command line as it was typed.
//! Out:   the same line with the argument of every secret-looking parameter replaced by stars.
//! Never: runs, parses or judges the line; when in doubt it hides too much.

use crate::change::COMMAND_BYTES_MAX;
use crate::class::{CLASSES, Kind};

const STARS: &str = "***";
const SECRET_WORDS: &[&str] = &["pass", "secret", "credential", "pwd", "token", "privatekey", "apikey"];
const SECRET_PARAMETERS: &[&str] = &["pin", "psc"];
/// A bare word longer than this is prose or a command, not the key of a hashtable.
const SECRET_KEY_CHARS_MAX: usize = 24;
const SECRET_COMMANDS: &[&str] = &["convertto-securestring"];

/// The line without secrets, cut to [`COMMAND_BYTES_MAX`].
#[must_use]
pub fn command(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut hide_next = false;
    for piece in pieces(line) {
        let word = piece.trim();
        if word.is_empty() || word == "=" {
            out.push_str(piece);
            continue;
        }
        if hide_next && !starts_parameter(word) {
            out.push_str(STARS);
            hide_next = false;
            continue;
        }
        let (shown, hides) = show(piece);
        out.push_str(&shown);
        hide_next = hides;
    }
    cut(out)
}

/// Shows one word, and tells whether the next one is a secret.
fn show(word: &str) -> (String, bool) {
    let lower = word.to_lowercase();
    if SECRET_COMMANDS.contains(&lower.as_str()) {
        return (word.to_owned(), true);
    }
    // `-Password:x`, `$password='x'` and `Password="x"` carry their value in the same word.
    if let Some(at) = word.find([':', '=']).filter(|at| is_secret_name(&lower[..*at])) {
        let value = &word[at + 1..];
        return if value.is_empty() { (word.to_owned(), true) } else { (format!("{}{STARS}", &word[..=at]), false) };
    }
    (word.to_owned(), is_secret_name(&lower))
}

fn is_secret_name(lower: &str) -> bool {
    let name = lower.trim_start_matches(['-', '–', '—', '―', '$', '{', '@', '(']);
    if starts_parameter(lower) {
        return SECRET_WORDS.iter().any(|it| name.contains(it)) || SECRET_PARAMETERS.contains(&name) || is_secret_prefix(name);
    }
    let is_name = lower.starts_with(['$', '@', '{']) || lower.chars().all(char::is_alphanumeric);
    is_name && SECRET_WORDS.iter().any(|it| name.contains(it)) && (lower.starts_with('$') || name.len() <= SECRET_KEY_CHARS_MAX)
}

/// An abbreviation such as `-Dialback` of a class's secret field is as secret as the whole name.
fn is_secret_prefix(name: &str) -> bool {
    let fields = CLASSES.iter().flat_map(|it| it.fields);
    let mut secrets = fields.filter(|it| it.kind == Kind::Secret);
    !name.is_empty() && secrets.any(|it| it.name.to_lowercase().starts_with(name) && name.len() >= 2)
}

fn starts_parameter(word: &str) -> bool {
    word.starts_with(['-', '–', '—', '―']) && word.chars().nth(1).is_some_and(char::is_alphabetic)
}

/// Words, quoted or bracketed runs, and the blanks between them.
fn pieces(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut inside: Vec<char> = Vec::new();
    let mut blank = None;
    for (at, it) in line.char_indices() {
        let is_blank = inside.is_empty() && (it.is_whitespace() || it == ';' || it == '|');
        if inside.is_empty() && blank.is_some_and(|was| was != is_blank) {
            out.push(&line[start..at]);
            start = at;
        }
        blank = Some(is_blank);
        track(&mut inside, it);
    }
    out.push(&line[start..]);
    out
}

fn track(inside: &mut Vec<char>, it: char) {
    let quoted = inside.last().is_some_and(|close| matches!(close, '\'' | '"'));
    match it {
        _ if inside.last() == Some(&it) => drop(inside.pop()),
        '\'' | '"' if !quoted => inside.push(it),
        '(' if !quoted => inside.push(')'),
        _ => {}
    }
}

fn cut(mut line: String) -> String {
    if line.len() <= COMMAND_BYTES_MAX {
        return line;
    }
    let mut at = COMMAND_BYTES_MAX - '…'.len_utf8();
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    line.truncate(at);
    line.push('…');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, want: &str) {
        assert_eq!(command(line), want);
    }

    #[test]
    fn arguments_of_secret_parameters_are_hidden() {
        check(
            "Set-CsXmppGatewayConfiguration -DialbackPassphrase geheim -Force",
            "Set-CsXmppGatewayConfiguration -DialbackPassphrase *** -Force",
        );
        check("Set-CsXmppGatewayConfiguration -Dialback 'a b c' -Force", "Set-CsXmppGatewayConfiguration -Dialback *** -Force");
        check("x -Password:abc", "x -Password:***");
        check("x -Credential (Get-Credential a) y", "x -Credential *** y");
        check("x –Pin 1234", "x –Pin ***");
        check("$password = 'a'", "$password = ***");
        check("ConvertTo-SecureString \"p w\" -AsPlainText", "ConvertTo-SecureString *** -AsPlainText");
    }

    #[test]
    fn everything_else_stays_as_it_was() {
        check(
            "Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic",
            "Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic",
        );
        check("Set-CsX -Description 'no pass, no secret'", "Set-CsX -Description 'no pass, no secret'");
        check("", "");
    }

    #[test]
    fn a_long_line_is_cut() {
        assert!(command(&"ä".repeat(5000)).len() <= COMMAND_BYTES_MAX);
    }
}
