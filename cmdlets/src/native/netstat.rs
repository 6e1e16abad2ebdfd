//! netstat: connections and listening ports, in the columns of Windows.

use super::exit;
use super::sockets::{self, Owners, Protocol, Socket};
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
        for line in ["", "Active Connections", "", &row("Proto", "Local Address", "Foreign Address", "State", pid)] {
            cx.emit(Value::str(line))?;
        }
        for protocol in Protocol::ALL {
            if wanted.protocol.is_some_and(|it| it != protocol) {
                continue;
            }
            for socket in sockets::of(protocol).iter().filter(|it| wanted.shows(it)) {
                let pid = owners.as_ref().map(|it| it.of(socket).to_string()).unwrap_or_default();
                cx.emit(Value::from(line(socket, names.as_ref(), &pid)))?;
            }
        }
        exit(cx, 0);
        Ok(())
    }
}

fn line(socket: &Socket, names: Option<&Names>, pid: &str) -> String {
    let show = |address: &SocketAddr| match names {
        Some(names) => names.show(address, socket.protocol),
        None => numeric(address),
    };
    let remote = if socket.state.is_none() { "*:*".to_owned() } else { show(&socket.remote) };
    row(socket.protocol.word(), &show(&socket.local), &remote, socket.state.unwrap_or(""), pid)
}

fn row(protocol: &str, local: &str, remote: &str, state: &str, pid: &str) -> String {
    let line = format!("  {protocol:<6} {local:<22} {remote:<22} {state:<15} {pid}");
    if pid.is_empty() { line.trim_end().to_owned() } else { line }
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
        assert_eq!(row("Proto", "Local Address", "Foreign Address", "State", "PID"), "  Proto  Local Address          Foreign Address        State           PID");
        assert_eq!(row("UDP", "0.0.0.0:123", "*:*", "", "8876"), "  UDP    0.0.0.0:123            *:*                                    8876");
    }
}
