//! What is known about the replicas: every computer of the topology reads this store, so it is up to date when the
//! store's newest change is durable.

use crate::cs::fault;
use crate::cs::object::show_time;
use crate::cs::shelf::Open;
use runtime::author::{Halt, Value};
use runtime::records;
use store::topology::Computer;

/// Version of the product that the replicas say they are.
const PRODUCT_VERSION: &str = "5.0.8308.0";

/// One object per computer, or for the one that is named.
pub(super) fn states(open: &Open, named: Option<&str>, now_ms: i64) -> Result<Vec<Value>, Halt> {
    let info = open.store.info().map_err(fault::of_store)?;
    let newest = open.store.changes(info.durable.max(1), 1).map_err(fault::of_store)?;
    let changed = newest.first().and_then(|it| i64::try_from(it.at).ok()).map_or(Value::Null, show_time);
    let computers = open.topology.list::<Computer>().map_err(fault::of_store)?;
    let wanted = computers.into_iter().filter(|it| named.is_none_or(|name| it.fqdn.eq_ignore_ascii_case(name)));
    Ok(wanted
        .map(|computer| {
            records::typed(
                "Microsoft.Rtc.Management.Xds.ReplicaState",
                &[
                    ("UpToDate", Value::Bool(info.revision == info.durable)),
                    ("ReplicaFqdn", Value::from(computer.fqdn)),
                    ("LastStatusReport", show_time(now_ms)),
                    ("LastUpdateCreation", changed.clone()),
                    ("ProductVersion", Value::str(PRODUCT_VERSION)),
                ],
            )
        })
        .collect())
}
