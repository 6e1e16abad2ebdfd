//! A pattern, a line break, a text: translated and matched, groups inside the text, no hang.

#![no_main]

use csshell_dotnet::regex::{Options, Regex};
use libfuzzer_sys::fuzz_target;

const OPTIONS: [Options; 3] = [
    Options(0),
    Options(Options::IGNORE_CASE.0 | Options::MULTI_LINE.0),
    Options(Options::RIGHT_TO_LEFT.0 | Options::SINGLE_LINE.0 | Options::IGNORE_WHITE.0),
];

fuzz_target!(|data: &[u8]| {
    let all = String::from_utf8_lossy(data);
    let (pattern, text) = all.split_once('\n').unwrap_or((&all, "aAbB 12 x\u{e9}\u{4e2d}\u{1f600}\r\n"));
    for options in OPTIONS {
        let Ok(regex) = Regex::new(pattern, options) else {
            continue;
        };
        let Ok(matches) = regex.find_all(text) else {
            continue;
        };
        for found in &matches {
            for group in 0..found.group_count() {
                let _ = found.group_text(text, group);
            }
        }
        let _ = regex.replace(text, "$0-${x}$$1$&", None);
        let _ = regex.split(text, Some(5));
    }
});
