//! Items: finding, making, copying, moving, removing.

mod attributes;
mod clear_item;
mod copy_item;
mod get_child_item;
mod get_item;
mod invoke_item;
mod move_item;
mod new_item;
mod remove_item;
mod rename_item;
mod set_item;

use runtime::author::CmdletEntry;

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        clear_item::ClearItem::entry(),
        copy_item::CopyItem::entry(),
        get_child_item::GetChildItem::entry(),
        get_item::GetItem::entry(),
        invoke_item::InvokeItem::entry(),
        move_item::MoveItem::entry(),
        new_item::NewItem::entry(),
        remove_item::RemoveItem::entry(),
        rename_item::RenameItem::entry(),
        set_item::SetItem::entry(),
    ]
}
