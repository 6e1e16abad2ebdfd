//! `Get-Job`, `Wait-Job`, `Receive-Job`, `Stop-Job`, `Remove-Job`.

use super::task::{JobObject, State, Task};
use super::{all, jobs};
use macros::Cmdlet;
use runtime::author::*;
use runtime::command::Action;
use std::time::{Duration, Instant};

/// How long a look at running jobs takes, in milliseconds.
const LOOK_MS: u64 = 10;

/// Which jobs a command is about.
#[derive(Default)]
struct Choice<'c> {
    objects: &'c [Value],
    ids: &'c [i32],
    names: Option<&'c [Str]>,
    instances: Option<&'c [Value]>,
    state: Option<&'c Str>,
}

impl Choice<'_> {
    fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.ids.is_empty() && self.names.is_none() && self.instances.is_none() && self.state.is_none()
    }

    /// The chosen jobs; one that does not exist is an error.
    fn find(&self, cx: &mut Cx<'_>) -> Result<Vec<Rc<Task>>, Halt> {
        let known = all(cx.s)?;
        let mut found: Vec<Rc<Task>> =
            self.objects.iter().filter_map(|object| object.as_native::<JobObject>().map(|job| job.0.clone())).collect();
        for id in self.ids {
            match known.iter().find(|task| task.id == *id) {
                Some(task) => found.push(task.clone()),
                None => cx.error(missing(&format!(
                    "The command cannot find a job with the job ID {id}. Verify the value of the Id parameter and then try the command again."
                ), "JobWithSpecifiedSessionNotFound", Value::Int(*id)))?,
            }
        }
        for name in self.names.unwrap_or_default() {
            let pattern = dotnet::wildcard::Wildcard::new(name, true);
            let before = found.len();
            found.extend(known.iter().filter(|task| pattern.as_ref().is_ok_and(|p| p.is_match(&task.name))).cloned());
            if found.len() == before && !dotnet::wildcard::Wildcard::contains_wildcards(name) {
                cx.error(missing(&format!(
                    "The command cannot find the job because the job name {name} was not found. Verify the value of the Name parameter, and then try the command again."
                ), "JobWithSpecifiedNameNotFound", Value::Str(name.clone())))?;
            }
        }
        for instance in self.instances.unwrap_or_default() {
            let wanted = instance.plain_text();
            match known.iter().find(|task| task.instance.eq_ignore_ascii_case(&wanted)) {
                Some(task) => found.push(task.clone()),
                None => cx.error(missing(&format!(
                    "The command cannot find a job with the instance identifier {wanted}. Verify the value of the InstanceId parameter, and then try the command again."
                ), "JobWithSpecifiedInstanceIdNotFound", instance.clone()))?,
            }
        }
        if let Some(state) = self.state {
            found.extend(known.iter().filter(|task| task.state.get().name().eq_ignore_ascii_case(state)).cloned());
        }
        Ok(found)
    }
}

fn missing(message: &str, id: &str, target: Value) -> Fault {
    Fault::new("System.Management.Automation.PSArgumentException", id, Category::ObjectNotFound, message.to_owned()).target(target)
}

/// Looks until `done` says so, or the time is over.
fn wait_until(cx: &mut Cx<'_>, tasks: &[Rc<Task>], limit: Option<Duration>, done: impl Fn(&[Rc<Task>]) -> bool) -> Flow {
    let begun = Instant::now();
    loop {
        for task in tasks {
            task.refresh(cx.s)?;
        }
        if done(tasks) || limit.is_some_and(|limit| begun.elapsed() >= limit) {
            return Ok(());
        }
        cx.s.poll()?;
        std::thread::sleep(Duration::from_millis(LOOK_MS));
    }
}

