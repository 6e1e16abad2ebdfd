//! Get-CsTopology: everything the topology holds, at a glance or as a document.

use crate::cs::shelf::Open;
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Halt, Value};
use runtime::records;
use std::fmt::Write as _;
use store::class::SIP_DOMAIN;
use store::topology::{Computer, Pool, Service, Setting, Site};

/// Shows how many sites, pools, computers and services there are, or all of them as XML.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsTopology",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.GetOcsTopologyCmdlet",
    module = "Lync",
    outputs("Microsoft.Rtc.Management.Deploy.Internal.DefaultTopology")
)]
#[example("Get-CsTopology -AsXml > topology.xml", "Writes the topology to a file.")]
pub(crate) struct GetCsTopology {
    /// Gives the whole topology as an XML text.
    #[param]
    as_xml: bool,
    /// Reads the copy on this computer, which is the store itself.
    #[param]
    local_store: bool,
}

impl Cmdlet for GetCsTopology {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let shown = if self.as_xml { Value::from(document(&open)?) } else { overview(&open)? };
        cx.emit(shown)
    }
}

fn overview(open: &Open) -> Result<Value, Halt> {
    let topology = &open.topology;
    let names = |items: Vec<String>| Value::strings(items);
    let sites = topology.list::<Site>().map_err(fault::of_store)?.into_iter().map(|it| format!("Site:{}", it.name)).collect();
    let pools = topology.list::<Pool>().map_err(fault::of_store)?.into_iter().map(|it| it.fqdn).collect();
    let computers = topology.list::<Computer>().map_err(fault::of_store)?.into_iter().map(|it| it.fqdn).collect();
    let services = topology.list::<Service>().map_err(fault::of_store)?.into_iter().map(|it| it.identity).collect();
    let domains = open.documents.list(&SIP_DOMAIN).map_err(fault::of_document)?;
    let domains = domains.iter().map(|it| it.identity().to_string()).collect();
    Ok(records::typed(
        "Microsoft.Rtc.Management.Deploy.Internal.DefaultTopology",
        &[
            ("Sites", names(sites)),
            ("Clusters", names(pools)),
            ("Machines", names(computers)),
            ("Services", names(services)),
            ("SipDomains", names(domains)),
        ],
    ))
}

fn document(open: &Open) -> Result<String, Halt> {
    let topology = &open.topology;
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Topology>\n");
    for site in topology.list::<Site>().map_err(fault::of_store)? {
        let routes = [("FederationRoute", &site.federation_route), ("XmppFederationRoute", &site.xmpp_federation_route)];
        let _ = write!(xml, "  <Site Name=\"{}\" SiteId=\"{}\"", escaped(&site.name), site.site_id);
        for (name, route) in routes {
            if let Some(route) = route {
                let _ = write!(xml, " {name}=\"{}\"", escaped(route));
            }
        }
        xml.push_str(" />\n");
    }
    for pool in topology.list::<Pool>().map_err(fault::of_store)? {
        let _ = writeln!(xml, "  <Cluster Fqdn=\"{}\" Site=\"{}\">", escaped(&pool.fqdn), escaped(&pool.site));
        for computer in &pool.computers {
            let _ = writeln!(xml, "    <Machine Fqdn=\"{}\" />", escaped(computer));
        }
        xml.push_str("  </Cluster>\n");
    }
    for service in topology.list::<Service>().map_err(fault::of_store)? {
        let _ = writeln!(
            xml,
            "  <Service Identity=\"{}\" ServiceId=\"{}\" Version=\"{}\">",
            escaped(&service.identity),
            escaped(&service.service_id),
            service.version
        );
        for (name, setting) in &service.properties {
            let value = match setting {
                Setting::Null => continue,
                Setting::Number(it) => it.to_string(),
                Setting::Text(it) => escaped(it),
            };
            let _ = writeln!(xml, "    <Setting Name=\"{}\" Value=\"{value}\" />", escaped(name));
        }
        xml.push_str("  </Service>\n");
    }
    xml.push_str("</Topology>\n");
    Ok(xml)
}

fn escaped(text: &str) -> String {
    runtime::markup::escaped(text, true)
}
