//! Set-CsUser: properties of a user.

use super::change::{self, Changes};
use super::enable_cs_user::check_address;
use crate::cs::object::read_datum;
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Halt, Session, Value};
use store::class::ACCOUNT;
use store::directory::Account;
use store::doc::Datum;

/// Changes properties of users; what is not named stays as it is.
///
/// With -Enabled $false a user cannot sign in but keeps address, policies and everything else.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Set-CsUser", type_name = "Microsoft.Rtc.Management.AD.Cmdlets.SetOcsUserCmdlet", module = "Lync", confirm = "Medium")]
#[example("Get-CsUser -Filter {Title -eq 'Intern'} | Set-CsUser -Enabled $false", "Switches some users off for a while.")]
pub(crate) struct SetCsUser {
    /// The user: SIP address, user principal name, domain\logon, display name or distinguished name.
    #[param(position = 0, mandatory, pipeline, by_name, ty = "Microsoft.Rtc.Management.AD.UserIdParameter")]
    identity: Option<Value>,
    /// Accepted; there is one directory.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    domain_controller: Option<Value>,
    /// Gives the users back.
    #[param]
    pass_thru: bool,
    /// Gateway for remote call control.
    #[param(name = "LineServerURI", ty = "string", allow_null, allow_empty_string)]
    line_server_uri: Option<Value>,
    /// The user may not use audio and video.
    #[param(ty = "bool")]
    audio_video_disabled: Option<Value>,
    /// The desk phone is controlled remotely.
    #[param(ty = "bool")]
    remote_call_control_telephony_enabled: Option<Value>,
    /// Second, unlisted phone number, such as tel:+14255551298.
    #[param(ty = "string", allow_null, allow_empty_string)]
    private_line: Option<Value>,
    /// Voice mail is hosted elsewhere.
    #[param(ty = "bool")]
    hosted_voice_mail: Option<Value>,
    /// The user's calls go through this product.
    #[param(ty = "bool")]
    enterprise_voice_enabled: Option<Value>,
    /// Where conversations are archived.
    #[param(ty = "Microsoft.Rtc.Management.ADConnect.Schema.ExchangeArchivingPolicyOptionsEnum")]
    exchange_archiving_policy: Option<Value>,
    /// Phone number, such as tel:+14255551297;ext=297.
    #[param(name = "LineURI", ty = "string", allow_null, allow_empty_string)]
    line_uri: Option<Value>,
    /// SIP address, with sip: in front, in a SIP domain of the organisation.
    #[param(ty = "string")]
    sip_address: Option<Value>,
    /// The user may sign in.
    #[param(alias("CsEnabled"), ty = "bool")]
    enabled: Option<Value>,
    #[state]
    changes: Changes,
}

impl SetCsUser {
    fn named(&self) -> [(&'static str, &Option<Value>); 10] {
        [
            ("LineServerURI", &self.line_server_uri),
            ("AudioVideoDisabled", &self.audio_video_disabled),
            ("RemoteCallControlTelephonyEnabled", &self.remote_call_control_telephony_enabled),
            ("PrivateLine", &self.private_line),
            ("HostedVoiceMail", &self.hosted_voice_mail),
            ("EnterpriseVoiceEnabled", &self.enterprise_voice_enabled),
            ("ExchangeArchivingPolicy", &self.exchange_archiving_policy),
            ("LineURI", &self.line_uri),
            ("SipAddress", &self.sip_address),
            ("Enabled", &self.enabled),
        ]
    }

    fn set(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let account = change::find_user(&open, self.identity.as_ref()).map_err(fault::of_directory)?;
        if let Some(address) = &self.sip_address {
            check_address(&open, &address.plain_text())?;
        }
        let mut said = Vec::new();
        for (name, value) in self.named() {
            // A text parameter given as $null or "" empties the property.
            let Some(value) = value.as_ref().cloned().or_else(|| cx.is_bound(name).then_some(Value::Null)) else { continue };
            let Some(slot) = ACCOUNT.slot(name) else { continue };
            let datum =
                read_datum(cx.s, &ACCOUNT.fields[slot], &value, account.at(slot)).map_err(|reason| fault::not_bound(name, &reason))?;
            said.push((name, datum));
        }
        let mut after = account.clone();
        for (name, datum) in &said {
            after.set(name, datum.clone()).map_err(|it| fault::of(&it))?;
        }
        check_together(&after)?;
        self.changes.change(cx, &account, self.pass_thru, move |it| {
            for (name, datum) in &said {
                it.set(name, datum.clone())?;
            }
            Ok(())
        })
    }
}

/// Rules between properties.
fn check_together(user: &Account) -> Flow {
    let on = |name: &str| user.get(name).and_then(|it| it.as_flag()).unwrap_or(false);
    let bad = |id: &str, message: &str| -> Halt { fault::refused(id, Category::InvalidOperation, message, user.identity()).into() };
    if on("AudioVideoDisabled") && (on("EnterpriseVoiceEnabled") || on("RemoteCallControlTelephonyEnabled")) {
        return Err(bad(
            "AudioVideoNeeded",
            "Audio and video cannot be disabled while Enterprise Voice or remote call control is enabled.",
        ));
    }
    let has = |name: &str| user.text(name).is_some();
    if on("RemoteCallControlTelephonyEnabled") && !(has("LineURI") && has("LineServerURI")) {
        return Err(bad("LineNeeded", "Remote call control needs LineURI and LineServerURI."));
    }
    for name in ["LineURI", "PrivateLine"] {
        if let Some(Datum::Text(line)) = user.get(name)
            && !is_line(&line)
        {
            let message = format!("\"{line}\" is no phone number. It looks like tel:+14255551297 or tel:+14255551297;ext=297.");
            return Err(fault::refused("LineNotValid", Category::InvalidArgument, message, line).into());
        }
    }
    Ok(())
}

/// `tel:+` and digits, perhaps an extension; other schemes are the business of other gateways.
fn is_line(line: &str) -> bool {
    let Some(number) = line.strip_prefix("tel:") else { return line.contains(':') };
    let (digits, extension) = number.split_once(';').unwrap_or((number, ""));
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let numeric = |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit());
    numeric(digits) && (extension.is_empty() || extension.strip_prefix("ext=").is_some_and(numeric))
}

impl Cmdlet for SetCsUser {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let done = self.set(cx);
        change::say(cx, done)
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.changes.finish(cx)
    }

    fn dispose(&mut self, _s: &mut Session) {
        self.changes.drop_unfinished();
    }
}
