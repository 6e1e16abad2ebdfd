//! Objects around records: category, details, invocation, messages of the other streams.
//!
//! In:    an error record, a running command.
//! Out:   objects with the properties PowerShell gives them.
//! Never: shows them.

use crate::command::CommandRun;
use crate::fault::{ErrorRecord, Eval, Halt, Position};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Object, Str, Table, Value};
use dotnet::datetime::DateTime;
use std::rc::Rc;

/// One line of the session's history.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    pub id: i64,
    pub text: Str,
    pub start: DateTime,
    pub end: DateTime,
    pub failed: bool,
}

/// A custom object that says it is of a .NET type.
pub fn typed(type_name: &str, notes: &[(&str, Value)]) -> Value {
    let object = Object::custom();
    for (name, value) in notes {
        object.set_note(name, value.clone());
    }
    let mut names: Vec<Str> = Type::of(type_name).chain().map(|t| Str::new(t.full_name())).collect();
    if names.is_empty() {
        names.push(Str::new(type_name));
    }
    object.set_types(names);
    Value::object(object)
}

/// `CategoryInfo`, live on its record.
pub struct CategoryInfo(Rc<ErrorRecord>);

impl Native for CategoryInfo {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.ErrorCategoryInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Category", "Activity", "Reason", "TargetName", "TargetType"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let record = &self.0;
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "category" => record.category.get().value(),
            "activity" => Value::Str(record.activity_text()),
            "reason" => Value::Str(record.reason_text()),
            "targetname" => Value::Str(record.target_name_text()),
            "targettype" => Value::Str(record.target_type_text()),
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        let text = Some(value.plain_text());
        let record = &self.0;
        let field = match name.to_ascii_lowercase().as_str() {
            "activity" => &record.activity,
            "reason" => &record.reason,
            "targetname" => &record.target_name,
            "targettype" => &record.target_type,
            _ => return None,
        };
        *field.borrow_mut() = text;
        Some(Ok(()))
    }

    fn call(&self, _s: &mut Session, name: &str, _args: &[Value]) -> Option<Eval> {
        name.eq_ignore_ascii_case("GetMessage").then(|| Ok(Value::Str(self.text())))
    }

    fn text(&self) -> Str {
        self.0.category_text().into()
    }
}

pub fn category_info(record: &Rc<ErrorRecord>) -> Value {
    Value::native(CategoryInfo(record.clone()))
}

/// `ErrorDetails`, live on its record.
struct ErrorDetails(Rc<ErrorRecord>);

impl Native for ErrorDetails {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.ErrorDetails")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Message", "RecommendedAction", "TextLookupError"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "message" => Value::Str(self.text()),
            "recommendedaction" => Value::Str(self.0.recommended_action.borrow().clone().unwrap_or_default()),
            "textlookuperror" => Value::Null,
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        if !name.eq_ignore_ascii_case("RecommendedAction") {
            return None;
        }
        *self.0.recommended_action.borrow_mut() = Some(value.plain_text()).filter(|advice| !advice.is_empty());
        Some(Ok(()))
    }

    fn text(&self) -> Str {
        self.0.details.borrow().clone().unwrap_or_default()
    }
}

pub fn error_details(record: &Rc<ErrorRecord>) -> Value {
    match record.details.borrow().is_some() {
        true => Value::native(ErrorDetails(record.clone())),
        false => Value::Null,
    }
}

pub fn set_error_details(s: &mut Session, record: &ErrorRecord, value: &Value) -> Result<(), Halt> {
    let text = match value.base() {
        Value::Str(text) => Some(text.clone()),
        other if other.is_null() => None,
        _ => Some(crate::member::get(s, value, "Message")?.plain_text()),
    };
    let advice = match value.base() {
        Value::Str(_) | Value::Null | Value::Empty => None,
        _ => Some(crate::member::get(s, value, "RecommendedAction")?.plain_text()).filter(|t| !t.is_empty()),
    };
    *record.details.borrow_mut() = text;
    *record.recommended_action.borrow_mut() = advice;
    Ok(())
}

/// `InvocationInfo` of the failing command or statement.
pub fn invocation_of(record: &ErrorRecord) -> Value {
    let run = record.run.borrow().clone();
    let position = record.position.borrow().clone();
    if run.is_none() && position.is_none() {
        return Value::Null;
    }
    invocation(run.as_ref(), position.as_ref())
}

/// `$MyInvocation` and the invocation of an error.
pub fn invocation(run: Option<&Rc<CommandRun>>, position: Option<&Position>) -> Value {
    Value::native(Invocation { run: run.cloned(), position: position.cloned() })
}

pub struct Invocation {
    pub run: Option<Rc<CommandRun>>,
    pub position: Option<Position>,
}

