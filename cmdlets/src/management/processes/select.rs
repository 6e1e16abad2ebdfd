//! Which processes a command means.

use dotnet::wildcard::Wildcard;
use runtime::author::{Category, Cx, Fault, Flow, Str, Value};
use runtime::clr::{Process, process, processes};

/// Exception of a process that is not there.
const MISSING: &str = "Microsoft.PowerShell.Commands.ProcessCommandException";

/// Processes by name with wildcards; a plain name that fits none is an error.
pub(super) fn by_name(cx: &mut Cx<'_>, names: &[Str], each: &mut dyn FnMut(&mut Cx<'_>, Value) -> Flow) -> Flow {
    for name in names {
        let Ok(pattern) = Wildcard::new(name, true) else { continue };
        let mut found: Vec<(String, Value)> =
            processes().into_iter().filter_map(|it| Some((it.as_native::<Process>()?.name(), it))).collect();
        found.retain(|(it, _)| pattern.is_match(it));
        found.sort_by_cached_key(|(it, _)| it.to_lowercase());
        if found.is_empty() && !Wildcard::contains_wildcards(name) {
            let text = format!("Cannot find a process with the name \"{name}\". Verify the process name and call the cmdlet again.");
            cx.error(Fault::new(MISSING, "NoProcessFoundForGivenName", Category::ObjectNotFound, text).target(name.clone()))?;
        }
        found.into_iter().try_for_each(|(_, it)| each(cx, it))?;
    }
    Ok(())
}

/// Processes by number; a number that nobody has is an error.
pub(super) fn by_id(cx: &mut Cx<'_>, ids: &[i32], each: &mut dyn FnMut(&mut Cx<'_>, Value) -> Flow) -> Flow {
    for id in ids {
        match u32::try_from(*id).ok().and_then(process) {
            Some(found) => each(cx, found)?,
            None => {
                let text = format!("Cannot find a process with the process identifier {id}.");
                cx.error(Fault::new(MISSING, "NoProcessFoundForGivenId", Category::ObjectNotFound, text).target(Value::Int(*id)))?;
            }
        }
    }
    Ok(())
}
