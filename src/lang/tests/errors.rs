//! What is wrong with a text: id, place, and whether more text could help.

use csshell_lang::{Source, Verdict, parse, verdict};

/// `want`: a line for each error, `Id start-end`, with `+` behind it when an editor would ask for more.
#[track_caller]
fn check(text: &str, want: &[&str]) {
    let (_, errors) = parse(&Source::new(None, text));
    let got: Vec<String> = errors
        .iter()
        .map(|error| {
            let more = if error.at_end { "+" } else { "" };
            format!("{} {}-{}{more}", error.id, error.span.start, error.span.end)
        })
        .collect();
    assert_eq!(got, want, "for {text:?}");
}

#[track_caller]
fn check_message(text: &str, want: &str) {
    let (_, errors) = parse(&Source::new(None, text));
    let got = errors.first().map(|error| error.message.as_ref());
    assert_eq!(got, Some(want), "for {text:?}");
}

#[test]
fn missing_brackets() {
    check("(1 + 2", &["MissingEndParenthesisInExpression 6-6+"]);
    check("(", &["ExpectedExpression 1-1+", "MissingEndParenthesisInExpression 1-1+"]);
    check("{ 1", &["MissingEndCurlyBrace 0-1+"]);
    check("@(1, 2\n'x'", &["MissingEndParenthesisInSubexpression 11-11+"]);
    check("@{ a = 1", &["MissingEndCurlyBrace 2-2+"]);
    check("$a[1", &["MissingEndSquareBracket 4-4+"]);
    check("$a[]", &["MissingArrayIndexExpression 3-3"]);
    check("'a'.b(1 2)", &["MissingEndParenthesisInMethodCall 7-7", "UnexpectedToken 8-9", "UnexpectedToken 9-10"]);
    check("}", &["UnexpectedToken 0-1"]);
    check("1 )", &["UnexpectedToken 2-3"]);
}

#[test]
fn missing_operands() {
    check("1 +", &["ExpectedValueExpression 3-3+"]);
    check("$x =", &["ExpectedValueExpression 4-4+"]);
    check("1,", &["MissingExpressionAfterToken 2-2+"]);
    check("-not", &["MissingExpressionAfterOperator 4-4+"]);
    check("a |", &["EmptyPipeElement 3-3+"]);
    check("a | # who?", &["EmptyPipeElement 3-3+"]);
    check("a &&", &["EmptyPipelineChainElement 4-4+"]);
    check("a -x:", &["ParameterRequiresArgument 5-5"]);
    check("a b,", &["MissingExpression 4-4+"]);
    check("a >", &["MissingFileSpecification 3-3"]);
    check("&", &["MissingExpression 0-1"]);
    check("$x.", &["MissingPropertyName 3-3+"]);
    check("1 | 2", &["ExpressionsMustBeFirstInPipeline 4-5"]);
}

#[test]
fn strings_without_an_end() {
    check("'a", &["TerminatorExpectedAtEndOfString 0-2+"]);
    check(
        "\"a$(1",
        &[
            "IncompleteDollarSubexpressionReference 2-5+",
            "TerminatorExpectedAtEndOfString 0-5+",
            "MissingEndParenthesisInSubexpression 6-6+",
        ],
    );
    check("@'\na", &["TerminatorExpectedAtEndOfString 0-4+"]);
    check("@'\na\n  '@", &["WhitespaceBeforeHereStringFooter 7-9+"]);
    check("@'x", &["UnexpectedCharactersAfterHereStringHeader 2-3"]);
    check("<# a", &["MissingTerminatorMultiLineComment 0-4+"]);
    check("\"$a: b\"", &["InvalidVariableReferenceWithDrive 1-4"]);
    check("${a", &["IncompleteDollarVariableReference 1-3+"]);
    check("\"`u{}\"", &["InvalidUnicodeEscapeSequence 1-5"]);
    check("\"`u{1234567}\"", &["TooManyDigitsInUnicodeEscapeSequence 10-11"]);
}

#[test]
fn statements_that_break_off() {
    check("if", &["MissingOpenParenthesisInIfStatement 2-2+"]);
    check("if ($x", &["MissingEndParenthesisAfterStatement 7-7+"]);
    check("if ($x) { } else", &["MissingStatementBlockAfterElse 16-16+"]);
    check("for (;;)", &["MissingLoopStatement 8-8+"]);
    check("foreach ($x of 1) { }", &["MissingInInForeach 11-11", "UnexpectedToken 16-17"]);
    check("switch ($x) { 1 'a' }", &["MissingSwitchStatementClause 15-15", "MissingSwitchStatementClause 19-19"]);
    check("try { }", &["MissingCatchOrFinally 7-7+"]);
    check("function f", &["MissingFunctionBody 10-10+"]);
    check("class", &["MissingNameAfterKeyword 5-5+"]);
    check("class A { int $x }", &["MissingMethodParameterList 13-13", "MissingFunctionBody 13-13"]);
    check("process { } 1", &["MissingNamedBlocks 12-13"]);
    check("1\nusing namespace A", &["UsingMustBeAtStartOfScript 2-19"]);
}

