//! Plain objects of the .NET world: a type and named fields, nothing to compute.
//!
//! In:    the type, constructor arguments in the order of a row.
//! Out:   objects whose fields can be read and, where .NET allows it, set.
//! Never: has methods of its own.

use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Seq, SeqKind, Str, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// What a type of this kind is made of.
struct Row {
    ty: &'static str,
    /// Fields in the order of the constructor's arguments, then the ones it does not take.
    fields: &'static [&'static str],
    /// How many arguments the constructor needs and takes.
    takes: (usize, usize),
    settable: bool,
}

const fn row(ty: &'static str, fields: &'static [&'static str], takes: (usize, usize), settable: bool) -> Row {
    Row { ty, fields, takes, settable }
}

const ROWS: &[Row] = &[
    row("System.Management.Automation.RuntimeDefinedParameter", &["Name", "ParameterType", "Attributes", "IsSet", "Value"], (0, 3), true),
    row("System.Management.Automation.ErrorDetails", &["Message", "RecommendedAction"], (1, 1), true),
    row(
        "System.Management.Automation.HostInformationMessage",
        &["Message", "NoNewLine", "ForegroundColor", "BackgroundColor"],
        (0, 0),
        true,
    ),
    row("System.Management.Automation.Host.ChoiceDescription", &["Label", "HelpMessage"], (1, 2), true),
    row("System.Management.Automation.Host.Size", &["Width", "Height"], (2, 2), true),
    row("System.Management.Automation.Host.Coordinates", &["X", "Y"], (2, 2), true),
    row("System.Management.Automation.Host.FieldDescription", &["Name", "Label", "HelpMessage", "DefaultValue"], (1, 1), true),
    row("System.Management.Automation.CompletionResult", &["CompletionText", "ListItemText", "ResultType", "ToolTip"], (1, 4), false),
    row(
        "System.Management.Automation.ProgressRecord",
        &[
            "ActivityId",
            "Activity",
            "StatusDescription",
            "ParentActivityId",
            "CurrentOperation",
            "PercentComplete",
            "SecondsRemaining",
            "RecordType",
        ],
        (2, 3),
        true,
    ),
    row(
        "System.Management.Automation.ParameterAttribute",
        &[
            "Position",
            "ParameterSetName",
            "Mandatory",
            "ValueFromPipeline",
            "ValueFromPipelineByPropertyName",
            "ValueFromRemainingArguments",
            "HelpMessage",
            "HelpMessageBaseName",
            "HelpMessageResourceId",
            "DontShow",
        ],
        (0, 0),
        true,
    ),
    row("System.Management.Automation.AliasAttribute", &["AliasNames"], (0, 64), false),
    row("System.Management.Automation.ValidateSetAttribute", &["ValidValues", "IgnoreCase", "ErrorMessage"], (0, 64), true),
    row("System.Management.Automation.ValidateRangeAttribute", &["MinRange", "MaxRange"], (1, 2), false),
    row("System.Management.Automation.ValidateLengthAttribute", &["MinLength", "MaxLength"], (2, 2), false),
    row("System.Management.Automation.ValidateCountAttribute", &["MinLength", "MaxLength"], (2, 2), false),
    row("System.Management.Automation.ValidatePatternAttribute", &["RegexPattern", "Options", "ErrorMessage"], (1, 1), true),
    row("System.Management.Automation.ValidateScriptAttribute", &["ScriptBlock", "ErrorMessage"], (1, 1), true),
    row("System.Management.Automation.ValidateNotNullAttribute", &[], (0, 0), false),
    row("System.Management.Automation.ValidateNotNullOrEmptyAttribute", &[], (0, 0), false),
    row("System.Management.Automation.ValidateNotNullOrWhiteSpaceAttribute", &[], (0, 0), false),
    row("System.Management.Automation.AllowNullAttribute", &[], (0, 0), false),
    row("System.Management.Automation.AllowEmptyStringAttribute", &[], (0, 0), false),
    row("System.Management.Automation.AllowEmptyCollectionAttribute", &[], (0, 0), false),
    row(
        "System.Management.Automation.CmdletBindingAttribute",
        &[
            "PositionalBinding",
            "DefaultParameterSetName",
            "SupportsShouldProcess",
            "SupportsPaging",
            "SupportsTransactions",
            "ConfirmImpact",
            "HelpUri",
            "RemotingCapability",
        ],
        (0, 0),
        true,
    ),
    row("System.Management.Automation.ArgumentTypeConverterAttribute", &["TargetType"], (0, 0), false),
    row("System.Attribute", &[], (0, 0), false),
    row("System.Management.Automation.Internal.CmdletMetadataAttribute", &[], (0, 0), false),
    row("System.Management.Automation.ArgumentTransformationAttribute", &[], (0, 0), false),
    row("System.Management.Automation.ValidateArgumentsAttribute", &[], (0, 0), false),
    row("System.Management.Automation.ValidateEnumeratedArgumentsAttribute", &[], (0, 0), false),
    row("System.Management.Automation.PSTypeNameAttribute", &["PSTypeName"], (1, 1), false),
    row("System.Management.Automation.PSDefaultValueAttribute", &["Value", "Help"], (0, 0), true),
    row("System.Management.Automation.SupportsWildcardsAttribute", &[], (0, 0), false),
    row("System.Management.Automation.CredentialAttribute", &[], (0, 0), false),
    row("System.Management.Automation.HiddenAttribute", &[], (0, 0), false),
    row("System.Management.Automation.DontShowAttribute", &[], (0, 0), false),
    row("System.Management.Automation.ExperimentalAttribute", &["ExperimentName", "ExperimentAction"], (2, 2), false),
    row("System.Management.Automation.ArgumentCompletionsAttribute", &["Completions"], (0, 64), false),
    row("System.Management.Automation.ValidateUserDriveAttribute", &[], (0, 0), false),
    row("System.Management.Automation.ValidateTrustedDataAttribute", &[], (0, 0), false),
    row("System.Management.Automation.ValidateDriveAttribute", &["ValidRootDrives"], (0, 64), false),
    row("System.ObsoleteAttribute", &["Message", "IsError", "DiagnosticId", "UrlFormat"], (0, 2), true),
    row("System.FlagsAttribute", &[], (0, 0), false),
    row("System.Diagnostics.DebuggerHiddenAttribute", &[], (0, 0), false),
    row("System.Diagnostics.DebuggerStepThroughAttribute", &[], (0, 0), false),
    row("System.Diagnostics.DebuggerNonUserCodeAttribute", &[], (0, 0), false),
    row(
        "System.Diagnostics.CodeAnalysis.SuppressMessageAttribute",
        &["Category", "CheckId", "Scope", "Target", "MessageId", "Justification"],
        (2, 2),
        true,
    ),
    row("System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverageAttribute", &["Justification"], (0, 0), true),
    row("System.Management.Automation.OutputTypeAttribute", &["Type", "ParameterSetName"], (0, 64), true),
    row("System.Management.Automation.ArgumentCompleterAttribute", &["ScriptBlock"], (1, 1), false),
    row("System.Xml.Schema.XmlSchemaInfo", &["Validity", "IsDefault", "IsNil", "MemberType", "SchemaType"], (0, 0), true),
    row("System.Globalization.StringInfo", &["String"], (0, 1), true),
    row(
        "System.Diagnostics.ProcessStartInfo",
        &[
            "FileName",
            "Arguments",
            "UseShellExecute",
            "RedirectStandardOutput",
            "RedirectStandardError",
            "RedirectStandardInput",
            "WorkingDirectory",
            "CreateNoWindow",
        ],
        (0, 2),
        true,
    ),
    row(
        "Microsoft.PowerShell.Commands.ModuleSpecification",
        &["Name", "Guid", "Version", "RequiredVersion", "MaximumVersion"],
        (0, 1),
        false,
    ),
];

pub struct Bag {
    ty: Type,
    fields: &'static [&'static str],
    values: RefCell<Vec<Value>>,
    settable: bool,
}

