//! Disable-CsUser: a user becomes an account of the directory again.

use super::change::{self, Changes};
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Session, Value};

/// Takes everything away that Enable-CsUser and later changes added, policies included.
///
/// The account stays in the directory. To switch a user off for a while, use Set-CsUser -Enabled $false.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Disable-CsUser",
    type_name = "Microsoft.Rtc.Management.AD.Cmdlets.DisableOcsUserCmdlet",
    module = "Lync",
    confirm = "Medium"
)]
#[example("Disable-CsUser -Identity 'Ken Myer'", "Removes one user.")]
pub(crate) struct DisableCsUser {
    /// The user: SIP address, user principal name, domain\logon, display name or distinguished name.
    #[param(position = 0, mandatory, pipeline, by_name, ty = "Microsoft.Rtc.Management.AD.UserIdParameter")]
    identity: Option<Value>,
    /// Accepted; there is one directory.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    domain_controller: Option<Value>,
    /// Gives the accounts back.
    #[param]
    pass_thru: bool,
    #[state]
    changes: Changes,
}

impl DisableCsUser {
    fn disable(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let account = change::find_user(&open, self.identity.as_ref()).map_err(fault::of_directory)?;
        self.changes.change(cx, &account, self.pass_thru, |it| {
            it.forget_user();
            Ok(())
        })
    }
}

impl Cmdlet for DisableCsUser {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let done = self.disable(cx);
        change::say(cx, done)
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.changes.finish(cx)
    }

    fn dispose(&mut self, _s: &mut Session) {
        self.changes.drop_unfinished();
    }
}
