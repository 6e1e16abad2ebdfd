//! What is written, and what is read.

mod print;

use csshell_lang::{Source, parse};

#[track_caller]
fn check(text: &str, want: &str) {
    let (tree, errors) = parse(&Source::new(None, text));
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_ref()).collect();
    assert!(messages.is_empty(), "{messages:?} for {text:?}");
    assert_eq!(print::script(&tree), want, "for {text:?}");
}

#[test]
fn operators_bind_as_tight_as_they_should() {
    check("1 + 2 * 3", "(1 Add (2 Multiply 3))");
    check("1 * 2 + 3", "((1 Multiply 2) Add 3)");
    check("1 - 2 - 3", "((1 Subtract 2) Subtract 3)");
    check("1 -5", "(1 Subtract 5)");
    check("1..3 + 4", "((1 Range 3) Add 4)");
    check("'{0}' -f 1, 2", "('{0}' Format (1, 2,))");
    check("1, 2 + 3, 4", "((1, 2,) Add (3, 4,))");
    check("-not $a -and $b", "((Not $a) And $b)");
    check("!$a.b", "(Not $a.b)");
    check("$a -eq 1 -or $b -clike 'x'", "(($a Eq { case_sensitive: false } 1) Or ($b Like { case_sensitive: true } 'x'))");
    check("$a ?? $b ? 1 : 2", "(($a Coalesce $b) ? 1 : 2)");
    check("1 + 2 -shl 3 -band 4", "(((1 Add 2) ShiftLeft 3) BitAnd 4)");
    check("-split 'a b'", "(Split { case_sensitive: false } 'a b')");
    check(",1", "(1,)");
    check("-join 1, 2", "((Join 1), 2,)");
    check("$x++ + --$y", "((PostIncrement $x) Add (PreDecrement $y))");
    check("- 5", "(Minus 5)");
    check("-5", "-5");
    check("1 –eq 2 — 3", "(1 Eq { case_sensitive: false } (2 Subtract 3))");
}

#[test]
fn commands_and_their_words() {
    check("Get-Item a b", "<plain Get-Item a b>");
    check("a -b:c -d e -f:$true", "<plain a -b:c -d e -f:$true>");
    check("a –Path x", "<plain a -Path x>");
    check("a b,c , d", "<plain a (b, c, d,)>");
    check("a $b.c $d[0] $e::f", "<plain a $b.c $d[0] $e::f>");
    check("a foo$x.txt", "<plain a Bare(\"foo\" $x \".txt\")>");
    check("a $x.txt", "<plain a $x.txt>");
    check("a $x/y", "<plain a Bare($x \"/y\")>");
    check("a \"b\"c", "<plain a \"b\" c>");
    check("a b'c d'e", "<plain a bc de>");
    check("a --% $raw | b", "<plain a --% $raw > | <plain b>");
    check("a -- -b --", "<plain a -- -b -->");
    check("& $a b", "<call $a b>");
    check(". ./x.ps1", "<dot ./x.ps1>");
    check(r".\x.ps1 1", r"<plain .\x.ps1 1>");
    check(r"C:\bin\x.exe /y", r"<plain C:\bin\x.exe /y>");
    check("% { $_ }", "<plain % {$_}>");
    check("1 | ? { $_ }", "1 | <plain ? {$_}>");
    check("a @b", "<plain a @b>");
    check("a 1kb 0x10 1..3 5x", "<plain a 1024 16 1..3 5x>");
    check("a -1 -x1 -", "<plain a -1 -x1 ->");
    check("a `\n  b", "<plain a b>");
    check("a\n  | b\n  | c", "<plain a> | <plain b> | <plain c>");
    check("a # comment\n<# block #> b", "<plain a>; <plain b>");
    check("a 2>&1 > x.txt 3>>y", "<plain a> Output>x.txt Error>&Output Warning>>y");
    check("a *>$null", "<plain a> All>$null");
    check("a &", "<plain a> &");
    check("a && b || c", "((<plain a> && <plain b>) || <plain c>)");
    check("foreach-object { }", "<plain foreach-object {}>");
    check("echo if else", "<plain echo if else>");
    check("a $(1; 2)x", "<plain a $(1; 2) x>");
    check("a x$(1)y", "<plain a Bare(\"x\" $(1) \"y\")>");
    check("a {b} (c) @{d=1} [int]", "<plain a {<plain b>} (<plain c>) @{d: 1} [int]>");
}

#[test]
fn strings_and_their_holes() {
    check("'a''b'", "'a'b'");
    check("\"a`tb\"", "\"a\\tb\"");
    check("\"a\"\"b\"", "\"a\\\"b\"");
    check("\"$a.b $($c.d) $env:X ${e f}\"", "DoubleQuoted($a \".b \" $($c.d) \" \" $env:X \" \" ${e f})");
    check("\"$a`: x\"", "DoubleQuoted($a \": x\")");
    check("\"$(\"\"x\"\")\"", "DoubleQuoted($(\"x\"))");
    check("\"$ 5\"", "\"$ 5\"");
    check("@'\na\nb\n'@", "@'a\nb'@");
    check("@\"\n$x\ny\n\"@", "DoubleHere($x \"\\ny\")");
    check("@'\n'@", "@''@");
    check("“a ‘b’ c”", "\"a ‘b’ c\"");
    check("‘x’", "'x'");
    check("\"`u{41}`e[0m\"", "\"A\\u{1b}[0m\"");
    check("@'\r\na\r\n'@", "@'a'@");
}

