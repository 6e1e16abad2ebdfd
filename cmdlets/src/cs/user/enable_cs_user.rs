//! Enable-CsUser: an account of the directory becomes a user.

use super::change::{self, Changes};
use crate::cs::shelf::Open;
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Halt, Session, Value};
use store::class::SIP_DOMAIN;
use store::directory::{Account, DirectoryFault};
use store::doc::Datum;
use store::identity::Identity;
use store::topology::Pool;

/// What an address can be made from, as an enumeration of the original.
pub(super) const ADDRESS_TYPE: (&str, &[&str]) =
    ("Microsoft.Rtc.Management.AD.AddressType", &["FirstLastName", "EmailAddress", "UserPrincipalName", "SamAccountName"]);
/// Host of users of this organisation.
const ON_PREMISES: &str = "SRV:";

/// Enables accounts of the directory as users, on a pool and with a SIP address.
///
/// The address is given, or made from the name, the logon name, the mail address or the user principal name.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Enable-CsUser",
    type_name = "Microsoft.Rtc.Management.AD.Cmdlets.EnableOcsUserCmdlet",
    module = "Lync",
    confirm = "Medium"
)]
#[example(
    "Enable-CsUser -Identity 'Pilar Ackerman' -RegistrarPool pool01.litwareinc.com -SipAddressType FirstLastName -SipDomain litwareinc.com",
    "Enables one account with the address sip:Pilar.Ackerman@litwareinc.com."
)]
pub(crate) struct EnableCsUser {
    /// The account: user principal name, domain\logon, display name or distinguished name.
    #[param(position = 0, mandatory, pipeline, by_name, ty = "Microsoft.Rtc.Management.AD.UserIdParameter")]
    identity: Option<Value>,
    /// Pool the user is homed on.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    registrar_pool: Option<Value>,
    /// What the SIP address is made from.
    #[param(ty = "Microsoft.Rtc.Management.AD.AddressType")]
    sip_address_type: Option<Value>,
    /// Domain of a made address.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    sip_domain: Option<Value>,
    /// The SIP address itself.
    #[param(ty = "string")]
    sip_address: Option<Value>,
    /// Server of the organisation that hosts the user.
    #[param(alias("HostingProvider"), ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    hosting_provider_proxy_fqdn: Option<Value>,
    /// Pool through which users of an older product sign in.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    proxy_pool: Option<Value>,
    /// Accepted; there is one directory.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    domain_controller: Option<Value>,
    /// Gives the users back.
    #[param]
    pass_thru: bool,
    #[state]
    changes: Changes,
    /// The address that `-SipAddress` gave away already.
    #[state]
    given: bool,
}

impl EnableCsUser {
    fn enable(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let account = change::find(&open, self.identity.as_ref()).map_err(fault::of_directory)?;
        if account.is_enabled_user() {
            return cx.warn(&format!("Object with identity \"{}\" was not changed.", account.identity()));
        }
        let pool = self.pool(&open)?;
        let address = self.address(&open, &account)?;
        let provider = self.hosting_provider_proxy_fqdn.as_ref().map_or_else(|| ON_PREMISES.to_owned(), |it| it.plain_text().to_string());
        self.changes.change(cx, &account, self.pass_thru, move |it: &mut Account| {
            it.set("Enabled", Datum::Flag(true))?;
            it.set("SipAddress", Datum::text(&address))?;
            if let Some(pool) = &pool {
                it.set("RegistrarPool", Datum::text(pool))?;
            }
            it.set("HostingProvider", Datum::text(&provider))?;
            Ok::<(), DirectoryFault>(())
        })
    }

    /// A hosted user has no pool here; every other must have one of the topology.
    fn pool(&self, open: &Open) -> Result<Option<String>, Halt> {
        let Some(pool) = self.registrar_pool.as_ref().map(|it| it.plain_text().to_string()) else {
            if self.hosting_provider_proxy_fqdn.is_some() {
                return Ok(None);
            }
            return Err(
                incomplete("RegistrarPool", "Enable-CsUser needs -RegistrarPool, or -HostingProviderProxyFqdn for a hosted user.").into()
            );
        };
        match open.topology.get::<Pool>(&pool).map_err(fault::of_store)? {
            Some((found, _)) => Ok(Some(found.fqdn)),
            None => Err(fault::refused("PoolNotFound", Category::ObjectNotFound, "No matching cluster found in topology.", pool).into()),
        }
    }

