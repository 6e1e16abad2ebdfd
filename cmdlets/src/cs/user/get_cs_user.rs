//! Get-CsUser: the users this product serves.

use super::selection::{Asked, Question};
use crate::cs::object::UserObject;
use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};
use store::directory::Account;

/// Shows the users who are enabled, those who are switched off for a while included.
///
/// Without parameters every enabled user is shown, a page at a time. Accounts that were never enabled are shown by
/// Get-CsAdUser.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsUser",
    type_name = "Microsoft.Rtc.Management.AD.Cmdlets.GetOcsUserCmdlet",
    module = "Lync",
    outputs("Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser")
)]
#[example("Get-CsUser -Identity 'Ken Myer'", "Shows one user.")]
#[example("Get-CsUser -Filter {ExternalAccessPolicy -eq $null}", "Shows the users without an external access policy of their own.")]
pub(crate) struct GetCsUser {
    /// SIP address, user principal name, domain\logon, distinguished name, or display name, in which * is allowed.
    #[param(position = 0, pipeline, by_name, ty = "Microsoft.Rtc.Management.AD.UserIdParameter")]
    identity: Option<Value>,
    /// Accepted; the store needs no other credentials.
    #[param(ty = "pscredential", credential)]
    credential: Option<Value>,
    /// Accepted; there is one directory.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    domain_controller: Option<Value>,
    /// Condition on properties, such as {Enabled -eq $true -and LineURI -like "tel:+1425*"}.
    #[param]
    filter: Option<Str>,
    /// Users of an older product; there are none.
    #[param]
    on_office_communication_server: bool,
    /// Users of this product; all are.
    #[param]
    on_lync_server: bool,
    /// Organisational unit; users in units below it count too.
    #[param(name = "OU", ty = "Microsoft.Rtc.Management.AD.OUIdParameter")]
    ou: Option<Value>,
    /// How many users at most; 0 shows none, Unlimited all.
    #[param(ty = "Microsoft.Rtc.Management.ADConnect.Core.Unlimited`1[System.UInt32]")]
    result_size: Option<Value>,
    /// Condition on attributes of the directory, such as "&(Department=Finance)(Title=Manager)".
    #[param]
    ldap_filter: Option<Str>,
    /// Only users without a Registrar pool.
    #[param]
    un_assigned_user: bool,
}

impl Cmdlet for GetCsUser {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let question = Question::of(&Asked {
            identity: self.identity.as_ref(),
            filter: self.filter.as_ref(),
            ldap_filter: self.ldap_filter.as_ref(),
            ou: self.ou.as_ref(),
            result_size: self.result_size.as_ref(),
        })?;
        if self.on_office_communication_server {
            return Ok(());
        }
        let open = shelf::open(cx.s)?;
        let fits: fn(&Account) -> bool =
            if self.un_assigned_user { |it| it.is_enabled_user() && it.text("RegistrarPool").is_none() } else { Account::is_enabled_user };
        question.walk(cx, &open, fits, &mut |cx, account| cx.emit(UserObject::user(account)))
    }
}