impl Native for Invocation {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.InvocationInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "MyCommand",
            "BoundParameters",
            "UnboundArguments",
            "ScriptLineNumber",
            "OffsetInLine",
            "HistoryId",
            "ScriptName",
            "Line",
            "Statement",
            "PositionMessage",
            "PSScriptRoot",
            "PSCommandPath",
            "InvocationName",
            "PipelineLength",
            "PipelinePosition",
            "ExpectingInput",
            "CommandOrigin",
            "DisplayScriptPosition",
        ]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let run = self.run.as_ref();
        let called = run.filter(|_| self.placed().is_some());
        let file = self.position.as_ref().and_then(|p| p.source.file.clone()).unwrap_or_default();
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "mycommand" => run.map_or(Value::Null, |r| crate::clr::command_object(s, &r.info)),
            "boundparameters" => {
                let bound = run.and_then(|r| r.bound.borrow().clone());
                bound.map_or_else(|| Value::table(bound_table()), Value::Table)
            }
            "unboundarguments" => {
                Value::Seq(Rc::new(crate::value::Seq::list_of(Type::object(), run.map_or_else(Vec::new, |r| r.unbound.borrow().clone()))))
            }
            "scriptlinenumber" => Value::Int(self.line_column().0),
            "offsetinline" => Value::Int(self.line_column().1),
            "historyid" => Value::Long(run.map_or(1, |r| r.history_id)),
            "scriptname" | "pscommandpath" => Value::from(file),
            "psscriptroot" => Value::from(std::path::Path::new(&file).parent().map_or(String::new(), |p| p.display().to_string())),
            "line" => Value::from(self.line()),
            "statement" => Value::from(self.position.as_ref().map_or(String::new(), |p| p.source.slice(p.span).to_owned())),
            "positionmessage" => Value::from(self.placed().map_or(String::new(), crate::errview::place_message)),
            "invocationname" => run.map_or(Value::str(""), |r| Value::Str(r.called_as.clone())),
            "pipelinelength" => Value::Int(called.map_or(0, |r| i32::from(r.pipeline_length))),
            "pipelineposition" => Value::Int(called.map_or(0, |r| i32::from(r.pipeline_position))),
            "expectinginput" => Value::Bool(run.is_some_and(|r| r.expecting_input)),
            "commandorigin" => Value::str("Internal"),
            "displayscriptposition" => Value::Null,
            _ => return None,
        }))
    }
}

impl Invocation {
    /// The place of the call; nobody's script called what the shell was started with.
    fn placed(&self) -> Option<&Position> {
        self.position.as_ref().filter(|position| !position.source.text.is_empty())
    }

    /// Line and column; nought for what no script called.
    fn line_column(&self) -> (i32, i32) {
        self.placed().map_or((0, 0), |position| {
            let (line, column) = position.source.line_column(position.span.start);
            (line as i32, column as i32)
        })
    }

    fn line(&self) -> String {
        let Some(position) = &self.position else { return String::new() };
        let (line, _) = position.source.line_column(position.span.start);
        let text = position.source.line(line);
        // The line break belongs to the line, unless the text ends with it.
        let is_last = position.source.line(line + 1).is_empty();
        if is_last { text.to_owned() } else { format!("{text}\n") }
    }
}

/// `$PSBoundParameters`.
pub fn bound_table() -> Table {
    // Every call has one: the type is looked up once.
    thread_local!(static BOUND: Type = Type::of("System.Collections.Generic.Dictionary`2").generic_of(vec![Type::string(), Type::object()]));
    let ty = BOUND.with(|ty| *ty);
    Table::new(crate::value::TableKind::Generic, ty, true)
}

/// `At line:1 char:5`, the line, and a ruler under the span.
pub fn position_message(position: &Position) -> String {
    let (line, column) = position.source.line_column(position.span.start);
    let place = match &position.source.file {
        Some(file) => format!("At {file}:{line} char:{column}"),
        None => format!("At line:{line} char:{column}"),
    };
    let text = position.source.line(line);
    let shown = position.source.slice(position.span);
    let width = shown.lines().next().map_or(1, |l| l.chars().count().max(1));
    format!("{place}\n+ {}\n+ {}{}", text.trim_end(), " ".repeat((column as usize).saturating_sub(1)), "~".repeat(width))
}

/// A record of the warning, verbose or debug stream.
pub struct Informational {
    ty: Type,
    pub message: Str,
    run: Option<Rc<CommandRun>>,
}

impl Native for Informational {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Message", "InvocationInfo", "PipelineIterationInfo"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "message" => Value::Str(self.message.clone()),
            "invocationinfo" => invocation(self.run.as_ref(), self.run.as_ref().and_then(|r| r.position.as_ref())),
            "pipelineiterationinfo" => Value::array_of(Type::int(), Vec::new()),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.message.clone()
    }
}

pub fn informational(type_name: &str, message: &str, run: Option<&Rc<CommandRun>>) -> Value {
    Value::native(Informational { ty: Type::of(type_name), message: Str::new(message), run: run.cloned() })
}

/// A record of the information stream.
pub struct InformationRecord {
    pub data: Value,
    pub source: Str,
    pub tags: Vec<Value>,
    pub time: DateTime,
}

impl Native for InformationRecord {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.InformationRecord")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["MessageData", "Source", "TimeGenerated", "Tags", "User", "Computer", "ProcessId", "NativeThreadId", "ManagedThreadId"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "messagedata" => self.data.clone(),
            "source" => Value::Str(self.source.clone()),
            "timegenerated" => Value::DateTime(self.time),
            "tags" => Value::Seq(Rc::new(crate::value::Seq::list_of(Type::string(), self.tags.clone()))),
            "user" => Value::from(std::env::var("USER").unwrap_or_default()),
            "computer" => Value::from(crate::clr::host_name()),
            "processid" => Value::from(std::process::id()),
            "nativethreadid" | "managedthreadid" => Value::from(1u32),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.data.plain_text()
    }
}
