//! Commands: what a name can stand for, and how its parameters are described.
//!
//! In:    declarations of cmdlets (`CmdletSpec`), parameters of functions.
//! Out:   one description, `CommandMeta`, that binding, help, completion and Get-Command read.
//! Never: binds or runs.

use crate::block::ScriptBlock;
use crate::fault::{Flow, Halt, Position};
use crate::module::Module;
use crate::pipe::Cx;
use crate::types::Type;
use crate::value::{Str, Symbol, Table, Value};
use std::cell::{Cell, OnceCell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

/// The declaration of a cmdlet: everything that can be known without running it.
#[derive(Debug)]
pub struct CmdletSpec {
    /// `Verb-Noun`.
    pub name: &'static str,
    /// Second half of `FullyQualifiedErrorId`.
    pub type_name: &'static str,
    /// The module `Get-Command` shows as source.
    pub module: &'static str,
    pub default_set: &'static str,
    /// Some: `-WhatIf` and `-Confirm` exist.
    pub confirm: Option<Impact>,
    pub paging: bool,
    /// Arguments reach the first parameter as texts, as they would a program: `netstat -ano`.
    pub raw: bool,
    pub params: &'static [ParamSpec],
    pub outputs: &'static [&'static str],
    pub aliases: &'static [&'static str],
    /// First line: the synopsis.
    pub help: &'static str,
    pub examples: &'static [(&'static str, &'static str)],
}

/// One parameter of a cmdlet.
#[derive(Debug)]
pub struct ParamSpec {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    /// Full or short PowerShell type name.
    pub ty: &'static str,
    pub sets: &'static [SetSpec],
    pub checks: &'static [Check],
    pub help: &'static str,
}

/// How a parameter takes part in a set; `set` empty means every set.
#[derive(Debug, Clone, Copy)]
pub struct SetSpec {
    pub set: &'static str,
    pub position: Option<u16>,
    pub mandatory: bool,
    pub from_pipeline: bool,
    pub from_property: bool,
    pub from_rest: bool,
}

impl SetSpec {
    pub const EVERY: SetSpec =
        SetSpec { set: "", position: None, mandatory: false, from_pipeline: false, from_property: false, from_rest: false };
}

/// A declared validation of a parameter.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    Set(&'static [&'static str]),
    Range(i64, i64),
    Length(usize, usize),
    Count(usize, usize),
    Pattern(&'static str),
    NotNull,
    NotNullOrEmpty,
    AllowNull,
    AllowEmptyString,
    AllowEmptyCollection,
    /// A `PSCredential` may be given as a user name.
    Credential,
    /// Wildcards are understood; for help.
    Wildcards,
    /// `ValidateRange` of doubles or kinds such as `Positive`, by name.
    RangeKind(&'static str),
    /// A number typed as a bare word keeps the text it was typed as: `Write-Host 1.50`.
    AsWritten,
    /// `ValidateNotePropertyName`: no word that says what kind a member is.
    NoMemberKind,
}

/// `ConfirmImpact`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Impact {
    None,
    Low,
    Medium,
    High,
}

impl Impact {
    pub fn from_name(name: &str) -> Option<Self> {
        [Impact::None, Impact::Low, Impact::Medium, Impact::High].into_iter().find(|i| i.name().eq_ignore_ascii_case(name))
    }

    pub fn name(self) -> &'static str {
        match self {
            Impact::None => "None",
            Impact::Low => "Low",
            Impact::Medium => "Medium",
            Impact::High => "High",
        }
    }
}

/// Receives bound parameters. `derive(Cmdlet)` writes it.
pub trait Bind {
    /// Takes the value of the parameter at this place of the declaration, already converted to its type.
    fn offer(&mut self, param: usize, value: Value);
    /// Back to the state before `offer`, between two pipeline objects.
    fn withdraw(&mut self, param: usize);
}

