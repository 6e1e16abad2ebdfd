//! Faults of the store as error records.
//!
//! In:    any fault of the store's rooms; what only the cmdlets can find wrong.
//! Out:   a `Fault` with the same id, category, target and sentence.
//! Never: invents a second wording for what the store already said.

use runtime::author::{Category, Fault, Str, Value};
use std::fmt::Display;
use store::directory::DirectoryFault;
use store::documents::DocumentFault;
use store::fault::StoreFault;

/// Exception of faults about accounts.
const MANAGEMENT: &str = "Microsoft.Rtc.Management.AD.ManagementException";
const INVALID: &str = "System.InvalidOperationException";
const STORAGE: &str = "System.IO.IOException";

/// A fault of the store with the name of the exception that carries it.
pub(crate) fn lift(fault: &(impl store::fault::Fault + Display), exception: &'static str) -> Fault {
    let category = Category::from_name(fault.category().name()).unwrap_or(Category::NotSpecified);
    let lifted = Fault::new(exception, fault.id(), category, Str::from(fault.to_string()));
    match fault.target() {
        Some(target) => lifted.target(target),
        None => lifted,
    }
}

pub(crate) fn of_store(fault: StoreFault) -> Fault {
    lift(&fault, STORAGE)
}

pub(crate) fn of_document(fault: DocumentFault) -> Fault {
    match &fault {
        DocumentFault::Store(inner) => lift(inner, STORAGE),
        other => lift(other, INVALID),
    }
}

pub(crate) fn of_directory(fault: DirectoryFault) -> Fault {
    match &fault {
        DirectoryFault::Store(_) | DirectoryFault::Stopped { .. } => lift(&fault, STORAGE),
        other => lift(other, MANAGEMENT),
    }
}

/// Any other fault: of identities, documents' values, files.
pub(crate) fn of(fault: &(impl store::fault::Fault + Display)) -> Fault {
    lift(fault, INVALID)
}

/// A fault that only a cmdlet can find.
pub(crate) fn refused(id: &str, category: Category, message: impl Into<Str>, target: impl Into<Value>) -> Fault {
    Fault::new(INVALID, id, category, message).target(target)
}

/// The system's own words, without the number Rust adds.
pub(crate) fn words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

/// A value that a property does not take, as the binder says it.
pub(crate) fn not_bound(field: &str, reason: &str) -> Fault {
    let message = format!("Cannot bind parameter '{field}' to the target. Exception setting \"{field}\": \"{reason}\"");
    Fault::new("System.Management.Automation.ParameterBindingException", "ParameterBindingFailed", Category::WriteError, message)
}
