//! Any text: lowered and run for a moment, interrupted, no panic and no hang.

#![no_main]

use csshell_fuzz::{is_harmless, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    if is_harmless(&text) {
        run(&text, &[]);
    }
});
