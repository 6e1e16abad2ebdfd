//! What the command line says: names, positions, remaining arguments.

use super::fault::{about, binding, plain};
use super::{Arg, Binder, Bound, Kind};
use crate::command::{CommandRun, ParamMeta};
use crate::fault::{Flow, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use lang::Span;
use std::rc::Rc;

/// An argument that no name claimed.
enum Left {
    Value {
        value: Value,
        span: Span,
    },
    /// A name no parameter has, with its value.
    Unknown {
        name: Str,
        value: Option<Value>,
        follows: Option<Value>,
        span: Span,
    },
}

/// What a name stands for.
enum Found {
    One(usize),
    Nothing,
    Several(Vec<usize>),
}

impl Binder {
    pub(super) fn bind_line(
        &mut self,
        s: &mut Session,
        run: &Rc<CommandRun>,
        args: Vec<Arg>,
        dynamic: impl FnOnce(&mut Session, &mut Binder) -> Result<Vec<ParamMeta>, Halt>,
    ) -> Flow {
        let mut left = self.bind_named(s, run, args)?;
        if self.sets == 0 {
            return Err(super::sets::ambiguous(s, run));
        }
        self.bind_positions(s, run, &mut left)?;
        let more = dynamic(s, self)?;
        if !more.is_empty() {
            self.add_dynamic(more);
            let again = left.into_iter().flat_map(Left::into_args).collect();
            left = self.bind_named(s, run, again)?;
            self.bind_positions(s, run, &mut left)?;
        }
        self.bind_rest(s, run, &mut left)?;
        self.refuse_left(s, run, left)?;
        if self.kind != Kind::Plain {
            self.bind_defaults(s, run)?;
        }
        self.read_common(s, run)?;
        self.settle_line(s, run)?;
        self.plan_objects();
        Ok(())
    }

    fn add_dynamic(&mut self, more: Vec<ParamMeta>) {
        let meta = Rc::make_mut(&mut self.meta);
        for mut param in more {
            param.is_dynamic = true;
            meta.params.push(param);
            self.bound.push(Bound::No);
        }
    }

    fn bind_named(&mut self, s: &mut Session, run: &Rc<CommandRun>, args: Vec<Arg>) -> Result<Vec<Left>, Halt> {
        let mut left = Vec::new();
        let mut splatted = Vec::new();
        let mut args = args.into_iter().peekable();
        while let Some(arg) = args.next() {
            let (name, given, span, given_span) = match arg {
                Arg::Value { value, span } => {
                    left.push(Left::Value { value, span });
                    continue;
                }
                Arg::Splatted { name, value } => {
                    splatted.push((name, value));
                    continue;
                }
                Arg::Named { name, value, span, value_span } => (name, value, span, value_span),
            };
            let param = match self.find(&name) {
                Found::One(param) => param,
                Found::Nothing => {
                    // A value that follows belongs to the name, whatever takes it in the end.
                    let follows = match args.next_if(|next| matches!(next, Arg::Value { .. })) {
                        Some(Arg::Value { value, .. }) => Some(value),
                        _ => None,
                    };
                    left.push(Left::Unknown { name, value: given, follows, span });
                    continue;
                }
                Found::Several(which) => return Err(self.ambiguous(s, run, &name, &which, span)),
            };
            let (value, value_span) = match given {
                Some(value) => (value, given_span),
                None if self.meta.params[param].is_switch() => (crate::convert::switch(true), span),
                None => match args.next() {
                    Some(Arg::Value { value, span }) => (value, span),
                    Some(Arg::Named { name, value: None, .. }) if matches!(self.find(&name), Found::Nothing) => {
                        (Value::from(format!("-{name}")), span)
                    }
                    _ => return Err(self.missing_argument(s, run, param, span)),
                },
            };
            if self.bound[param] != Bound::No {
                return Err(self.bound_twice(s, run, param, span));
            }
            self.bind_one(s, run, param, value, value_span)?;
        }
        self.bind_splatted(s, run, splatted, &mut left)?;
        Ok(left)
    }

    fn bind_splatted(&mut self, s: &mut Session, run: &Rc<CommandRun>, splatted: Vec<(Str, Value)>, left: &mut Vec<Left>) -> Flow {
        let mut by_splat = Vec::new();
        for (name, value) in splatted {
            match self.find(&name) {
                Found::One(param) if by_splat.contains(&param) => return Err(self.bound_twice(s, run, param, Span::default())),
                Found::One(param) if self.bound[param] != Bound::No => {}
                Found::One(param) => {
                    by_splat.push(param);
                    self.bind_one(s, run, param, value, Span::default())?;
                }
                Found::Nothing => left.push(Left::Unknown { name, value: Some(value), follows: None, span: Span::default() }),
                Found::Several(which) => return Err(self.ambiguous(s, run, &name, &which, Span::default())),
            }
        }
        Ok(())
    }

    /// A whole name or alias, else a prefix that fits one parameter; common parameters yield to the command's own.
    fn find(&self, name: &str) -> Found {
        let params = &self.meta.params;
        let names = |p: &ParamMeta, test: &dyn Fn(&str) -> bool| test(&p.name) || p.aliases.iter().any(|a| test(a));
        if let Some(exact) = params.iter().position(|p| names(p, &|n| n.eq_ignore_ascii_case(name))) {
            return Found::One(exact);
        }
        let starts = |n: &str| n.len() > name.len() && n.is_char_boundary(name.len()) && n[..name.len()].eq_ignore_ascii_case(name);
        let fits: Vec<usize> = (0..params.len()).filter(|at| names(&params[*at], &starts)).collect();
        let own: Vec<usize> = fits.iter().copied().filter(|at| !params[*at].is_common).collect();
        match (fits.as_slice(), own.as_slice()) {
            ([], _) => Found::Nothing,
            ([one], _) | (_, [one]) => Found::One(*one),
            _ => Found::Several(fits),
        }
    }

    fn bind_one(&mut self, s: &mut Session, run: &Rc<CommandRun>, param: usize, value: Value, span: Span) -> Flow {
        if let Some(block) = self.delays(param, &value) {
            if !self.expecting_input {
                let name = &self.meta.params[param].name;
                let message = format!(
                    "Cannot evaluate parameter '{name}' because its argument is specified as a script block and there is no input. A script block cannot be evaluated without input."
                );
                let mut fault = plain("ScriptBlockArgumentNoInput", message);
                fault.category = crate::fault::Category::MetadataError;
                return Err(binding(s, run, about(fault, &self.meta.params[param]), Some(span)));
            }
            self.bound[param] = Bound::Line;
            self.sets &= self.meta.params[param].set_bits();
            self.delayed.push((param, block, span));
            return Ok(());
        }
        let value = as_written(s, &self.meta.params[param], value, span);
        let value = self.converted(s, run, param, &value, Some(span))?;
        self.take(param, value, Bound::Line);
        self.warn_obsolete(s, run, param)
    }

    fn warn_obsolete(&self, s: &mut Session, run: &Rc<CommandRun>, param: usize) -> Flow {
        let meta = &self.meta.params[param];
        match &meta.obsolete {
            Some(advice) => s.write_warning(Some(run), &format!("Parameter '{}' is obsolete. {advice}", meta.name)),
            None => Ok(()),
        }
    }

    /// A block for a parameter that takes pipeline input of another type is run for every object.
    fn delays(&self, param: usize, value: &Value) -> Option<Rc<crate::block::ScriptBlock>> {
        let meta = &self.meta.params[param];
        let block = value.as_block()?;
        let element = meta.ty.element().unwrap_or(meta.ty);
        let takes_blocks = element == Type::script_block() || element == Type::object() || element == Type::ps_object();
        let from_pipeline = meta.sets.iter().any(|m| m.from_pipeline || m.from_property);
        (!takes_blocks && from_pipeline && self.kind != Kind::Plain).then(|| block.clone())
    }

    fn bind_positions(&mut self, s: &mut Session, run: &Rc<CommandRun>, left: &mut Vec<Left>) -> Flow {
        let places = |p: &ParamMeta| p.sets.iter().filter(|m| !m.from_rest).filter_map(|m| m.position).collect::<Vec<_>>();
        let mut positions: Vec<i32> = self.meta.params.iter().flat_map(places).collect();
        positions.sort_unstable();
        positions.dedup();
        for position in positions {
            let Some(at) = left.iter().position(|l| matches!(l, Left::Value { .. })) else { break };
            if !self.has_open_position(position) {
                continue;
            }
            let Left::Value { value, span } = left.remove(at) else { break };
            if !self.bind_position(s, run, position, &value, span)? {
                left.insert(at, Left::Value { value, span });
            }
        }
        Ok(())
    }

    fn has_open_position(&self, position: i32) -> bool {
        (0..self.bound.len()).any(|at| self.is_open(at) && self.takes_position(at, position, self.sets))
    }

    fn takes_position(&self, param: usize, position: i32, sets: u32) -> bool {
        self.meta.params[param].sets.iter().any(|m| m.position == Some(position) && !m.from_rest && m.bits() & sets != 0)
    }

    /// The four rounds: default set as it is, any set as it is, default set converted, any set converted.
    fn bind_position(&mut self, s: &mut Session, run: &Rc<CommandRun>, position: i32, value: &Value, span: Span) -> Result<bool, Halt> {
        let default = self.meta.default_set.map_or(0, |set| 1 << set) & self.sets;
        let mut failed = None;
        for (sets, converts) in [(default, false), (self.sets, false), (default, true), (self.sets, true)] {
            if sets == 0 {
                continue;
            }
            for param in 0..self.bound.len() {
                if !self.is_open(param) || !self.takes_position(param, position, sets) {
                    continue;
                }
                let fits = converts || self.fits_as_is(param, value) || self.delays(param, value).is_some();
                if !fits {
                    continue;
                }
                match self.bind_one(s, run, param, value.clone(), span) {
                    Ok(()) => return Ok(true),
                    Err(halt @ Halt::Error(_)) => {
                        failed.get_or_insert(halt);
                    }
                    Err(halt) => return Err(halt),
                }
            }
        }
        match failed {
            Some(halt) => Err(halt),
            None => Ok(false),
        }
    }

    fn bind_rest(&mut self, s: &mut Session, run: &Rc<CommandRun>, left: &mut Vec<Left>) -> Flow {
        if left.is_empty() {
            return Ok(());
        }
        let takes = |p: &ParamMeta| p.sets.iter().any(|m| m.from_rest && m.bits() & self.sets != 0);
        let Some(param) = (0..self.bound.len()).find(|at| self.is_open(*at) && takes(&self.meta.params[*at])) else { return Ok(()) };
        let mut items = Vec::new();
        let mut first = None;
        for one in left.drain(..) {
            match one {
                Left::Value { value, span } => {
                    first.get_or_insert(span);
                    items.push(as_written(s, &self.meta.params[param], value, span));
                }
                Left::Unknown { name, value, follows, span } => {
                    first.get_or_insert(span);
                    items.push(Value::from(format!("-{name}{}", if value.is_some() { ":" } else { "" })));
                    items.extend(value);
                    items.extend(follows);
                }
            }
        }
        // One array given as the only remaining argument is the list itself.
        let all = match items.as_slice() {
            [only] if only.as_seq().is_some() => only.clone(),
            _ => Value::Seq(Rc::new(crate::value::Seq::list_of(Type::object(), items))),
        };
        let value = self.converted(s, run, param, &all, first)?;
        self.take(param, value, Bound::Line);
        Ok(())
    }

    fn refuse_left(&mut self, s: &mut Session, run: &Rc<CommandRun>, left: Vec<Left>) -> Flow {
        if self.kind == Kind::Plain {
            for one in left {
                match one {
                    Left::Value { value, .. } => self.rest.push(value),
                    Left::Unknown { name, value, follows, .. } => {
                        self.rest.push(marked(&name, value.is_some()));
                        self.rest.extend(value);
                        self.rest.extend(follows);
                    }
                }
            }
            *run.unbound.borrow_mut() = self.rest.clone();
            return Ok(());
        }
        let Some(first) = left.into_iter().next() else { return Ok(()) };
        let (fault, span) = match first {
            Left::Unknown { name, span, .. } => (
                plain("NamedParameterNotFound", format!("A parameter cannot be found that matches parameter name '{name}'."))
                    .with("ParameterName", name),
                span,
            ),
            Left::Value { value, span } => {
                let shown = super::check::shown(s, &value)?;
                let message = format!("A positional parameter cannot be found that accepts argument '{shown}'.");
                (plain("PositionalParameterNotFound", message).with("ParameterName", shown), span)
            }
        };
        // A name points at itself; a stray value points at the whole command.
        let place = (fault.id == "NamedParameterNotFound").then_some(span);
        Err(binding(s, run, fault, place))
    }

    fn ambiguous(&self, s: &Session, run: &Rc<CommandRun>, name: &str, which: &[usize], span: Span) -> Halt {
        let list: String = which.iter().map(|at| format!(" -{}", self.meta.params[*at].name)).collect();
        let message =
            format!("Parameter cannot be processed because the parameter name '{name}' is ambiguous. Possible matches include:{list}.");
        binding(s, run, plain("AmbiguousParameter", message).with("ParameterName", Str::new(name)), Some(span))
    }

    fn missing_argument(&self, s: &Session, run: &Rc<CommandRun>, param: usize, span: Span) -> Halt {
        let meta = &self.meta.params[param];
        let message = format!(
            "Missing an argument for parameter '{}'. Specify a parameter of type '{}' and try again.",
            meta.name,
            meta.ty.full_name()
        );
        binding(s, run, about(plain("MissingArgument", message), meta), Some(span))
    }

    fn bound_twice(&self, s: &Session, run: &Rc<CommandRun>, param: usize, span: Span) -> Halt {
        let meta = &self.meta.params[param];
        let message = format!(
            "Cannot bind parameter because parameter '{}' is specified more than once. To provide multiple values to parameters that can accept multiple values, use the array syntax. For example, \"-parameter value1,value2,value3\".",
            meta.name
        );
        binding(s, run, about(plain("ParameterAlreadyBound", message), meta), Some(span))
    }
}

/// A number typed as a bare word is its own text for a parameter that wants no number: `1.0` stays `1.0`.
fn as_written(s: &Session, param: &ParamMeta, value: Value, span: Span) -> Value {
    let ty = param.ty;
    let is_number = matches!(value, Value::Int(_) | Value::Long(_) | Value::Double(_) | Value::Decimal(_) | Value::Small(_));
    let is_text_like =
        param.as_written || ty == Type::string() || ty.element() == Some(Type::string()) || ty.full_name() == "System.Version";
    if !is_number || !is_text_like || span.is_empty() {
        return value;
    }
    let text = s.source.slice(span);
    let looks_typed = text.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '-' || c == '+');
    if looks_typed && !text.contains([' ', '(', '$']) { Value::str(text) } else { value }
}

/// A name in `$args`: text that knows it was a parameter, so that `@args` passes it on as one.
fn marked(name: &str, has_value: bool) -> Value {
    let text = Value::from(format!("-{name}{}", if has_value { ":" } else { "" }));
    let object = crate::value::Object::wrapping(text);
    object.set_note(crate::eval::PARAMETER_MARK, Value::str(name));
    Value::object(object)
}

impl Left {
    fn into_args(self) -> Vec<Arg> {
        match self {
            Left::Value { value, span } => vec![Arg::Value { value, span }],
            Left::Unknown { name, value, follows, span } => {
                let named = Arg::Named { name, value, span, value_span: span };
                let follows = follows.map(|value| Arg::Value { value, span: Span::default() });
                std::iter::once(named).chain(follows).collect()
            }
        }
    }
}
