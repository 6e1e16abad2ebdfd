//! Steppable pipelines: a proxy function runs the commands it stands before, one object at a time.

use super::command::build_stages;
use crate::block::ScriptBlock;
use crate::code::{PipelineCode, StKind};
use crate::fault::{Eval, Fault, Flow, Halt};
use crate::pipe::{Out, Stage};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// `SteppablePipeline`.
pub struct Steppable {
    block: Rc<ScriptBlock>,
    running: RefCell<Option<Running>>,
}

struct Running {
    stages: Vec<Rc<Stage>>,
    /// What the last command wrote, when nobody else takes it.
    written: Option<Rc<RefCell<Vec<Value>>>>,
    files: super::redirect::Files,
}

/// The pipeline of a block with one statement.
pub fn of(block: &Rc<ScriptBlock>) -> Eval {
    match pipeline_of(block, |_| ()) {
        Some(()) => Ok(Value::native(Steppable { block: block.clone(), running: RefCell::new(None) })),
        None => Err(Fault::invalid("CanOnlyConvertOneStatement", "Only a script block that contains exactly one pipeline or command can be converted. Expressions or control structures are not permitted. Verify that the script block contains exactly one pipeline or command.").into()),
    }
}

fn pipeline_of<R>(block: &Rc<ScriptBlock>, f: impl FnOnce(&PipelineCode) -> R) -> Option<R> {
    let code = block.code();
    match code.end.as_ref()?.statements.as_slice() {
        [only] => match &only.kind {
            StKind::Pipeline(pipeline) => Some(f(pipeline)),
            _ => None,
        },
        _ => None,
    }
}

impl Steppable {
    fn begin(&self, s: &mut Session, args: &[Value]) -> Eval {
        let cmdlet = args.first().and_then(super::cmdlet_object::out_of);
        let (out, written) = match cmdlet {
            Some(out) => (out, None),
            None => {
                let (out, list) = Out::list();
                (out, Some(list))
            }
        };
        let mut files = Vec::new();
        // The commands were written where the block stands; they run in the scope of the proxy.
        let source = std::mem::replace(&mut s.source, self.block.body.source().clone());
        let position = s.position;
        let stages = pipeline_of(&self.block, |pipeline| build_stages(s, &pipeline.stages, None, true, &out, &mut files));
        s.source = source;
        s.position = position;
        let stages = stages.unwrap_or_else(|| Ok(Vec::new()))?;
        for stage in &stages {
            stage.begin(s)?;
        }
        *self.running.borrow_mut() = Some(Running { stages, written, files });
        Ok(self.take_written())
    }

    fn first(&self) -> Result<Rc<Stage>, Halt> {
        let running = self.running.borrow();
        running.as_ref().and_then(|r| r.stages.first().cloned()).ok_or_else(|| {
            Fault::invalid("PSInvalidOperation", "The pipeline was not begun, or has ended: call Begin before Process.").into()
        })
    }

    fn process(&self, s: &mut Session, args: &[Value]) -> Eval {
        let first = self.first()?;
        match args.first() {
            Some(object) => first.accept(s, object.clone())?,
            None => first.process_alone(s)?,
        }
        Ok(self.take_written())
    }

    fn end(&self, s: &mut Session) -> Eval {
        let stages = self.running.borrow().as_ref().map(|r| r.stages.clone()).unwrap_or_default();
        let ended = stages.iter().try_for_each(|stage| stage.end(s));
        let written = self.take_written();
        self.dispose(s)?;
        ended.map(|()| written)
    }

    fn dispose(&self, s: &mut Session) -> Flow {
        let Some(running) = self.running.borrow_mut().take() else { return Ok(()) };
        let mut result = Ok(());
        for stage in &running.stages {
            result = result.and(stage.dispose(s));
        }
        result.and(super::redirect::close(s, running.files))
    }

    fn take_written(&self) -> Value {
        let running = self.running.borrow();
        let Some(list) = running.as_ref().and_then(|r| r.written.as_ref()) else { return Value::Empty };
        let items = std::mem::take(&mut *list.borrow_mut());
        crate::enumerate::collected(items)
    }
}

impl Native for Steppable {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.SteppablePipeline")
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(match name.to_ascii_lowercase().as_str() {
            "begin" => self.begin(s, args),
            "process" => self.process(s, args),
            "end" => self.end(s),
            "clean" | "dispose" => self.dispose(s).map(|()| Value::Empty),
            _ => return None,
        })
    }
}
