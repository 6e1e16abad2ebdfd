//! Lowered code: the tree made ready to run.
//!
//! In:    built by `lower`.
//! Out:   walked by `eval`.
//! Never: holds names that must be looked up by text; names are symbols, places are sites.

use crate::block::BlockBody;
use crate::command::{CommandInfo, CommandMeta};
use crate::scope::Layout;
use crate::types::Type;
use crate::value::{Shape, Str, Symbol, Value};
use lang::tree::{BinaryOp, ChainOp, RedirectStream, SwitchMode, TypeDefinition, TypeName};
use lang::{Source, Span, tree};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// A script block ready to run.
pub struct Code {
    pub source: Arc<Source>,
    pub tree: Rc<tree::ScriptBlock>,
    /// First layout of a scope of this block: the names it assigns.
    pub layout: Rc<Layout>,
    pub attributes: Vec<AttributeCode>,
    pub params: Vec<ParamCode>,
    pub has_param_block: bool,
    /// Binding description, made at first call since attributes may hold expressions.
    pub meta: OnceCell<Rc<CommandMeta>>,
    pub dynamicparam: Option<BlockCode>,
    pub begin: Option<BlockCode>,
    pub process: Option<BlockCode>,
    pub end: Option<BlockCode>,
    pub clean: Option<BlockCode>,
    /// `[CmdletBinding]` or a `[Parameter]` attribute: bound like a cmdlet.
    pub is_advanced: bool,
    /// Positional parameters only, no attributes: bound without the general binder.
    pub is_plain: bool,
    /// The body speaks of `$input`.
    pub reads_input: bool,
    /// Types and classes to declare before the first statement.
    pub types: Vec<Rc<TypeCode>>,
}

pub struct ParamCode {
    pub name: Str,
    pub symbol: Symbol,
    pub span: Span,
    /// Type constraints in source order, outermost first.
    pub types: Vec<TypeSite>,
    pub attributes: Vec<AttributeCode>,
    pub default: Option<Ex>,
    /// The body assigns it, so a type constraint must live on in the variable.
    pub is_assigned: Cell<bool>,
}

pub struct AttributeCode {
    pub name: TypeSite,
    pub span: Span,
    pub positional: Vec<Ex>,
    pub named: Vec<(Str, Option<Ex>)>,
}

/// A class, enum or interface statement.
pub struct TypeCode {
    pub definition: DefinitionRef,
    pub properties: Vec<PropertyCode>,
    pub methods: Vec<MethodCode>,
    pub enum_values: Vec<(Str, Option<Ex>)>,
    pub span: Span,
    pub attributes: Vec<AttributeCode>,
}

/// A class definition by value: the parts that declaring needs.
pub struct DefinitionRef {
    pub name: Str,
    pub kind: tree::TypeKind,
    pub bases: Vec<TypeName>,
    pub is_flags: bool,
}

impl DefinitionRef {
    pub fn of(definition: &TypeDefinition) -> Self {
        let is_flags = definition.attributes.iter().any(|a| matches!(&a.type_name.kind, tree::TypeNameKind::Simple(n) if n.eq_ignore_ascii_case("flags") || n.eq_ignore_ascii_case("system.flags") || n.eq_ignore_ascii_case("flagsattribute")));
        Self { name: Str::new(&definition.name), kind: definition.kind, bases: definition.bases.clone(), is_flags }
    }
}

pub struct PropertyCode {
    pub name: Str,
    pub symbol: Symbol,
    pub ty: Option<TypeSite>,
    pub attributes: Vec<AttributeCode>,
    pub is_static: bool,
    pub is_hidden: bool,
    pub initial: Option<Ex>,
    pub span: Span,
}

pub struct MethodCode {
    pub name: Str,
    pub symbol: Symbol,
    pub returns: Option<TypeSite>,
    pub returns_void: bool,
    pub is_static: bool,
    pub is_hidden: bool,
    pub is_constructor: bool,
    pub params: Vec<ParamCode>,
    pub base_arguments: Option<Vec<Ex>>,
    pub body: Rc<BlockBody>,
    pub span: Span,
}

/// Statements in order.
#[derive(Default)]
pub struct BlockCode {
    pub statements: Vec<St>,
    pub traps: Vec<TrapCode>,
    pub span: Span,
}

