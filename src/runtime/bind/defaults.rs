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
        let mut wanted: Vec<(usize, Vec<Value>)> = Vec::new();
        for (key, value) in table.entries() {
            let key = key.plain_text();
            let Some((_, parameter)) = parts(&key).filter(|(command, _)| names_command(command, run)) else { continue };
            for param in (0..self.bound.len()).filter(|at| self.is_open(*at) && self.names_parameter(&parameter, *at)) {
                match wanted.iter_mut().find(|(at, _)| *at == param) {
                    Some((_, values)) => values.push(value.clone()),
                    None => wanted.push((param, vec![value.clone()])),
                }
            }
        }
        for (param, values) in wanted {
            self.bind_wanted(s, run, param, &values)?;
        }
        Ok(())
    }

    /// One default is bound; of several that differ none is.
    fn bind_wanted(&mut self, s: &mut Session, run: &Rc<CommandRun>, param: usize, values: &[Value]) -> Flow {
        let Some((first, others)) = values.split_first() else { return Ok(()) };
        for other in others {
            if !crate::ops::equals(s, first, other, true)? {
                let message = format!(
                    "Multiple different default values are defined in $PSDefaultParameterValues for the parameter matching the following name or alias: {}. These defaults have been ignored.",
                    self.meta.params[param].name
                );
                return s.write_warning(Some(run), &message);
            }
        }
        // Another default may have decided against the sets of this one.
        if self.meta.params[param].set_bits() & self.sets == 0 {
            return Ok(());
        }
        self.bind_default(s, run, param, first.clone())
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
