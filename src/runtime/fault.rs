//! Faults, records, halts: what went wrong, on its way to a person, and why control does not go on.
//!
//! In:    id, category, exception type, message, target.
//! Out:   `ErrorRecord` values with PowerShell's properties, and `Halt` for control flow.
//! Never: prints; `streams` and the host do.

use crate::command::CommandRun;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Table, Value};
use lang::{Source, Span};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// Result of an evaluation.
pub type Eval = Result<Value, Halt>;
/// Result of something that writes its output elsewhere.
pub type Flow = Result<(), Halt>;

/// Why control does not go on.
#[derive(Clone, Debug)]
pub enum Halt {
    Error(Rc<ErrorRecord>),
    Break(Option<Str>),
    Continue(Option<Str>),
    Return,
    Exit(i32),
    /// A command of the pipeline with this number has seen enough.
    StopUpstream(u32),
    /// Ctrl-C.
    Interrupted,
}

const _: () = assert!(size_of::<Eval>() <= 32);

/// A fault under construction; `?` turns it into a `Halt`.
#[derive(Debug)]
pub struct Fault {
    pub exception: &'static str,
    pub id: Str,
    pub category: Category,
    pub message: Str,
    pub target: Value,
    pub inner: Value,
    pub extra: Vec<(&'static str, Value)>,
}

impl Fault {
    pub fn new(exception: &'static str, id: &str, category: Category, message: impl Into<Str>) -> Self {
        Self { exception, id: Str::new(id), category, message: message.into(), target: Value::Null, inner: Value::Null, extra: Vec::new() }
    }

    /// A `RuntimeException` of the language itself.
    pub fn runtime(id: &str, category: Category, message: impl Into<Str>) -> Self {
        Self::new("System.Management.Automation.RuntimeException", id, category, message)
    }

    /// An operation that makes no sense here: `RuntimeException`, `InvalidOperation`.
    pub fn invalid(id: &str, message: impl Into<Str>) -> Self {
        Self::runtime(id, Category::InvalidOperation, message)
    }

    #[must_use]
    pub fn target(mut self, target: impl Into<Value>) -> Self {
        self.target = target.into();
        self
    }

    #[must_use]
    pub fn inner(mut self, inner: Value) -> Self {
        self.inner = inner;
        self
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.extra.push((name, value.into()));
        self
    }

    pub fn record(self) -> Rc<ErrorRecord> {
        let mut exception = Exception::new(Type::of(self.exception), self.message, self.inner);
        exception.extra = self.extra;
        Rc::new(ErrorRecord::new(Value::native(exception), &self.id, self.category, self.target))
    }
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Halt::Error(fault.record())
    }
}

/// A .NET exception thrown by a member: becomes `MethodInvocationException` around it at the call.
pub fn thrown(exception: &str, message: impl Into<Str>) -> Halt {
    let value = Value::native(Exception::new(Type::of(exception), message.into(), Value::Null));
    Halt::Error(Rc::new(ErrorRecord::from_exception(value)))
}

/// `System.Exception` and its descendants.
#[derive(Debug)]
pub struct Exception {
    pub ty: Type,
    pub message: RefCell<Str>,
    /// The inner exception or null.
    pub inner: Value,
    pub extra: Vec<(&'static str, Value)>,
    pub data: Rc<Table>,
    pub source: RefCell<Value>,
    pub help_link: RefCell<Value>,
    pub hresult: Cell<i32>,
    /// The record an exception of PowerShell carries.
    pub record: RefCell<Option<Rc<ErrorRecord>>>,
    pub stack_trace: RefCell<Value>,
}

impl Exception {
    pub fn new(ty: Type, message: Str, inner: Value) -> Self {
        Self {
            ty,
            message: RefCell::new(message),
            inner,
            extra: Vec::new(),
            data: Rc::new(Table::new(crate::value::TableKind::Hashtable, Type::of("System.Collections.ListDictionaryInternal"), false)),
            source: RefCell::new(Value::Null),
            help_link: RefCell::new(Value::Null),
            hresult: Cell::new(hresult_of(ty)),
            record: RefCell::new(None),
            stack_trace: RefCell::new(Value::Null),
        }
    }

    /// The exception behind a value: itself, or the .NET part of a script class that derives from one.
    pub fn of(value: &Value) -> Option<&Exception> {
        if let Some(found) = value.as_native::<Exception>() {
            return Some(found);
        }
        match value {
            Value::Object(object) => match object.inherited().or_else(|| object.base_value()) {
                Some(inner) => Exception::of(inner),
                None => None,
            },
            _ => None,
        }
    }

