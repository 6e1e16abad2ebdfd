//! Paths as text: joined, split, resolved, tested.

mod convert_path;
mod join_path;
mod resolve_path;
mod split_path;
mod test_path;

use runtime::author::CmdletEntry;

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        convert_path::ConvertPath::entry(),
        join_path::JoinPath::entry(),
        resolve_path::ResolvePath::entry(),
        split_path::SplitPath::entry(),
        test_path::TestPath::entry(),
    ]
}
