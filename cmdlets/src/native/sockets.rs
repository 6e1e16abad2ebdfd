//! Sockets of this machine and the processes they belong to.
//!
//! In:    the tables the kernel keeps: `/proc/net/tcp`, `tcp6`, `udp`, `udp6`, and who has which file open.
//! Out:   one entry per socket.
//! Never: resolves names.

use std::collections::HashMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

/// A kind of socket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Protocol {
    Tcp,
    TcpV6,
    Udp,
    UdpV6,
}

impl Protocol {
    pub(super) const ALL: [Protocol; 4] = [Protocol::Tcp, Protocol::TcpV6, Protocol::Udp, Protocol::UdpV6];

    /// The word in the first column.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Tcp | Self::TcpV6 => "TCP",
            Self::Udp | Self::UdpV6 => "UDP",
        }
    }

    /// What `-p` takes.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "tcp" => Some(Self::Tcp),
            "tcpv6" => Some(Self::TcpV6),
            "udp" => Some(Self::Udp),
            "udpv6" => Some(Self::UdpV6),
            _ => None,
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::TcpV6 => "tcp6",
            Self::Udp => "udp",
            Self::UdpV6 => "udp6",
        }
    }

    fn has_states(self) -> bool {
        matches!(self, Self::Tcp | Self::TcpV6)
    }
}

/// One socket.
#[derive(Debug, PartialEq)]
pub(super) struct Socket {
    pub(super) protocol: Protocol,
    pub(super) local: SocketAddr,
    pub(super) remote: SocketAddr,
    /// The state as Windows words it; none for UDP.
    pub(super) state: Option<&'static str>,
    inode: u64,
}

impl Socket {
    /// Whether it only waits for others.
    pub(super) fn is_waiting(&self) -> bool {
        self.state.is_none_or(|it| it == "LISTENING")
    }
}

/// Every socket of a kind; a table that cannot be read has none.
pub(super) fn of(protocol: Protocol) -> Vec<Socket> {
    // The process's own view, so that a network namespace shows its own sockets.
    let text = fs::read_to_string(Path::new("/proc/self/net").join(protocol.table())).unwrap_or_default();
    text.lines().skip(1).filter_map(|line| read(protocol, line)).collect()
}

fn read(protocol: Protocol, line: &str) -> Option<Socket> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let state = u8::from_str_radix(fields.get(3)?, 16).ok()?;
    Some(Socket {
        protocol,
        local: address(fields.get(1)?)?,
        remote: address(fields.get(2)?)?,
        state: if protocol.has_states() { Some(state_word(state)) } else { None },
        inode: fields.get(9)?.parse().ok()?,
    })
}

/// `0100007F:0277`: words of four bytes in the machine's order, then the port.
fn address(text: &str) -> Option<SocketAddr> {
    let (host, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let words: Option<Vec<[u8; 4]>> = (0..host.len())
        .step_by(8)
        .map(|at| host.get(at..at + 8).and_then(|it| u32::from_str_radix(it, 16).ok()).map(u32::to_ne_bytes))
        .collect();
    let bytes = words?.concat();
    let ip = match bytes.len() {
        4 => IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(bytes.as_slice()).ok()?)),
        16 => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(bytes.as_slice()).ok()?)),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

fn state_word(state: u8) -> &'static str {
    match state {
        1 => "ESTABLISHED",
        2 => "SYN_SENT",
        3 | 12 => "SYN_RECEIVED",
        4 => "FIN_WAIT_1",
        5 => "FIN_WAIT_2",
        6 => "TIME_WAIT",
        8 => "CLOSE_WAIT",
        9 => "LAST_ACK",
        10 => "LISTENING",
        11 => "CLOSING",
        _ => "CLOSED",
    }
}

/// Which process has which socket open.
#[derive(Default)]
pub(super) struct Owners {
    by_inode: HashMap<u64, u32>,
}

impl Owners {
    /// Looks through the open files of every process that may be looked at.
    pub(super) fn read() -> Self {
        let mut owners = Self::default();
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        for process in processes {
            let Some(pid) = process.file_name().to_str().and_then(|it| it.parse().ok()) else { continue };
            let files = fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
            for file in files {
                let Some(inode) = fs::read_link(file.path()).ok().and_then(|it| socket_inode(&it)) else { continue };
                owners.by_inode.entry(inode).or_insert(pid);
            }
        }
        owners
    }

    /// The process; 0 for a socket nobody has open, or whose owner may not be looked at.
    pub(super) fn of(&self, socket: &Socket) -> u32 {
        self.by_inode.get(&socket.inode).copied().unwrap_or(0)
    }
}

/// `socket:[12345]`.
fn socket_inode(link: &Path) -> Option<u64> {
    link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_table() {
        let line = "   0: 0100007F:1495 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 561 1 0000 100 0";
        let socket = read(Protocol::Tcp, line).unwrap();
        if cfg!(target_endian = "little") {
            assert_eq!(socket.local, "127.0.0.1:5269".parse().unwrap());
        }
        assert_eq!((socket.state, socket.inode), (Some("LISTENING"), 561));
        assert_eq!(read(Protocol::Tcp, "nonsense"), None);
    }

    #[test]
    fn a_socket_of_this_process_is_found() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let mine = listener.local_addr().unwrap();
        let socket = of(Protocol::Tcp).into_iter().find(|it| it.local == mine).unwrap();
        assert!(socket.is_waiting());
        assert_eq!(Owners::read().of(&socket), std::process::id());
    }
}
