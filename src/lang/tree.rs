//! The syntax tree: a plain value, every node with a span, no meaning in it.
//!
//! In:    nothing; the grammar builds it.
//! Out:   what lowering, completion, highlighting and `.Ast` read.
//! Never: looks anything up. A piece that could not be read is a `Hole`.
//!
//! Names and texts are `SmolStr`: up to 23 bytes need no memory of their own, longer ones are shared.

use crate::source::{Source, Span};
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

/// A whole script, function body or `{ … }` literal.
#[derive(Debug)]
pub struct ScriptBlock {
    pub source: Arc<Source>,
    /// From brace to brace for a literal, the whole text for a script.
    pub span: Span,
    /// Text between the braces (the whole text for a script): what `ToString()` shows.
    pub inner: Span,
    pub usings: Vec<Using>,
    pub requires: Vec<Requirement>,
    /// Attributes before `param`, such as `[CmdletBinding()]`.
    pub attributes: Vec<Attribute>,
    pub params: Option<ParamBlock>,
    pub dynamicparam: Option<NamedBlock>,
    pub begin: Option<NamedBlock>,
    pub process: Option<NamedBlock>,
    pub end: Option<NamedBlock>,
    pub clean: Option<NamedBlock>,
    /// Comment-based help found at the places about_Comment_Based_Help names, still as text.
    pub help: Option<Span>,
}

#[derive(Debug)]
pub struct ParamBlock {
    pub span: Span,
    pub params: Vec<Param>,
}

#[derive(Debug)]
pub struct Param {
    pub span: Span,
    /// Attributes and type constraints in source order.
    pub attributes: Vec<Attribute>,
    pub name: SmolStr,
    pub name_span: Span,
    pub default: Option<Expr>,
}

/// `[Name(…)]` or, with `is_type_constraint`, a bare `[Name]` before a variable.
#[derive(Debug)]
pub struct Attribute {
    pub span: Span,
    pub type_name: TypeName,
    pub is_type_constraint: bool,
    pub positional: Vec<Expr>,
    pub named: Vec<NamedArgument>,
}

#[derive(Debug)]
pub struct NamedArgument {
    pub span: Span,
    pub name: SmolStr,
    /// `None` when the `= value` part was left out: the value is then `$true`.
    pub value: Option<Expr>,
}

#[derive(Debug)]
pub struct NamedBlock {
    pub span: Span,
    /// False when the block was not introduced by a keyword: an implicit `end` (or `process` of a filter).
    pub is_named: bool,
    pub body: Block,
}

/// Statements between braces, or of a named block. Traps are also kept in order among the statements.
#[derive(Debug, Default)]
pub struct Block {
    pub span: Span,
    pub statements: Vec<Statement>,
    pub traps: Vec<Trap>,
}

#[derive(Debug)]
pub struct Trap {
    pub span: Span,
    pub type_name: Option<TypeName>,
    pub body: Block,
}

#[derive(Debug)]
pub struct Statement {
    pub span: Span,
    pub kind: StatementKind,
}