/// Shows the jobs of the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Job",
    type_name = "Microsoft.PowerShell.Commands.GetJobCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "SessionIdParameterSet",
    aliases("gjb"),
    outputs("System.Management.Automation.Job")
)]
pub struct GetJob {
    /// Numbers.
    #[param(position = 0, by_name, set = "SessionIdParameterSet")]
    id: Vec<i32>,
    /// Names; wildcards are understood.
    #[param(position = 0, mandatory, by_name, set = "NameParameterSet")]
    name: Option<Vec<Str>>,
    /// Identifiers.
    #[param(position = 0, mandatory, by_name, set = "InstanceIdParameterSet", ty = "guid[]")]
    instance_id: Option<Vec<Value>>,
    /// Only jobs in this state.
    #[param(position = 0, mandatory, by_name, set = "StateParameterSet")]
    state: Option<Str>,
    /// Only jobs that run this command; wildcards are understood.
    #[param(by_name, set = "CommandParameterSet")]
    command: Vec<Str>,
    /// Only the latest ones.
    #[param]
    newest: Option<i32>,
    /// Only jobs with or without something to receive.
    #[param]
    has_more_data: Option<bool>,
    /// The parts of the jobs too.
    #[param]
    include_child_job: bool,
}

impl Cmdlet for GetJob {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let choice = Choice {
            ids: &self.id,
            names: self.name.as_deref(),
            instances: self.instance_id.as_deref(),
            state: self.state.as_ref(),
            ..Choice::default()
        };
        let mut found = if choice.is_empty() { all(cx.s)? } else { choice.find(cx)? };
        let fits = |text: &str| self.command.iter().any(|p| dotnet::wildcard::Wildcard::new(p, true).is_ok_and(|w| w.is_match(text)));
        found.retain(|task| self.command.is_empty() || fits(task.command.trim()));
        if let Some(wanted) = self.has_more_data {
            found.retain(|task| (task.is_running() || !task.arrived.borrow().is_empty()) == wanted);
        }
        if let Some(count) = self.newest.and_then(|count| usize::try_from(count).ok()) {
            found.reverse();
            found.truncate(count);
        }
        found.into_iter().try_for_each(|task| cx.emit(Value::native(JobObject(task))))
    }
}

/// Waits until jobs are over.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Wait-Job",
    type_name = "Microsoft.PowerShell.Commands.WaitJobCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "SessionIdParameterSet",
    aliases("wjb"),
    outputs("System.Management.Automation.Job")
)]
pub struct WaitJob {
    /// The jobs themselves.
    #[param(position = 0, mandatory, pipeline, by_name, set = "JobParameterSet", ty = "System.Management.Automation.Job[]")]
    job: Vec<Value>,
    /// Returns with the first job that is over.
    #[param]
    any: bool,
    /// At most so many seconds.
    #[param(alias("TimeoutSec"))]
    timeout: Option<i32>,
    /// Has no meaning here.
    #[param]
    force: bool,
    /// Names; wildcards are understood.
    #[param(position = 0, mandatory, by_name, set = "NameParameterSet")]
    name: Option<Vec<Str>>,
    /// Identifiers.
    #[param(position = 0, mandatory, by_name, set = "InstanceIdParameterSet", ty = "guid[]")]
    instance_id: Option<Vec<Value>>,
    /// Numbers.
    #[param(position = 0, mandatory, by_name, set = "SessionIdParameterSet")]
    id: Vec<i32>,
    /// Jobs in this state.
    #[param(position = 0, mandatory, by_name, set = "StateParameterSet")]
    state: Option<Str>,
    #[state]
    chosen: Vec<Rc<Task>>,
}

impl Cmdlet for WaitJob {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let choice = Choice {
            objects: &self.job,
            ids: &self.id,
            names: self.name.as_deref(),
            instances: self.instance_id.as_deref(),
            state: self.state.as_ref(),
        };
        let mut found = choice.find(cx)?;
        self.chosen.append(&mut found);
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let limit = self.timeout.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
        let any = self.any;
        wait_until(cx, &self.chosen, limit, |tasks| {
            if any { tasks.iter().any(|task| !task.is_running()) } else { tasks.iter().all(|task| !task.is_running()) }
        })?;
        let is_over = |task: &&Rc<Task>| !task.is_running();
        let over: Vec<Rc<Task>> = self.chosen.iter().filter(is_over).take(if any { 1 } else { usize::MAX }).cloned().collect();
        over.into_iter().try_for_each(|task| cx.emit(Value::native(JobObject(task))))
    }
}

