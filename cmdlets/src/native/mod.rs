//! Programs and functions that administrators type, as commands of the shell: netstat, findstr, Clear-Host.
//!
//! In:    arguments as text, text from a pipeline.
//! Out:   lines as the programs write them, `$LASTEXITCODE`.
//! Never: starts a process; knows objects beyond their text.
//!
//! `sockets` reads what the system knows about connections; `pattern` is the small pattern language of `findstr`.

mod clear_host;
mod findstr;
mod netstat;
mod pattern;
mod sockets;

use runtime::author::{Cx, Value};
use runtime::session::Session;

/// Adds every command of this folder.
pub fn define(session: &mut Session) {
    session.catalog.add(clear_host::ClearHost::entry());
    session.catalog.add(findstr::FindStr::entry());
    session.catalog.add(netstat::NetStat::entry());
}

/// Ends a command as a program ends: `$LASTEXITCODE` is the code, `$?` whether it was 0.
fn exit(cx: &mut Cx<'_>, code: i32) {
    cx.s.last_exit_code = Value::Int(code);
    cx.s.set_global("LASTEXITCODE", Value::Int(code));
    if code != 0 {
        cx.run().has_error.set(true);
        cx.s.ok = false;
    }
}
