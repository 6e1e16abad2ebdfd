//! Any text as CSV, and as the `key = value` lines of string data.

#![no_main]

use csshell_fuzz::run;
use libfuzzer_sys::fuzz_target;

const SCRIPT: &str = r#"
    try { $text | ConvertFrom-Csv | ConvertTo-Csv } catch { $_ }
    try { ConvertFrom-Csv -InputObject $text -Delimiter "`t" -Header a, b } catch { $_ }
    try { ConvertFrom-StringData $text } catch { $_ }"#;

fuzz_target!(|data: &[u8]| {
    run(SCRIPT, &[("text", &String::from_utf8_lossy(data))]);
});