/// Reads what jobs wrote.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Receive-Job",
    type_name = "Microsoft.PowerShell.Commands.ReceiveJobCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "Location",
    aliases("rcjb")
)]
pub struct ReceiveJob {
    /// The jobs themselves.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Location", ty = "System.Management.Automation.Job[]")]
    job: Vec<Value>,
    /// Only what comes from here.
    #[param(position = 1, set = "Location")]
    location: Vec<Str>,
    /// Keeps it for the next time.
    #[param]
    keep: bool,
    /// Has no meaning here.
    #[param]
    no_recurse: bool,
    /// Has no meaning here.
    #[param]
    force: bool,
    /// Waits until the jobs are over.
    #[param]
    wait: bool,
    /// Removes the jobs then.
    #[param]
    auto_remove_job: bool,
    /// Has no meaning here.
    #[param]
    write_events: bool,
    /// Emits the jobs before what they wrote.
    #[param]
    write_job_in_results: bool,
    /// Names; wildcards are understood.
    #[param(position = 0, mandatory, by_name, set = "NameParameterSet")]
    name: Option<Vec<Str>>,
    /// Identifiers.
    #[param(position = 0, mandatory, by_name, set = "InstanceIdParameterSet", ty = "guid[]")]
    instance_id: Option<Vec<Value>>,
    /// Numbers.
    #[param(position = 0, mandatory, by_name, set = "SessionIdParameterSet")]
    id: Vec<i32>,
}

impl Cmdlet for ReceiveJob {
    fn begin(&mut self, _cx: &mut Cx<'_>) -> Flow {
        if self.auto_remove_job && !self.wait {
            let message = "The AutoRemoveJob parameter cannot be used without the Wait parameter.";
            return Err(
                Fault::new("System.InvalidOperationException", "AutoRemoveJobWithoutWait", Category::InvalidOperation, message).into()
            );
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let choice = Choice {
            objects: &self.job,
            ids: &self.id,
            names: self.name.as_deref(),
            instances: self.instance_id.as_deref(),
            ..Choice::default()
        };
        for task in choice.find(cx)? {
            if self.write_job_in_results {
                cx.emit(Value::native(JobObject(task.clone())))?;
            }
            self.receive(cx, &task)?;
            while self.wait && task.is_running() {
                wait_until(cx, std::slice::from_ref(&task), None, |tasks| {
                    tasks.iter().all(|task| !task.is_running() || !task.arrived.borrow().is_empty())
                })?;
                self.receive(cx, &task)?;
            }
            if self.auto_remove_job {
                jobs(cx.s).forget(&task);
            }
        }
        Ok(())
    }
}

impl ReceiveJob {
    fn receive(&self, cx: &mut Cx<'_>, task: &Rc<Task>) -> Flow {
        task.refresh(cx.s)?;
        let arrived = if self.keep { task.arrived.borrow().clone() } else { task.arrived.take() };
        for (stream, value) in arrived {
            match stream.as_str() {
                "output" => {
                    let value = task.shown(cx.s, value);
                    cx.emit(value)?;
                }
                "error" => write_error(cx, &value)?,
                _ => runtime::native::accept_object(cx.s, &Out::Null, &stream, value)?,
            }
        }
        Ok(())
    }
}

/// An error of the job, as it was there.
fn write_error(cx: &mut Cx<'_>, value: &Value) -> Flow {
    let record = runtime::clixml::error_record(cx.s, value)?;
    match cx.error_action() {
        Action::Ignore => Ok(()),
        Action::Stop => Err(cx.s.stopped(record)),
        action => {
            cx.s.ok = false;
            cx.run().has_error.set(true);
            cx.s.remember_error(&record);
            if action == Action::SilentlyContinue { Ok(()) } else { cx.s.show_error(record) }
        }
    }
}

/// Ends jobs.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Stop-Job",
    type_name = "Microsoft.PowerShell.Commands.StopJobCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "SessionIdParameterSet",
    confirm = "Medium",
    aliases("spjb"),
    outputs("System.Management.Automation.Job")
)]
pub struct StopJob {
    /// The jobs themselves.
    #[param(position = 0, mandatory, pipeline, by_name, set = "JobParameterSet", ty = "System.Management.Automation.Job[]")]
    job: Vec<Value>,
    /// Emits the jobs.
    #[param]
    pass_thru: bool,
    /// Names; wildcards are understood.
    #[param(position = 0, mandatory, by_name, set = "NameParameterSet")]
    name: Option<Vec<Str>>,
    /// Identifiers.
    #[param(position = 0, mandatory, by_name, set = "InstanceIdParameterSet", ty = "guid[]")]
    instance_id: Option<Vec<Value>>,
    /// Numbers.
    #[param(position = 0, mandatory, by_name, set = "SessionIdParameterSet")]
    id: Vec<i32>,
    /// Jobs in this state.
    #[param(position = 0, mandatory, by_name, set = "StateParameterSet")]
    state: Option<Str>,
}

