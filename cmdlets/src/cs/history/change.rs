//! A change of the configuration as an object.

use crate::cs::object::show_time;
use runtime::author::{Eval, Native, Session, Str, Type, Value};
use runtime::records;
use store::history::{Action, Told, TouchedItem};
use store::store::Rev;

/// Type of a change.
pub(super) const CHANGE: &str = "CsShell.ConfigurationChange";
/// What the default view of a change shows.
pub(super) const SHOWN: &[&str] = &["Revision", "Time", "User", "Computer", "Process", "ProcessId", "Command", "Item"];
/// Items named in the summary of a change.
const NAMED_MAX: usize = 3;

/// One change; its items are made into objects when they are looked at.
pub(super) struct ChangeObject {
    told: Told,
}

impl ChangeObject {
    pub(super) fn value(told: Told) -> Value {
        Value::native(Self { told })
    }

    pub(super) fn revision(&self) -> Rev {
        self.told.change.rev
    }
}

impl Native for ChangeObject {
    fn type_of(&self) -> Type {
        Type::of(CHANGE)
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Revision", "Time", "User", "Computer", "Process", "ProcessId", "Command", "Item", "Items"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let change = &self.told.change;
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "revision" => Value::from(change.rev),
            "time" => i64::try_from(change.at).map_or(Value::Null, show_time),
            "user" => Value::str(&change.actor.user),
            "computer" => Value::str(&change.actor.host),
            "process" => Value::str(&change.actor.process),
            "processid" => Value::from(change.actor.pid),
            "command" => Value::str(&change.command),
            "item" => Value::from(summary(&self.told.items)),
            "items" => Value::array(self.told.items.iter().map(item).collect()),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        Str::from(self.told.change.rev.to_string())
    }
}

/// What was done to which items, in one line.
fn summary(items: &[TouchedItem]) -> String {
    let named: Vec<String> = items.iter().take(NAMED_MAX).map(|it| format!("{} {} {}", word(it.action), it.class, it.identity)).collect();
    let more = items.len().saturating_sub(NAMED_MAX);
    if more == 0 { named.join("; ") } else { format!("{}; and {more} more", named.join("; ")) }
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Added => "Added",
        Action::Changed => "Changed",
        Action::Removed => "Removed",
    }
}

fn item(item: &TouchedItem) -> Value {
    records::typed(
        "CsShell.ConfigurationItem",
        &[
            ("Action", Value::str(word(item.action))),
            ("Class", Value::str(&item.class)),
            ("Identity", Value::str(&item.identity)),
            ("Differences", Value::array(item.differences.iter().map(|it| difference(0, item, it)).collect())),
        ],
    )
}

/// Old and new value of every property a change touched.
pub(super) fn differences(told: &Told) -> Vec<Value> {
    told.items.iter().flat_map(|item| item.differences.iter().map(|it| difference(told.change.rev, item, it))).collect()
}

fn difference(revision: Rev, item: &TouchedItem, (property, old, new): &(Str, store::doc::Datum, store::doc::Datum)) -> Value {
    let mut notes = vec![
        ("Class", Value::str(&item.class)),
        ("Identity", Value::str(&item.identity)),
        ("Property", Value::Str(property.clone())),
        ("Old", Value::from(old.to_string())),
        ("New", Value::from(new.to_string())),
    ];
    if revision > 0 {
        notes.insert(0, ("Revision", Value::from(revision)));
    }
    records::typed("CsShell.ConfigurationDifference", &notes)
}