#[test]
fn variables() {
    check("$a", "$a");
    check("$script:a", "$script:a");
    check("${env:Program Files}", "${env:Program Files}");
    check("$_ + $? + $^ + $$", "((($_ Add $?) Add $^) Add $$)");
    check("$using:x.y", "using($x.y)");
    check("$größe", "$größe");
    check("$a::b", "$a::b");
    check("${a}[0]", "${a}[0]");
}

#[test]
fn members_and_types() {
    check("[int]::MaxValue", "[int]::MaxValue");
    check("[math]::Round(1.5, 1)", "[math]::Round(1.5, 1)");
    check("[int[]]$x", "[int[]]$x");
    check("[int[,]]$x", "[int[,]]$x");
    check("[System.Collections.Generic.Dictionary[string, int]]::new()", "[System.Collections.Generic.Dictionary[string,int]]::new()");
    check("[a[[b, c], d]]", "[a[b,d]]");
    check("$x.m[int]('a')", "$x.m[int]('a')");
    check("$x.where{ $_ }", "$x.where({$_})");
    check("$x?.y?[0]", "$x?.y?[0]");
    check("${x}?.y", "${x}?.y");
    check("$x.'a b'.$c", "$x.'a b'.$c");
    check("[int][string]5", "[int][string]5");
    check("[ordered]@{ a = 1; 'b' = 2 }", "[ordered]@{a: 1, 'b': 2}");
    check("@{ a = if ($x) { 1 }\n b = 2 }", "@{a: if $x {1}, b: 2}");
    check("$a.\nb", "$a.b");
}

#[test]
fn statements() {
    check("if ($a) { 1 } elseif ($b) { 2 } else { 3 }", "if $a {1} elseif $b {2} else {3}");
    check("if ($a) { 1 }\nelse { 2 }", "if $a {1} else {2}");
    check("for ($i = 0; $i -lt 3; $i++) { $i }", "for($i Set 0; ($i Lt { case_sensitive: false } 3); (PostIncrement $i)) {$i}");
    check("for (;;) { }", "for(; ; ) {}");
    check("foreach ($x in 1, 2) { $x }", "foreach $x in (1, 2,) {$x}");
    check(":a while (1) { continue a }", ":a while 1 {continue a}");
    check("do { 1 } until ($x)", "do-until $x {1}");
    check("do { 1 } while ($x)", "do-while $x {1}");
    check("switch -regex -case ($x) { 'a' { 1 } $b { 2 } default { 3 } }", "switch Regex case $x {'a' {1} $b {2} default {3}}");
    check("switch -file x.txt { a { 1 } }", "switch Exact file x.txt {a {1}}");
    check("try { 1 } catch [a], [b] { 2 } catch { 3 } finally { 4 }", "try {1} catch[a][b] {2} catch {3} finally {4}");
    check("trap [x] { 1 } 2", "trap[x] {1}; 2");
    check("return 1, 2; throw 'x'; exit 3; break", "return (1, 2,); throw 'x'; exit 3; break");
    check("$a, $b = 1, 2", "($a, $b,) Set (1, 2,)");
    check("$a = $b = 1", "$a Set $b Set 1");
    check("$a ??= if ($x) { 1 }", "$a Coalesce if $x {1}");
    check("data X -SupportedCommand a, b { 'y' }", "data X +a +b {'y'}");
    check("using namespace System\nusing module x; 1", "using Namespace System; using Module x; 1");
    check("1; 2\n\n3;", "1; 2; 3");
    check("{ }", "{}");
}

#[test]
fn functions_and_parameters() {
    check("function f { 1 }", "function f {1}");
    check("function f($a, [int]$b = 2) { $a }", "function f($a, [int]$b = 2) {$a}");
    check("filter f { $_ }", "filter f {$_}");
    check("function script:f-g { }", "function script:f-g {}");
    check(
        "param([Parameter(Mandatory, Position=0)][string[]]$a, $b = @(1))",
        "param([Parameter(Mandatory, Position=0)][string[]]$a, $b = @(1))",
    );
    check("[CmdletBinding()] param() 1", "[CmdletBinding()]; param(); 1");
    check("{ param($a) $a }", "{param($a); $a}");
    check("function f { begin { 1 } process { 2 } end { 3 } clean { 4 } }", "function f {begin {1}; process {2}; end {3}; clean {4}}");
    check("function f { dynamicparam { 1 } end { 2 } }", "function f {dynamicparam {1}; end {2}}");
}

#[test]
fn classes_and_enums() {
    check("class A { }", "Class A :  {}");
    check("class A : B, C { $x; [int] $y = 1\n static hidden [string] $z }", "Class A : B,C {$x; [int]$y = 1; static hidden [string]$z}");
    check(
        "class A { A() { } A([int]$x) : base($x, 1) { } [int] F($y) { return 1 } static [void] G() { } }",
        "Class A :  {ctor A() {}; ctor A([int]$x) : base($x, 1) {}; [int]F($y) {return 1}; static [void]G() {}}",
    );
    check("class A { [ValidateRange(1, 2)][int] $x }", "Class A :  {[ValidateRange(1, 2)][int]$x}");
    check("[Flags()] enum E : byte { A = 1; B\n C = 4 }", "[Flags()]Enum E : byte {A = 1; B; C = 4}");
}
