//! Grant: the main job against the raw engine, in one run.
//!
//! `cargo bench -p csshell-store --bench grant -- [users] [alone]` prints, for so many users (100,000 if not said):
//! seconds and rates of import, grant, and of the bare engine taking the very same records in the same batches with
//! the same syncing (not with `alone`); the ratio; a grant over the socket; look-ups through an index; peak memory.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use csshell_store::directory::{Account, Directory, Selection, UserId};
use csshell_store::doc::Datum;
use csshell_store::store::{Store, walk};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Batches the bare engine gathers before it syncs, as in the store.
const SYNC_WORTH_BATCHES: u64 = 32;

type Batches = Vec<Vec<(Vec<u8>, Vec<u8>)>>;

/// Cache of the bare engine, as in the store.
const CACHE_BYTES: u64 = 128 * 1024 * 1024;
/// Bytes around a value in a record of format 1.
const ENVELOPE_BYTES: usize = 21;
/// Batches the bare engine may be ahead of its last sync, as in the store.
const UNSYNCED_BATCHES_MAX: u64 = 256;

fn main() {
    let users = std::env::args().filter_map(|it| it.parse().ok()).next().unwrap_or(100_000);
    let folder = tempfile::tempdir().unwrap();
    let store = csshell_store::open(&folder.path().join("store")).unwrap();
    let directory = Directory::new(Arc::clone(&store));
    println!("users                     {users}");
    timed("import", users, || import(&directory, users));
    let granted = timed("grant", users, || grant(&directory, "FedPic"));
    if std::env::args().all(|it| it != "alone") {
        let first_rev = first_grant(store.as_ref());
        let raw = raw(folder.path(), store.as_ref(), first_rev, users);
        println!("ratio to the raw engine   {:.2}", raw.as_secs_f64() / granted);
    }
    let client = Directory::new(csshell_store::open(&folder.path().join("store")).unwrap());
    timed("grant again, as a client", users, || grant(&client, "Other"));
    look_ups(&directory, users);
    println!("peak memory               {} MB", peak_mb());
    drop((client, directory, store));
    let start = Instant::now();
    let store = csshell_store::open(&folder.path().join("store")).unwrap();
    let (took, records) = (start.elapsed(), store.info().unwrap().records);
    println!("open and check everything {:.2} s, {records} records", took.as_secs_f64());
}

fn timed(what: &str, users: u32, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    let seconds = start.elapsed().as_secs_f64();
    let (rate, peak) = (f64::from(users) / seconds, peak_mb());
    println!("{what:<25} {seconds:.2} s, {rate:.0} users/s, peak memory {peak} MB");
    seconds
}

fn import(directory: &Directory, users: u32) {
    let mut bulk = directory.bulk("Import-CsAdUser -Path users.csv");
    for n in 0..users {
        bulk.put(&person(n)).unwrap();
    }
    assert_eq!(bulk.finish().unwrap().changed, u64::from(users));
}

fn grant(directory: &Directory, policy: &str) {
    let mut bulk = directory.bulk("Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic");
    for page in directory.pages(Selection::All) {
        for account in page.unwrap() {
            bulk.grant(&account, "ExternalAccessPolicy", Some(policy)).unwrap();
        }
    }
    assert!(bulk.finish().unwrap().faults.is_empty());
}

fn person(n: u32) -> Account {
    // A multiplication spreads the ids over the key space, as those of a real directory are.
    let mut it = Account::new(Uuid::from_u128(u128::from(n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)));
    let texts = [
        ("SamAccountName", format!("user{n:07}")),
        ("UserPrincipalName", format!("user{n:07}@litwareinc.com")),
        ("FirstName", format!("First{n}")),
        ("LastName", format!("Last{n}")),
        ("DisplayName", format!("First{n} Last{n}")),
        ("DistinguishedName", format!("CN=First{n} Last{n},OU=Users,DC=litwareinc,DC=com")),
        ("SipAddress", format!("sip:user{n:07}@litwareinc.com")),
        ("RegistrarPool", "pool01.litwareinc.com".to_owned()),
        ("Department", "Sales".to_owned()),
    ];
    for (name, value) in texts {
        it.set(name, Datum::text(&value)).unwrap();
    }
    it.set("Enabled", Datum::Flag(true)).unwrap();
    it
}

