//! Parameters that are text of a certain kind: identities, domain names, places in the directory.
//!
//! In:    text, or an object that has it as its text.
//! Out:   a value that prints as the text and names its type in help.
//! Never: judges the text; who uses it knows which scopes and names are allowed.

use runtime::author::{Native, Session, Str, Type, Value};
use runtime::convert::{Converted, no_conversion};

/// Identity of an item with scopes.
pub(crate) const XDS_IDENTITY: &str = "Microsoft.Rtc.Management.Xds.XdsIdentity";
/// Key of an item of one global list.
pub(crate) const XDS_GLOBAL_RELATIVE_IDENTITY: &str = "Microsoft.Rtc.Management.Xds.XdsGlobalRelativeIdentity";
/// Fully qualified domain name.
pub(crate) const FQDN: &str = "Microsoft.Rtc.Management.Deploy.Fqdn";
/// Distinguished name of an organisational unit.
const OU_ID: &str = "Microsoft.Rtc.Management.AD.OUIdParameter";

/// Text under the name of its type.
struct TypedText {
    ty: Type,
    text: Str,
}

impl Native for TypedText {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn text(&self) -> Str {
        self.text.clone()
    }
}

pub(super) fn define(s: &mut Session) {
    s.types.entry_mut(XDS_IDENTITY).converter = Some(|_, value| make(value, XDS_IDENTITY));
    s.types.entry_mut(XDS_GLOBAL_RELATIVE_IDENTITY).converter = Some(|_, value| make(value, XDS_GLOBAL_RELATIVE_IDENTITY));
    s.types.entry_mut(FQDN).converter = Some(|_, value| make(value, FQDN));
    s.types.entry_mut(OU_ID).converter = Some(|_, value| make(value, OU_ID));
}

fn make(value: &Value, type_name: &str) -> Converted {
    let ty = Type::of(type_name);
    let text = match value.base() {
        Value::Str(text) => text.clone(),
        Value::Native(native) if native.type_of().full_name().starts_with("Microsoft.Rtc.") => native.text(),
        _ => return Err(no_conversion(value, ty)),
    };
    Ok(Value::native(TypedText { ty, text }))
}