/// What a cmdlet author writes.
pub trait Cmdlet: Bind {
    fn begin(&mut self, _cx: &mut Cx<'_>) -> Flow {
        Ok(())
    }
    fn process(&mut self, _cx: &mut Cx<'_>) -> Flow {
        Ok(())
    }
    fn end(&mut self, _cx: &mut Cx<'_>) -> Flow {
        Ok(())
    }
    /// Called once when the command leaves, however it leaves.
    fn dispose(&mut self, _s: &mut crate::session::Session) {}
    /// Parameters that exist only beside others (`Get-ChildItem -Directory` on file systems).
    fn dynamic_params(&mut self, _s: &mut crate::session::Session) -> Result<Vec<ParamMeta>, Halt> {
        Ok(Vec::new())
    }
    fn offer_dynamic(&mut self, _name: &str, _value: Value) {}
}

/// A cmdlet in a catalog.
pub struct CmdletEntry {
    pub spec: &'static CmdletSpec,
    pub make: Make,
    meta: OnceCell<Rc<CommandMeta>>,
    info: OnceCell<Rc<CommandInfo>>,
}

/// Makes a fresh instance of a cmdlet.
#[derive(Clone)]
pub enum Make {
    Fn(fn() -> Box<dyn Cmdlet>),
    Shared(Rc<dyn Fn() -> Box<dyn Cmdlet>>),
}

impl CmdletEntry {
    pub fn new(spec: &'static CmdletSpec, make: Make) -> Self {
        Self { spec, make, meta: OnceCell::new(), info: OnceCell::new() }
    }

    pub fn make(&self) -> Box<dyn Cmdlet> {
        match &self.make {
            Make::Fn(make) => make(),
            Make::Shared(make) => make(),
        }
    }

    /// The command as a name resolves to it.
    pub fn info(self: &Rc<Self>) -> &Rc<CommandInfo> {
        self.info.get_or_init(|| {
            let info = CommandInfo::new(self.spec.name, CommandKind::Cmdlet(self.clone()));
            Rc::new(info.in_module(Some(Str::new(self.spec.module))))
        })
    }

    pub fn meta(&self) -> &Rc<CommandMeta> {
        self.meta.get_or_init(|| Rc::new(CommandMeta::of_spec(self.spec)))
    }
}

/// Something a name can stand for.
pub struct CommandInfo {
    pub name: Str,
    pub kind: CommandKind,
    pub module: Option<Str>,
    pub options: Cell<crate::scope::VarOptions>,
    pub description: RefCell<Str>,
    /// Found through a module-qualified name or an alias: the spelling used.
    pub origin: RefCell<Option<Rc<Module>>>,
}

pub enum CommandKind {
    Cmdlet(Rc<CmdletEntry>),
    Function(Rc<ScriptBlock>),
    Filter(Rc<ScriptBlock>),
    Alias(Str),
    Script {
        path: PathBuf,
        block: OnceCell<Rc<ScriptBlock>>,
    },
    Application(PathBuf),
    /// `& { … }`
    Block(Rc<ScriptBlock>),
}

impl CommandInfo {
    pub fn new(name: impl Into<Str>, kind: CommandKind) -> Self {
        Self {
            name: name.into(),
            kind,
            module: None,
            options: Cell::default(),
            description: RefCell::default(),
            origin: RefCell::new(None),
        }
    }

    #[must_use]
    pub fn in_module(mut self, module: Option<Str>) -> Self {
        self.module = module;
        self
    }

    /// The part after the comma of an error id.
    pub fn error_suffix(&self) -> Str {
        match &self.kind {
            CommandKind::Cmdlet(entry) => Str::new(entry.spec.type_name),
            CommandKind::Block(_) => Str::default(),
            CommandKind::Script { path, .. } => Str::new(path.file_name().map_or("", |n| n.to_str().unwrap_or(""))),
            _ => self.name.clone(),
        }
    }

