//! Get-CsEffectivePolicy: which policy of each kind holds for a user.

use super::selection::{Asked, Question};
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Value};
use runtime::records;
use store::class::CLASSES;
use store::directory::Account;

/// Type of the objects.
const EFFECTIVE: &str = "Microsoft.Rtc.Management.AD.Cmdlets.EffectivePolicies";

/// Shows which policy of each kind holds for a user: the granted one, else that of the site, else the global one.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsEffectivePolicy",
    type_name = "Microsoft.Rtc.Management.AD.Cmdlets.GetOcsEffectivePolicyCmdlet",
    module = "Lync",
    outputs("Microsoft.Rtc.Management.AD.Cmdlets.EffectivePolicies")
)]
#[example("Get-CsUser | Get-CsEffectivePolicy | Group-Object ExternalAccessPolicy", "Counts who is governed by which policy.")]
pub(crate) struct GetCsEffectivePolicy {
    /// The user: SIP address, user principal name, domain\logon, display name or distinguished name.
    #[param(position = 0, mandatory, pipeline, by_name, ty = "Microsoft.Rtc.Management.AD.UserIdParameter")]
    identity: Option<Value>,
    /// Accepted; the store needs no other credentials.
    #[param(ty = "pscredential", credential)]
    credential: Option<Value>,
    /// Accepted; there is one directory.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    domain_controller: Option<Value>,
    /// How many users at most.
    #[param(ty = "Microsoft.Rtc.Management.ADConnect.Core.Unlimited`1[System.UInt32]")]
    result_size: Option<Value>,
}

impl Cmdlet for GetCsEffectivePolicy {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let asked = Asked { identity: self.identity.as_ref(), result_size: self.result_size.as_ref(), ..Asked::default() };
        let question = Question::of(&asked)?;
        let open = shelf::open(cx.s)?;
        let precedence = open.precedence();
        question.walk(cx, &open, Account::is_enabled_user, &mut |cx, account| {
            let mut notes = vec![("Identity", Value::Str(account.identity()))];
            for class in CLASSES.iter().copied() {
                let Some(property) = class.grant_to else { continue };
                let holds = precedence.of(class, &account).map_err(fault::of_document)?;
                notes.push((property, holds.map_or(Value::Null, |it| Value::from(it.doc.identity().to_string()))));
            }
            cx.emit(records::typed(EFFECTIVE, &notes))
        })
    }
}
