//! An XMPP partner must leave one way to negotiate a stream.

use super::{Manners, ORDINARY, Occasion};
use crate::cs::fault;
use crate::cs::shelf::Open;
use runtime::author::{Category, Cx, Flow};
use store::doc::{Datum, Doc};

pub(super) const MANNERS: Manners = Manners { key_parameter: true, check: some_method_is_left, ..ORDINARY };

/// Which ways TLS, SASL and dialback leave together.
struct Methods {
    sasl: bool,
    tls_dialback: bool,
    tcp_dialback: bool,
}

fn methods(tls: &str, sasl: &str, dialback: bool) -> Methods {
    let (has_tls, has_sasl) = (tls != "NotSupported", sasl != "NotSupported");
    Methods {
        sasl: has_tls && has_sasl,
        tls_dialback: has_tls && dialback && !(tls == "Required" && sasl == "Required"),
        tcp_dialback: tls != "Required" && dialback,
    }
}

fn some_method_is_left(cx: &mut Cx<'_>, _open: &Open, _occasion: Occasion, doc: &Doc) -> Flow {
    let word = |name: &str| doc.get(name).and_then(Datum::as_text).unwrap_or("Required").to_owned();
    let (tls, sasl) = (word("TlsNegotiation"), word("SaslNegotiation"));
    let left = methods(&tls, &sasl, doc.is("SupportDialbackNegotiation"));
    if !(left.sasl || left.tls_dialback || left.tcp_dialback) {
        let message = format!(
            "TlsNegotiation {tls}, SaslNegotiation {sasl} and SupportDialbackNegotiation {} leave no way to negotiate with \"{}\". SASL needs TLS; without both, dialback must be supported.",
            if doc.is("SupportDialbackNegotiation") { "True" } else { "False" },
            doc.identity()
        );
        return Err(fault::refused("NegotiationNotPossible", Category::InvalidArgument, message, doc.identity().to_string()).into());
    }
    if tls != "Required" && sasl != "NotSupported" {
        return cx.warn(&format!(
            "SASL needs TLS. With TlsNegotiation {tls} and SaslNegotiation {sasl}, sessions with \"{}\" may fail.",
            doc.identity()
        ));
    }
    if tls == "Required" && sasl == "Required" && doc.is("SupportDialbackNegotiation") {
        return cx.verbose("TLS and SASL are both required, so dialback will never be used.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tls: &str, sasl: &str, dialback: bool, want: &str) {
        let left = methods(tls, sasl, dialback);
        let mut words = Vec::new();
        if left.sasl {
            words.push("SASL/TLS");
        }
        if left.tls_dialback {
            words.push("TLS dialback");
        }
        if left.tcp_dialback {
            words.push("TCP dialback");
        }
        assert_eq!(words.join(", "), want, "for {tls} {sasl} {dialback}");
    }

    #[test]
    fn the_whole_matrix() {
        let (r, o, n) = ("Required", "Optional", "NotSupported");
        check(r, r, true, "SASL/TLS");
        check(r, r, false, "SASL/TLS");
        check(o, r, true, "SASL/TLS, TLS dialback, TCP dialback");
        check(o, r, false, "SASL/TLS");
        check(n, r, true, "TCP dialback");
        check(n, r, false, "");
        check(r, o, true, "SASL/TLS, TLS dialback");
        check(r, o, false, "SASL/TLS");
        check(o, o, true, "SASL/TLS, TLS dialback, TCP dialback");
        check(o, o, false, "SASL/TLS");
        check(n, o, true, "TCP dialback");
        check(n, o, false, "");
        check(r, n, true, "TLS dialback");
        check(r, n, false, "");
        check(o, n, true, "TLS dialback, TCP dialback");
        check(o, n, false, "");
        check(n, n, true, "TCP dialback");
        check(n, n, false, "");
    }
}
