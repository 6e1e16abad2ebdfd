//! What the tests of the built program share.

#![allow(dead_code, reason = "each test file uses a part of this")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

/// The built shell.
pub fn shell() -> &'static str {
    env!("CARGO_BIN_EXE_csshell")
}

/// A folder of its own that goes with the test.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(purpose: &str) -> Self {
        Self::named(&format!("csshell-{purpose}-{}-{}", std::process::id(), next()))
    }

    /// A folder whose path is as long as those the golden answers were recorded in: messages break by it.
    pub fn for_golden() -> Self {
        Self::named(&format!("case{:04x}{:04x}", std::process::id() & 0xffff, next() & 0xffff))
    }

    fn named(name: &str) -> Self {
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        // A temporary folder behind a link would show under two names.
        Self(path.canonicalize().unwrap())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

fn next() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Reads a child's stream to its end while the child runs.
pub fn drain(stream: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            stream.read_to_end(&mut bytes).unwrap();
        }
        bytes
    })
}

/// Text for whoever runs the tests.
pub fn say(text: &str) {
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}
