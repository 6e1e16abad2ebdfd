//! Quiet: a foreign panic becomes a fault.
//!
//! In:    a call into the engine.
//! Out:   its result, or [`StoreFault::Damaged`] with what the panic said.
//! Never: prints; the hook of the program is passed over only for panics caught here.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::Path;
use std::sync::Once;

use crate::fault::StoreFault;

thread_local! {
    static GUARDED: Cell<u32> = const { Cell::new(0) };
}

/// Runs a call into code that may panic on damaged files.
pub(crate) fn guard<T>(place: &Path, call: impl FnOnce() -> Result<T, StoreFault>) -> Result<T, StoreFault> {
    install();
    GUARDED.set(GUARDED.get() + 1);
    let outcome = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(GUARDED.get() - 1);
    outcome.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
        Err(StoreFault::damaged(place.display().to_string(), format!("the engine gave up: {said}")))
    })
}

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if GUARDED.get() == 0 {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault_that_says_where() {
        let outcome: Result<(), _> = guard(Path::new("db"), || panic!("page 7 is odd"));
        assert!(outcome.unwrap_err().to_string().contains("page 7 is odd"));
    }
}
