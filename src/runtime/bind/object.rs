//! What one pipeline object brings: by value, by property name, by delayed script block.
//!
//! Four passes, as in the original: the object as it is, its properties as they are, the object converted, its
//! properties converted.

use super::fault::{about, binding, plain};
use super::value::Misfit;
use super::{Binder, Bound};
use crate::command::{CommandRun, SetMember};
use crate::fault::{Category, Halt};
use crate::session::Session;
use crate::value::{Str, Value};
use std::rc::Rc;

impl Binder {
    /// Decides once what every object would decide again.
    pub(super) fn plan_objects(&mut self) {
        let open = |at: &usize| self.is_open(*at);
        let params = &self.meta.params;
        let takes = |at: &usize| params[*at].sets.iter().any(|m| (m.from_pipeline || m.from_property) && m.bits() & self.line_sets != 0);
        let takers: Vec<usize> = (0..params.len()).filter(open).filter(takes).collect();
        let needed: Vec<usize> = (0..params.len()).filter(open).filter(|at| params[*at].is_mandatory_somewhere()).collect();
        self.takers = takers;
        self.needed = needed;
        self.direct = self.direct_taker();
    }

    /// A cmdlet with one parameter for whole objects of any type, and nothing else to be filled.
    fn direct_taker(&mut self) -> Option<usize> {
        let [only] = self.takers.as_slice() else { return None };
        let only = *only;
        let meta = &self.meta.params[only];
        let is_any = meta.ty == crate::types::Type::object() || meta.ty == crate::types::Type::ps_object();
        let by_value = meta.sets.iter().any(|m| m.from_pipeline && m.bits() & self.line_sets != 0);
        if self.kind != super::Kind::Cmdlet || !self.delayed.is_empty() || !is_any || !by_value || !meta.validations.is_empty() {
            return None;
        }
        let sets = self.sets;
        self.sets &= meta.set_bits();
        self.bound[only] = Bound::Object;
        let complete = self.sets != 0 && self.missing_after_object().is_empty();
        self.bound[only] = Bound::No;
        self.sets = sets;
        complete.then_some(only)
    }

    /// The parameter an object goes to without more ado.
    #[inline]
    pub fn direct(&mut self, object: &Value) -> Option<usize> {
        let only = self.direct.filter(|_| !object.is_null())?;
        if self.bound[only] == Bound::No {
            self.bound[only] = Bound::Object;
            self.sets &= self.meta.params[only].set_bits();
        }
        Some(only)
    }

    /// Forgets what the last object brought; the parameters that must be reset.
    pub fn withdraw_object(&mut self) -> Vec<usize> {
        self.sets = self.line_sets;
        let mut withdrawn = Vec::new();
        for at in self.takers.iter().copied().chain(self.delayed.iter().map(|(param, ..)| *param)) {
            if self.bound[at] == Bound::Object {
                self.bound[at] = Bound::No;
                withdrawn.push(at);
            }
        }
        withdrawn
    }

    /// Binds one pipeline object.
    pub fn bind_object(&mut self, s: &mut Session, run: &Rc<CommandRun>, object: &Value) -> Result<Vec<(usize, Value)>, Halt> {
        if self.is_raw {
            return Ok(Vec::new());
        }
        let mut any = self.run_delayed(s, run, object)?;
        for (by_property, converts) in [(false, false), (true, false), (false, true), (true, true)] {
            any |= self.pass(s, run, object, by_property, converts)?;
        }
        let missing = self.missing_after_object();
        if !any && (self.takes_pipeline() || !missing.is_empty() || self.kind != super::Kind::Plain) {
            return Err(not_bound(s, run, object));
        }
        if !missing.is_empty() {
            return Err(self.lacks(s, run, object, &missing));
        }
        *run.set_name.borrow_mut() = self.set_name();
        Ok(self.take_bound())
    }

    fn takes_pipeline(&self) -> bool {
        self.meta.params.iter().any(|p| p.sets.iter().any(|m| m.from_pipeline || m.from_property))
    }

    fn run_delayed(&mut self, s: &mut Session, run: &Rc<CommandRun>, object: &Value) -> Result<bool, Halt> {
        for (param, block, span) in self.delayed.clone() {
            let result = match crate::eval::call_with_item(s, &block, object.clone(), &[]) {
                Ok(result) => result,
                Err(Halt::Error(record)) => {
                    let meta = &self.meta.params[param];
                    let message = format!(
                        "Cannot evaluate parameter '{}' because its argument is specified as a script block and that block failed. {}",
                        meta.name,
                        record.message()
                    );
                    let fault = about(plain("ScriptBlockArgumentInvocationFailed", message), meta).inner(record.exception.clone());
                    return Err(binding(s, run, fault, Some(span)));
                }
                Err(halt) => return Err(halt),
            };
            if matches!(result, Value::Empty) {
                let meta = &self.meta.params[param];
                let message = format!("Cannot evaluate parameter '{}' because its argument input did not produce any output.", meta.name);
                return Err(binding(s, run, about(plain("ScriptBlockArgumentNoOutput", message), meta), Some(span)));
            }
            // Several results for a text are one text, as a cast would have it.
            let is_text = self.meta.params[param].ty == crate::types::Type::string();
            let result = if is_text { Value::Str(crate::text::to_text(s, &result)?) } else { result };
            let value = self.converted(s, run, param, &result, Some(span))?;
            self.take(param, value, Bound::Object);
        }
        Ok(!self.delayed.is_empty())
    }