    pub fn block(&self) -> Option<&Rc<ScriptBlock>> {
        match &self.kind {
            CommandKind::Function(block) | CommandKind::Filter(block) | CommandKind::Block(block) => Some(block),
            CommandKind::Script { block, .. } => block.get(),
            _ => None,
        }
    }

    /// `ConfirmImpact` of the command.
    pub fn impact(&self) -> Option<Impact> {
        match &self.kind {
            CommandKind::Cmdlet(entry) => entry.spec.confirm,
            _ => self.block().and_then(|block| block.code().meta.get().and_then(|meta| meta.confirm)),
        }
    }

    pub fn type_word(&self) -> &'static str {
        match self.kind {
            CommandKind::Cmdlet(_) => "Cmdlet",
            CommandKind::Function(_) => "Function",
            CommandKind::Block(_) => "Script",
            CommandKind::Filter(_) => "Filter",
            CommandKind::Alias(_) => "Alias",
            CommandKind::Script { .. } => "ExternalScript",
            CommandKind::Application(_) => "Application",
        }
    }
}

/// Parameters and sets of one command, whatever it was declared with.
#[derive(Clone, Debug, Default)]
pub struct CommandMeta {
    pub name: Str,
    pub params: Vec<ParamMeta>,
    pub set_names: Vec<Str>,
    pub default_set: Option<usize>,
    /// The default set as written, for messages, even when no parameter names it.
    pub default_set_name: Str,
    pub confirm: Option<Impact>,
    /// Common parameters exist: a cmdlet or an advanced function.
    pub is_advanced: bool,
    pub paging: bool,
    pub positional_binding: bool,
    pub outputs: Vec<Str>,
    pub help_uri: Str,
    /// What `[Obsolete()]` of the command itself says.
    pub obsolete: Option<Str>,
}

/// One parameter.
#[derive(Clone)]
pub struct ParamMeta {
    pub name: Str,
    pub symbol: Symbol,
    pub aliases: Vec<Str>,
    pub ty: Type,
    pub sets: Vec<SetMember>,
    pub validations: Vec<Rc<Validation>>,
    pub allow_null: bool,
    pub allow_empty_string: bool,
    pub allow_empty_collection: bool,
    pub credential: bool,
    pub as_written: bool,
    pub default: Option<Value>,
    pub help: Str,
    pub help_message: Str,
    pub dont_show: bool,
    pub is_dynamic: bool,
    /// What `[Obsolete()]` advises instead.
    pub obsolete: Option<Str>,
    /// The `RuntimeDefinedParameter` of a dynamic one: binding writes its value there.
    pub described: Option<Value>,
    /// Place in the cmdlet's declaration or the function's parameters.
    pub index: usize,
    /// What a script does to an argument before it is checked, in this order.
    pub transforms: Vec<Transform>,
    /// The attributes of a script's parameter as objects.
    pub attributes: Vec<Value>,
    pub completer: Option<Value>,
    /// `[PSTypeName('X')]`
    pub ps_type_name: Option<Str>,
    pub is_common: bool,
}

/// One step of turning an argument into what a script's parameter takes.
#[derive(Clone)]
pub enum Transform {
    Type(Type),
    /// An object of a script class that derives from `ArgumentTransformationAttribute`.
    Script(Value),
}

/// Membership of a parameter in a set.
#[derive(Clone, Debug, Default)]
pub struct SetMember {
    /// `None`: every set.
    pub set: Option<usize>,
    pub position: Option<i32>,
    pub mandatory: bool,
    pub from_pipeline: bool,
    pub from_property: bool,
    pub from_rest: bool,
    pub help_message: Str,
}

