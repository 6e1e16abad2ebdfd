//! The reserved words.
//!
//! In:    a word as written.
//! Out:   the keyword it is, in any case of letters.
//! Never: decides whether a keyword may stand where it was found.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keyword {
    ElseIf,
    If,
    Else,
    Switch,
    Foreach,
    From,
    In,
    For,
    While,
    Until,
    Do,
    Try,
    Catch,
    Finally,
    Trap,
    Data,
    Return,
    Continue,
    Break,
    Exit,
    Throw,
    Begin,
    Process,
    End,
    DynamicParam,
    Function,
    Filter,
    Param,
    Class,
    Define,
    Var,
    Using,
    Workflow,
    Parallel,
    Sequence,
    InlineScript,
    Configuration,
    Public,
    Private,
    Static,
    Interface,
    Enum,
    Namespace,
    Module,
    Type,
    Assembly,
    Command,
    Hidden,
    Base,
    Default,
    Clean,
}

/// The longest keyword; longer words are not looked up.
const KEYWORD_BYTES_MAX: usize = 13;

pub(crate) fn keyword(word: &str) -> Option<Keyword> {
    let mut lower = [0_u8; KEYWORD_BYTES_MAX];
    let lower = lower.get_mut(..word.len())?;
    for (to, from) in lower.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    lookup(std::str::from_utf8(lower).ok()?)
}

fn lookup(word: &str) -> Option<Keyword> {
    let keyword = match word {
        "elseif" => Keyword::ElseIf,
        "if" => Keyword::If,
        "else" => Keyword::Else,
        "switch" => Keyword::Switch,
        "foreach" => Keyword::Foreach,
        "from" => Keyword::From,
        "in" => Keyword::In,
        "for" => Keyword::For,
        "while" => Keyword::While,
        "until" => Keyword::Until,
        "do" => Keyword::Do,
        "try" => Keyword::Try,
        "catch" => Keyword::Catch,
        "finally" => Keyword::Finally,
        "trap" => Keyword::Trap,
        "data" => Keyword::Data,
        "return" => Keyword::Return,
        "continue" => Keyword::Continue,
        "break" => Keyword::Break,
        "exit" => Keyword::Exit,
        "throw" => Keyword::Throw,
        "begin" => Keyword::Begin,
        "process" => Keyword::Process,
        "end" => Keyword::End,
        "dynamicparam" => Keyword::DynamicParam,
        "function" => Keyword::Function,
        "filter" => Keyword::Filter,
        "param" => Keyword::Param,
        "class" => Keyword::Class,
        "define" => Keyword::Define,
        "var" => Keyword::Var,
        "using" => Keyword::Using,
        "workflow" => Keyword::Workflow,
        "parallel" => Keyword::Parallel,
        "sequence" => Keyword::Sequence,
        "inlinescript" => Keyword::InlineScript,
        "configuration" => Keyword::Configuration,
        "public" => Keyword::Public,
        "private" => Keyword::Private,
        "static" => Keyword::Static,
        "interface" => Keyword::Interface,
        "enum" => Keyword::Enum,
        "namespace" => Keyword::Namespace,
        "module" => Keyword::Module,
        "type" => Keyword::Type,
        "assembly" => Keyword::Assembly,
        "command" => Keyword::Command,
        "hidden" => Keyword::Hidden,
        "base" => Keyword::Base,
        "default" => Keyword::Default,
        "clean" => Keyword::Clean,
        _ => return None,
    };
    Some(keyword)
}

impl Keyword {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::ElseIf => "elseif",
            Self::If => "if",
            Self::Else => "else",
            Self::Switch => "switch",
            Self::Foreach => "foreach",
            Self::From => "from",
            Self::In => "in",
            Self::For => "for",
            Self::While => "while",
            Self::Until => "until",
            Self::Do => "do",
            Self::Try => "try",
            Self::Catch => "catch",
            Self::Finally => "finally",
            Self::Trap => "trap",
            Self::Data => "data",
            Self::Return => "return",
            Self::Continue => "continue",
            Self::Break => "break",
            Self::Exit => "exit",
            Self::Throw => "throw",
            Self::Begin => "begin",
            Self::Process => "process",
            Self::End => "end",
            Self::DynamicParam => "dynamicparam",
            Self::Function => "function",
            Self::Filter => "filter",
            Self::Param => "param",
            Self::Class => "class",
            Self::Define => "define",
            Self::Var => "var",
            Self::Using => "using",
            Self::Workflow => "workflow",
            Self::Parallel => "parallel",
            Self::Sequence => "sequence",
            Self::InlineScript => "inlinescript",
            Self::Configuration => "configuration",
            Self::Public => "public",
            Self::Private => "private",
            Self::Static => "static",
            Self::Interface => "interface",
            Self::Enum => "enum",
            Self::Namespace => "namespace",
            Self::Module => "module",
            Self::Type => "type",
            Self::Assembly => "assembly",
            Self::Command => "command",
            Self::Hidden => "hidden",
            Self::Base => "base",
            Self::Default => "default",
            Self::Clean => "clean",
        }
    }

    /// Statements that refuse attributes before them.
    pub(crate) fn refuses_attributes(self) -> bool {
        matches!(
            self,
            Self::If
                | Self::Switch
                | Self::Foreach
                | Self::From
                | Self::For
                | Self::While
                | Self::Do
                | Self::Try
                | Self::Trap
                | Self::Data
                | Self::Return
                | Self::Continue
                | Self::Break
                | Self::Exit
                | Self::Throw
                | Self::Function
                | Self::Filter
                | Self::Define
                | Self::Var
                | Self::Using
                | Self::Workflow
                | Self::Parallel
                | Self::Sequence
                | Self::InlineScript
        )
    }

    /// `begin`, `process`, `end`, `clean`, `dynamicparam`.
    pub(crate) fn names_a_block(self) -> bool {
        matches!(
            self,
            Self::Begin | Self::Process | Self::End | Self::Clean | Self::DynamicParam
        )
    }
}
