//! Get-CsAdUser: every account of the directory.

use super::selection::{Asked, Question};
use crate::cs::object::UserObject;
use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Shows accounts of the directory, whether they are enabled as users or not.
///
/// Enabled is True, False for a user who is switched off for a while, or empty for an account that was never enabled.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsAdUser",
    type_name = "Microsoft.Rtc.Management.AD.Cmdlets.GetOcsADUserCmdlet",
    module = "Lync",
    outputs("Microsoft.Rtc.Management.ADConnect.Schema.CSADUser")
)]
#[example("Get-CsAdUser -Filter {Enabled -eq $null}", "Shows the accounts that were never enabled.")]
pub(crate) struct GetCsAdUser {
    /// SIP address, user principal name, domain\logon, distinguished name, or display name, in which * is allowed.
    #[param(position = 0, pipeline, by_name, ty = "Microsoft.Rtc.Management.AD.UserIdParameter")]
    identity: Option<Value>,
    /// Accepted; the store needs no other credentials.
    #[param(ty = "pscredential", credential)]
    credential: Option<Value>,
    /// Accepted; there is one directory.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    domain_controller: Option<Value>,
    /// Condition on properties.
    #[param]
    filter: Option<Str>,
    /// Organisational unit; accounts in units below it count too.
    #[param(name = "OU", ty = "Microsoft.Rtc.Management.AD.OUIdParameter")]
    ou: Option<Value>,
    /// How many accounts at most; 0 shows none, Unlimited all.
    #[param(ty = "Microsoft.Rtc.Management.ADConnect.Core.Unlimited`1[System.UInt32]")]
    result_size: Option<Value>,
    /// Condition on attributes of the directory.
    #[param(name = "LDAPFilter")]
    ldap_filter: Option<Str>,
}

impl Cmdlet for GetCsAdUser {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let question = Question::of(&Asked {
            identity: self.identity.as_ref(),
            filter: self.filter.as_ref(),
            ldap_filter: self.ldap_filter.as_ref(),
            ou: self.ou.as_ref(),
            result_size: self.result_size.as_ref(),
        })?;
        let open = shelf::open(cx.s)?;
        question.walk(cx, &open, |_| true, &mut |cx, account| cx.emit(UserObject::directory_account(account)))
    }
}