/// A validation attribute.
pub enum Validation {
    Set {
        values: Vec<Str>,
        ignore_case: bool,
        message: Option<Str>,
    },
    Range {
        min: Value,
        max: Value,
    },
    RangeKind(Str),
    Length {
        min: usize,
        max: usize,
    },
    Count {
        min: usize,
        max: usize,
    },
    Pattern {
        pattern: Str,
        case_sensitive: bool,
        message: Option<Str>,
    },
    Script {
        block: Rc<ScriptBlock>,
        message: Option<Str>,
    },
    NotNull,
    NotNullOrEmpty,
    NotNullOrWhiteSpace,
    NoMemberKind,
    Drive(Vec<Str>),
    /// `[ValidateSet([ClassName])]`: a generator class.
    Generator(Type),
    /// An object of a script's own validation class.
    Custom(Value),
}

impl std::fmt::Debug for ParamMeta {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "-{} <{}> {:?}", self.name, self.ty.full_name(), self.sets)
    }
}

impl ParamMeta {
    pub fn new(name: &str, ty: Type) -> Self {
        Self {
            name: Str::new(name),
            symbol: Symbol::of(name),
            aliases: Vec::new(),
            ty,
            sets: Vec::new(),
            validations: Vec::new(),
            allow_null: false,
            allow_empty_string: false,
            allow_empty_collection: false,
            credential: false,
            as_written: false,
            default: None,
            help: Str::default(),
            help_message: Str::default(),
            dont_show: false,
            is_dynamic: false,
            obsolete: None,
            described: None,
            index: 0,
            transforms: Vec::new(),
            attributes: Vec::new(),
            completer: None,
            ps_type_name: None,
            is_common: false,
        }
    }

    pub fn is_switch(&self) -> bool {
        self.ty == Type::switch_parameter()
    }

    /// Bits of the sets it belongs to; all ones when it belongs to every set.
    pub fn set_bits(&self) -> u32 {
        self.sets.iter().fold(0, |bits, m| bits | m.bits())
    }

    /// Its membership in a given set.
    pub fn member_in(&self, set: usize) -> Option<&SetMember> {
        self.sets.iter().find(|m| m.set == Some(set)).or_else(|| self.sets.iter().find(|m| m.set.is_none()))
    }

    pub fn is_mandatory_somewhere(&self) -> bool {
        self.sets.iter().any(|m| m.mandatory)
    }
}

impl SetMember {
    pub fn bits(&self) -> u32 {
        match self.set {
            Some(set) => 1 << set,
            None => u32::MAX,
        }
    }
}

impl CommandMeta {
    /// The description of a declared cmdlet.
    pub fn of_spec(spec: &CmdletSpec) -> Self {
        let mut meta = Self {
            name: Str::new(spec.name),
            confirm: spec.confirm,
            is_advanced: true,
            paging: spec.paging,
            positional_binding: true,
            outputs: spec.outputs.iter().map(Str::new).collect(),
            default_set_name: Str::new(spec.default_set),
            ..Self::default()
        };
        // The default set comes first, whatever the parameters name before it.
        meta.choose_default_set(spec.default_set);
        for (index, param) in spec.params.iter().enumerate() {
            let built = meta.param_of_spec(param, index);
            meta.params.push(built);
        }
        meta.add_common();
        meta
    }

    pub fn set_index(&mut self, name: &str) -> usize {
        if let Some(at) = self.set_names.iter().position(|n| n.eq_ignore_ascii_case(name)) {
            return at;
        }
        self.set_names.push(Str::new(name));
        self.set_names.len() - 1
    }

    pub fn choose_default_set(&mut self, name: &str) {
        self.default_set_name = Str::new(name);
        if !name.is_empty() && name != "__AllParameterSets" {
            self.default_set = Some(self.set_index(name));
        }
    }

    fn param_of_spec(&mut self, spec: &ParamSpec, index: usize) -> ParamMeta {
        let ty = crate::convert::type_named(spec.ty);
        let mut param = ParamMeta::new(spec.name, ty);
        param.index = index;
        param.aliases = spec.aliases.iter().map(Str::new).collect();
        param.help = Str::new(spec.help);
        for set in spec.sets {
            let number = (!set.set.is_empty()).then(|| self.set_index(set.set));
            param.sets.push(SetMember {
                set: number,
                position: set.position.map(i32::from),
                mandatory: set.mandatory,
                from_pipeline: set.from_pipeline,
                from_property: set.from_property,
                from_rest: set.from_rest,
                help_message: Str::default(),
            });
        }
        if param.sets.is_empty() {
            param.sets.push(SetMember::default());
        }
        for check in spec.checks {
            apply_check(&mut param, check);
        }
        param
    }