    fn pass(&mut self, s: &mut Session, run: &Rc<CommandRun>, object: &Value, by_property: bool, converts: bool) -> Result<bool, Halt> {
        let at_start = self.sets;
        let default = self.meta.default_set.map_or(0, |set| 1u32 << set) & at_start;
        let mut any = false;
        // The default set has the first word; the others get theirs when it took nothing.
        for sets in [default, at_start] {
            if sets == 0 || any {
                continue;
            }
            let mut order = self.takers.clone();
            if by_property {
                order.reverse();
            }
            for param in order {
                if !self.is_open(param) || !self.takes(param, sets, by_property) {
                    continue;
                }
                let offered = match by_property {
                    true => self.property_for(s, param, object)?,
                    false => Some(object.clone()),
                };
                let Some(value) = offered else { continue };
                any |= self.try_bind(s, run, param, &Offer { object, value, converts, by_property })?;
            }
        }
        if self.sets == 0 {
            return Err(super::sets::ambiguous(s, run));
        }
        Ok(any)
    }

    fn takes(&self, param: usize, sets: u32, by_property: bool) -> bool {
        let fits = |m: &SetMember| m.bits() & sets != 0 && if by_property { m.from_property } else { m.from_pipeline };
        self.meta.params[param].sets.iter().any(fits)
    }

    fn property_for(&self, s: &mut Session, param: usize, object: &Value) -> Result<Option<Value>, Halt> {
        let meta = &self.meta.params[param];
        let names: Vec<Str> = std::iter::once(meta.name.clone()).chain(meta.aliases.iter().cloned()).collect();
        for name in names {
            if let Some(value) = property_of(s, object, &name)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    fn try_bind(&mut self, s: &mut Session, run: &Rc<CommandRun>, param: usize, offer: &Offer<'_>) -> Result<bool, Halt> {
        if !offer.converts && !self.fits_as_is(param, &offer.value) {
            return Ok(false);
        }
        let meta = self.meta.clone();
        match self.fit(s, &meta.params[param], &offer.value) {
            Ok(value) => {
                self.take(param, value, Bound::Object);
                Ok(true)
            }
            Err(Misfit::Halt(halt)) => Err(halt),
            // The object itself may fit another parameter; a property of the right name is meant for this one.
            Err(Misfit::Convert(_)) if !offer.by_property => Ok(false),
            Err(Misfit::Convert(fault) | Misfit::Value(fault)) => Err(binding(s, run, fault.target(offer.object.clone()), None)),
        }
    }

    fn lacks(&self, s: &Session, run: &Rc<CommandRun>, object: &Value, missing: &[usize]) -> Halt {
        let names: String = missing.iter().map(|at| format!(" {}", self.meta.params[*at].name)).collect();
        let message = format!(
            "The input object cannot be bound because it did not contain the information required to bind all mandatory parameters: {names}"
        );
        binding(s, run, plain("InputObjectMissingMandatory", message).target(object.clone()), None)
    }
}

/// What a pipeline object holds out to one parameter.
struct Offer<'a> {
    object: &'a Value,
    value: Value,
    converts: bool,
    by_property: bool,
}

/// A property the object really has, with its value.
fn property_of(s: &mut Session, object: &Value, name: &str) -> Result<Option<Value>, Halt> {
    match object {
        Value::Object(o) if o.is_custom() => {
            if let Some(value) = o.note(name) {
                return Ok(Some(value));
            }
            if o.members.borrow().is_empty() && !s.types.has_members() {
                return Ok(None);
            }
        }
        // The keys of a dictionary are no properties here.
        Value::Null | Value::Empty | Value::Table(_) => return Ok(None),
        _ => {}
    }
    if !crate::member::has_property(s, object, name)? {
        return Ok(None);
    }
    crate::member::get(s, object, name).map(Some)
}

fn not_bound(s: &Session, run: &Rc<CommandRun>, object: &Value) -> Halt {
    let message = "The input object cannot be bound to any parameters for the command either because the command does not take pipeline input or the input and its properties do not match any of the parameters that take pipeline input.";
    let mut fault = plain("InputObjectNotBound", message).target(object.clone());
    fault.category = Category::InvalidArgument;
    binding(s, run, fault, None)
}