#[test]
fn rules_beyond_the_grammar() {
    check("1 = 2", &["InvalidLeftHandSide 0-1"]);
    check("5++", &["OperatorRequiresVariableOrProperty 0-1"]);
    check("@x", &["SplattingNotPermitted 0-2"]);
    check("a @b,1", &["SplattingNotPermittedInArgumentList 2-4"]);
    check("param($a, $A)", &["DuplicateFormalParameter 10-12"]);
    check("@{ a = 1; A = 2 }", &["DuplicateKeyInHashLiteral 10-11"]);
    check("try { } catch { } catch [x] { }", &["EmptyCatchNotLast 17-17"]);
    check("try { } finally { break }", &["ControlLeavingFinally 18-23"]);
    check("while (1) { try { } finally { break } }", &["ControlLeavingFinally 30-35"]);
    check("try { } finally { while (1) { break } }", &[]);
    check("[Parameter()]1", &["UnexpectedAttribute 0-13"]);
    check("$using:a.b()", &["InvalidUsingExpression 0-12"]);
    check("parallel { }", &["UnexpectedKeyword 0-8"]);
    check("workflow f { }", &["WorkflowNotSupportedInPowerShellCore 0-14"]);
    check("foreach -parallel ($x in 1) { }", &["KeywordParameterReservedForFutureUse 0-31"]);
    check("data { Get-Date }", &["CmdletNotInAllowedListForDataSection 7-15"]);
    check("data { $x.y }", &["PropertyReferenceNotSupportedInDataSection 7-11", "VariableReferenceNotSupportedInDataSection 7-9"]);
    check("[int][ref]$x", &["ReferenceNeedsToBeLastTypeInTypeConversion 5-10"]);
}

#[test]
fn rules_of_classes() {
    check("class A { [int] F() { } }", &["MethodHasCodePathNotReturn 16-17"]);
    check("class A { [int] F($x) { if ($x) { return 1 } else { throw 2 } } }", &[]);
    check("class A { [int] F() { try { throw 1 } finally { } } }", &[]);
    check("class A { [int] F() { do { return 1 } while ($x) } }", &["VariableNotLocal 45-47"]);
    check("class A { [void] F() { return 1 } }", &["VoidMethodHasReturn 23-31"]);
    check("class A { [int] F() { return $x } }", &["VariableNotLocal 29-31"]);
    check("class A { [int] F() { $x = 1; return $x + $script:y + $env:z } }", &[]);
    check("class A { static [int] F() { return $this.x } }", &["NonStaticMemberAccessInStaticMember 36-41"]);
    check("class A { $x; F() { $x = 1 } }", &["MissingThis 20-22"]);
    check("class A { $x; $X }", &["MemberAlreadyDefined 14-16"]);
    check("class A { } class A { }", &["MemberAlreadyDefined 12-23"]);
    check("class A { [int] A() { } }", &["ConstructorCantHaveReturnType 10-15", "MethodHasCodePathNotReturn 16-17"]);
    check("enum E { A; a }", &["MemberAlreadyDefined 12-13"]);
    check("enum E { A = $x }", &["EnumeratorValueMustBeConstant 13-15"]);
    check("enum E : byte { A = 300 }", &["EnumeratorValueOutOfBounds 20-23"]);
}

#[test]
fn requires_lines() {
    check("#requires -Version", &["ParameterRequiresArgument 10-18"]);
    check("#requires -Version x", &["RequiresVersionInvalid 19-20"]);
    check("#requires -Nope 1", &["ScriptRequiresInvalidFormat 10-15"]);
    check("#requires -Version 7.2 -RunAsAdministrator", &[]);
}

#[test]
fn words_of_the_messages() {
    check_message("1 +", "You must provide a value expression following the '+' operator.");
    check_message("$x = 5 – ", "You must provide a value expression following the '–' operator.");
    check_message("300uy", "The numeric constant 300uy is not valid.");
    check_message("'a' b", "Unexpected token 'b' in expression or statement.");
    check_message("foreach ($x of 1) { }", "Missing 'in' after variable in foreach loop.\nThe correct form is: foreach ($a in $b) {...}");
}

#[test]
fn an_editor_asks_for_more() {
    assert_eq!(verdict("Get-Date"), Verdict::Complete);
    assert_eq!(verdict(""), Verdict::Complete);
    for text in ["Get-Date |", "if ($x) {", "'a", "1 +", "@\"\nx", "function f {\n 1", "(", "a -b `"] {
        assert_eq!(verdict(text), Verdict::MoreInput, "for {text:?}");
    }
    assert!(matches!(verdict("Get-Date | }"), Verdict::Wrong(_)));
    assert!(matches!(verdict("if ($x) } {"), Verdict::Wrong(_)));
}

#[test]
fn places_by_line_and_column() {
    let source = Source::new(None, "a\n  $größe = )");
    let (_, errors) = parse(&source);
    let place = errors.first().map(|error| source.line_column(error.span.start));
    assert_eq!(place, Some((2, 11)));
}
