//! Calls of plain functions and blocks that stand alone: no pipeline is built around them.
//!
//! In:    a command whose name and arguments are known.
//! Out:   the same effects as a pipeline of one stage, or nothing when the call needs the general way.
//! Never: converts an argument or reports one that does not fit; the binder does.

use crate::bind::Arg;
use crate::code::{ArgCode, Code, CommandCode, ParamCode};
use crate::command::{CommandInfo, CommandKind};
use crate::fault::Halt;
use crate::session::Session;
use crate::value::Value;
use lang::Span;
use lang::tree::Invocation;
use smallvec::SmallVec;

/// Values by parameter, and what is left over for `$args`.
pub struct Given {
    pub params: SmallVec<[Option<Value>; 4]>,
    pub rest: Vec<Value>,
}

pub type Values = SmallVec<[Value; 4]>;

/// May a command of this kind be called without a pipeline? The first call goes the general way: it reads the
/// declaration and says what is wrong with it.
pub fn is_plain(code: &CommandCode, info: &CommandInfo) -> bool {
    let (CommandKind::Function(block) | CommandKind::Block(block)) = &info.kind else { return false };
    if block.is_filter || code.invocation == Invocation::Dot || !code.redirections.is_empty() {
        return false;
    }
    let body = block.code();
    let only_end = body.dynamicparam.is_none() && body.begin.is_none() && body.process.is_none() && body.clean.is_none();
    body.is_plain && body.meta.get().is_some() && body.attributes.is_empty() && body.types.is_empty() && only_end
}

/// The arguments by parameter, when every one of them is a value that its parameter takes as it is.
pub fn fit(s: &mut Session, code: &Code, args: &[Arg]) -> Option<Given> {
    if code.params.iter().flat_map(|param| &param.types).any(|site| super::types::try_site(s, site).is_none()) {
        return None;
    }
    let mut given = Given { params: SmallVec::from_elem(None, code.params.len()), rest: Vec::new() };
    let mut args = args.iter();
    let mut unnamed: SmallVec<[&Value; 4]> = SmallVec::new();
    while let Some(arg) = args.next() {
        match arg {
            Arg::Value { value, .. } => unnamed.push(value),
            Arg::Splatted { .. } => return None,
            Arg::Named { name, value, .. } => {
                let at = code.params.iter().position(|param| param.name.eq_ignore_ascii_case(name))?;
                let value = match (value, args.as_slice()) {
                    (Some(value), _) => value,
                    (None, [Arg::Value { value, .. }, ..]) => {
                        args.next();
                        value
                    }
                    _ => return None,
                };
                place(s, code, &mut given, at, value)?;
            }
        }
    }
    let mut next = 0;
    for value in unnamed {
        while next < given.params.len() && given.params[next].is_some() {
            next += 1;
        }
        if next < given.params.len() {
            place(s, code, &mut given, next, value)?;
        } else {
            given.rest.push(value.clone());
        }
    }
    Some(given)
}

/// The values of a command line without names, evaluated; `None` when there is more to it than values.
pub fn values(s: &mut Session, codes: &[ArgCode]) -> Result<Option<Values>, Halt> {
    if !codes.iter().all(|code| matches!(code, ArgCode::Value { .. })) {
        return Ok(None);
    }
    let mut values = Values::new();
    for code in codes {
        if let ArgCode::Value { expr, .. } = code {
            values.push(super::expr::no_empty(super::eval(s, expr)?));
        }
    }
    Ok(Some(values))
}

/// The same values as arguments for the binder.
pub fn as_arguments(codes: &[ArgCode], values: Values) -> Vec<Arg> {
    let span = |code: &ArgCode| if let ArgCode::Value { span, .. } = code { *span } else { Span::default() };
    codes.iter().zip(values).map(|(code, value)| Arg::Value { value, span: span(code) }).collect()
}

/// Values in the order of the parameters, when each parameter takes its own as it is.
pub fn fit_values(s: &mut Session, code: &Code, mut values: Values) -> Result<Given, Values> {
    let known = code.params.iter().flat_map(|param| &param.types).all(|site| super::types::try_site(s, site).is_some());
    if !known || !code.params.iter().zip(&values).all(|(param, value)| takes_as_is(s, param, value)) {
        return Err(values);
    }
    let rest = values.drain(code.params.len().min(values.len())..).collect();
    let mut params: SmallVec<[Option<Value>; 4]> = values.into_iter().map(Some).collect();
    params.resize(code.params.len(), None);
    Ok(Given { params, rest })
}

fn place(s: &mut Session, code: &Code, given: &mut Given, at: usize, value: &Value) -> Option<()> {
    if given.params[at].is_some() || !takes_as_is(s, &code.params[at], value) {
        return None;
    }
    given.params[at] = Some(value.clone());
    Some(())
}

/// Is the value already what the parameter asks for?
fn takes_as_is(s: &mut Session, param: &ParamCode, value: &Value) -> bool {
    match param.types.as_slice() {
        [] => true,
        [site] => match value {
            Value::Int(_) | Value::Str(_) | Value::Bool(_) | Value::Long(_) | Value::Double(_) => {
                let ty = super::types::try_site(s, site);
                ty.is_some() && ty == value.ty()
            }
            _ => false,
        },
        _ => false,
    }
}
