//! Variables: `$name`, `$scope:name`, `${any text}`, `@name`.

use super::chars::is_variable_start;
use super::chars::{ends_word, is_double_quote, is_letter_or_digit, is_variable_byte};
use super::{Kind, Mode, Reader, Token};

/// The path of a variable, cut at its first colon.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Path<'t> {
    pub(crate) scope: Option<&'t str>,
    pub(crate) name: &'t str,
}

/// Scopes that are no drives.
const SCOPES: [&str; 5] = ["global", "local", "private", "script", "variable"];

impl<'t> Path<'t> {
    pub(crate) fn cut(text: &'t str) -> Self {
        match text.split_once(':') {
            Some(("", name)) => Self { scope: None, name },
            Some((scope, name)) => Self { scope: Some(scope), name },
            None => Self { scope: None, name: text },
        }
    }

    fn is_drive(&self) -> bool {
        let is_scope = |scope: &str| SCOPES.iter().any(|it| it.eq_ignore_ascii_case(scope));
        self.scope.is_some_and(|scope| !is_scope(scope))
    }
}

impl Reader<'_> {
    /// Inside a string the rules of expressions hold, and the token is nested in another.
    pub(super) fn variable_in_string(&mut self, dollar: usize) -> Token {
        let saved = (self.token_start, self.mode);
        self.token_start = dollar;
        self.mode = Mode::Expression;
        let token = self.variable(false, true);
        (self.token_start, self.mode) = saved;
        token
    }

    /// `$` or `@` is read.
    pub(super) fn variable(&mut self, splatted: bool, in_string: bool) -> Token {
        let first = self.peek();
        if first == '{' && !splatted {
            return self.braced_variable(in_string);
        }
        if !is_variable_start(first) {
            return self.generic();
        }
        let kind = if splatted { Kind::Splat } else { Kind::Variable };
        let from = self.at;
        self.at += first.len_utf8();
        let ends_well = match first {
            '$' | '?' | '^' => self.mode != Mode::Command || ends_word(self.peek()),
            _ => self.walk_variable_name(),
        };
        if !ends_well {
            return self.generic();
        }
        self.check_path(from);
        self.token(kind)
    }

    /// False when the name runs on as a bare word.
    fn walk_variable_name(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        loop {
            while bytes.get(self.at).is_some_and(|byte| is_variable_byte(*byte)) {
                self.at += 1;
            }
            let c = self.peek();
            match c {
                ':' if self.byte_after(1) == b':' => return true,
                ':' => self.at += 1,
                '.' | '[' | '=' => return true,
                _ if c.is_ascii() && ends_word(c) => return true,
                _ if !c.is_ascii() && is_letter_or_digit(c) => self.at += c.len_utf8(),
                _ => return self.mode != Mode::Command || ends_word(c),
            }
        }
    }

    fn check_path(&mut self, from: usize) {
        let name = &self.text[from..self.at];
        if !name.ends_with(':') {
            return;
        }
        let path = Path::cut(name);
        if !path.name.is_empty() {
            return;
        }
        let span = self.span(self.token_start, self.at);
        if path.is_drive() {
            self.error(
                "InvalidVariableReferenceWithDrive",
                span,
                "Variable reference is not valid. ':' was not followed by a valid variable name character. Consider using ${} to delimit the name.",
            );
        } else {
            self.error(
                "InvalidVariableReference",
                span,
                "Variable reference is not valid. '$' was not followed by a valid variable name character. Consider using ${} to delimit the name.",
            );
        }
    }

    fn braced_variable(&mut self, in_string: bool) -> Token {
        let open = self.at;
        self.at += 1;
        let mut name = String::new();
        let is_closed = self.walk_braced_name(in_string, &mut name);
        if !is_closed {
            let span = self.span(open, self.at);
            let message = "${{variable}} reference starting is missing the closing '}}'.";
            self.incomplete("IncompleteDollarVariableReference", span, span, message);
        }
        if name.is_empty() && is_closed {
            let span = self.span(self.at - 1, self.at);
            let message = "An empty ${} variable reference was found. A name is required inside the braces.";
            self.error("EmptyVariableReference", span, message);
        }
        let next = self.peek();
        if self.mode == Mode::Command && !ends_word(next) && next != '.' && next != '[' {
            return self.generic();
        }
        if !name.is_empty() && Path::cut(&name).name.is_empty() {
            let span = self.span(self.token_start, self.at);
            let message = "Variable reference is not valid. The variable name is missing.";
            self.error("InvalidBracedVariableReference", span, message);
        }
        self.token(Kind::Variable)
    }

    /// The opening brace is read. Says whether the closing one was found.
    fn walk_braced_name(&mut self, in_string: bool, name: &mut String) -> bool {
        while let Some(c) = self.text[self.at..].chars().next() {
            let from = self.at;
            self.at += c.len_utf8();
            match c {
                '}' => return true,
                '`' if self.is_at_end() => return false,
                '`' => {
                    let next = self.peek();
                    self.at += next.len_utf8();
                    name.push(self.escaped(next, from));
                }
                '{' => {
                    let span = self.span(self.at, self.at + 1);
                    let message = "Use `{ instead of { in variable names.";
                    self.error("OpenBraceNeedsToBeBackTickedInVariableName", span, message);
                    name.push(c);
                }
                _ if in_string && is_double_quote(c) && is_double_quote(self.peek()) => {
                    name.push(self.peek());
                    self.at += self.peek().len_utf8();
                }
                _ => name.push(c),
            }
        }
        false
    }

    /// The name of a braced variable once more, with its escapes read.
    pub(crate) fn braced_name(&mut self, token: Token, in_string: bool) -> String {
        let saved = (self.at, self.is_quiet);
        self.at = token.start as usize + 2;
        self.is_quiet = true;
        let mut name = String::new();
        self.walk_braced_name(in_string, &mut name);
        (self.at, self.is_quiet) = saved;
        name
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[track_caller]
    fn check(text: &str, scope: Option<&str>, name: &str) {
        assert_eq!(Path::cut(text), Path { scope, name }, "for {text:?}");
    }

    #[test]
    fn a_path_is_cut_at_its_first_colon() {
        check("x", None, "x");
        check("script:x", Some("script"), "x");
        check("env:Path", Some("env"), "Path");
        check(":x", None, "x");
        check("x:", Some("x"), "");
    }
}
