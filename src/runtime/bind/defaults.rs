//! `$PSDefaultParameterValues`.

use super::{Binder, Bound};
use crate::command::CommandRun;
use crate::fault::{Flow, Halt};
use crate::session::Session;
use crate::value::{Str, Value};
use dotnet::wildcard::Wildcard;
use std::rc::Rc;

impl Binder {
    /// Applies defaults to parameters nobody named; a default that does not fit is a warning.
    pub(super) fn bind_defaults(&mut self, s: &mut Session, run: &Rc<CommandRun>) -> Flow {
        let Some(table) = s.lookup(s.names.default_values).and_then(|v| v.as_table().cloned()).filter(|t| !t.is_empty()) else {
            return Ok(());
        };
        if table.get_str("Disabled").is_some_and(|v| crate::convert::to_bool(&v)) {
            return Ok(());
        }
        for (key, value) in table.entries() {
            let key = key.plain_text();
            let Some((command, parameter)) = parts(&key) else { continue };
            if !names_command(&command, run) {
                continue;
            }
            for param in 0..self.bound.len() {
                if !self.is_open(param) || !self.names_parameter(&parameter, param) {
                    continue;
                }
                self.bind_default(s, run, param, value.clone())?;
            }
        }
        Ok(())
    }

    fn names_parameter(&self, pattern: &str, param: usize) -> bool {
        let meta = &self.meta.params[param];
        let Ok(wildcard) = Wildcard::new(pattern, true) else { return false };
        meta.set_bits() & self.sets != 0 && (wildcard.is_match(&meta.name) || meta.aliases.iter().any(|a| wildcard.is_match(a)))
    }

    fn bind_default(&mut self, s: &mut Session, run: &Rc<CommandRun>, param: usize, value: Value) -> Flow {
        let value = match value.as_block() {
            Some(block) if self.meta.params[param].ty != crate::types::Type::script_block() => {
                crate::eval::call_block(s, &block.clone(), &[])?
            }
            _ => value,
        };
        match self.converted(s, run, param, &value, None) {
            Ok(value) => {
                self.take(param, value, Bound::Default);
                Ok(())
            }
            Err(Halt::Error(record)) => {
                let shown = value.plain_text();
                let message = format!(
                    "The binding of default value '{shown}' to parameter '{}' failed: {}",
                    self.meta.params[param].name,
                    record.message()
                );
                s.write_warning(Some(run), &message)
            }
            Err(halt) => Err(halt),
        }
    }
}

/// `command:parameter`, either with quotes around it.
fn parts(key: &str) -> Option<(Str, Str)> {
    let (command, parameter) = key.split_once(':')?;
    let bare = |text: &str| Str::new(text.trim().trim_matches(['"', '\'']));
    Some((bare(command), bare(parameter)))
}

fn names_command(pattern: &str, run: &Rc<CommandRun>) -> bool {
    Wildcard::new(pattern, true).is_ok_and(|w| w.is_match(&run.info.name))
}
