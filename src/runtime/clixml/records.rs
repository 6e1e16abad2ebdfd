//! Error records on their way between shells.
//!
//! In:    a record; the properties that came back of one.
//! Out:   an object of plain properties; a record whose exception says that it comes from elsewhere.
//! Never: keeps the place in the script: the other shell does not have the text.

use crate::author::*;
use crate::fault::Exception;
use crate::value::Object;

const RECORD_TYPE: &str = "System.Management.Automation.ErrorRecord";

/// What of a record travels.
pub(super) fn plain_record(record: &ErrorRecord) -> Value {
    let category = Value::Int(record.category.get() as i32);
    let exception = Value::object(Object::custom());
    if let Value::Object(object) = &exception {
        object.set_note("Message", Value::Str(Exception::message_of(&record.exception)));
        object.set_types(record.exception.ty().into_iter().flat_map(Type::chain).map(|ty| Str::new(ty.full_name())).collect());
    }
    let notes = [
        ("Exception", exception),
        ("TargetObject", record.target.clone()),
        ("FullyQualifiedErrorId", Value::Str(record.full_id())),
        ("InvocationInfo", Value::Null),
        ("ErrorCategory_Category", category),
        ("ErrorCategory_Activity", Value::Str(record.activity_text())),
        ("ErrorCategory_Reason", Value::Str(record.reason_text())),
        ("ErrorCategory_TargetName", Value::Str(record.target_name_text())),
        ("ErrorCategory_TargetType", Value::Str(record.target_type_text())),
        ("ErrorCategory_Message", Value::from(record.category_text())),
        ("SerializeExtendedInfo", Value::Bool(false)),
        ("ErrorDetails_Message", record.details.borrow().clone().map_or(Value::Null, Value::Str)),
        ("ErrorDetails_ScriptStackTrace", record.stack.borrow().clone().map_or(Value::Null, Value::Str)),
    ];
    crate::records::typed(RECORD_TYPE, &notes)
}

/// The record an object of another shell's error stream stands for.
pub fn error_record(s: &mut Session, value: &Value) -> Result<Rc<ErrorRecord>, Halt> {
    let Value::Object(_) = value else {
        let text = to_str(s, value)?;
        return Ok(remote(&text, "NativeCommandError", Value::Str(text.clone())));
    };
    let text = |s: &mut Session, name: &str| -> Result<Option<Str>, Halt> {
        let found = crate::member::get(s, value, name)?;
        if found.is_null() { Ok(None) } else { to_str(s, &found).map(Some) }
    };
    let exception = crate::member::get(s, value, "Exception")?;
    let message = crate::member::get(s, &exception, "Message")?;
    let said = text(s, "ErrorCategory_Message")?.unwrap_or_default();
    let message = if message.is_null() { said } else { to_str(s, &message)? };
    let id = text(s, "FullyQualifiedErrorId")?.unwrap_or_else(|| Str::new_static("fullyQualifiedErrorId"));
    let record = remote(&message, &id, crate::member::get(s, value, "TargetObject")?);
    let category = crate::member::get(s, value, "ErrorCategory_Category")?;
    let at = crate::convert::to_int(&category).ok().and_then(|at| usize::try_from(at).ok());
    record.category.set(at.and_then(|at| Category::ALL.get(at).copied()).unwrap_or(Category::NotSpecified));
    *record.activity.borrow_mut() = text(s, "ErrorCategory_Activity")?;
    *record.reason.borrow_mut() = text(s, "ErrorCategory_Reason")?;
    *record.target_name.borrow_mut() = text(s, "ErrorCategory_TargetName")?;
    *record.target_type.borrow_mut() = text(s, "ErrorCategory_TargetType")?;
    *record.details.borrow_mut() = text(s, "ErrorDetails_Message")?;
    *record.stack.borrow_mut() = text(s, "ErrorDetails_ScriptStackTrace")?;
    Ok(record)
}

fn remote(message: &str, id: &str, target: Value) -> Rc<ErrorRecord> {
    let record =
        Fault::new("System.Management.Automation.RemoteException", id, Category::NotSpecified, message.to_owned()).target(target).record();
    record.placeless.set(true);
    record
}