    pub fn message_of(value: &Value) -> Str {
        Exception::of(value).map_or_else(|| value.plain_text(), |e| e.message.borrow().clone())
    }

    /// The record an exception of the engine knows of itself: it speaks of a stand-in, or it would contain itself.
    /// What `throw` makes of a value only the caught record tells.
    fn own_record(&self, caught: &ErrorRecord) -> Rc<ErrorRecord> {
        let stand_in = Type::of("System.Management.Automation.ParentContainsErrorRecordException");
        let stand_in = Value::native(Exception::new(stand_in, self.message.borrow().clone(), Value::Null));
        if caught.thrown.get() && !caught.by_stop.get() && self.ty.name() == "RuntimeException" {
            return Rc::new(ErrorRecord::new(stand_in, "RuntimeException", Category::NotSpecified, Value::Null));
        }
        caught.with_exception(stand_in)
    }

    fn get_extra(&self, name: &str) -> Option<Value> {
        self.extra.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone())
    }
}

fn hresult_of(ty: Type) -> i32 {
    let code: u32 = match ty.full_name() {
        "System.ArgumentException" | "System.Management.Automation.PSArgumentException" => 0x8007_0057,
        "System.ArgumentNullException" => 0x8000_4003,
        "System.ArgumentOutOfRangeException" | "System.IndexOutOfRangeException" => 0x8013_1502,
        "System.DivideByZeroException" => 0x8002_0012,
        "System.FormatException" => 0x8013_1537,
        "System.InvalidCastException" => 0x8000_4002,
        "System.InvalidOperationException" => 0x8013_1509,
        "System.NotSupportedException" => 0x8013_1515,
        "System.NotImplementedException" => 0x8000_4001,
        "System.NullReferenceException" => 0x8000_4003,
        "System.OverflowException" => 0x8013_1516,
        "System.IO.FileNotFoundException" => 0x8007_0002,
        "System.IO.DirectoryNotFoundException" => 0x8007_0003,
        "System.IO.IOException" => 0x8013_1620,
        "System.UnauthorizedAccessException" => 0x8007_0005,
        "System.TimeoutException" => 0x8013_1505,
        "System.Exception" | "System.ApplicationException" => 0x8013_1500,
        _ => 0x8013_1501,
    };
    code as i32
}

impl Native for Exception {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        if self.ty.derives_from(Type::of("System.Management.Automation.RuntimeException")) {
            return &[
                "ErrorRecord",
                "WasThrownFromThrowStatement",
                "TargetSite",
                "Message",
                "Data",
                "InnerException",
                "HelpLink",
                "Source",
                "HResult",
                "StackTrace",
            ];
        }
        match self.ty.full_name() {
            "System.ArgumentException" | "System.ArgumentNullException" => {
                &["Message", "ParamName", "TargetSite", "Data", "InnerException", "HelpLink", "Source", "HResult", "StackTrace"]
            }
            "System.ArgumentOutOfRangeException" => &[
                "Message",
                "ActualValue",
                "ParamName",
                "TargetSite",
                "Data",
                "InnerException",
                "HelpLink",
                "Source",
                "HResult",
                "StackTrace",
            ],
            _ => &["TargetSite", "Message", "Data", "InnerException", "HelpLink", "Source", "HResult", "StackTrace"],
        }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "message" => Value::Str(self.message.borrow().clone()),
            "innerexception" => self.inner.clone(),
            "data" => Value::Table(self.data.clone()),
            "hresult" => Value::Int(self.hresult.get()),
            "source" => self.source.borrow().clone(),
            "helplink" => self.help_link.borrow().clone(),
            "stacktrace" => self.stack_trace.borrow().clone(),
            "targetsite" => Value::Null,
            "wasthrownfromthrowstatement" => Value::Bool(self.record.borrow().as_ref().is_some_and(|r| r.thrown.get())),
            "errorrecord" => match self.record.borrow().as_ref() {
                Some(record) => Value::Native(self.own_record(record)),
                None => return self.get_extra(name).map(Ok),
            },
            _ => return self.get_extra(name).map(Ok),
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        match name.to_ascii_lowercase().as_str() {
            "source" => *self.source.borrow_mut() = value.clone(),
            "helplink" => *self.help_link.borrow_mut() = value.clone(),
            "hresult" => {
                if let Value::Int(code) = value.base() {
                    self.hresult.set(*code);
                }
            }
            _ => return None,
        }
        Some(Ok(()))
    }

    fn call(&self, _s: &mut Session, name: &str, _args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "getbaseexception" => {
                let mut innermost = self.inner.clone();
                while let Some(next) = Exception::of(&innermost).map(|e| e.inner.clone()).filter(|v| !v.is_null()) {
                    innermost = next;
                }
                // A root exception answers itself; the caller holds the value and sees null here.
                Some(Ok(innermost))
            }
            _ => None,
        }
    }

    fn text(&self) -> Str {
        let mut text = format!("{}: {}", self.ty.full_name(), self.message.borrow());
        if let Some(inner) = Exception::of(&self.inner) {
            text.push_str(" ---> ");
            text.push_str(&inner.text());
            text.push_str("\n   --- End of inner exception stack trace ---");
        }
        text.into()
    }
}

