//! Side by side: several real shells on one store, and real sockets.

mod common;

use common::{Scratch, shell};
use std::io::{BufRead, BufReader, Lines, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Accounts of the example organisation.
const USERS: usize = 1500;
/// No step of these tests takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A shell that reads commands from its standard input, as at a prompt.
struct Shell {
    child: Child,
    input: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Shell {
    fn start(store: &Path) -> Self {
        let mut child = Command::new(shell())
            .args(["-NoProfile", "-NonInteractive", "-Command", "-"])
            .env("NO_COLOR", "1")
            .env("CSSHELL_STORE", store)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { input: child.stdin.take(), child, lines }
    }

    fn say(&mut self, command: &str) {
        writeln!(self.input.as_mut().unwrap(), "{command}").unwrap();
    }

    /// The next line it writes that begins so.
    #[track_caller]
    fn line(&mut self, start: &str) -> String {
        let end = Instant::now() + PATIENCE;
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            if let Some(rest) = line.strip_prefix(start) {
                return rest.to_owned();
            }
            assert!(Instant::now() < end, "no line \"{start}\" within {PATIENCE:?}");
        }
        panic!("the shell ended before it wrote \"{start}\"");
    }

    #[track_caller]
    fn ask(&mut self, expression: &str) -> String {
        self.say(&format!("'answer:' + ({expression})"));
        self.line("answer:")
    }

    fn leave(mut self) {
        drop(self.input.take());
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn organisation(folder: &Scratch) -> (PathBuf, PathBuf) {
    let (store, file) = (folder.path().join("store"), folder.path().join("users.csv"));
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/organisation.ps1");
    let mut first = Shell::start(&store);
    first.say(&format!("& '{example}' -Users {USERS} -Path '{}'", file.display()));
    first.say(&format!("$null = Import-CsAdUser -Path '{}'", file.display()));
    first.say("$null = New-CsExternalAccessPolicy -Identity FedPic -EnableFederationAcces $true");
    assert_eq!(first.ask("@(Get-CsUser).Count"), USERS.to_string());
    first.leave();
    (store, file)
}

/// Follows the configuration until everybody was granted the policy, and tells how many it saw and how many twice.
fn follow(watcher: &mut Shell) {
    watcher.say(&format!(
        "$seen = @{{}}; $twice = 0; Get-CsConfigurationChange -Class CsUser -Wait | ForEach-Object {{ \
         foreach ($item in $_.Items) {{ if ($seen[$item.Identity]) {{ $twice++ }}; $seen[$item.Identity] = $true }}; \
         if ($seen.Count -ge {USERS}) {{ 'all' }} }} | Select-Object -First 1"
    ));
}

#[test]
fn two_shells_work_and_a_third_watches() {
    let folder = Scratch::new("side-by-side");
    let (store, _) = organisation(&folder);
    let (mut owner, mut reader, mut watcher) = (Shell::start(&store), Shell::start(&store), Shell::start(&store));
    // Whoever comes first owns the files; the others are its clients.
    assert_eq!(owner.ask("@(Get-CsUser).Count"), USERS.to_string());
    assert_eq!(reader.ask("@(Get-CsUser).Count"), USERS.to_string());
    assert_eq!(watcher.ask("@(Get-CsExternalAccessPolicy).Count"), "2");
    follow(&mut watcher);
    // It watches from when it was told to; that takes it a moment.
    std::thread::sleep(Duration::from_secs(1));
    owner.say("Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic; 'granted'");
    // The reader reads whole pages all the while; at no moment is there anybody missing.
    for _ in 0..5 {
        assert_eq!(reader.ask("@(Get-CsUser).Count"), USERS.to_string());
    }
    owner.line("granted");
    watcher.line("all");
    assert_eq!(reader.ask("@(Get-CsUser -Filter {ExternalAccessPolicy -eq 'FedPic'}).Count"), USERS.to_string());
    assert_eq!(watcher.ask("\"$($seen.Count) $twice\""), format!("{USERS} 0"));
    // A client changes, the owner sees it at once.
    reader.say("Grant-CsExternalAccessPolicy -Identity sip:user0000007@contoso.com -PolicyName ''; 'done'");
    reader.line("done");
    assert_eq!(owner.ask("@(Get-CsUser -Filter {ExternalAccessPolicy -eq 'FedPic'}).Count"), (USERS - 1).to_string());
    for shell in [owner, reader, watcher] {
        shell.leave();
    }
}

#[test]
fn a_shell_goes_on_when_the_owner_is_killed_in_the_middle() {
    let folder = Scratch::new("side-by-side-kill");
    let (store, _) = organisation(&folder);
    let (mut owner, mut client) = (Shell::start(&store), Shell::start(&store));
    assert_eq!(owner.ask("@(Get-CsUser).Count"), USERS.to_string());
    assert_eq!(client.ask("@(Get-CsUser).Count"), USERS.to_string());
    client.say("$at = 0; Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic -PassThru | ForEach-Object { if (++$at -eq 400) { 'half way' } }; 'granted'");
    client.line("half way");
    owner.child.kill().unwrap();
    owner.child.wait().unwrap();
    client.line("granted");
    assert_eq!(client.ask("@(Get-CsUser -Filter {ExternalAccessPolicy -eq 'FedPic'}).Count"), USERS.to_string());
    assert_eq!(client.ask("(Test-CsConfigurationStore).Result"), "Success");
    assert_eq!(client.ask("@(Get-CsConfigurationChange -Class CsUser | Where-Object Command -like '*Grant-*' | ForEach-Object { $_.Items.Identity } | Group-Object | Where-Object Count -gt 1).Count"), "0", "nothing was applied twice");
    client.leave();
}

#[test]
fn netstat_and_findstr_find_a_listening_socket() {
    let folder = Scratch::new("netstat");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut shell = Shell::start(&folder.path().join("store"));
    shell.say(&format!("'found:' + (netstat -ano | findstr {address} | Out-String).Trim(); 'status:' + $LASTEXITCODE"));
    let found = shell.line("found:");
    let words: Vec<&str> = found.split_whitespace().collect();
    let (address, own) = (address.to_string(), std::process::id().to_string());
    assert_eq!(words, ["TCP", &address, "0.0.0.0:0", "LISTENING", &own]);
    assert_eq!(shell.line("status:"), "0");
    drop(listener);
    shell.say(&format!("'lost:' + (netstat -ano | findstr {address} | Out-String).Trim(); 'status:' + $LASTEXITCODE"));
    assert_eq!((shell.line("lost:"), shell.line("status:")), (String::new(), "1".to_owned()));
    shell.leave();
}