    /// Common parameters, and -WhatIf, -Confirm and paging where declared.
    pub fn add_common(&mut self) {
        for (name, alias, ty) in COMMON {
            self.push_common(name, alias, ty);
        }
        if self.confirm.is_some() {
            self.push_common("WhatIf", "wi", "switch");
            self.push_common("Confirm", "cf", "switch");
        }
        if self.paging {
            for (name, ty) in [("IncludeTotalCount", "switch"), ("Skip", "uint64"), ("First", "uint64")] {
                self.push_common(name, "", ty);
            }
        }
    }

    fn push_common(&mut self, name: &str, alias: &str, ty: &str) {
        if self.params.iter().any(|p| p.name.eq_ignore_ascii_case(name)) {
            return;
        }
        let mut param = ParamMeta::new(name, crate::convert::type_named(ty));
        if !alias.is_empty() {
            param.aliases.push(Str::new(alias));
        }
        param.sets.push(SetMember::default());
        param.is_common = true;
        param.index = usize::MAX;
        self.params.push(param);
    }

    pub fn find(&self, name: &str) -> Option<&ParamMeta> {
        self.params.iter().find(|p| p.name.eq_ignore_ascii_case(name) || p.aliases.iter().any(|a| a.eq_ignore_ascii_case(name)))
    }

    pub fn all_bits(&self) -> u32 {
        match self.set_names.len() {
            0 => u32::MAX,
            32.. => u32::MAX,
            count => (1 << count) - 1,
        }
    }
}

/// Name, alias and type of the common parameters, in the order the original lists them.
pub const COMMON: &[(&str, &str, &str)] = &[
    ("Verbose", "vb", "switch"),
    ("Debug", "db", "switch"),
    ("ErrorAction", "ea", "System.Management.Automation.ActionPreference"),
    ("WarningAction", "wa", "System.Management.Automation.ActionPreference"),
    ("InformationAction", "infa", "System.Management.Automation.ActionPreference"),
    ("ProgressAction", "proga", "System.Management.Automation.ActionPreference"),
    ("ErrorVariable", "ev", "string"),
    ("WarningVariable", "wv", "string"),
    ("InformationVariable", "iv", "string"),
    ("OutVariable", "ov", "string"),
    ("OutBuffer", "ob", "int"),
    ("PipelineVariable", "pv", "string"),
];

fn apply_check(param: &mut ParamMeta, check: &Check) {
    let validation = match check {
        Check::AllowNull => return param.allow_null = true,
        Check::AllowEmptyString => return param.allow_empty_string = true,
        Check::AllowEmptyCollection => return param.allow_empty_collection = true,
        Check::Credential => return param.credential = true,
        Check::AsWritten => return param.as_written = true,
        Check::Wildcards => return,
        Check::Set(values) => Validation::Set { values: values.iter().map(Str::new).collect(), ignore_case: true, message: None },
        Check::Range(min, max) => Validation::Range { min: range_end(*min), max: range_end(*max) },
        Check::RangeKind(kind) => Validation::RangeKind(Str::new(kind)),
        Check::Length(min, max) => Validation::Length { min: *min, max: *max },
        Check::Count(min, max) => Validation::Count { min: *min, max: *max },
        Check::Pattern(pattern) => Validation::Pattern { pattern: Str::new(pattern), case_sensitive: false, message: None },
        Check::NoMemberKind => Validation::NoMemberKind,
        Check::NotNull => Validation::NotNull,
        Check::NotNullOrEmpty => Validation::NotNullOrEmpty,
    };
    param.validations.push(Rc::new(validation));
}

