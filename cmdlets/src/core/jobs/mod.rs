//! Jobs: script blocks that run beside the session, each in a shell of its own.
//!
//! In:    a script block with its arguments and the variables it uses.
//! Out:   a job object; its state; what it wrote, when somebody asks.
//! Never: shares an object with the job: values travel as copies.
//!
//! `task` is a job, `start` begins them, `ask` finds, waits for, reads, stops and removes them.

mod ask;
mod start;
mod task;

pub use ask::{GetJob, ReceiveJob, RemoveJob, StopJob, WaitJob};
pub use start::{StartJob, StartThreadJob};

use runtime::author::*;
use task::Task;

/// The jobs of a session.
#[derive(Default)]
pub struct Jobs {
    tasks: Vec<Rc<Task>>,
    last_id: i32,
}

impl Jobs {
    /// Numbers for a job and what it consists of.
    fn next_ids(&mut self, count: i32) -> i32 {
        self.last_id += count;
        self.last_id - count + 1
    }

    fn forget(&mut self, task: &Rc<Task>) {
        self.tasks.retain(|known| !Rc::ptr_eq(known, task));
    }
}

fn jobs(s: &mut Session) -> &mut Jobs {
    s.service(Jobs::default)
}

/// All jobs, each up to date.
fn all(s: &mut Session) -> Result<Vec<Rc<Task>>, Halt> {
    let tasks = jobs(s).tasks.clone();
    for task in &tasks {
        task.refresh(s)?;
    }
    Ok(tasks)
}
