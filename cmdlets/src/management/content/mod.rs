//! Content of files and items: reading, writing, emptying.

mod add_content;
mod clear_content;
mod get_content;
mod read;
mod set_content;
mod write;

use runtime::author::CmdletEntry;

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        add_content::AddContent::entry(),
        clear_content::ClearContent::entry(),
        get_content::GetContent::entry(),
        set_content::SetContent::entry(),
    ]
}
