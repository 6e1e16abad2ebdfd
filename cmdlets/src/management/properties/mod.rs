//! Properties of items.

mod clear_item_property;
mod copy_item_property;
mod get_item_property;
mod get_item_property_value;
mod move_item_property;
mod new_item_property;
mod remove_item_property;
mod rename_item_property;
mod set_item_property;
mod shared;

use runtime::author::CmdletEntry;

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        clear_item_property::ClearItemProperty::entry(),
        copy_item_property::CopyItemProperty::entry(),
        get_item_property::GetItemProperty::entry(),
        get_item_property_value::GetItemPropertyValue::entry(),
        move_item_property::MoveItemProperty::entry(),
        new_item_property::NewItemProperty::entry(),
        remove_item_property::RemoveItemProperty::entry(),
        rename_item_property::RenameItemProperty::entry(),
        set_item_property::SetItemProperty::entry(),
    ]
}