fn range_end(value: i64) -> Value {
    i32::try_from(value).map_or(Value::Long(value), Value::Int)
}

/// One running command: what its errors, messages and confirmations refer to.
pub struct CommandRun {
    pub info: Rc<CommandInfo>,
    /// The name as it was called.
    pub called_as: Str,
    pub position: Option<Position>,
    pub pipeline_position: u16,
    pub pipeline_length: u16,
    pub expecting_input: bool,
    pub prefs: RefCell<Prefs>,
    /// Parameters bound so far, as `$PSBoundParameters` shows them.
    pub bound: RefCell<Option<Rc<Table>>>,
    /// The same of a call that needed no binder; the table is made when somebody asks.
    pub given: RefCell<Vec<(Str, Value)>>,
    pub unbound: RefCell<Vec<Value>>,
    /// Values of ShouldProcess and ShouldContinue answered with "all".
    pub confirm_all: Cell<Option<bool>>,
    pub set_name: RefCell<Str>,
    /// The scope the command was called from, as a depth for `-Scope`.
    pub history_id: i64,
    /// The file the call stands in, for `$MyInvocation.ScriptName`.
    pub has_error: Cell<bool>,
    /// A script file that said `exit`.
    pub exited: Cell<bool>,
}

impl std::fmt::Debug for CommandRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.called_as)
    }
}

impl CommandRun {
    pub fn new(info: Rc<CommandInfo>, called_as: Str, position: Option<Position>) -> Self {
        Self {
            info,
            called_as,
            position,
            pipeline_position: 1,
            pipeline_length: 1,
            expecting_input: false,
            prefs: RefCell::default(),
            bound: RefCell::new(None),
            given: RefCell::default(),
            unbound: RefCell::default(),
            confirm_all: Cell::new(None),
            set_name: RefCell::default(),
            history_id: 1,
            has_error: Cell::new(false),
            exited: Cell::new(false),
        }
    }
}

/// What the common parameters of one call said.
#[derive(Clone, Debug, Default)]
pub struct Prefs {
    pub error: Option<Action>,
    pub warning: Option<Action>,
    pub information: Option<Action>,
    pub progress: Option<Action>,
    pub verbose: Option<bool>,
    pub debug: Option<bool>,
    pub what_if: Option<bool>,
    pub confirm: Option<bool>,
    pub error_variable: Option<Str>,
    pub warning_variable: Option<Str>,
    pub information_variable: Option<Str>,
    pub out_variable: Option<Str>,
    pub pipeline_variable: Option<Str>,
}

/// `ActionPreference`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    SilentlyContinue,
    Stop,
    Continue,
    Inquire,
    Ignore,
    Suspend,
    Break,
}

impl Action {
    pub const NAMES: [(&'static str, Action); 7] = [
        ("SilentlyContinue", Action::SilentlyContinue),
        ("Stop", Action::Stop),
        ("Continue", Action::Continue),
        ("Inquire", Action::Inquire),
        ("Ignore", Action::Ignore),
        ("Suspend", Action::Suspend),
        ("Break", Action::Break),
    ];

    pub fn from_number(number: i64) -> Option<Self> {
        usize::try_from(number).ok().and_then(|n| Self::NAMES.get(n)).map(|(_, action)| *action)
    }

    pub fn from_value(value: &Value) -> Option<Self> {
        match value.base() {
            Value::Enum(e) => Self::from_number(e.value),
            Value::Int(n) => Self::from_number(i64::from(*n)),
            Value::Str(text) => Self::NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, action)| *action),
            Value::Bool(true) => Some(Self::Continue),
            Value::Bool(false) => Some(Self::SilentlyContinue),
            _ => None,
        }
    }

    pub fn value(self) -> Value {
        Value::enumeration("System.Management.Automation.ActionPreference", self as i64)
    }
}