fn find(ty: Type) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.ty == ty.full_name())
}

pub fn knows(ty: Type) -> bool {
    find(ty).is_some()
}

pub fn construct(ty: Type, args: &[Value]) -> Option<Eval> {
    let row = find(ty)?;
    if args.len() < row.takes.0 || args.len() > row.takes.1 {
        return Some(Err(super::overload::no_overload("new", args.len())));
    }
    let mut values = vec![Value::Null; row.fields.len()];
    if row.takes.1 == 64 {
        // The rest of the arguments are one field.
        let all: Vec<Value> = match args {
            [one] if one.as_seq().is_some() => super::args::list(args, 0),
            _ => args.to_vec(),
        };
        values[0] = match (all.as_slice(), row.ty.ends_with(".OutputTypeAttribute")) {
            (_, true) => super::command::type_names(all.iter().map(named)),
            // A generator class stands for values that are not known yet.
            ([Value::Type(_)], false) => Value::array(all),
            (_, false) => Value::strings(all.iter().map(Value::plain_text)),
        };
    } else {
        for (slot, arg) in values.iter_mut().zip(args) {
            *slot = arg.clone();
        }
    }
    for (at, field) in row.fields.iter().enumerate() {
        if values[at].is_null() {
            values[at] = default_of(row.ty, field);
        }
    }
    Some(Ok(Value::native(Bag { ty, fields: row.fields, values: RefCell::new(values), settable: row.settable })))
}

