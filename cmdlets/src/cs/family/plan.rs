//! The declaration of one cmdlet of a family, made from the row of its class.
//!
//! In:    a class, a verb, the manners of the class.
//! Out:   a `CmdletSpec` as if it had been written by hand, and the part each parameter plays.
//! Never: runs; a plan is made once and kept for the life of the session.

use super::manners::{self, Manners};
use crate::cs::MODULE;
use crate::cs::object::enum_name;
use crate::cs::params::{FQDN, LIST_MODIFIER, USER_ID, XDS_GLOBAL_RELATIVE_IDENTITY, XDS_IDENTITY};
use runtime::author::{Check, CmdletSpec, Impact, ParamSpec, SetSpec};
use store::class::{Class, Field, Kind, Verb};

const IDENTITY_SET: &str = "Identity";
const INSTANCE_SET: &str = "Instance";
const FILTER_SET: &str = "Filter";
const KEY_SET: &str = "ParentAndRelativeKey";

/// The part a parameter plays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Identity,
    /// The key of a list item under the name of its property.
    Key,
    Instance,
    Filter,
    LocalStore,
    Force,
    InMemory,
    /// A property of the class, by its place in the row.
    Field(usize),
    PolicyName,
    PassThru,
    /// A switch that only this class has.
    Switch(&'static str),
    /// Accepted for scripts that say it; there is one directory and one tenant here.
    Ignored,
}

/// The plan of one cmdlet.
pub(super) struct Plan {
    pub(super) class: &'static Class,
    pub(super) manners: &'static Manners,
    pub(super) spec: &'static CmdletSpec,
    pub(super) roles: Vec<Role>,
}

impl Plan {
    pub(super) fn of(class: &'static Class, verb: Verb) -> Self {
        let manners = manners::of(class);
        let mut draft = Draft { class, manners, params: Vec::new(), roles: Vec::new() };
        let default_set = match verb {
            Verb::Get => draft.get(),
            Verb::New => draft.new_(),
            Verb::Set => draft.set(),
            Verb::Remove => draft.remove(),
            Verb::Grant => draft.grant(),
            Verb::Enable | Verb::Disable => draft.switch(),
        };
        let spec = CmdletSpec {
            name: leak(format!("{verb:?}-{}", class.noun)),
            type_name: leak(type_name(class, verb)),
            module: MODULE,
            default_set,
            confirm: (verb != Verb::Get).then_some(Impact::Medium),
            paging: false,
            raw: false,
            params: draft.params.leak(),
            outputs: outputs(class, verb),
            aliases: &[],
            help: leak(help(class, verb)),
            examples: &[],
        };
        Self { class, manners, spec: Box::leak(Box::new(spec)), roles: draft.roles }
    }
}

/// Names of implementing classes follow the original's habit; which name it really had is not known.
fn type_name(class: &Class, verb: Verb) -> String {
    let room = if verb == Verb::Grant { "AD" } else { "Internal" };
    format!("Microsoft.Rtc.Management.{room}.Cmdlets.{verb:?}Ocs{}Cmdlet", class.short_name())
}