macro_rules! categories {
    ($($name:ident),* $(,)?) => {
        /// `System.Management.Automation.ErrorCategory`.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Category { $($name),* }

        impl Category {
            pub const ALL: &'static [Category] = &[$(Category::$name),*];
            pub fn name(self) -> &'static str {
                match self { $(Category::$name => stringify!($name)),* }
            }
        }
    };
}

categories! {
    NotSpecified, OpenError, CloseError, DeviceError, DeadlockDetected, InvalidArgument, InvalidData,
    InvalidOperation, InvalidResult, InvalidType, MetadataError, NotImplemented, NotInstalled, ObjectNotFound,
    OperationStopped, OperationTimeout, SyntaxError, ParserError, PermissionDenied, ResourceBusy, ResourceExists,
    ResourceUnavailable, ReadError, WriteError, FromStdErr, SecurityError, ProtocolError, ConnectionError,
    AuthenticationError, LimitsExceeded, QuotaExceeded, NotEnabled,
}

impl Category {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.name().eq_ignore_ascii_case(name))
    }

    pub fn value(self) -> Value {
        Value::enumeration("System.Management.Automation.ErrorCategory", self as i64)
    }
}

/// A place in a script.
#[derive(Clone, Debug)]
pub struct Position {
    pub source: Arc<Source>,
    pub span: Span,
}

/// A fault on its way to a person: exception, place, command, category.
#[derive(Debug)]
pub struct ErrorRecord {
    pub exception: Value,
    pub target: Value,
    pub id: RefCell<Str>,
    pub category: Cell<Category>,
    pub activity: RefCell<Option<Str>>,
    pub reason: RefCell<Option<Str>>,
    pub target_name: RefCell<Option<Str>>,
    pub target_type: RefCell<Option<Str>>,
    /// Replaces the exception's message where the error is shown.
    pub details: RefCell<Option<Str>>,
    pub recommended_action: RefCell<Option<Str>>,
    pub position: RefCell<Option<Position>>,
    /// The command that failed.
    pub run: RefCell<Option<Rc<CommandRun>>>,
    pub stack: RefCell<Option<Str>>,
    /// Came from a `throw` statement.
    pub thrown: Cell<bool>,
    /// Already in `$Error`.
    pub recorded: Cell<bool>,
    /// An exception of a called .NET member that no call has wrapped yet.
    pub raw: Cell<bool>,
    /// Thrown as a record that says itself what it is.
    pub is_rethrown: Cell<bool>,
    /// Belongs to no place in a script.
    pub placeless: Cell<bool>,
    /// The name that was called when no command of that name exists.
    pub called_as: RefCell<Option<Str>>,
    /// `ThrowTerminatingError`: leaves the command that raised it, and is an ordinary error to its caller.
    pub terminating: Cell<bool>,
    /// Must not be caught by `-ErrorAction`: a stop that was asked for.
    pub by_stop: Cell<bool>,
    /// The whole text is a parse error list: shown as it is.
    pub is_parse: Cell<bool>,
}

impl ErrorRecord {
    pub fn new(exception: Value, id: &str, category: Category, target: Value) -> Self {
        Self {
            exception,
            target,
            id: RefCell::new(Str::new(id)),
            category: Cell::new(category),
            activity: RefCell::new(None),
            reason: RefCell::new(None),
            target_name: RefCell::new(None),
            target_type: RefCell::new(None),
            details: RefCell::new(None),
            recommended_action: RefCell::new(None),
            position: RefCell::new(None),
            run: RefCell::new(None),
            stack: RefCell::new(None),
            thrown: Cell::new(false),
            recorded: Cell::new(false),
            raw: Cell::new(false),
            placeless: Cell::new(false),
            is_rethrown: Cell::new(false),
            called_as: RefCell::new(None),
            terminating: Cell::new(false),
            by_stop: Cell::new(false),
            is_parse: Cell::new(false),
        }
    }