#[derive(Debug)]
pub enum StatementKind {
    /// Could not be read; an error says why.
    Hole,
    Pipeline(Pipeline),
    /// `left && right`, `left || right`; `left` may be a chain itself (left associative).
    Chain {
        left: Box<Statement>,
        op: ChainOp,
        right: Box<Statement>,
        background: bool,
    },
    Assign {
        target: Expr,
        op: AssignOp,
        op_span: Span,
        value: Box<Statement>,
    },
    If {
        clauses: Vec<(Statement, Block)>,
        otherwise: Option<Block>,
    },
    While {
        label: Option<SmolStr>,
        condition: Box<Statement>,
        body: Block,
    },
    DoWhile {
        label: Option<SmolStr>,
        condition: Box<Statement>,
        body: Block,
    },
    DoUntil {
        label: Option<SmolStr>,
        condition: Box<Statement>,
        body: Block,
    },
    For {
        label: Option<SmolStr>,
        init: Option<Box<Statement>>,
        condition: Option<Box<Statement>>,
        step: Option<Box<Statement>>,
        body: Block,
    },
    ForEach {
        label: Option<SmolStr>,
        variable: Box<Expr>,
        sequence: Box<Statement>,
        body: Block,
    },
    Switch(Box<Switch>),
    Try {
        body: Block,
        catches: Vec<Catch>,
        finally: Option<Box<Block>>,
    },
    Break(Option<Expr>),
    Continue(Option<Expr>),
    Return(Option<Box<Statement>>),
    Throw(Option<Box<Statement>>),
    Exit(Option<Box<Statement>>),
    Function(Box<Function>),
    Type(Box<TypeDefinition>),
    Data {
        variable: Option<SmolStr>,
        supported_commands: Vec<Expr>,
        body: Block,
    },
    /// `using` met where it stands; all of them are also in `ScriptBlock::usings`.
    Using,
    /// A `trap` met where it stands; the traps themselves are in `Block::traps`.
    Trap,
    /// A bare `{ … }` where a statement is expected is an expression; this is `block`-like grouping for `parallel`/`sequence` (refused).
    Block(Block),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChainOp {
    And,
    Or,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssignOp {
    Set,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Coalesce,
}

#[derive(Debug)]
pub struct Switch {
    pub label: Option<SmolStr>,
    pub mode: SwitchMode,
    pub case_sensitive: bool,
    /// `-File path`; then `subject` names the file.
    pub is_file: bool,
    pub subject: Statement,
    pub clauses: Vec<(Expr, Block)>,
    pub default: Option<Block>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SwitchMode {
    Exact,
    Wildcard,
    Regex,
}

#[derive(Debug)]
pub struct Catch {
    pub span: Span,
    /// Empty: catches everything.
    pub types: Vec<TypeName>,
    pub body: Block,
}

#[derive(Debug)]
pub struct Function {
    pub span: Span,
    pub name: SmolStr,
    pub name_span: Span,
    pub is_filter: bool,
    /// `function f($a, $b) { … }`; `None` when there is no parenthesis.
    pub params: Option<Vec<Param>>,
    pub body: Rc<ScriptBlock>,
    /// Comment-based help before the `function` keyword, still as text.
    pub help: Option<Span>,
}

#[derive(Debug)]
pub struct Using {
    pub span: Span,
    pub kind: UsingKind,
    pub name: Option<SmolStr>,
    pub name_span: Span,
    /// `using module @{ ModuleName = …; … }`
    pub specification: Option<Expr>,
    pub alias: Option<SmolStr>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UsingKind {
    Namespace,
    Module,
    Assembly,
    Type,
    Command,
}

/// One `#requires` line.
#[derive(Debug)]
pub struct Requirement {
    pub span: Span,
    pub kind: RequirementKind,
}

#[derive(Debug)]
pub enum RequirementKind {
    Version(SmolStr),
    /// Module names or specifications, as source expressions.
    Modules(Vec<Expr>),
    Edition(SmolStr),
    RunAsAdministrator,
    Assembly(SmolStr),
    ShellId(SmolStr),
}

#[derive(Debug)]
pub struct Pipeline {
    pub span: Span,
    pub elements: Vec<Element>,
    /// Ended by `&`.
    pub background: bool,
}

#[derive(Debug)]
pub enum Element {
    Expression(ExpressionElement),
    Command(Command),
}

#[derive(Debug)]
pub struct ExpressionElement {
    pub span: Span,
    pub expr: Expr,
    pub redirections: Vec<Redirection>,
}

#[derive(Debug)]
pub struct Command {
    pub span: Span,
    pub invocation: Invocation,
    /// The first is the name; never empty.
    pub parts: Vec<CommandPart>,
    pub redirections: Vec<Redirection>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Invocation {
    Plain,
    /// `& …`
    Call,
    /// `. …`
    Dot,
}

#[derive(Debug)]
pub enum CommandPart {
    /// `-Name`, `-Name:` followed directly by its argument when `argument` is some.
    Parameter {
        span: Span,
        name: SmolStr,
        name_span: Span,
        argument: Option<Expr>,
    },
    Argument(Expr),
}

#[derive(Debug)]
pub struct Redirection {
    pub span: Span,
    pub from: RedirectStream,
    pub target: RedirectTarget,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RedirectStream {
    Output,
    Error,
    Warning,
    Verbose,
    Debug,
    Information,
    All,
}

#[derive(Debug)]
pub enum RedirectTarget {
    File {
        path: Expr,
        append: bool,
    },
    /// `2>&1`
    Stream(RedirectStream),
}

const _: () = assert!(size_of::<Expr>() <= 80 && size_of::<Statement>() <= 120);

#[derive(Debug)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

#[derive(Debug)]
pub enum ExprKind {
    Hole,
    Number(Number),
    /// A string without holes.
    String {
        value: SmolStr,
        kind: StringKind,
    },
    /// A string with `$name` or `$( … )` in it.
    Expandable {
        parts: Vec<StringPart>,
        kind: StringKind,
    },
    Variable(Variable),
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        op_span: Span,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Ternary {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// `[int]` as a value.
    Type(TypeName),
    /// `[int]$x`, `[int]"5"`.
    Convert {
        type_name: TypeName,
        operand: Box<Expr>,
    },
    /// `[ValidateRange(1, 5)]$x` outside a `param` block.
    Attributed {
        attribute: Box<Attribute>,
        operand: Box<Expr>,
    },
    Member {
        target: Box<Expr>,
        name: Box<Expr>,
        is_static: bool,
        null_conditional: bool,
    },
    Invoke {
        target: Box<Expr>,
        name: Box<Expr>,
        is_static: bool,
        null_conditional: bool,
        generic_arguments: Vec<TypeName>,
        arguments: Vec<Expr>,
    },
    Index {
        target: Box<Expr>,
        index: Box<Expr>,
        null_conditional: bool,
    },
    /// `a, b, c` and the unary `, a`.
    Array(Vec<Expr>),
    /// `@( … )`
    ArrayBlock(Block),
    /// `$( … )`
    SubExpression(Block),
    /// `( … )`
    Paren(Box<Statement>),
    Hashtable(Vec<(Expr, Statement)>),
    ScriptBlock(Rc<ScriptBlock>),
    /// `$using:name`, possibly with members or an index on it.
    Using(Box<Expr>),
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    Int(i32),
    Long(i64),
    Double(f64),
    Byte(u8),
    SByte(i8),
    Short(i16),
    UShort(u16),
    UInt(u32),
    ULong(u64),
    /// 96-bit mantissa, sign and scale as in System.Decimal: value = mantissa / 10^scale.
    Decimal {
        mantissa: Mantissa,
        scale: u32,
    },
    /// Too big for the others, or suffix `n`: the digits are in the source text; the parser checked them.
    BigInteger(BigIntegerText),
}

/// An `i128` in two halves: whole, it would make every expression sixteen bytes larger.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mantissa {
    high: i64,
    low: u64,
}

impl Mantissa {
    pub const fn new(value: i128) -> Self {
        Self { high: (value >> 64) as i64, low: value as u64 }
    }

    pub const fn value(self) -> i128 {
        (self.high as i128) << 64 | self.low as i128
    }
}

impl std::fmt::Debug for Mantissa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value().fmt(f)
    }
}

/// Where the digits of a BigInteger stand; read again by lowering (suffixes and 0x/0b prefixes included in the expression's span).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BigIntegerText(pub Span);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StringKind {
    Bare,
    SingleQuoted,
    DoubleQuoted,
    SingleHere,
    DoubleHere,
}

#[derive(Debug)]
pub enum StringPart {
    Text(SmolStr),
    Expr(Expr),
}

#[derive(Debug)]
pub struct Variable {
    /// `script`, `global`, `local`, `private`, `env`, `function`, …: what stood before the colon, as written.
    pub scope: Option<SmolStr>,
    /// The name without scope; `^`, `$`, `?`, `_` among them.
    pub name: SmolStr,
    /// `${…}`
    pub braced: bool,
    /// `@name`
    pub splatted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    Not,
    BitNot,
    Plus,
    Minus,
    PreIncrement,
    PreDecrement,
    PostIncrement,
    PostDecrement,
    Split { case_sensitive: bool },
    Join,
}

/// Operators that have `-c…` and `-i…` forms carry the flag; the plain form does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Format,
    Range,
    And,
    Or,
    Xor,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    Coalesce,
    Is,
    IsNot,
    As,
    Join,
    Eq { case_sensitive: bool },
    Ne { case_sensitive: bool },
    Gt { case_sensitive: bool },
    Ge { case_sensitive: bool },
    Lt { case_sensitive: bool },
    Le { case_sensitive: bool },
    Like { case_sensitive: bool },
    NotLike { case_sensitive: bool },
    Match { case_sensitive: bool },
    NotMatch { case_sensitive: bool },
    Replace { case_sensitive: bool },
    Contains { case_sensitive: bool },
    NotContains { case_sensitive: bool },
    In { case_sensitive: bool },
    NotIn { case_sensitive: bool },
    Split { case_sensitive: bool },
}

/// A type name as written between brackets.
#[derive(Debug, Clone)]
pub struct TypeName {
    pub span: Span,
    pub kind: TypeNameKind,
}

#[derive(Debug, Clone)]
pub enum TypeNameKind {
    Simple(SmolStr),
    Generic { definition: SmolStr, arguments: Vec<TypeName> },
    Array { element: Box<TypeName>, rank: u32 },
}

#[derive(Debug)]
pub struct TypeDefinition {
    pub span: Span,
    pub name: SmolStr,
    pub name_span: Span,
    pub kind: TypeKind,
    pub attributes: Vec<Attribute>,
    /// Base class and interfaces as written; the underlying type of an enum.
    pub bases: Vec<TypeName>,
    pub members: Vec<Member>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeKind {
    Class,
    Interface,
    Enum,
}

#[derive(Debug)]
pub enum Member {
    Property(PropertyMember),
    Method(MethodMember),
    /// A label of an enum with its optional value.
    EnumValue {
        span: Span,
        name: SmolStr,
        value: Option<Expr>,
    },
}

#[derive(Debug)]
pub struct PropertyMember {
    pub span: Span,
    pub name: SmolStr,
    /// Validation attributes; the type constraint is `type_name`.
    pub attributes: Vec<Attribute>,
    pub type_name: Option<TypeName>,
    pub is_static: bool,
    pub is_hidden: bool,
    pub initial: Option<Expr>,
}

#[derive(Debug)]
pub struct MethodMember {
    pub span: Span,
    pub name: SmolStr,
    pub name_span: Span,
    pub attributes: Vec<Attribute>,
    /// `None`: void for a constructor, `object` when left out otherwise.
    pub return_type: Option<TypeName>,
    pub is_static: bool,
    pub is_hidden: bool,
    pub is_constructor: bool,
    pub params: Vec<Param>,
    /// Arguments of `: base(…)` when written.
    pub base_arguments: Option<Vec<Expr>>,
    pub body: Rc<ScriptBlock>,
}
