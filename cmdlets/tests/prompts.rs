//! Questions that Cs cmdlets ask, and what the answers do.

#![allow(clippy::unwrap_used, reason = "a failed step ends the test at its place")]

use csshell_cmdlets::cs::{self, Machine};
use dotnet::datetime::DateTime;
use runtime::eval::ScopeUse;
use runtime::fault::Halt;
use runtime::host::{Host, HostStream};
use runtime::pipe::Out;
use runtime::session::Session;
use std::cell::RefCell;
use std::rc::Rc;

/// A person who gives these answers, and what was shown to them.
struct Person {
    answers: RefCell<Vec<&'static str>>,
    seen: Rc<RefCell<String>>,
}

impl Host for Person {
    fn write(&mut self, _stream: HostStream, text: &str) -> bool {
        self.seen.borrow_mut().push_str(text);
        true
    }

    fn flush(&mut self) {}

    fn read_line(&mut self, prompt: &str) -> Option<String> {
        self.seen.borrow_mut().push_str(prompt);
        self.answers.borrow_mut().pop().map(str::to_owned)
    }

    fn now(&self) -> DateTime {
        DateTime::default()
    }
}

/// Runs a script on a fresh store with one user who was granted `FedPic`; tells what was shown.
#[track_caller]
fn run(script: &str, answers: &[&'static str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.csv");
    std::fs::write(&file, "distinguishedName,displayName,msRTCSIP-PrimaryUserAddress\n\"CN=Ken,DC=x,DC=com\",Ken,sip:k@x.com\n").unwrap();
    let seen = Rc::new(RefCell::new(String::new()));
    let answers = answers.iter().rev().copied().collect();
    let mut session = Session::new(Box::new(Person { answers: RefCell::new(answers), seen: seen.clone() }));
    csshell_cmdlets::add_all(&mut session);
    let machine = Machine { site: "Redmond".into(), fqdn: "pool.x.com".into(), sip_domain: "x.com".into() };
    cs::configure_for(&mut session, folder.path().join("store"), machine);
    let prepared = format!(
        "[void](Import-CsAdUser '{}'); [void](New-CsExternalAccessPolicy FedPic); Grant-CsExternalAccessPolicy Ken -PolicyName FedPic\n{script}",
        file.display()
    );
    let done = runtime::eval::block_of_text(&mut session, None, &prepared)
        .and_then(|block| runtime::eval::run_block(&mut session, &block, &[], None, ScopeUse::Caller, &Out::Display))
        .and(runtime::format::finish_display(&mut session));
    if let Err(Halt::Error(record)) = done {
        session.show_error(record).unwrap();
    }

    seen.borrow().clone()
}

const IN_USE: &str = "
The policy \"FedPic\" is currently assigned to one or more users. Assign a different policy to the users before removing this one.
The policy is in use.
[Y] Yes  [N] No  [S] Suspend  [?] Help (default is \"Y\"): ";

#[test]
fn a_policy_in_use_is_asked_about_and_no_keeps_it() {
    let shown = run("Remove-CsExternalAccessPolicy FedPic; (Get-CsExternalAccessPolicy FedPic).Identity", &["n"]);
    assert_eq!(shown, format!("{IN_USE}Tag:FedPic\n"));
}

#[test]
fn yes_removes_a_policy_in_use() {
    let shown = run("Remove-CsExternalAccessPolicy FedPic; @(Get-CsExternalAccessPolicy).Count", &["y"]);
    assert_eq!(shown, format!("{IN_USE}1\n"));
}

#[test]
fn force_asks_nothing() {
    assert_eq!(run("Remove-CsExternalAccessPolicy FedPic -Force; @(Get-CsExternalAccessPolicy).Count", &[]), "1\n");
}

#[test]
fn confirm_asks_per_item() {
    let shown = run("Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName $null -Confirm; (Get-CsUser Ken).ExternalAccessPolicy", &["n"]);
    assert!(shown.contains("Performing the operation \"Grant-CsExternalAccessPolicy\" on target \"CN=Ken,DC=x,DC=com\"."), "{shown}");
    assert!(shown.ends_with("FedPic\n"), "{shown}");
}

#[test]
fn moving_a_user_asks_by_itself() {
    let shown = run("Move-CsUser Ken -Target pool.x.com", &["n"]);
    assert!(shown.contains("Performing the operation \"Move-CsUser\""), "{shown}");
}
