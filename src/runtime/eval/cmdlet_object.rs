//! `$PSCmdlet`: what an advanced function may ask of its own call.

use crate::command::CommandRun;
use crate::fault::{Category, ErrorRecord, Eval, Fault, Halt};
use crate::pipe::{Out, Stage};
use crate::records;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Value};
use std::rc::{Rc, Weak};

struct PsCmdlet {
    run: Rc<CommandRun>,
    stage: Weak<Stage>,
}

/// The object for the call of a stage.
pub fn of(stage: &Rc<Stage>) -> Value {
    Value::native(PsCmdlet { run: stage.run.clone(), stage: Rc::downgrade(stage) })
}

impl PsCmdlet {
    fn out(&self) -> Out {
        self.stage.upgrade().map_or(Out::Null, |stage| stage.out.clone())
    }

    fn should_process(&self, s: &mut Session, args: &[Value]) -> Eval {
        let mut texts = Vec::new();
        for arg in args.iter().take(3) {
            texts.push(crate::text::to_text(s, arg)?);
        }
        let answer = match texts.as_slice() {
            [target] => {
                let action = self.run.info.name.clone();
                crate::confirm::should_process(s, &self.run, target, &action)?
            }
            [target, action] => crate::confirm::should_process(s, &self.run, target, action)?,
            [description, query, caption] => crate::confirm::should_process_text(s, &self.run, description, query, caption)?,
            _ => return Err(overload("ShouldProcess", args.len())),
        };
        Ok(Value::Bool(answer))
    }
}

impl PsCmdlet {
    /// Nobody was there to answer: an exception of the method that asked, about the command.
    fn unanswered(&self, s: &Session, method: &str, count: usize, halt: Halt) -> Halt {
        let Halt::Error(record) = &halt else { return halt };
        let reason = record.exception.ty().map_or("", Type::name);
        if reason != "PSInvalidOperationException" {
            return halt;
        }
        let message = format!("Exception calling \"{method}\" with \"{count}\" argument(s): \"{}\"", record.message());
        let fault = Fault::new("System.Management.Automation.MethodInvocationException", reason, Category::NotSpecified, message);
        let outer = fault.inner(record.exception.clone()).record();
        s.attach(&self.run, &outer);
        Halt::Error(outer)
    }
}

/// Where the call behind a `$PSCmdlet` writes.
pub fn out_of(value: &Value) -> Option<Out> {
    value.as_native::<PsCmdlet>().map(PsCmdlet::out)
}

fn overload(name: &str, count: usize) -> Halt {
    Fault::invalid("MethodCountCouldNotFindBest", format!("Cannot find an overload for \"{name}\" and the argument count: \"{count}\"."))
        .into()
}

/// The record behind a value, when it is one.
pub fn record_of(value: &Value) -> Option<Rc<ErrorRecord>> {
    match value.base() {
        Value::Native(native) => (native.clone() as Rc<dyn std::any::Any>).downcast::<ErrorRecord>().ok(),
        _ => None,
    }
}

impl Native for PsCmdlet {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PSScriptCmdlet")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["ParameterSetName", "MyInvocation", "PagingParameters", "InvokeCommand", "Host", "SessionState", "CommandRuntime", "Stopping"]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "parametersetname" => Value::Str(self.run.set_name.borrow().clone()),
            "myinvocation" => records::invocation(Some(&self.run), self.run.position.as_ref()),
            "stopping" => Value::Bool(false),
            "sessionstate" => match self.stage.upgrade() {
                Some(stage) => crate::clr::state_of(stage.caller_state()),
                None => crate::clr::session_state(),
            },
            "invokecommand" => crate::clr::invoke_command(),
            "commandruntime" | "pagingparameters" => Value::Null,
            "host" => s.get_var("Host").unwrap_or(Value::Null),
            _ => return None,
        }))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let first = args.first().cloned().unwrap_or(Value::Null);
        let text = |s: &mut Session| crate::text::to_text(s, &first);
        let done = |flow: Result<(), Halt>| flow.map(|()| Value::Empty);
        Some(match name.to_ascii_lowercase().as_str() {
            "shouldprocess" => self.should_process(s, args).map_err(|halt| self.unanswered(s, "ShouldProcess", args.len(), halt)),
            "shouldcontinue" => {
                let query = text(s);
                let caption = args.get(1).map(Value::plain_text).unwrap_or_default();
                let answer = query.and_then(|query| crate::confirm::should_continue(s, &self.run, &query, &caption)).map(Value::Bool);
                answer.map_err(|halt| self.unanswered(s, "ShouldContinue", args.len(), halt))
            }
            "writeobject" => {
                let out = self.out();
                match args.get(1).is_some_and(crate::convert::to_bool) {
                    true => done(out.emit_each(s, first)),
                    false => done(out.emit(s, first)),
                }
            }
            "writeerror" => match record_of(&first) {
                Some(record) => {
                    let written = s.write_error(&self.run, record);
                    // The function goes on with `$?` false, and leaves its caller with it.
                    self.run.has_error.set(true);
                    done(written)
                }
                None => Err(overload("WriteError", args.len())),
            },
            "throwterminatingerror" => match record_of(&first) {
                Some(record) => {
                    s.attach(&self.run, &record);
                    record.thrown.set(false);
                    record.terminating.set(true);
                    Err(Halt::Error(record))
                }
                None => Err(overload("ThrowTerminatingError", args.len())),
            },
            "writewarning" => text(s).and_then(|t| done(s.write_warning(Some(&self.run), &t))),
            "writeverbose" => text(s).and_then(|t| done(s.write_verbose(Some(&self.run), &t))),
            "writedebug" => text(s).and_then(|t| done(s.write_debug(Some(&self.run), &t))),
            "writeinformation" => done(s.write_information(Some(&self.run), first, None, true)),
            "getvariablevalue" => text(s).map(|t| s.get_var(&t).unwrap_or_else(|| args.get(1).cloned().unwrap_or(Value::Null))),
            _ => return None,
        })
    }
}