fn first_grant(store: &dyn Store) -> u64 {
    // The first change whose command is the grant.
    let last = store.info().unwrap().revision;
    let (mut low, mut high) = (1, last);
    while low < high {
        let middle = u64::midpoint(low, high);
        let change = store.changes(middle, 1).unwrap().remove(0);
        if change.command.contains("Grant-") { high = middle } else { low = middle + 1 }
    }
    low
}

/// Records by the revision that wrote them last: everything older goes in first, the grants are timed.
fn raw(folder: &Path, store: &dyn Store, first_grant: u64, users: u32) -> Duration {
    let config = sled::Config::new().path(folder.join("raw")).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    let db = config.open().unwrap();
    let data = File::open(folder.join("raw/db")).unwrap();
    let (old, new) = batches(store, first_grant);
    take(&db, &data, old);
    let records: usize = new.iter().map(Vec::len).sum();
    let start = Instant::now();
    take(&db, &data, new);
    let took = start.elapsed();
    let seconds = took.as_secs_f64();
    println!("raw engine, same records  {seconds:.2} s, {:.0} users/s, {records} records", f64::from(users) / seconds);
    took
}

fn batches(store: &dyn Store, first_grant: u64) -> (Batches, Batches) {
    let (mut old, mut new) = (vec![Vec::new()], Batches::new());
    walk(store, b"", &mut |entry| {
        let record = (entry.key.bytes().to_vec(), [&entry.value[..], &[0; ENVELOPE_BYTES]].concat());
        if entry.revision >= first_grant {
            let at = usize::try_from(entry.revision - first_grant).unwrap();
            new.resize(new.len().max(at + 1), Vec::new());
            // An account that is granted something exists before.
            if record.0.starts_with(b"u/") {
                old.last_mut().unwrap().push((record.0.clone(), vec![0; record.1.len() - 30]));
            }
            new[at].push(record);
        } else {
            old.last_mut().unwrap().push(record);
        }
        if old.last().unwrap().len() >= 100 {
            old.push(Vec::new());
        }
        Ok(())
    })
    .unwrap();
    for batch in &mut new {
        batch.push((b"m/head".to_vec(), vec![1; 50]));
    }
    (old, new)
}

fn take(db: &sled::Db, data: &File, batches: Batches) {
    let (applied, synced) = (AtomicU64::new(0), AtomicU64::new(0));
    let total = batches.len() as u64;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while synced.load(Ordering::Acquire) < total {
                let upto = applied.load(Ordering::Acquire);
                if upto - synced.load(Ordering::Acquire) < SYNC_WORTH_BATCHES && upto < total {
                    std::thread::sleep(Duration::from_micros(200));
                    continue;
                }
                db.flush().unwrap();
                data.sync_all().unwrap();
                synced.store(upto, Ordering::Release);
            }
        });
        for batch in batches {
            let mut ops = sled::Batch::default();
            for (key, value) in batch {
                ops.insert(key, value);
            }
            db.apply_batch(ops).unwrap();
            let done = applied.fetch_add(1, Ordering::AcqRel) + 1;
            while done - synced.load(Ordering::Acquire) > UNSYNCED_BATCHES_MAX {
                std::thread::sleep(Duration::from_micros(200));
            }
        }
    });
}

fn look_ups(directory: &Directory, users: u32) {
    const TURNS: u32 = 20_000;
    let ids: Vec<_> = (0..TURNS).map(|n| UserId::parse(&format!("sip:user{:07}@litwareinc.com", n.wrapping_mul(7919) % users))).collect();
    // The first turn brings pages into memory that importing a hundred thousand others pushed out.
    for what in ["first touch", "in memory  "] {
        let (start, busy) = (Instant::now(), processor_seconds());
        for id in &ids {
            directory.one(id).unwrap();
        }
        let each = |seconds: f64| seconds * 1e6 / f64::from(TURNS);
        let (took, busy) = (start.elapsed().as_secs_f64(), processor_seconds() - busy);
        println!("get by SIP, {what}   {:.1} us, {:.1} us of the processor", each(took), each(busy));
    }
}

/// What this thread used: the same on a machine that is busy with other things.
fn processor_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|it| it.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|it| it.parse::<u64>().ok()).unwrap_or(0) / 1024
}
