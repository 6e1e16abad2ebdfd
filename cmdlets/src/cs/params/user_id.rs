//! `UserIdParameter`: every way to say which user is meant.
//!
//! In:    a SIP address, user principal name, `domain\logon`, display name, distinguished name or GUID; a user object.
//! Out:   a value that knows the name, and the account when an object was given.
//! Never: looks a name up.

use crate::cs::object::UserObject;
use runtime::author::{Native, Session, Str, Type, Value};
use runtime::convert::{Converted, no_conversion};
use store::directory::{Account, UserId};

pub(crate) const USER_ID: &str = "Microsoft.Rtc.Management.AD.UserIdParameter";

/// Which user is meant.
pub(crate) struct UserIdParameter {
    text: Str,
    account: Option<Account>,
}

impl UserIdParameter {
    /// The parameter behind a bound value.
    pub(crate) fn of(value: &Value) -> Option<&Self> {
        value.as_native::<Self>()
    }

    /// The account an object brought along; it may have changed since.
    pub(crate) fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    pub(crate) fn id(&self) -> UserId {
        UserId::parse(&self.text)
    }
}

impl Native for UserIdParameter {
    fn type_of(&self) -> Type {
        Type::of(USER_ID)
    }

    fn text(&self) -> Str {
        self.text.clone()
    }
}

pub(super) fn convert(_s: &mut Session, value: &Value) -> Converted {
    if let Some(user) = value.as_native::<UserObject>() {
        return Ok(Value::native(UserIdParameter { text: user.account.identity(), account: Some(user.account.clone()) }));
    }
    match value.base() {
        Value::Str(text) => Ok(Value::native(UserIdParameter { text: text.clone(), account: None })),
        _ => Err(no_conversion(value, Type::of(USER_ID))),
    }
}