/// An attribute of the engine with some of its fields filled.
pub fn with(name: &str, fields: &[(&str, Value)]) -> Option<Value> {
    let row = ROWS.iter().find(|row| row.ty.strip_prefix("System.Management.Automation.") == Some(name))?;
    let of_field = |field: &&str| fields.iter().find(|(n, _)| n == field).map_or_else(|| default_of(row.ty, field), |(_, v)| v.clone());
    let values = row.fields.iter().map(of_field).collect();
    Some(Value::native(Bag { ty: Type::of(row.ty), fields: row.fields, values: RefCell::new(values), settable: row.settable }))
}

/// A type's full name, or the name as it was said.
fn named(value: &Value) -> Str {
    match value {
        Value::Type(ty) => Str::new(ty.full_name()),
        other => other.plain_text(),
    }
}

/// What a field holds when nobody said anything.
fn default_of(ty: &str, field: &str) -> Value {
    match field {
        "Mandatory"
        | "ValueFromPipeline"
        | "ValueFromPipelineByPropertyName"
        | "ValueFromRemainingArguments"
        | "DontShow"
        | "IsSet"
        | "SupportsShouldProcess"
        | "SupportsPaging"
        | "SupportsTransactions"
        | "IsError"
        | "UseShellExecute"
        | "RedirectStandardOutput"
        | "RedirectStandardError"
        | "RedirectStandardInput"
        | "CreateNoWindow" => Value::Bool(false),
        "Position" => Value::Int(i32::MIN),
        "IgnoreCase" | "PositionalBinding" => Value::Bool(true),
        "ConfirmImpact" => Value::enum_named("System.Management.Automation.ConfirmImpact", "Medium"),
        "RemotingCapability" => Value::enum_named("System.Management.Automation.RemotingCapability", "PowerShell"),
        "Options" if ty.ends_with("ValidatePatternAttribute") => {
            Value::enum_named("System.Text.RegularExpressions.RegexOptions", "IgnoreCase")
        }
        "ParameterSetName" if ty.ends_with("OutputTypeAttribute") => Value::strings(["__AllParameterSets"]),
        "ParameterSetName" => Value::str("__AllParameterSets"),
        "ParentActivityId" | "PercentComplete" | "SecondsRemaining" => Value::Int(-1),
        "RecommendedAction" | "Arguments" | "WorkingDirectory" => Value::str(""),
        "Attributes" if ty.ends_with("RuntimeDefinedParameter") => {
            let list = Type::of("System.Collections.ObjectModel.Collection`1").generic_of(vec![Type::of("System.Attribute")]);
            Value::Seq(Rc::new(Seq::new(SeqKind::List, list, Type::object(), Vec::new())))
        }
        _ => Value::Null,
    }
}

impl Bag {
    pub fn has(&self, name: &str) -> bool {
        self.settable && self.place(name).is_some()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.eq_ignore_ascii_case(name))
    }
}

impl Native for Bag {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        self.fields
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        if name.eq_ignore_ascii_case("TypeId") && self.ty.derives_from(Type::of("System.Attribute")) {
            return Some(Ok(Value::Type(self.ty)));
        }
        if name.eq_ignore_ascii_case("LengthInTextElements") && self.ty.name() == "StringInfo" {
            return Some(Ok(Value::from(elements(&self.values.borrow()[0].plain_text()))));
        }
        self.place(name).map(|at| Ok(self.values.borrow()[at].clone()))
    }

    fn set(&self, s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        let at = self.place(name).filter(|_| self.settable)?;
        // A field keeps the type it has: a flag stays a flag.
        let kept = match default_of(self.ty.full_name(), self.fields[at]) {
            Value::Bool(_) | Value::Int(_) | Value::Enum(_) | Value::Str(_) => self.values.borrow()[at].base().ty(),
            _ => None,
        };
        let value = match kept.map(|ty| crate::convert::to_type(s, value, ty)) {
            Some(Ok(converted)) => converted,
            Some(Err(fault)) => return Some(Err(fault.into())),
            None => value.clone(),
        };
        self.values.borrow_mut()[at] = value;
        // A dynamic parameter that was given a value counts as set.
        if let (true, Some(flag)) = (name.eq_ignore_ascii_case("Value"), self.place("IsSet")) {
            self.values.borrow_mut()[flag] = Value::Bool(true);
        }
        Some(Ok(()))
    }

    fn text(&self) -> Str {
        match self.ty.name() {
            "ErrorDetails" | "HostInformationMessage" => self.values.borrow().first().map_or_else(Str::default, Value::plain_text),
            "Size" | "Coordinates" => {
                let values = self.values.borrow();
                format!("{},{}", values[0].plain_text(), values[1].plain_text()).into()
            }
            _ => Str::new(self.ty.full_name()),
        }
    }
}

/// Characters as a person counts them: marks belong to the letter before them.
fn elements(text: &str) -> usize {
    let joins = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20d0}'..='\u{20ff}');
    let mut count = 0;
    let mut after_joiner = false;
    for c in text.chars() {
        if !joins(c) && !after_joiner {
            count += 1;
        }
        after_joiner = c == '\u{200d}';
    }
    count
}