    /// A record for an exception that came without one: its id is the name of its type.
    pub fn from_exception(exception: Value) -> Self {
        let id = exception.ty().map_or("RuntimeException", Type::name);
        let record = Self::new(exception, id, Category::NotSpecified, Value::Null);
        record.raw.set(true);
        record
    }

    /// The same error about another exception, usually the one underneath.
    pub fn with_exception(&self, exception: Value) -> Rc<ErrorRecord> {
        let copy = ErrorRecord::new(exception, &self.id.borrow(), self.category.get(), self.target.clone());
        let fields = [
            (&copy.activity, &self.activity),
            (&copy.reason, &self.reason),
            (&copy.target_name, &self.target_name),
            (&copy.target_type, &self.target_type),
            (&copy.details, &self.details),
            (&copy.recommended_action, &self.recommended_action),
            (&copy.stack, &self.stack),
        ];
        for (to, from) in fields {
            *to.borrow_mut() = from.borrow().clone();
        }
        *copy.position.borrow_mut() = self.position.borrow().clone();
        *copy.run.borrow_mut() = self.run.borrow().clone();
        copy.recorded.set(self.recorded.get());
        Rc::new(copy)
    }

    pub fn message(&self) -> Str {
        self.details.borrow().clone().unwrap_or_else(|| Exception::message_of(&self.exception))
    }

    /// `{id},{implementing type or function name}`.
    pub fn full_id(&self) -> Str {
        let id = self.id.borrow();
        match self.run.borrow().as_ref().map(|run| run.info.error_suffix()) {
            Some(suffix) if !suffix.is_empty() => {
                if id.is_empty() {
                    suffix
                } else {
                    format!("{id},{suffix}").into()
                }
            }
            _ => id.clone(),
        }
    }

    pub fn reason_text(&self) -> Str {
        self.reason.borrow().clone().unwrap_or_else(|| self.exception.ty().map_or(Str::default(), |t| Str::new(t.name())))
    }

    pub fn activity_text(&self) -> Str {
        self.activity.borrow().clone().or_else(|| self.run.borrow().as_ref().map(|run| run.info.name.clone())).unwrap_or_default()
    }

    pub fn target_name_text(&self) -> Str {
        self.target_name.borrow().clone().unwrap_or_else(|| self.target.plain_text())
    }

    pub fn target_type_text(&self) -> Str {
        self.target_type.borrow().clone().unwrap_or_else(|| match &self.target {
            Value::Object(object) if object.is_custom() => Str::new_static("PSObject"),
            other => other.ty().map_or(Str::default(), |t| Str::new(t.name())),
        })
    }

    /// `Category: (target:Type) [activity], reason`.
    pub fn category_text(&self) -> String {
        let mut text =
            format!("{}: ({}:{})", self.category.get().name(), shorten(&self.target_name_text()), shorten(&self.target_type_text()));
        text.push_str(&format!(" [{}], {}", shorten(&self.activity_text()), self.reason_text()));
        text
    }
}

/// Category text keeps its parts to 40 characters: the head, `...`, the tail.
fn shorten(text: &str) -> String {
    const SHOWN_MAX: usize = 40;
    let one_line: String = text.split(['\r', '\n']).next().unwrap_or("").to_owned();
    let count = one_line.chars().count();
    if count <= SHOWN_MAX {
        return one_line;
    }
    let half = (SHOWN_MAX - 3) / 2;
    let head: String = one_line.chars().take(half + 1).collect();
    let tail: String = one_line.chars().skip(count - half).collect();
    format!("{head}...{tail}")
}

impl Native for ErrorRecord {
    fn type_of(&self) -> Type {
        Type::error_record()
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "PSMessageDetails",
            "Exception",
            "TargetObject",
            "CategoryInfo",
            "FullyQualifiedErrorId",
            "ErrorDetails",
            "InvocationInfo",
            "ScriptStackTrace",
            "PipelineIterationInfo",
        ]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "exception" => self.exception.clone(),
            "targetobject" => self.target.clone(),
            "fullyqualifiederrorid" => Value::Str(self.full_id()),
            // Live on the record: `member` answers them.
            "categoryinfo" | "errordetails" => return None,
            "invocationinfo" => crate::records::invocation_of(self),
            "scriptstacktrace" => self.stack.borrow().clone().map_or(Value::Null, Value::Str),
            "pipelineiterationinfo" => Value::array_of(Type::int(), Vec::new()),
            "psmessagedetails" => Value::Null,
            _ => return None,
        }))
    }

    fn set(&self, s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        if !name.eq_ignore_ascii_case("ErrorDetails") {
            return None;
        }
        Some(crate::records::set_error_details(s, self, value))
    }

    fn text(&self) -> Str {
        self.message()
    }
}
