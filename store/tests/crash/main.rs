//! Crash: what is acknowledged survives, whatever happens to the processes, the power, the disk or the files.
//!
//! `cargo test -p csshell-store --test crash -- [name …]` runs the scenarios with these names, or all.
//! `CSSHELL_CRASH_ROUNDS` says how many rounds each (30), `CSSHELL_CRASH_SEED` where chance begins.
//!
//! The writers (`worker`) note each acknowledgement in a file of their own; the checker (`check`) knows nothing but
//! that list and what the values must be, and reads them from the database file without the store's code.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod chance;
mod check;
mod damage;
mod disk;
mod foreign;
mod kill;
mod power;
mod worker;

use std::process::ExitCode;
use std::time::Instant;

/// What a scenario says of itself when all went well.
type Scenario = fn(u32) -> String;

const SCENARIOS: &[(&str, Scenario)] = &[
    ("kill", kill::two_processes),
    ("kill-open", kill::during_open),
    ("kill-owner", kill::the_owner),
    ("stopped-client", kill::stopped_client),
    ("power-cut", power::cut_clean),
    ("power-cut-torn", power::cut_torn),
    ("clock", power::clock_jumps),
    ("disk-full", disk::full),
    ("read-only", disk::read_only),
    ("foreign-user", foreign::refused),
    ("admin-group", foreign::admitted),
    ("damage", damage::six_kinds),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|it| it == "worker") {
        return worker::main(&args[1..]);
    }
    let rounds = std::env::var("CSSHELL_CRASH_ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(30);
    let wanted: Vec<_> = args.iter().filter(|it| !it.starts_with('-')).collect();
    if args.iter().any(|it| it == "--list") {
        SCENARIOS.iter().for_each(|(name, _)| println!("{name}: test"));
        return ExitCode::SUCCESS;
    }
    let (mut passed, mut failed) = (0, 0);
    for (name, scenario) in SCENARIOS.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|it| it == name)) {
        let start = Instant::now();
        let outcome = std::panic::catch_unwind(|| scenario(rounds));
        let seconds = start.elapsed().as_secs_f64();
        match outcome {
            Ok(told) => {
                passed += 1;
                println!("{name:<15} ok      {told} ({seconds:.1} s)");
            }
            Err(_) => {
                failed += 1;
                println!("{name:<15} FAILED  ({seconds:.1} s)");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
