//! Any text as JSON, read and written again.

#![no_main]

use csshell_fuzz::run;
use libfuzzer_sys::fuzz_target;

const SCRIPT: &str = r#"
    try { ConvertFrom-Json $text | ConvertTo-Json -Depth 100 } catch { $_ }
    try { ConvertFrom-Json $text -AsHashtable -NoEnumerate | ConvertTo-Json -Compress } catch { $_ }"#;

fuzz_target!(|data: &[u8]| {
    run(SCRIPT, &[("text", &String::from_utf8_lossy(data))]);
});