fn outputs(class: &'static Class, verb: Verb) -> &'static [&'static str] {
    match verb {
        Verb::Get | Verb::New => vec![class.type_name].leak(),
        Verb::Grant => &["Microsoft.Rtc.Management.ADConnect.Schema.OCSUserOrAppContact"],
        _ => &[],
    }
}

fn help(class: &Class, verb: Verb) -> String {
    let noun = class.noun;
    let first = match verb {
        Verb::Get => format!("Shows {noun} items: all of them, one by its identity, or those that fit a pattern."),
        Verb::New => format!("Makes a new {noun} item."),
        Verb::Set => format!("Changes properties of a {noun} item; what is not named stays as it is."),
        Verb::Remove => format!("Removes a {noun} item; a global one gets its defaults back instead."),
        Verb::Grant => format!("Assigns a per-user {noun} to users, or takes it away with $null."),
        Verb::Enable => format!("Switches a {noun} on."),
        Verb::Disable => format!("Switches a {noun} off and keeps its settings."),
    };
    format!("{first}\n{}", class.help)
}

/// A plan under construction.
struct Draft {
    class: &'static Class,
    manners: &'static Manners,
    params: Vec<ParamSpec>,
    roles: Vec<Role>,
}

const IN: SetSpec = SetSpec::EVERY;

const fn in_set(set: &'static str) -> SetSpec {
    SetSpec { set, ..SetSpec::EVERY }
}

const fn first(spec: SetSpec) -> SetSpec {
    SetSpec { position: Some(0), ..spec }
}

const fn must(spec: SetSpec) -> SetSpec {
    SetSpec { mandatory: true, ..spec }
}

impl Draft {
    fn add(&mut self, role: Role, name: &'static str, ty: &'static str, help: &'static str, sets: Vec<SetSpec>) {
        self.roles.push(role);
        self.params.push(ParamSpec { name, aliases: &[], ty, sets: sets.leak(), checks: &[], help });
    }

    fn identity(&mut self, sets: Vec<SetSpec>) {
        let (ty, help) = if self.class.scopes.is_list() {
            (XDS_GLOBAL_RELATIVE_IDENTITY, "Key of the item, without a scope in front.")
        } else {
            (XDS_IDENTITY, "Which item: global, site:<Site>, or the name of a per-user one.")
        };
        self.add(Role::Identity, "Identity", ty, help, sets);
    }

    fn force(&mut self) {
        self.add(Role::Force, "Force", "switch", "Asks nothing.", vec![IN]);
    }

    fn get(&mut self) -> &'static str {
        self.identity(vec![first(in_set(IDENTITY_SET))]);
        self.add(Role::Filter, "Filter", "string", "Pattern with wildcards that the printed identity must fit.", vec![in_set(FILTER_SET)]);
        if self.manners.local_store {
            self.add(Role::LocalStore, "LocalStore", "switch", "Reads the copy on this computer, which is the store itself.", vec![IN]);
        }
        IDENTITY_SET
    }

    fn new_(&mut self) -> &'static str {
        let class = self.class;
        let keyed = self.manners.key_parameter;
        self.identity(vec![must(first(if keyed { in_set(IDENTITY_SET) } else { IN }))]);
        for (slot, field) in class.fields.iter().enumerate() {
            if class.key_field == Some(field.name) {
                if keyed {
                    self.add(Role::Key, field.name, "string", field.help, vec![must(in_set(KEY_SET))]);
                }
                continue;
            }
            let set = if field.mandatory { must(IN) } else { IN };
            self.field(slot, field, vec![set]);
        }
        self.force();
        if self.manners.in_memory {
            self.add(Role::InMemory, "InMemory", "switch", "Gives the object and stores nothing; Set- with -Instance stores it.", vec![IN]);
        }
        if keyed { IDENTITY_SET } else { "" }
    }

    fn set(&mut self) -> &'static str {
        let instance = self.manners.instance;
        self.identity(vec![first(if instance { in_set(IDENTITY_SET) } else { IN })]);
        if instance {
            let sets = vec![SetSpec { from_pipeline: true, ..in_set(INSTANCE_SET) }];
            self.add(Role::Instance, "Instance", "psobject", "An item as an object, with every property it is to have.", sets);
        }
        for (slot, field) in self.class.fields.iter().enumerate() {
            let Some(sets) = (self.manners.set_parameter)(field) else { continue };
            let sets = if sets.is_empty() { vec![IN] } else { sets.iter().map(|it| in_set(it)).collect() };
            self.field(slot, field, sets);
        }
        for (name, set, help) in self.manners.switches {
            self.add(Role::Switch(name), name, "switch", help, vec![in_set(set)]);
        }
        self.force();
        if instance { IDENTITY_SET } else { "" }
    }

    fn remove(&mut self) -> &'static str {
        self.identity(vec![must(first(SetSpec { from_property: true, ..IN }))]);
        self.force();
        ""
    }

    fn grant(&mut self) -> &'static str {
        let user = SetSpec { from_pipeline: true, from_property: true, ..must(first(IN)) };
        self.add(
            Role::Identity,
            "Identity",
            USER_ID,
            "The user: SIP address, user principal name, domain\\logon, display name or distinguished name.",
            vec![user],
        );
        let second = SetSpec { position: Some(1), ..IN };
        self.add(
            Role::PolicyName,
            "PolicyName",
            "string",
            "Name of the per-user policy, with or without tag: in front; $null takes the policy away.",
            vec![second],
        );
        if let Some(param) = self.params.last_mut() {
            param.checks = &[Check::AllowNull, Check::AllowEmptyString];
        }
        self.add(Role::Ignored, "DomainController", FQDN, "Accepted; there is one directory.", vec![IN]);
        self.add(Role::PassThru, "PassThru", "switch", "Gives the users back.", vec![IN]);
        self.add(Role::Ignored, "Tenant", "guid", "Accepted; there is one tenant.", vec![IN]);
        ""
    }

    fn switch(&mut self) -> &'static str {
        self.identity(vec![first(in_set(IDENTITY_SET))]);
        let sets = vec![SetSpec { from_pipeline: true, ..in_set(INSTANCE_SET) }];
        self.add(Role::Instance, "Instance", "psobject", "The item as an object.", sets);
        self.force();
        IDENTITY_SET
    }

    fn field(&mut self, slot: usize, field: &'static Field, sets: Vec<SetSpec>) {
        let ty = match field.kind {
            Kind::Flag => "bool",
            Kind::Int { .. } => "uint32",
            Kind::List => LIST_MODIFIER,
            Kind::Choice(_) => leak(enum_name(self.class, field)),
            _ => "string",
        };
        self.add(Role::Field(slot), field.name, ty, field.help, sets);
        if let Some(param) = self.params.last_mut() {
            param.checks = match field.kind {
                Kind::List | Kind::Text | Kind::Fqdn => &[Check::AllowNull, Check::AllowEmptyString],
                _ => &[],
            };
        }
    }
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
