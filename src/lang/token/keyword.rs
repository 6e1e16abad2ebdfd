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
    lookup(lower)
}

fn lookup(word: &[u8]) -> Option<Keyword> {
    let keyword = match word {
        b"elseif" => Keyword::ElseIf,
        b"if" => Keyword::If,
        b"else" => Keyword::Else,
        b"switch" => Keyword::Switch,
        b"foreach" => Keyword::Foreach,
        b"from" => Keyword::From,
        b"in" => Keyword::In,
        b"for" => Keyword::For,
        b"while" => Keyword::While,
        b"until" => Keyword::Until,
        b"do" => Keyword::Do,
        b"try" => Keyword::Try,
        b"catch" => Keyword::Catch,
        b"finally" => Keyword::Finally,
        b"trap" => Keyword::Trap,
        b"data" => Keyword::Data,
        b"return" => Keyword::Return,
        b"continue" => Keyword::Continue,
        b"break" => Keyword::Break,
        b"exit" => Keyword::Exit,
        b"throw" => Keyword::Throw,
        b"begin" => Keyword::Begin,
        b"process" => Keyword::Process,
        b"end" => Keyword::End,
        b"dynamicparam" => Keyword::DynamicParam,
        b"function" => Keyword::Function,
        b"filter" => Keyword::Filter,
        b"param" => Keyword::Param,
        b"class" => Keyword::Class,
        b"define" => Keyword::Define,
        b"var" => Keyword::Var,
        b"using" => Keyword::Using,
        b"workflow" => Keyword::Workflow,
        b"parallel" => Keyword::Parallel,
        b"sequence" => Keyword::Sequence,
        b"inlinescript" => Keyword::InlineScript,
        b"configuration" => Keyword::Configuration,
        b"public" => Keyword::Public,
        b"private" => Keyword::Private,
        b"static" => Keyword::Static,
        b"interface" => Keyword::Interface,
        b"enum" => Keyword::Enum,
        b"namespace" => Keyword::Namespace,
        b"module" => Keyword::Module,
        b"type" => Keyword::Type,
        b"assembly" => Keyword::Assembly,
        b"command" => Keyword::Command,
        b"hidden" => Keyword::Hidden,
        b"base" => Keyword::Base,
        b"default" => Keyword::Default,
        b"clean" => Keyword::Clean,
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
        matches!(self, Self::Begin | Self::Process | Self::End | Self::Clean | Self::DynamicParam)
    }
}
