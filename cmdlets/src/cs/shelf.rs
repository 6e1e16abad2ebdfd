//! The door to the store: opened by the first cmdlet that needs it.
//!
//! In:    a folder from the program's options or environment; what this machine is called.
//! Out:   documents, accounts, topology and history of that store.
//! Never: touches the folder before a cmdlet asks.

use crate::cs::fault;
use runtime::author::{Cx, Halt, Session};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::directory::Directory;
use store::documents::Documents;
use store::effective::Precedence;
use store::history::History;
use store::store::Store;
use store::topology::{Machine, Topology};

/// Environment variable that names the folder.
const FOLDER_VARIABLE: &str = "CSSHELL_STORE";
/// Site a fresh store begins with.
const FIRST_SITE: &str = "Default";
/// Domain of a machine that has none.
const FIRST_DOMAIN: &str = "local";

/// The store of a session, open or not.
pub(crate) struct Shelf {
    folder: PathBuf,
    machine: Machine,
    open: Option<Open>,
}

/// Handles on an open store; clones see each other's changes.
#[derive(Clone)]
pub(crate) struct Open {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) documents: Documents,
    pub(crate) directory: Directory,
    pub(crate) topology: Topology,
}

/// Says where the store is: the folder given, else `CSSHELL_STORE`, else below `XDG_DATA_HOME`.
pub fn configure(s: &mut Session, folder: Option<PathBuf>) {
    configure_for(s, folder.unwrap_or_else(default_folder), this_machine());
}

/// Says where the store is, and what a fresh one is told about its machine.
pub fn configure_for(s: &mut Session, folder: PathBuf, machine: Machine) {
    *shelf(s) = Shelf { folder, machine, open: None };
}

/// The open store; opens it when this is the first command that asks.
pub(crate) fn open(s: &mut Session) -> Result<Open, Halt> {
    let shelf = shelf(s);
    if let Some(open) = &shelf.open {
        return Ok(open.clone());
    }
    let store = store::open(&shelf.folder).map_err(fault::of_store)?;
    let open = Open::new(store);
    open.topology.ensure(&shelf.machine).map_err(fault::of_store)?;
    shelf.open = Some(open.clone());
    Ok(open)
}

/// Lets go of the store, and tells its folder: for what must have it alone.
pub(crate) fn close(s: &mut Session) -> PathBuf {
    let shelf = shelf(s);
    shelf.open = None;
    shelf.folder.clone()
}

/// The folder, open or not.
pub(crate) fn folder(s: &mut Session) -> PathBuf {
    shelf(s).folder.clone()
}

/// Name of this computer in the topology.
pub(crate) fn computer_name(s: &mut Session) -> String {
    shelf(s).machine.fqdn.clone()
}

fn shelf(s: &mut Session) -> &mut Shelf {
    s.service(|| Shelf { folder: default_folder(), machine: this_machine(), open: None })
}

impl Open {
    fn new(store: Arc<dyn Store>) -> Self {
        Self {
            documents: Documents::new(Arc::clone(&store)),
            directory: Directory::new(Arc::clone(&store)),
            topology: Topology::new(Arc::clone(&store)),
            store,
        }
    }

    pub(crate) fn history(&self) -> History {
        History::new(Arc::clone(&self.store))
    }

    pub(crate) fn precedence(&self) -> Precedence {
        Precedence::new(self.documents.clone(), self.topology.clone())
    }
}

/// The line a person typed for the running command: what the history of the store shows as cause.
pub(crate) fn command_line(cx: &Cx<'_>) -> String {
    let run = cx.run();
    let Some(position) = &run.position else { return run.called_as.to_string() };
    let (line, _) = position.source.line_column(position.span.start);
    let whole = position.source.line(line).trim();
    let command = position.source.slice(position.span).trim();
    // A command over several lines is told by itself; one on a line with others by the line.
    if whole.contains(command) { whole.to_owned() } else { command.to_owned() }
}

fn default_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os(FOLDER_VARIABLE).filter(|it| !it.is_empty()) {
        return PathBuf::from(folder);
    }
    let data = std::env::var_os("XDG_DATA_HOME").filter(|it| Path::new(it).is_absolute()).map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_else(|| "/".into())).join(".local/share");
    data.unwrap_or_else(home).join("csshell")
}

fn this_machine() -> Machine {
    let name = rustix::system::uname().nodename().to_string_lossy().to_ascii_lowercase();
    let name = if name.is_empty() { "localhost".to_owned() } else { name };
    let fqdn = if name.contains('.') { name } else { format!("{name}.{FIRST_DOMAIN}") };
    let sip_domain = fqdn.split_once('.').map_or(FIRST_DOMAIN, |(_, domain)| domain).to_owned();
    Machine { site: FIRST_SITE.to_owned(), fqdn, sip_domain }
}
