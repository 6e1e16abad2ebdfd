//! Move-CsUser: another home pool for a user.

use super::change::{self, Changes};
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Session, Value};
use store::doc::Datum;
use store::topology::Pool;

/// Moves users to another Registrar pool; nothing else about them changes.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Move-CsUser", type_name = "Microsoft.Rtc.Management.AD.Cmdlets.MoveOcsUserCmdlet", module = "Lync", confirm = "High")]
#[example("Move-CsUser -Identity 'Pilar Ackerman' -Target pool02.litwareinc.com", "Moves one user.")]
pub(crate) struct MoveCsUser {
    /// The user: SIP address, user principal name, domain\logon, display name or distinguished name.
    #[param(position = 0, mandatory, pipeline, by_name, ty = "Microsoft.Rtc.Management.AD.UserIdParameter")]
    identity: Option<Value>,
    /// The new pool.
    #[param(position = 1, mandatory, ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    target: Option<Value>,
    /// Accepted; there is one directory.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    domain_controller: Option<Value>,
    /// Accepted; the store needs no other credentials.
    #[param(ty = "pscredential", credential)]
    credential: Option<Value>,
    /// Moves without the user's contacts.
    #[param]
    force: bool,
    /// Gives the users back.
    #[param]
    pass_thru: bool,
    #[state]
    changes: Changes,
}

impl MoveCsUser {
    fn move_user(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let target = self.target.as_ref().map(Value::plain_text).unwrap_or_default();
        let Some((pool, _)) = open.topology.get::<Pool>(&target).map_err(fault::of_store)? else {
            return Err(fault::refused("PoolNotFound", Category::ObjectNotFound, "No matching cluster found in topology.", target).into());
        };
        let account = change::find_user(&open, self.identity.as_ref()).map_err(fault::of_directory)?;
        self.changes.change(cx, &account, self.pass_thru, move |it| Ok(it.set("RegistrarPool", Datum::text(&pool.fqdn))?))
    }
}

impl Cmdlet for MoveCsUser {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let done = self.move_user(cx);
        change::say(cx, done)
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.changes.finish(cx)
    }

    fn dispose(&mut self, _s: &mut Session) {
        self.changes.drop_unfinished();
    }
}
