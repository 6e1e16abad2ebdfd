//! Any bytes in: no panic, no hang, and every span inside the text.

#![no_main]

use csshell_lang::{Source, parse, verdict};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let source = Source::new(None, text.as_ref());
    let (tree, errors) = parse(&source);
    // The end of input is reported one step behind the last character.
    let end = source.text.len() as u32 + 1;
    for error in &errors {
        assert!(error.span.start <= error.span.end && error.span.end <= end, "{error:?}");
        let (line, column) = source.line_column(error.span.start);
        assert!(line >= 1 && column >= 1);
    }
    assert!(tree.span.end <= end);
    let _ = verdict(&text);
});
