//! `Invoke-Command`, on this machine: a block with input and arguments.

use lang::Span;
use macros::Cmdlet;
use runtime::author::*;
use runtime::bind::Arg;
use runtime::command::{CommandInfo, CommandKind, CommandRun};
use runtime::eval::{ScopeUse, ScriptStage};
use runtime::pipe::{Body, Stage};

/// Runs a script block.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Invoke-Command",
    type_name = "Microsoft.PowerShell.Commands.InvokeCommandCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "InProcess",
    aliases("icm")
)]
pub struct InvokeCommand {
    /// What runs.
    #[param(position = 0, mandatory, set = "InProcess", alias("Command"), not_null)]
    #[param(
        position = 1,
        mandatory,
        sets(
            "Session",
            "ComputerName",
            "Uri",
            "VMId",
            "VMName",
            "SSHHost",
            "ContainerId",
            "SSHHostHashParam"
        )
    )]
    script_block: Option<Rc<ScriptBlock>>,
    /// Runs in the current scope.
    #[param(set = "InProcess")]
    no_new_scope: bool,
    /// What the script block finds in $input.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// Arguments of the script block.
    #[param(alias("Args"))]
    argument_list: Vec<Value>,
    #[state]
    stage: Option<Rc<Stage>>,
}

impl Cmdlet for InvokeCommand {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(block) = self.script_block.clone() else {
            return Ok(());
        };
        let info = Rc::new(CommandInfo::new("", CommandKind::Block(block.clone())));
        let mut run = CommandRun::new(
            info,
            Str::new_static("Invoke-Command"),
            cx.run().position.clone(),
        );
        run.expecting_input = cx.expects_input();
        let run = Rc::new(run);
        let arguments = std::mem::take(&mut self.argument_list);
        let arguments = arguments.into_iter().map(|value| Arg::Value { value, span: Span::default() }).collect();
        let uses = if self.no_new_scope {
            ScopeUse::Caller
        } else {
            ScopeUse::New
        };
        let script = ScriptStage::new(cx.s, &run, block, arguments, uses)?;
        let id = cx.s.new_stage_id();
        let stage = Stage::new(
            id,
            run,
            cx.stage.out.clone(),
            None,
            Body::Script(Box::new(script)),
        );
        self.stage = Some(stage.clone());
        stage.begin(cx.s)
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(stage) = self.stage.clone() else {
            return Ok(());
        };
        match cx.input.clone() {
            Some(object) => stage.accept(cx.s, object),
            None if cx.is_bound("InputObject") => {
                for object in runtime::enumerate::each(cx.s, self.input_object.clone())? {
                    stage.accept(cx.s, object)?;
                }
                Ok(())
            }
            None => stage.process_alone(cx.s),
        }
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.stage.clone() {
            Some(stage) => stage.end(cx.s),
            None => Ok(()),
        }
    }

    fn dispose(&mut self, s: &mut Session) {
        if let Some(stage) = self.stage.take() {
            // An error of the clean-up has nobody left to go to.
            let _ = stage.dispose(s);
        }
    }
}
