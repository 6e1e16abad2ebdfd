//! Families: the cmdlets that every configuration class has.
//!
//! In:    rows of classes from the store, what is special about some of them (`manners`).
//! Out:   Get-, New-, Set-, Remove-, Grant-, Enable- and Disable- for each class that takes part.
//! Never: names a class in a verb; what is special about one is in its manners.
//!
//! `plan` makes the declaration of one cmdlet from a row, `bound` holds what was bound to it; each verb is one file.

mod bound;
mod get;
mod grant;
mod manners;
mod new;
mod plan;
mod remove;
mod set;
mod switch;

use bound::Bound;
use plan::Plan;
use runtime::author::{Cmdlet, CmdletEntry, Make, Session};
use std::rc::Rc;
use store::class::{CLASSES, Verb};

/// The cmdlets of every class, in the order of the rows.
pub(super) fn entries(_s: &mut Session) -> Vec<CmdletEntry> {
    let rows = CLASSES.iter().copied().flat_map(|class| class.verbs.iter().map(move |verb| (class, *verb)));
    rows.map(|(class, verb)| {
        let plan = Rc::new(Plan::of(class, verb));
        let spec = plan.spec;
        CmdletEntry::new(spec, Make::Shared(Rc::new(move || make(&plan, verb))))
    })
    .collect()
}

fn make(plan: &Rc<Plan>, verb: Verb) -> Box<dyn Cmdlet> {
    let bound = Bound::new(plan);
    match verb {
        Verb::Get => Box::new(get::Get::new(bound)),
        Verb::New => Box::new(new::Create::new(bound)),
        Verb::Set => Box::new(set::Set::new(bound)),
        Verb::Remove => Box::new(remove::Remove::new(bound)),
        Verb::Grant => Box::new(grant::Grant::new(bound)),
        Verb::Enable => Box::new(switch::Switch::new(bound, true)),
        Verb::Disable => Box::new(switch::Switch::new(bound, false)),
    }
}

/// The cmdlet's own name, which is also what ShouldProcess calls the operation.
fn operation(bound: &Bound) -> &'static str {
    bound.plan().spec.name
}
