//! The built program as other programs meet it: options, exit codes, streams.

#![allow(clippy::unwrap_used, reason = "a failed step ends the test at its place")]

mod common;

use common::{Scratch, shell};
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn run(args: &[&str]) -> Output {
    let mut all = vec!["-NoProfile", "-NonInteractive"];
    all.extend_from_slice(args);
    Command::new(shell()).args(all).stdin(Stdio::null()).env("NO_COLOR", "1").output().unwrap()
}

fn typed(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(shell())
        .args(args)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn script(folder: &Scratch, body: &str) -> String {
    let path = folder.path().join("script.ps1");
    std::fs::write(&path, body).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn a_script_decides_its_exit_code() {
    let folder = Scratch::new("program");
    for (body, code) in [("'fine'", 0), ("exit 3", 3), ("throw 'no'", 1), ("if (", 1), ("Write-Error 'soft'", 0), ("nope; 'on'", 0)] {
        let path = script(&folder, body);
        assert_eq!(run(&["-File", &path]).status.code(), Some(code), "{body}");
        assert_eq!(run(&[&path]).status.code(), Some(code), "{body} as a bare path");
    }
    assert_eq!(run(&["-File", "/no/such/script.ps1"]).status.code(), Some(64));
}

#[test]
fn commands_end_with_their_status() {
    for (command, code) in [("1", 0), ("exit 4", 4), ("nope", 1), ("Write-Error x", 1), ("nope; 1", 0), ("throw 'x'", 1)] {
        assert_eq!(run(&["-Command", command]).status.code(), Some(code), "{command}");
    }
}

#[test]
fn words_after_a_script_are_its_arguments() {
    let folder = Scratch::new("program");
    let path = script(&folder, "param([int]$Number, [switch]$Loud, $Rest) \"$Number|$Loud|$Rest|$($args.Count)\"");
    assert_eq!(text(&run(&["-File", &path, "-Number", "5", "-Loud", "x"]).stdout), "5|True|x|0\n");
    assert_eq!(text(&run(&["-File", &path, "-Loud:$false", "7"]).stdout), "7|False||0\n");
}

#[test]
fn text_on_standard_input_runs() {
    assert_eq!(text(&typed(&["-NoProfile", "-Command", "-"], "$x = 2\nforeach ($i in 1..2) {\n $i * $x\n}\n").stdout), "2\n4\n");
    assert_eq!(text(&typed(&["-NoProfile"], "'piped'\n").stdout), "piped\n");
    let failed = typed(&["-NoProfile", "-Command", "-"], "nope\n'on'\n");
    assert_eq!(text(&failed.stdout), "on\n");
    assert!(text(&failed.stderr).contains("The term 'nope' is not recognized"));
}

#[test]
fn encoded_commands_run() {
    let encoded = dotnet::bytes::to_base64(&"'ähm' * 2".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    assert_eq!(text(&run(&["-EncodedCommand", &encoded]).stdout), "ähmähm\n");
}

#[test]
fn parse_only_says_what_is_wrong_and_runs_nothing() {
    let folder = Scratch::new("program");
    let right = script(&folder, "Set-Content made.txt 1");
    assert_eq!(run(&["--parse-only", &right]).status.code(), Some(0));
    assert!(!folder.path().join("made.txt").exists());
    let wrong = script(&folder, "if ($x) {");
    let answer = run(&["--parse-only", &wrong]);
    assert_eq!(answer.status.code(), Some(1));
    assert!(text(&answer.stderr).contains("MissingEndCurlyBrace"), "{}", text(&answer.stderr));
}

#[test]
fn version_and_help_answer_at_once() {
    assert!(text(&run(&["-Version"]).stdout).starts_with("PowerShell "));
    assert!(text(&run(&["-Help"]).stdout).contains("-EncodedCommand"));
    assert_eq!(run(&["-frobnicate"]).status.code(), Some(64));
}

#[test]
fn a_reader_that_leaves_ends_the_shell() {
    let mut child = Command::new(shell())
        .args(["-NoProfile", "-Command", "while ($true) { 'line' }"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(!child.wait().unwrap().success());
}

#[test]
fn endless_recursion_is_an_error_of_the_script() {
    let answer = run(&["-Command", "function f { f }; try { f } catch { $_.FullyQualifiedErrorId }; 'on'"]);
    assert_eq!(text(&answer.stdout), "CallDepthOverflow\non\n");
}

#[test]
fn what_is_written_to_a_pipe_is_not_kept_back() {
    use std::io::{BufRead, BufReader};
    let mut child = Command::new(shell())
        .args(["-NoProfile", "-Command", "'at once'; Start-Sleep 60"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let start = std::time::Instant::now();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(line, "at once\n");
    assert!(start.elapsed().as_secs() < 30, "it came when the shell ended");
}

#[test]
fn shells_speak_in_objects_with_each_other() {
    let script = "$sh = (Get-Process -Id $PID).Path
$r = 1, 2 | & $sh -NoProfile -Command { param($by) $input | ForEach-Object { @{ n = $_ * $by } }; Write-Error 'bad' } -args 3 2>&1
$r.Where{ $_ -is [hashtable] }.n; $r.Where{ $_ -is [System.Management.Automation.ErrorRecord] }.FullyQualifiedErrorId";
    let answer = run(&["-NoProfile", "-Command", script]);
    assert_eq!(text(&answer.stdout), "3\n6\nMicrosoft.PowerShell.Commands.WriteErrorException\n");
    let wire = run(&["-NoProfile", "-OutputFormat", "XML", "-Command", "1"]);
    let document =
        "#< CLIXML\n<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><I32 S=\"Output\">1</I32></Objs>";
    assert_eq!(text(&wire.stdout), document);
}

#[test]
fn jobs_run_beside_the_session() {
    let script = r#"
$by = 3
$job = Start-Job { param($from) $from * $using:by; [pscustomobject]@{ A = 1 } } -ArgumentList 2
"$($job.PSJobTypeName) $(($job | Wait-Job).State)"
$got = Receive-Job $job
"$($got[0]) $($got[1].PSObject.TypeNames[0]) $($job.HasMoreData)"
Remove-Job $job
(1, 2 | Start-Job { $input | ForEach-Object { $_ + 1 } } | Receive-Job -Wait -AutoRemoveJob) -join ','
$beside = Write-Output "by $by" &
Receive-Job $beside -Wait -AutoRemoveJob
$long = Start-ThreadJob { Start-Sleep 60 }
$before = $long.State; Stop-Job $long; "$before $($long.State)"
$wrong = Start-Job { throw 'no' }
($wrong | Wait-Job).State
try { Receive-Job $wrong -ErrorAction Stop } catch { "$_" }
Get-Job | Remove-Job
try { Get-Job -Id 99 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }"#;
    let answer = run(&["-NoProfile", "-Command", script]);
    let wanted = "BackgroundJob Completed\n6 Deserialized.System.Management.Automation.PSCustomObject False\n2,3\nby 3\nRunning Stopped\nFailed\nno\nJobWithSpecifiedSessionNotFound,Microsoft.PowerShell.Commands.GetJobCommand\n";
    assert_eq!(text(&answer.stdout), wanted);
}
