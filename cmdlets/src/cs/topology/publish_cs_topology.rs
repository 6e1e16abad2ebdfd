//! Publish-CsTopology: a topology document becomes the topology.

use crate::cs::fault;
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Str, Value};

/// Publishes a topology document.
///
/// Documents of Topology Builder are not read yet; sites, pools and services are changed with Set-CsSite and
/// Set-CsEdgeServer, whose changes are published by themselves.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Publish-CsTopology",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.PublishOcsTopologyCmdlet",
    module = "Lync",
    default_set = "Filename",
    confirm = "Medium"
)]
pub(crate) struct PublishCsTopology {
    /// The document.
    #[param(position = 0, mandatory, set = "Filename")]
    file_name: Option<Str>,
    /// The document as XML.
    #[param(mandatory, set = "Document", ty = "System.Xml.Linq.XElement")]
    document: Option<Value>,
    /// Ends the removal of a pool.
    #[param(mandatory, set = "Finalize")]
    finalize_uninstall: bool,
    /// Where the old topology is kept.
    #[param]
    backup_file_name: Option<Str>,
    /// Asks nothing.
    #[param]
    force: bool,
}

impl Cmdlet for PublishCsTopology {
    fn process(&mut self, _cx: &mut Cx<'_>) -> Flow {
        let target = self.file_name.clone().map_or(Value::Null, Value::Str);
        let message = "Publish-CsTopology cannot read topology documents yet. Use Set-CsSite and Set-CsEdgeServer; their changes are published by themselves.";
        Err(fault::refused("TopologyDocumentNotSupported", Category::NotImplemented, message, target).into())
    }
}