impl Cmdlet for StopJob {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let choice = Choice {
            objects: &self.job,
            ids: &self.id,
            names: self.name.as_deref(),
            instances: self.instance_id.as_deref(),
            state: self.state.as_ref(),
        };
        for task in choice.find(cx)? {
            if cx.confirm(&format!("{} {}", task.command.trim(), task.id), "Stop-Job")? {
                task.stop(cx.s);
            }
            if self.pass_thru {
                cx.emit(Value::native(JobObject(task)))?;
            }
        }
        Ok(())
    }
}

/// Forgets jobs.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Remove-Job",
    type_name = "Microsoft.PowerShell.Commands.RemoveJobCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "SessionIdParameterSet",
    confirm = "Medium",
    aliases("rjb")
)]
pub struct RemoveJob {
    /// The jobs themselves.
    #[param(position = 0, mandatory, pipeline, by_name, set = "JobParameterSet", ty = "System.Management.Automation.Job[]")]
    job: Vec<Value>,
    /// Jobs that still run, too.
    #[param(alias("F"))]
    force: bool,
    /// Names; wildcards are understood.
    #[param(position = 0, mandatory, by_name, set = "NameParameterSet")]
    name: Option<Vec<Str>>,
    /// Identifiers.
    #[param(position = 0, mandatory, by_name, set = "InstanceIdParameterSet", ty = "guid[]")]
    instance_id: Option<Vec<Value>>,
    /// Numbers.
    #[param(position = 0, mandatory, by_name, set = "SessionIdParameterSet")]
    id: Vec<i32>,
    /// Jobs in this state.
    #[param(position = 0, mandatory, by_name, set = "StateParameterSet")]
    state: Option<Str>,
}

impl Cmdlet for RemoveJob {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let choice = Choice {
            objects: &self.job,
            ids: &self.id,
            names: self.name.as_deref(),
            instances: self.instance_id.as_deref(),
            state: self.state.as_ref(),
        };
        for task in choice.find(cx)? {
            task.refresh(cx.s)?;
            if task.is_running() && !self.force {
                let message = format!(
                    "The command cannot remove the job with the job ID {} because the job is not finished. To remove the job, first stop the job, or use the Force parameter.",
                    task.id
                );
                let id = "JobObjectNotFinishedCannotBeRemoved";
                cx.error(Fault::new("System.ArgumentException", id, Category::InvalidOperation, message))?;
                continue;
            }
            if cx.confirm(&format!("{} {}", task.command.trim(), task.id), "Remove-Job")? {
                if task.state.get() == State::Running {
                    task.stop(cx.s);
                }
                jobs(cx.s).forget(&task);
            }
        }
        Ok(())
    }
}
