//! Whatever a person can type, a file can hold, or a cut in the middle can leave: read without panic,
//! without hanging, with every span inside the text.

use csshell_lang::{Source, SyntaxError, parse};
use std::time::{Duration, Instant};

const SAMPLES: [&str; 12] = [
    "function Get-It { [CmdletBinding()] param([Parameter(Mandatory)][string]$Name, $Size = 5kb)\n process { \"$Name: $($Size / 1kb)\" | Out-Null } }",
    "if ($a -eq 1) { 'one' } elseif ($b) { \"two\" } else { @{ a = 1; 'b c' = 2, 3 } }",
    "foreach ($x in 1..3) { switch -Regex ($x) { '^a' { break } default { continue outer } } }",
    "try { throw [System.IO.IOException]::new('x') } catch [System.IO.IOException], [int] { $_ } finally { }",
    "class A : B, C { [int] $X = 5; static [string] F([int]$a) { return \"$a\" } A() : base(1) { } hidden $y }",
    "enum E : byte { A = 1; B; C }\nusing namespace System\ndata D -SupportedCommand X { @{ a = 'b' } }",
    "Get-Item -Path:C:\\x\\*.txt 2>&1 | % { $_.Name } > out.txt && & $x --% raw | text",
    "@'\nhere $x\n'@ + @\"\nthere $($y.z[1]) `n\n\"@ -replace 'a', \"b`u{1F600}\"",
    "$a ? $b : $c ?? $d; ${x y}?.z?[1]::m[int]({ 1 }, 2).n++; -not ,$a; [int[,]]$b = $(1; 2)",
    "#requires -Version 7\n<# .SYNOPSIS x #>\n:top while ($true) { do { $i += 1 } until ($i -gt 5) ; break top }",
    "“curly ‘quotes’” – Get-Date –Year 2020 — ‘single’; $größe = 0xFFul + 1.5e3d - 7n",
    "\"$(\"inner $(\"\"deep $x\"\")\")\" ; \"a\"\"b`$c${d}$e:f\"; trap { 1 } ; filter f { $_ } ; $using:x.y[0]",
];

/// Pieces that change what stands around them.
const SPLICES: [&str; 22] =
    ["(", ")", "{", "}", "[", "]", "\"", "'", "`", "$", "@", "#", "<#", "\n", ";", "|", "&&", ",", "::", "@\"\n", "\0", "é"];

#[track_caller]
fn survives(text: &str) -> Vec<SyntaxError> {
    let source = Source::new(None, text);
    let (_, errors) = parse(&source);
    let end = text.len() as u32 + 1;
    for error in &errors {
        let span = error.span;
        assert!(span.start <= span.end && span.end <= end, "{error:?} in {text:?}");
        assert!(!error.message.is_empty() && !error.id.is_empty());
    }
    errors
}

#[test]
fn cut_at_every_place() {
    for sample in SAMPLES {
        for at in (0..=sample.len()).filter(|at| sample.is_char_boundary(*at)) {
            survives(&sample[..at]);
            survives(&sample[at..]);
        }
    }
}

#[test]
fn with_something_put_in_at_every_place() {
    for sample in SAMPLES {
        for at in (0..=sample.len()).filter(|at| sample.is_char_boundary(*at)) {
            for splice in SPLICES {
                survives(&format!("{}{splice}{}", &sample[..at], &sample[at..]));
            }
        }
    }
}

#[test]
fn with_something_taken_out_at_every_place() {
    for sample in SAMPLES {
        let chars: Vec<char> = sample.chars().collect();
        for at in 0..chars.len() {
            for length in [1, 2, 5] {
                let rest = chars.iter().enumerate();
                let kept = rest.filter(|(i, _)| !(at..at + length).contains(i));
                survives(&kept.map(|(_, c)| *c).collect::<String>());
            }
        }
    }
}

#[test]
fn one_sample_in_the_middle_of_another() {
    for outer in SAMPLES {
        for inner in SAMPLES {
            for at in (0..outer.len()).step_by(7).filter(|at| outer.is_char_boundary(*at)) {
                survives(&format!("{}{inner}{}", &outer[..at], &outer[at..]));
            }
        }
    }
}

/// A build with debug information takes more room on the stack than a test thread has.
fn with_room(test: fn()) {
    let builder = std::thread::Builder::new().stack_size(16 * 1024 * 1024);
    let thread = builder.spawn(test).expect("a thread can be started");
    thread.join().expect("the test passes");
}

#[track_caller]
fn check_deep(piece: &str) {
    for count in [10, 1_000, 20_000] {
        let begin = Instant::now();
        survives(&piece.repeat(count));
        let took = begin.elapsed();
        assert!(took < Duration::from_secs(10), "{piece:?} × {count} took {took:?}");
    }
}

#[test]
fn deep_nesting_is_an_error() {
    with_room(nest_deep);
}

fn nest_deep() {
    for piece in [
        "(",
        "{",
        "$(",
        "@(",
        "@{a=",
        "!",
        "-not ",
        "++",
        ",",
        "1+(",
        "a[a[",
        "$a[",
        "$a.b(",
        "if(1){",
        "function f{",
        "[a[",
        "[int]",
        "[a(",
        "{[a({",
        "[a({",
        "\"$(",
        "\"$(\"\"",
        "$x=",
        "1?1:",
        "1?",
        "try{",
        "switch(1){1{",
        "class A{f(){",
        "a(",
        "& {",
        "$a=if(1){",
        "@(1,(",
        "[x]::y(",
        "-join ",
    ] {
        check_deep(piece);
    }
}

#[test]
fn long_chains_are_no_deep_recursion() {
    with_room(chain_long);
}

fn chain_long() {
    for piece in [
        "1+",
        "$a.b",
        ".b",
        "a&&",
        "a|",
        "1,",
        "$a;",
        "-a ",
        "a ",
        "\"$a\"",
        "1..",
        "$a::b",
        "[1]",
        "a;",
        "if(1){}elseif(1){}",
        "'a'+",
        "-eq 1 ",
        "[]",
        "a.b.",
        "`",
        "``",
        "''",
        "\"\"",
        "#a\n",
        "\n",
        "\r\n",
        "|",
    ] {
        check_deep(piece);
        check_deep(&format!("$a{piece}"));
    }
}

#[test]
fn too_deep_says_so() {
    with_room(say_so);
}

fn say_so() {
    let errors = survives(&"(".repeat(100_000));
    assert_eq!(errors.last().map(|error| error.id), Some("ScriptTooComplicated"));
    let errors = survives(&format!("1{}", "+1".repeat(20_000)));
    assert_eq!(errors.last().map(|error| error.id), Some("ScriptTooComplicated"));
}

#[test]
fn a_hundred_levels_are_fine() {
    let text = format!("{}1{}", "(".repeat(100), ")".repeat(100));
    assert!(survives(&text).is_empty());
    let text = format!("{}1{}", "if (1) { ".repeat(100), " }".repeat(100));
    assert!(survives(&text).is_empty());
    let text = format!("1{}", " + 1".repeat(2_000));
    assert!(survives(&text).is_empty());
}