pub struct TrapCode {
    pub ty: Option<TypeSite>,
    pub body: Rc<BlockCode>,
}

pub struct St {
    pub span: Span,
    pub kind: StKind,
}

pub enum StKind {
    /// Nothing to do: `using`, `trap`, declarations already made.
    Nothing,
    /// An expression whose value goes to the output, enumerated. False: its value is dropped (`$i++`).
    Expr(Ex, bool),
    Pipeline(Box<PipelineCode>),
    Chain {
        left: Box<St>,
        op: ChainOp,
        right: Box<St>,
        background: bool,
    },
    Assign(Box<AssignCode>),
    If {
        clauses: Vec<(Condition, BlockCode)>,
        otherwise: Option<BlockCode>,
    },
    Loop(Box<LoopCode>),
    ForEach(Box<ForEachCode>),
    Switch(Box<SwitchCode>),
    Try(Box<TryCode>),
    Break(Option<Ex>),
    Continue(Option<Ex>),
    Return(Option<Box<St>>),
    Throw(Option<Box<St>>),
    Exit(Option<Box<St>>),
    Function(Rc<FunctionCode>),
    Type(Rc<TypeCode>),
    Data {
        variable: Option<VarSite>,
        body: BlockCode,
    },
    Block(BlockCode),
    /// Parses but does not run: names the construct.
    Refused(&'static str),
}

/// A condition: an expression when possible, else a statement whose output is collected.
pub enum Condition {
    Expr(Ex, Span),
    Statement(Box<St>),
}

pub struct FunctionCode {
    pub name: Str,
    pub symbol: Symbol,
    pub scope: Option<Str>,
    pub is_filter: bool,
    pub body: Rc<BlockBody>,
    pub help: Option<Span>,
}

pub struct AssignCode {
    pub target: Target,
    pub op: tree::AssignOp,
    pub value: Box<St>,
    pub span: Span,
}

pub enum Target {
    Variable(VarSite),
    /// `[int]$x = …`: constraint and attributes to put on the variable.
    Typed {
        variable: VarSite,
        types: Vec<TypeSite>,
        attributes: Vec<AttributeCode>,
    },
    /// `$ErrorActionPreference` and its sisters: they keep their type in every scope.
    Preference(VarSite, Preference),
    Member {
        target: Ex,
        name: MemberName,
        span: Span,
    },
    Static {
        ty: TypeSite,
        name: MemberName,
    },
    Index {
        target: Ex,
        index: Ex,
    },
    /// `$a, $b = …`
    List(Vec<Target>),
    /// `[int]$x.y = …`: convert, then assign.
    Convert {
        ty: TypeSite,
        target: Box<Target>,
    },
    Refused(&'static str),
}

/// What a variable of the engine is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Preference {
    Action,
    Impact,
    /// `$PSDefaultParameterValues`
    Defaults,
}

impl Preference {
    pub fn of(name: &str) -> Option<Self> {
        const ACTIONS: [&str; 6] = [
            "ErrorActionPreference",
            "WarningPreference",
            "VerbosePreference",
            "DebugPreference",
            "InformationPreference",
            "ProgressPreference",
        ];
        match name {
            _ if ACTIONS.iter().any(|known| known.eq_ignore_ascii_case(name)) => Some(Self::Action),
            _ if name.eq_ignore_ascii_case("ConfirmPreference") => Some(Self::Impact),
            _ if name.eq_ignore_ascii_case("PSDefaultParameterValues") => Some(Self::Defaults),
            _ => None,
        }
    }
}

pub struct LoopCode {
    pub label: Option<Str>,
    pub kind: LoopKind,
    pub init: Option<St>,
    pub condition: Option<Condition>,
    pub step: Option<St>,
    pub body: BlockCode,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LoopKind {
    While,
    DoWhile,
    DoUntil,
}

pub struct ForEachCode {
    pub label: Option<Str>,
    pub variable: VarSite,
    pub sequence: Condition,
    pub body: BlockCode,
    /// The body speaks of `$foreach`.
    pub shows_walk: bool,
}

pub struct SwitchCode {
    pub label: Option<Str>,
    pub mode: SwitchMode,
    pub case_sensitive: bool,
    pub is_file: bool,
    pub subject: Condition,
    pub clauses: Vec<ClauseCode>,
    pub default: Option<BlockCode>,
    /// A clause speaks of `$switch`.
    pub shows_walk: bool,
}

pub struct ClauseCode {
    pub test: Ex,
    pub body: BlockCode,
    /// The test as a pattern, for `-Regex` and `-Wildcard`.
    pub pattern: PatternSite,
}

pub struct TryCode {
    pub body: BlockCode,
    pub catches: Vec<CatchCode>,
    pub finally: Option<BlockCode>,
}

pub struct CatchCode {
    pub types: Vec<TypeSite>,
    pub body: BlockCode,
}

pub struct PipelineCode {
    pub stages: Vec<StageCode>,
    pub background: bool,
    pub span: Span,
    /// Source text of the whole pipeline, for jobs.
    pub source: Arc<Source>,
}

pub enum StageCode {
    Expr { expr: Ex, redirections: Vec<RedirectCode>, span: Span },
    Command(Box<CommandCode>),
}

pub struct CommandCode {
    pub span: Span,
    pub invocation: tree::Invocation,
    pub name: CommandName,
    pub name_span: Span,
    pub args: Vec<ArgCode>,
    pub redirections: Vec<RedirectCode>,
    /// Called with `(a, b)` right behind its name, as if it were a method.
    pub looks_like_method: bool,
    pub site: CommandSite,
}

pub enum CommandName {
    Fixed(Str),
    Dynamic(Ex),
}

/// What a command name resolved to, with the catalog's epoch at that moment.
#[derive(Default)]
pub struct CommandSite {
    pub seen: RefCell<Option<(u64, usize, Rc<CommandInfo>)>>,
}

pub enum ArgCode {
    Parameter {
        name: Str,
        symbol: Symbol,
        argument: Option<Ex>,
        span: Span,
        argument_span: Span,
        text: Str,
    },
    Value {
        expr: Ex,
        span: Span,
        is_bare: bool,
    },
    Splat {
        expr: Ex,
        span: Span,
    },
    /// `--%`: the rest of the line as it stands.
    Verbatim(Str),
    /// `--`
    EndOfParameters,
}

pub struct RedirectCode {
    pub from: RedirectStream,
    pub target: RedirectTargetCode,
    pub span: Span,
}

pub enum RedirectTargetCode {
    File { path: Ex, append: bool },
    Stream(RedirectStream),
}

/// Expressions.
pub enum Ex {
    Const(Value),
    Var(VarSite),
    /// Text with holes.
    Expand(Vec<Piece>),
    Array(Vec<Ex>),
    ArrayBlock(Rc<BlockCode>),
    SubExpr(Rc<BlockCode>),
    /// `( pipeline )`
    Paren(Box<St>),
    Hashtable(Box<HashtableCode>),
    /// `[ordered]@{}` / `[pscustomobject]@{}`
    Ordered(Box<HashtableCode>),
    Custom(Box<CustomCode>),
    Block(Rc<BlockBody>),
    TypeLiteral(TypeSite),
    Convert {
        ty: Box<TypeSite>,
        operand: Box<Ex>,
    },
    Attributed {
        attribute: Box<AttributeCode>,
        operand: Box<Ex>,
    },
    Member(Box<MemberCode>),
    Static(Box<StaticCode>),
    Invoke(Box<InvokeCode>),
    Index(Box<IndexCode>),
    Not(Box<Ex>),
    Negate(Box<Ex>),
    Plus(Box<Ex>),
    BitNot(Box<Ex>),
    And(Box<(Ex, Ex)>),
    Or(Box<(Ex, Ex)>),
    Coalesce(Box<(Ex, Ex)>),
    Ternary(Box<(Ex, Ex, Ex)>),
    Binary(Box<BinaryCode>),
    IsType {
        operand: Box<Ex>,
        ty: Box<Ex>,
        negated: bool,
    },
    AsType {
        operand: Box<Ex>,
        ty: Box<Ex>,
    },
    Split {
        operand: Box<Ex>,
        case_sensitive: bool,
    },
    Join(Box<Ex>),
    /// `++` and `--`.
    Step(Box<StepCode>),
    Using(Box<Ex>),
    Refused(&'static str),
}

pub struct StepCode {
    pub target: Target,
    pub delta: i32,
    pub is_prefix: bool,
}

pub struct BinaryCode {
    pub op: BinaryOp,
    pub span: Span,
    pub left: Ex,
    pub right: Ex,
    /// A regular expression or wildcard compiled from a constant right side.
    pub pattern: PatternSite,
}

#[derive(Default)]
pub struct PatternSite {
    seen: RefCell<Option<(Str, crate::ops::Pattern)>>,
}

impl PatternSite {
    /// The pattern of a text: the one compiled here last, if the text is the same.
    pub fn pattern(
        &self,
        text: Str,
        compile: impl FnOnce(&str) -> Result<crate::ops::Pattern, crate::fault::Halt>,
    ) -> Result<crate::ops::Pattern, crate::fault::Halt> {
        if let Some((seen, pattern)) = self.seen.borrow().as_ref()
            && *seen == text
        {
            return Ok(pattern.clone());
        }
        let pattern = compile(&text)?;
        *self.seen.borrow_mut() = Some((text, pattern.clone()));
        Ok(pattern)
    }
}

pub enum Piece {
    Text(Str),
    Hole(Ex),
}

pub struct HashtableCode {
    pub entries: Vec<(Ex, St)>,
    pub span: Span,
}

/// `[pscustomobject]@{…}` with constant names: its shape is known.
pub struct CustomCode {
    pub names: Vec<Str>,
    pub values: Vec<St>,
    pub shape: OnceCell<Rc<Shape>>,
}

pub struct MemberCode {
    pub target: Ex,
    pub name: MemberName,
    pub null_conditional: bool,
    pub span: Span,
    pub seen: RefCell<PropertySeen>,
}

/// Where a property was found last.
#[derive(Default)]
pub enum PropertySeen {
    #[default]
    Nowhere,
    /// A note in this slot of objects of this shape.
    Note(Rc<Shape>, usize),
    /// .NET's own, for values of this type as long as no type gets members.
    Net(Type, u64),
}

pub struct StaticCode {
    pub ty: TypeOrExpr,
    pub name: MemberName,
    pub span: Span,
}

pub enum TypeOrExpr {
    Type(TypeSite),
    Expr(Ex),
}

pub struct InvokeCode {
    pub target: InvokeTarget,
    pub name: MemberName,
    pub args: Vec<Ex>,
    pub null_conditional: bool,
    pub generic_arguments: Vec<TypeSite>,
    pub span: Span,
    /// The overload that was chosen last.
    pub seen: RefCell<Option<Rc<crate::member::Chosen>>>,
}

pub enum InvokeTarget {
    Instance(Ex),
    Static(TypeOrExpr),
}

pub enum MemberName {
    Fixed(Str, Symbol),
    Dynamic(Ex),
}

pub struct IndexCode {
    pub target: Ex,
    pub index: Ex,
    pub null_conditional: bool,
    pub span: Span,
}

/// A type name in code, resolved at first use.
pub struct TypeSite {
    pub name: TypeName,
    /// As written, for messages.
    pub text: Str,
    pub span: Span,
    pub seen: Cell<Option<(u64, Type)>>,
}

/// A variable in code.
pub struct VarSite {
    pub symbol: Symbol,
    /// As written, for messages of strict mode.
    pub name: Str,
    pub scope: VarScope,
    pub span: Span,
    /// Id of the layout where it was found last, and the slot.
    pub seen: Cell<(usize, u16)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VarScope {
    /// No prefix: nearest scope that has it; writes are local.
    Nearest,
    Local,
    Script,
    Global,
    Private,
    /// `env:`, `function:`, `variable:` and other drives.
    Drive(Str),
    /// `$args`, `$MyInvocation`, … : computed from the running call.
    Automatic(Automatic),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Automatic {
    Null,
    True,
    False,
    Args,
    Input,
    MyInvocation,
    BoundParameters,
    Cmdlet,
    ScriptRoot,
    CommandPath,
    Status,
    Stack,
    First,
    Last,
    ExecutionContext,
}
