//! Head: what the whole store must add up to.
//!
//! In:    every record that comes and goes.
//! Out:   the head record, written in the same batch; at open and on request, a comparison with everything there.
//! Never: repairs anything. What does not add up is refused.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::fault::StoreFault;
use crate::home::Home;
use crate::key::{self, Key};
use crate::record::{self, FORMAT};
use crate::store::{Finding, Report, Rev};

const HEAD: &[u8] = b"m/head";
const ABOUT: &[u8] = b"m/store";
/// Findings listed before the rest is only counted.
const FINDINGS_MAX: usize = 100;

/// Sum over every record except those about the store itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) rev: Rev,
    /// First revision whose change record is kept.
    pub(super) first: Rev,
    pub(super) count: u64,
    hash: u128,
}

#[derive(Serialize, Deserialize)]
struct About {
    format: u32,
    id: String,
}

impl Head {
    pub(super) fn add(&mut self, key: &[u8], bytes: &[u8]) {
        self.count += 1;
        self.hash = self.hash.wrapping_add(record::share(key, bytes));
    }

    pub(super) fn remove(&mut self, key: &[u8], bytes: &[u8]) {
        self.count = self.count.wrapping_sub(1);
        self.hash = self.hash.wrapping_sub(record::share(key, bytes));
    }

    pub(super) fn pack(&self) -> (Key, Option<Vec<u8>>) {
        let payload = postcard::to_stdvec(self).unwrap_or_default();
        (Key::new(HEAD), Some(record::pack(HEAD, 0, self.rev, &payload)))
    }
}

pub(super) struct Opened {
    pub(super) head: Head,
    pub(super) id: String,
    pub(super) remarks: Vec<Finding>,
}

/// Reads the head record and compares it with everything; makes both in an empty home.
pub(super) fn open(home: &dyn Home) -> Result<Opened, StoreFault> {
    let about = read_about(home)?;
    let witnessed = home.witnessed();
    let Some(about) = about else {
        return make(home, witnessed);
    };
    if about.format > u32::from(FORMAT) {
        return Err(StoreFault::Format { path: home.place(), found: about.format, known: u32::from(FORMAT) });
    }
    let head = read_head(home)?;
    if let Some(safe) = witnessed.filter(|it| *it > head.rev) {
        let what = format!("it ends at revision {}, but revision {safe} was acknowledged", head.rev);
        return Err(StoreFault::damaged(home.place(), what));
    }
    let report = verify(home, &head)?;
    if let Some(first) = report.findings.iter().find(|it| it.damage) {
        let more = report.findings.len() - 1;
        let what = if more == 0 { first.what.clone() } else { format!("{} (and {more} more findings)", first.what) };
        return Err(StoreFault::damaged(first.place.clone(), what));
    }
    let mut remarks = report.findings;
    if witnessed.is_none() && head.rev > 0 {
        let what = "it was missing or unreadable and is written anew; a lost tail could not be noticed".to_owned();
        remarks.push(Finding { place: "witness".to_owned(), what, damage: false });
    }
    Ok(Opened { head, id: about.id, remarks })
}

fn make(home: &dyn Home, witnessed: Option<Rev>) -> Result<Opened, StoreFault> {
    let mut stray = None;
    home.scan(b"", b"", &mut |key, _| {
        stray = Some(Key::new(key).to_string());
        false
    })?;
    if let Some(key) = stray {
        return Err(StoreFault::damaged("m/store", format!("it is missing although \"{key}\" is there")));
    }
    if let Some(safe) = witnessed.filter(|it| *it > 0) {
        return Err(StoreFault::damaged(home.place(), format!("it is empty, but revision {safe} was acknowledged")));
    }
    let about = About { format: u32::from(FORMAT), id: Uuid::new_v4().to_string() };
    let head = Head { first: 1, ..Head::default() };
    let payload = serde_json::to_vec(&about).unwrap_or_default();
    home.room_for(payload.len())?;
    home.apply(vec![(Key::new(ABOUT), Some(record::pack(ABOUT, 0, 0, &payload))), head.pack()])?;
    home.sync(0)?;
    Ok(Opened { head, id: about.id, remarks: Vec::new() })
}

fn read_about(home: &dyn Home) -> Result<Option<About>, StoreFault> {
    let Some(bytes) = home.get(ABOUT)? else {
        return Ok(None);
    };
    let payload = record::unpack(ABOUT, &bytes)?.payload;
    let about = serde_json::from_slice(payload).map_err(|it| StoreFault::damaged("m/store", it.to_string()))?;
    Ok(Some(about))
}

fn read_head(home: &dyn Home) -> Result<Head, StoreFault> {
    let bytes = home.get(HEAD)?.ok_or_else(|| StoreFault::damaged("m/head", "it is missing"))?;
    let payload = record::unpack(HEAD, &bytes)?.payload;
    postcard::from_bytes(payload).map_err(|it| StoreFault::damaged("m/head", it.to_string()))
}

/// Reads every record, checks its checksum, and compares the sum with the head record.
pub(super) fn verify(home: &dyn Home, head: &Head) -> Result<Report, StoreFault> {
    let mut seen = Head { rev: head.rev, first: head.first, ..Head::default() };
    let mut report = Report { revision: head.rev, ..Report::default() };
    let mut bad = 0_usize;
    home.scan(b"", b"", &mut |key, bytes| {
        report.records += 1;
        if let Some(what) = fault_of(key, bytes, head.rev) {
            bad += 1;
            if bad <= FINDINGS_MAX {
                report.findings.push(Finding { place: Key::new(key).to_string(), what, damage: true });
            }
        }
        if !key.starts_with(key::META) {
            seen.add(key, bytes);
        }
        true
    })?;
    if bad > FINDINGS_MAX {
        let what = format!("{} more damaged records", bad - FINDINGS_MAX);
        report.findings.push(Finding { place: home.place(), what, damage: true });
    }
    if seen != *head {
        report.findings.push(difference(home, &seen, head));
    }
    Ok(report)
}

fn fault_of(key: &[u8], bytes: &[u8], rev: Rev) -> Option<String> {
    match record::unpack(key, bytes) {
        Err(StoreFault::Damaged { what, .. }) => Some(what),
        Err(other) => Some(other.to_string()),
        Ok(it) if it.revision > rev => Some(format!("it is of revision {}, the store of {rev}", it.revision)),
        Ok(_) => None,
    }
}

fn difference(home: &dyn Home, seen: &Head, head: &Head) -> Finding {
    let what = if seen.count == head.count {
        "as many records as there should be, but not the same ones: some are stale or altered".to_owned()
    } else {
        format!("{} records where there should be {}", seen.count, head.count)
    };
    Finding { place: home.place(), what, damage: true }
}
