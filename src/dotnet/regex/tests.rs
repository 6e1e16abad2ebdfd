#![allow(clippy::unwrap_used)]

use super::*;

const I: Options = Options::IGNORE_CASE;

/// All matches, separated by bars.
#[track_caller]
fn check(pattern: &str, options: Options, text: &str, want: &str) {
    let got = match Regex::new(pattern, options) {
        Ok(regex) => {
            let found: Vec<Match> = regex.find_all(text).unwrap();
            found.iter().map(|found| found.text(text)).collect::<Vec<_>>().join("|")
        }
        Err(fault) => fault.to_string(),
    };
    assert_eq!(got, want, "{pattern:?} in {text:?}");
}

fn plain(pattern: &str) -> Regex {
    Regex::new(pattern, Options::NONE).unwrap()
}

#[test]
fn patterns_of_everyday_scripts() {
    check(r"\d+", Options::NONE, "a1b22", "1|22");
    check("B", I, "abc", "b");
    check("^b", Options::NONE, "a\nb", "");
    check("(?m)^b", Options::NONE, "a\nb", "b");
    check("a.b", Options::NONE, "a\nb", "");
    check("(?s)a.b", Options::NONE, "a\nb", "a\nb");
    check("(?<=[a-z])(?=[A-Z])", Options::NONE, "aBcD", "|");
    check(r"(\w)\1", Options::NONE, "abbcc", "bb|cc");
    check("[a-z-[aeiou]]+", Options::NONE, "hello", "h|ll");
    check(r#"(?<q>['"]).*?\k<q>"#, Options::NONE, "say 'it' now", "'it'");
    check(r"(?i)a(?-i)b", Options::NONE, "Ab AB", "Ab");
    check(r"a{,2}", Options::NONE, "a{,2}", "a{,2}");
    check(r"(?x) a b # comment", Options::NONE, "ab", "ab");
    check(r"\p{IsGreek}+", Options::NONE, "xαβy", "αβ");
    check(r"\p{Lu}", Options::NONE, "aBÇ", "B|Ç");
    check(r"[\w-]+", Options::NONE, "a-b c", "a-b|c");
    check(r"[]a]+", Options::NONE, "]a]", "]a]");
    check(r"\x41\u0042\t", Options::NONE, "AB\t", "AB\t");
    check(r"(?>a+)b", Options::NONE, "aab", "aab");
    check(r"(a)?(?(1)b|c)", Options::NONE, "ab c", "ab|c");
    check(r"(?'n'x)\k'n'", Options::NONE, "xx", "xx");
    check("a*", Options::NONE, "baac", "|aa||");
    check(r"\bfoo\b", I, "a FOO b", "FOO");
    check(r"[a-c&&[b]]", Options::NONE, "&]", "&]");
    check(r"x(?#no)y", Options::NONE, "xy", "xy");
}

#[test]
fn the_backtracking_engine_reads_the_same_syntax() {
    check("(?=x)x-&~#}] %@!", Options::NONE, "x-&~#}] %@!", "x-&~#}] %@!");
    check(r"(?=h)[a-z-[aeiou]]+", Options::NONE, "hello", "h");
    check(r"(?=x)(?s:.)\p{IsGreek}\P{L}[^\p{Lu}\d]", Options::NONE, "xα-b", "xα-b");
    check(r"(?i)(a)\1", Options::NONE, "aA", "aA");
    check(r"(?m)^(?!b).*$", Options::NONE, "a\nb\nc", "a|c");
    check(r"^(?=.*\d)(?=.*[a-z])\w{4,8}$", Options::NONE, "abc1\n", "abc1");
    check(r"(?<!\d)\d{3}(?!\d)", Options::NONE, "12 345 6789", "345");
    check(r"(?<=\w+:\s*)\w+", Options::NONE, "key:  value", "value");
    check("(?<=a)b(?#c)", I, "AB", "B");
    check(r"^((?>[^()]+)|\((?=x))*$", Options::NONE, "ab(x", "ab(x");
    check(r"(\d+)(?:px|em)(?=;)\x3b\u003B?", Options::NONE, "10px;", "10px;");
}

#[test]
fn a_dollar_also_fits_before_the_last_line_feed() {
    check("a$", Options::NONE, "a\n", "a");
    check("a$", Options::NONE, "a\n\n", "");
    check("a$", Options::NONE, "a", "a");
    check(r"a\z", Options::NONE, "a\n", "");
    check(r"a\Z", Options::NONE, "a\n", "a");
    check("(?m)a$", Options::NONE, "a\na", "a|a");
    check("^$", Options::NONE, "", "");
    assert!(plain("^$").is_match("").unwrap());
}

#[test]
fn what_is_no_pattern_says_so() {
    let bad = |pattern: &str, want: &str| check(pattern, Options::NONE, "", want);
    bad("(", "Invalid pattern '(' at offset 1. Not enough )'s.");
    bad("a(", "Invalid pattern 'a(' at offset 2. Not enough )'s.");
    bad("[", "Invalid pattern '[' at offset 1. Unterminated [] set.");
    bad("a)", "Invalid pattern 'a)' at offset 2. Too many )'s.");
    bad("*", "Invalid pattern '*' at offset 1. Quantifier '*' following nothing.");
    bad("a**", "Invalid pattern 'a**' at offset 3. Nested quantifier '*'.");
    bad("[z-a]", "Invalid pattern '[z-a]' at offset 4. [x-y] range in reverse order.");
    bad("\\", "Invalid pattern '\\' at offset 1. Illegal \\ at end of pattern.");
    bad("\\q", "Invalid pattern '\\q' at offset 2. Unrecognized escape sequence \\q.");
    bad("\\1", "Invalid pattern '\\1' at offset 2. Reference to undefined group number 1.");
    bad("a{2,1}", "Invalid pattern 'a{2,1}' at offset 6. Illegal {x,y} with x > y.");
}

#[track_caller]
fn check_replace(text: &str, pattern: &str, replacement: &str, want: &str) {
    assert_eq!(plain(pattern).replace(text, replacement, None).unwrap(), want, "{pattern:?} by {replacement:?}");
}

#[test]
fn replacements() {
    check_replace("John Smith", r"(\w+) (\w+)", "$2, $1", "Smith, John");
    check_replace("ab", "(?<x>a)", "[${x}]", "[a]b");
    check_replace("price", "price", "$$5", "$5");
    check_replace("abc", "b", "<$&>", "a<b>c");
    check_replace("abc", "b", "$`|$'", "aa|cc");
    check_replace("abc", "(b)", "$1$10$2", "ab$10$2c");
    check_replace("abc", "(a)(b)", "[$+]", "[b]c");
    check_replace("abc", "b", "$_", "aabcc");
    check_replace("abc", "b", "$1", "a$1c");
    check_replace("a1", r"(\w)(\d)", "${1}0$2", "a01");
    check_replace("abc", "", "-", "-a-b-c-");
    check_replace("l1\nl2", "(?m)^", "> ", "> l1\n> l2");
    assert_eq!(plain(r"\d").replace("a1b2c3", "#", Some(2)).unwrap(), "a#b#c3");
}

#[track_caller]
fn check_split(text: &str, pattern: &str, count: Option<usize>, want: &str) {
    assert_eq!(plain(pattern).split(text, count).unwrap().join("|"), want, "{text:?} at {pattern:?}");
}

#[test]
fn splits() {
    check_split("a,b,,c", ",", None, "a|b||c");
    check_split("a1b", r"(\d)", None, "a|1|b");
    check_split("a-b-c-d", "-", Some(2), "a|b-c-d");
    check_split("HelloWorldFoo", "(?<=[a-z])(?=[A-Z])", None, "Hello|World|Foo");
    check_split("1234567", r"(?<=\G.{3})", None, "123|456|7");
    check_split("l1\r\nl2\nl3", r"\r?\n", None, "l1|l2|l3");
}

#[test]
fn a_group_right_inside_one_that_does_not_capture_counts() {
    let regex = Regex::new("^(?:(?<scheme>sip):)?(?<user>.+)$", Options::NONE).unwrap();
    assert_eq!(regex.group_named("scheme"), Some(1));
    assert_eq!(regex.group_named("user"), Some(2));
}

#[test]
fn named_groups_come_after_numbered_ones() {
    let regex = plain("(?<y>a)(b)(?<z>c)(d)");
    let names: Vec<&str> = regex.groups().iter().map(|group| &*group.name).collect();
    assert_eq!(names, ["0", "1", "2", "y", "z"]);
    let found = regex.find("abcd").unwrap().unwrap();
    let texts: Vec<_> = (0..5).map(|at| found.group_text("abcd", at).unwrap()).collect();
    assert_eq!(texts, ["abcd", "b", "d", "a", "c"]);
    let same = plain("(?<v>a)|(?<v>b)");
    let found = same.find("b").unwrap().unwrap();
    assert_eq!(found.group_text("b", same.group_named("v").unwrap()), Some("b"));
    assert_eq!(Regex::new("(a)(?<n>b)", Options::EXPLICIT_CAPTURE).unwrap().groups().len(), 2);
}

#[test]
fn runaway_patterns_end() {
    let regex = plain(r"^(?=(a+)+$)b");
    let text = format!("{}!", "a".repeat(60));
    assert!(matches!(regex.is_match(&text), Ok(false) | Err(MatchFault)));
}

#[test]
fn escaping() {
    assert_eq!(escape("a.b*c[d] e"), r"a\.b\*c\[d]\ e");
    assert_eq!(unescape(r"\.\t").unwrap(), ".\t");
}

#[test]
fn the_cache_gives_the_same_regex_again() {
    let first = Regex::cached("abc", I).unwrap();
    let other = Regex::cached("abc", Options::NONE).unwrap();
    assert!(Rc::ptr_eq(&first, &Regex::cached("abc", I).unwrap()));
    assert!(!Rc::ptr_eq(&first, &other));
}