    fn address(&mut self, open: &Open, account: &Account) -> Result<String, Halt> {
        let address = match &self.sip_address {
            Some(given) => {
                // One address cannot belong to several users.
                if std::mem::replace(&mut self.given, true) {
                    return Err(
                        incomplete("SipAddress", "-SipAddress can be used for one user only; use -SipAddressType for several.").into()
                    );
                }
                given.plain_text().to_string()
            }
            None => self.made_address(account)?,
        };
        check_address(open, &address)?;
        Ok(address)
    }

    fn made_address(&self, account: &Account) -> Result<String, Halt> {
        let Some(kind) = self.sip_address_type.as_ref().map(Value::plain_text) else {
            return Err(incomplete("SipAddress", "Enable-CsUser needs -SipAddress, or -SipAddressType with -SipDomain.").into());
        };
        let text = |name: &str| account.text(name).unwrap_or_default().to_owned();
        let whole = match kind.to_ascii_lowercase().as_str() {
            "emailaddress" => text("WindowsEmailAddress"),
            "userprincipalname" => text("UserPrincipalName"),
            "samaccountname" => self.in_domain(&text("SamAccountName"))?,
            _ => self.in_domain(&first_last(&text("FirstName"), &text("LastName")))?,
        };
        if whole.is_empty() || whole.starts_with('@') {
            let message = format!("No SIP address can be made for \"{}\": the directory has no value for {kind}.", account.identity());
            return Err(fault::refused("SipAddressNotPossible", Category::InvalidData, message, account.identity()).into());
        }
        Ok(format!("sip:{whole}"))
    }

    fn in_domain(&self, name: &str) -> Result<String, Halt> {
        match &self.sip_domain {
            Some(domain) => Ok(format!("{name}@{}", domain.plain_text())),
            None => Err(incomplete("SipDomain", "-SipAddressType FirstLastName and SamAccountName need -SipDomain.").into()),
        }
    }
}

/// Blanks have no place in an address.
fn first_last(first: &str, last: &str) -> String {
    let plain = |it: &str| it.split_whitespace().collect::<String>();
    match (plain(first), plain(last)) {
        (first, last) if first.is_empty() => last,
        (first, last) if last.is_empty() => first,
        (first, last) => format!("{first}.{last}"),
    }
}

fn incomplete(parameter: &str, message: &str) -> Fault {
    fault::refused("ParameterNeeded", Category::InvalidArgument, message, parameter.to_owned())
}

/// A SIP address begins with `sip:` and lies in a SIP domain of the organisation.
pub(super) fn check_address(open: &Open, address: &str) -> Flow {
    let bad =
        |message: String| -> Halt { fault::refused("SipAddressNotValid", Category::InvalidArgument, message, address.to_owned()).into() };
    let scheme = address.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sip:"));
    let Some((user, domain)) = address.get(4..).filter(|_| scheme).and_then(|it| it.split_once('@')) else {
        return Err(bad(format!("\"{address}\" is no SIP address. It looks like sip:kenmyer@litwareinc.com.")));
    };
    if user.is_empty() || address.contains(char::is_whitespace) {
        return Err(bad(format!("\"{address}\" is no SIP address. It looks like sip:kenmyer@litwareinc.com.")));
    }
    let known = match Identity::item(domain) {
        Ok(identity) => open.documents.get(&SIP_DOMAIN, &identity).map_err(fault::of_document)?.is_some(),
        Err(_) => false,
    };
    if known { Ok(()) } else { Err(bad(format!("\"{domain}\" is no SIP domain of this organisation. Get-CsSipDomain lists them."))) }
}

impl Cmdlet for EnableCsUser {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let done = self.enable(cx);
        change::say(cx, done)
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.changes.finish(cx)
    }

    fn dispose(&mut self, _s: &mut Session) {
        self.changes.drop_unfinished();
    }
}
