//! netstat: connections and listening ports, in the columns of Windows.

use super::exit;
use super::sockets::{self, Owners, Protocol, Socket};
use comfy_table::{ColumnConstraint, Table, Width, presets};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Value};
use std::fs;
use std::net::SocketAddr;

const USAGE: &str = "netstat [-a] [-n] [-o] [-p TCP|TCPv6|UDP|UDPv6]";

/// Shows TCP connections; with -a listening ports and UDP too.
///
/// -n shows addresses and ports as numbers, -o the process that owns a connection, -p one protocol only. Letters can be
/// put together, as in netstat -ano.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "netstat", type_name = "CsShell.Native.NetStat", module = "CsShell", raw)]
#[example("netstat -ano | findstr 5269", "Shows who listens for XMPP partners.")]
pub(crate) struct NetStat {
    /// Options, as the program takes them.
    #[param(rest)]
    arguments: Vec<Str>,
}

/// What was asked for.
#[derive(Default)]
struct Wanted {
    all: bool,
    numbers: bool,
    owners: bool,
    protocol: Option<Protocol>,
}

impl Wanted {
    /// The word that cannot be understood, when one cannot.
    fn read(arguments: &[Str]) -> Result<Self, Str> {
        let mut wanted = Self::default();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let letters = word.strip_prefix(['-', '/', '–', '—', '―']).ok_or_else(|| word.clone())?;
            for letter in letters.chars() {
                match letter.to_ascii_lowercase() {
                    'a' => wanted.all = true,
                    'n' => wanted.numbers = true,
                    'o' => wanted.owners = true,
                    'p' => {
                        let name = words.next().ok_or_else(|| word.clone())?;
                        wanted.protocol = Some(Protocol::named(name).ok_or_else(|| name.clone())?);
                    }
                    _ => return Err(word.clone()),
                }
            }
        }
        Ok(wanted)
    }

    fn shows(&self, socket: &Socket) -> bool {
        self.all || !socket.is_waiting()
    }
}

impl Cmdlet for NetStat {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let wanted = match Wanted::read(&self.arguments) {
            Ok(wanted) => wanted,
            Err(word) => {
                exit(cx, 1);
                let message = format!("netstat does not know \"{word}\". Usage: {USAGE}");
                return cx.error(Fault::new("System.ArgumentException", "BadCommandLine", Category::InvalidArgument, message).target(word));
            }
        };
        let names = if wanted.numbers { None } else { Some(Names::read()) };
        let owners = wanted.owners.then(Owners::read);
        let pid = if wanted.owners { "PID" } else { "" };
        let mut rows = vec![["Proto", "Local Address", "Foreign Address", "State", pid].map(str::to_owned)];
        for protocol in Protocol::ALL.into_iter().filter(|it| wanted.protocol.is_none_or(|one| one == *it)) {
            for socket in sockets::of(protocol).iter().filter(|it| wanted.shows(it)) {
                let pid = owners.as_ref().map(|it| it.of(socket).to_string()).unwrap_or_default();
                rows.push(cells(socket, names.as_ref(), pid));
            }
        }
        for line in ["", "Active Connections", ""] {
            cx.emit(Value::str(line))?;
        }
        for line in columns(rows) {
            cx.emit(Value::from(line))?;
        }
        exit(cx, 0);
        Ok(())
    }
}

fn cells(socket: &Socket, names: Option<&Names>, pid: String) -> [String; 5] {
    let show = |address: &SocketAddr| match names {
        Some(names) => names.show(address, socket.protocol),
        None => numeric(address),
    };
    let remote = if socket.state.is_none() { "*:*".to_owned() } else { show(&socket.remote) };
    [socket.protocol.word().to_owned(), show(&socket.local), remote, socket.state.unwrap_or("").to_owned(), pid]
}

/// Columns where Windows has them; one that holds a long IPv6 address is wider for all rows.
fn columns(rows: Vec<[String; 5]>) -> Vec<String> {
    const CELLS_MIN: [u16; 5] = [9, 23, 23, 16, 1];
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).add_rows(rows);
    for (column, cells) in table.column_iter_mut().zip(CELLS_MIN) {
        column.set_padding((0, 1)).set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(cells)));
    }
    if let Some(first) = table.column_mut(0) {
        first.set_padding((2, 1));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

fn numeric(address: &SocketAddr) -> String {
    match address {
        SocketAddr::V4(it) => it.to_string(),
        SocketAddr::V6(it) => format!("[{}]:{}", it.ip(), it.port()),
    }
}

/// Names for addresses and ports, from this machine's own files; nobody is asked over the network.
struct Names {
    services: Vec<(u16, bool, String)>,
    host: String,
}

impl Names {
    fn read() -> Self {
        let text = fs::read_to_string("/etc/services").unwrap_or_default();
        let services = text.lines().filter_map(|line| {
            let mut words = line.split('#').next()?.split_whitespace();
            let name = words.next()?;
            let (port, protocol) = words.next()?.split_once('/')?;
            Some((port.parse().ok()?, protocol == "udp", name.to_owned()))
        });
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        Self { services: services.collect(), host }
    }

    fn show(&self, address: &SocketAddr, protocol: Protocol) -> String {
        let is_udp = protocol.word() == "UDP";
        let own = address.ip().is_loopback() || address.ip().is_unspecified();
        let host = if own { self.host.clone() } else { address.ip().to_string() };
        let named = self.services.iter().find(|(port, udp, _)| *port == address.port() && *udp == is_udp);
        match named {
            Some((_, _, name)) => format!("{host}:{name}"),
            None => format!("{host}:{}", address.port()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<(bool, bool, bool, Option<Protocol>), Str> {
        let words: Vec<Str> = words.iter().map(Str::new).collect();
        Wanted::read(&words).map(|it| (it.all, it.numbers, it.owners, it.protocol))
    }

    #[test]
    fn options_alone_and_together() {
        assert_eq!(read(&["-ano"]), Ok((true, true, true, None)));
        assert_eq!(read(&["/a", "-N", "–o"]), Ok((true, true, true, None)));
        assert_eq!(read(&["-np", "udp"]), Ok((false, true, false, Some(Protocol::Udp))));
        assert_eq!(read(&["-p"]), Err("-p".into()));
        assert_eq!(read(&["-anz"]), Err("-anz".into()));
        assert_eq!(read(&["5"]), Err("5".into()));
    }

    #[test]
    fn columns_stand_where_windows_puts_them() {
        let rows = [["Proto", "Local Address", "Foreign Address", "State", "PID"], ["UDP", "0.0.0.0:123", "*:*", "", "8876"]];
        let lines = columns(rows.map(|row| row.map(str::to_owned)).to_vec());
        assert_eq!(
            lines,
            [
                "  Proto  Local Address          Foreign Address        State           PID",
                "  UDP    0.0.0.0:123            *:*                                    8876",
            ]
        );
    }

    #[test]
    fn a_long_address_moves_every_row() {
        let long = "[2001:db8:1111:2222:3333:4444:5555:6666]:65000";
        let rows = [["TCP", long, "*:*", "LISTENING", "1"], ["TCP", "0.0.0.0:5269", "0.0.0.0:0", "LISTENING", "2"]];
        let lines = columns(rows.map(|row| row.map(str::to_owned)).to_vec());
        assert_eq!(lines[0].find("LISTENING"), lines[1].find("LISTENING"));
    }
}
