//! Get-CsConfigurationChange: who changed what, when and by which command.

use super::change::{self, ChangeObject};
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, DateTime, Flow, Str};
use store::history::{Question, Told};

/// Shows changes of the configuration, the newest first.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsConfigurationChange",
    type_name = "CsShell.Commands.GetCsConfigurationChangeCommand",
    module = "CsShell",
    outputs("CsShell.ConfigurationChange")
)]
#[example("Get-CsConfigurationChange -Last 5", "Shows the five newest changes.")]
#[example("Get-CsConfigurationChange -Wait | Format-Table Time, User, Item", "Shows what others change, while they do.")]
#[example("Get-CsConfigurationChange -Identity Tag:FedPic -Diff", "Shows what changed about one policy, property by property.")]
pub(crate) struct GetCsConfigurationChange {
    /// Identity of an item, or a name or address of a user.
    #[param(position = 0, by_name)]
    identity: Option<Str>,
    /// Noun of a class, with or without Cs; CsUser for users, CsTopology for the topology.
    #[param]
    class: Option<Str>,
    /// Not before this time.
    #[param]
    after: Option<DateTime>,
    /// Not after this time.
    #[param]
    before: Option<DateTime>,
    /// Login name of who did it.
    #[param]
    user: Option<Str>,
    /// The newest so many of those that fit.
    #[param(ty = "int", range(1, 2147483647))]
    last: Option<i32>,
    /// Shows old and new value of every property instead.
    #[param]
    diff: bool,
    /// Shows changes as they are made from now on, by whichever process, until it is stopped.
    #[param]
    wait: bool,
}

impl GetCsConfigurationChange {
    fn show(&self, cx: &mut Cx<'_>, told: Told) -> Flow {
        let shown = if self.diff { change::differences(&told) } else { vec![ChangeObject::value(told)] };
        shown.into_iter().try_for_each(|it| cx.emit(it))
    }
}

impl Cmdlet for GetCsConfigurationChange {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let question = Question {
            identity: self.identity.as_ref().map(ToString::to_string),
            class: self.class.as_ref().map(ToString::to_string),
            after: self.after.map(milliseconds),
            before: self.before.map(milliseconds),
            user: self.user.as_ref().map(ToString::to_string),
            last: self.last.and_then(|it| usize::try_from(it).ok()),
        };
        let history = shelf::open(cx.s)?.history();
        let mut shown = Ok(());
        let asked = if self.wait {
            history.follow(&question, &mut |told| {
                shown = cx.s.poll().and_then(|()| told.map_or(Ok(()), |it| self.show(cx, it)));
                shown.is_ok()
            })
        } else {
            history.ask(&question, &mut |told| {
                shown = self.show(cx, told);
                shown.is_ok()
            })
        };
        asked.map_err(fault::of_store)?;
        shown
    }
}

/// Since 1970 UTC; a moment before that counts as 1970.
fn milliseconds(time: DateTime) -> u64 {
    (time.to_utc().to_unix_seconds() * 1000.0).max(0.0) as u64
}
