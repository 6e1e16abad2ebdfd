//! Parameter sets: which one a call means, and what it still lacks.

use super::fault::{binding, plain};
use super::{Binder, Bound};
use crate::command::{CommandMeta, CommandRun};
use crate::fault::Flow;
use crate::session::Session;
use crate::value::{Str, Value};
use std::rc::Rc;

/// The name of the set that remains; the default one when several do.
pub(super) fn name_of(meta: &CommandMeta, sets: u32) -> Str {
    if meta.set_names.is_empty() {
        return if meta.default_set_name.is_empty() { Str::new_static("__AllParameterSets") } else { meta.default_set_name.clone() };
    }
    if let Some(default) = meta.default_set.filter(|set| sets & (1 << set) != 0) {
        return meta.set_names[default].clone();
    }
    let first = sets.trailing_zeros() as usize;
    if (sets.count_ones() == 1 || meta.default_set.is_none())
        && let Some(name) = meta.set_names.get(first)
    {
        return name.clone();
    }
    Str::new_static("__AllParameterSets")
}

impl Binder {
    /// The sets that remain, as numbers; one pseudo set when the command names none.
    fn open_sets(&self) -> Vec<usize> {
        match self.meta.set_names.len() {
            0 => vec![0],
            count => (0..count).filter(|set| self.sets & (1 << set) != 0).collect(),
        }
    }

    /// Mandatory parameters of a set that nothing was bound to. Those the pipeline can still fill count only at the end.
    fn missing_in(&self, set: usize, pipeline_may_come: bool) -> Vec<usize> {
        let missing = |at: &usize| {
            self.bound[*at] == Bound::No
                && self.meta.params[*at]
                    .member_in(set)
                    .is_some_and(|m| m.mandatory && !(pipeline_may_come && (m.from_pipeline || m.from_property)))
        };
        (0..self.bound.len()).filter(missing).collect()
    }

    fn lacks_in(&self, set: usize) -> Vec<usize> {
        let missing = |at: &&usize| self.is_open(**at) && self.meta.params[**at].member_in(set).is_some_and(|m| m.mandatory);
        self.needed.iter().filter(missing).copied().collect()
    }

    /// After the command line: chooses a set when it can, asks for what is missing.
    pub(super) fn settle_line(&mut self, s: &mut Session, run: &Rc<CommandRun>) -> Flow {
        if self.sets == 0 {
            return Err(ambiguous(s, run));
        }
        let complete: Vec<usize> =
            self.open_sets().into_iter().filter(|set| self.missing_in(*set, self.expecting_input).is_empty()).collect();
        if self.expecting_input && !self.has_all_without_pipeline(&complete) {
            self.keep_sets(&complete)?;
            if !complete.is_empty() {
                self.line_sets = self.sets;
                return Ok(());
            }
        }
        let default = self.meta.default_set;
        let says_nothing = !self.expecting_input && self.bound.iter().all(|bound| *bound == Bound::No);
        let chosen = match complete.as_slice() {
            // Who says nothing means the default set, even when another could do without more.
            [_] if says_nothing && default.is_some() => self.set_to_ask_for(s, run)?,
            [] => self.set_to_ask_for(s, run)?,
            [one] => *one,
            several => match default.filter(|d| several.contains(d)) {
                Some(default) => default,
                None => match self.tell_apart(several) {
                    Some(set) => set,
                    None => return Err(ambiguous(s, run)),
                },
            },
        };
        self.ask_for_missing(s, run, chosen)?;
        if !self.expecting_input && !self.meta.set_names.is_empty() {
            self.sets = 1 << chosen;
        }
        self.line_sets = self.sets;
        Ok(())
    }

    /// Nothing hangs on the pipeline: the set can be chosen now.
    fn has_all_without_pipeline(&self, complete: &[usize]) -> bool {
        complete.len() <= 1
    }

    fn keep_sets(&mut self, sets: &[usize]) -> Flow {
        if !self.meta.set_names.is_empty() && !sets.is_empty() {
            self.sets &= sets.iter().fold(0, |bits, set| bits | 1 << set);
        }
        Ok(())
    }

    /// Among complete sets, the one that uses a parameter of its own.
    fn tell_apart(&self, sets: &[usize]) -> Option<usize> {
        let own = |set: usize| {
            self.meta.params.iter().zip(&self.bound).any(|(p, b)| {
                *b != Bound::No && p.sets.iter().all(|m| m.set.is_some()) && p.sets.iter().any(|m| m.set == Some(set) && m.mandatory)
            })
        };
        let mut found = sets.iter().copied().filter(|set| own(*set));
        match (found.next(), found.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }

    fn set_to_ask_for(&self, s: &mut Session, run: &Rc<CommandRun>) -> Result<usize, crate::fault::Halt> {
        let open = self.open_sets();
        if let Some(default) = self.meta.default_set.filter(|d| open.contains(d)) {
            return Ok(default);
        }
        match open.as_slice() {
            [one] => Ok(*one),
            _ => Err(ambiguous(s, run)),
        }
    }

    /// Asks a person for mandatory parameters, or says which are missing.
    fn ask_for_missing(&mut self, s: &mut Session, run: &Rc<CommandRun>, set: usize) -> Flow {
        let missing = self.missing_in(set, self.expecting_input);
        if missing.is_empty() {
            return Ok(());
        }
        if s.host.non_interactive_switch() {
            let names: String = missing.iter().map(|at| format!(" {}", self.meta.params[*at].name)).collect();
            let message = format!("Cannot process command because of one or more missing mandatory parameters:{names}.");
            return Err(binding(s, run, plain("MissingMandatoryParameter", message), None));
        }
        let caption = format!("\ncmdlet {} at command pipeline position {}", run.info.name, run.pipeline_position);
        s.write_host_line(crate::host::HostStream::Output, &caption)?;
        s.write_host_line(crate::host::HostStream::Output, "Supply values for the following parameters:")?;
        if missing.iter().any(|at| !self.meta.params[*at].help_message.is_empty()) {
            s.write_host_line(crate::host::HostStream::Output, "(Type !? for Help.)")?;
        }
        for param in missing {
            let value = crate::confirm::ask_for_parameter(s, &self.meta.params[param])?;
            let value = self.converted(s, run, param, &value, None)?;
            self.take(param, value, Bound::Line);
        }
        Ok(())
    }

    /// After one object: what it should have brought.
    pub(super) fn missing_after_object(&self) -> Vec<usize> {
        if self.needed.is_empty() {
            return Vec::new();
        }
        let mut least: Option<Vec<usize>> = None;
        let sets = self.open_sets();
        let ordered = self.meta.default_set.into_iter().filter(|d| sets.contains(d)).chain(sets.iter().copied());
        for set in ordered {
            let missing = self.lacks_in(set);
            if missing.is_empty() {
                return missing;
            }
            if least.is_none() {
                least = Some(missing);
            }
        }
        least.unwrap_or_default()
    }
}

pub(super) fn ambiguous(s: &Session, run: &Rc<CommandRun>) -> crate::fault::Halt {
    let message = "Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be used together or an insufficient number of parameters were provided.";
    binding(s, run, plain("AmbiguousParameterSet", message).target(Value::Null), None)
}
