//! `Write-Error`.
//!
//! The error belongs to the script or function that calls, not to this command: its place and name are shown.

use macros::Cmdlet;
use runtime::author::*;
use runtime::fault::Exception;

/// Reports an error and goes on.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Write-Error",
    type_name = "Microsoft.PowerShell.Commands.WriteErrorCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "NoException"
)]
pub struct WriteError {
    /// The exception behind the error.
    #[param(position = 0, mandatory, set = "WithException", ty = "System.Exception")]
    exception: Value,
    /// The text.
    #[param(position = 0, mandatory, pipeline, set = "NoException", alias("Msg"), allow_null, allow_empty_string)]
    #[param(set = "WithException")]
    message: Option<Str>,
    /// The error as a record.
    #[param(position = 0, mandatory, set = "ErrorRecord", ty = "System.Management.Automation.ErrorRecord")]
    error_record: Value,
    /// What kind of error.
    #[param(sets("NoException", "WithException"), ty = "System.Management.Automation.ErrorCategory")]
    category: Value,
    /// A name for the error.
    #[param(sets("NoException", "WithException"))]
    error_id: Option<Str>,
    /// The object that was worked on.
    #[param(sets("NoException", "WithException"))]
    target_object: Value,
    /// What a person should do.
    #[param]
    recommended_action: Option<Str>,
    /// Replaces the name of the command in the category.
    #[param(alias("Activity"))]
    category_activity: Option<Str>,
    /// Replaces the name of the exception in the category.
    #[param(alias("Reason"))]
    category_reason: Option<Str>,
    /// Replaces the name of the object in the category.
    #[param(alias("TargetName"))]
    category_target_name: Option<Str>,
    /// Replaces the type of the object in the category.
    #[param(alias("TargetType"))]
    category_target_type: Option<Str>,
}

impl Cmdlet for WriteError {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let record = self.record();
        if let Some(action) = self.recommended_action.clone().filter(|action| !action.is_empty()) {
            let message = record.message();
            record.details.borrow_mut().get_or_insert(message);
            *record.recommended_action.borrow_mut() = Some(action);
        }
        let given = |text: &Option<Str>| text.clone().filter(|text| !text.is_empty());
        let activity = given(&self.category_activity).unwrap_or(Str::new_static("Write-Error"));
        *record.activity.borrow_mut() = Some(activity);
        for (field, text) in [
            (&record.reason, &self.category_reason),
            (&record.target_name, &self.category_target_name),
            (&record.target_type, &self.category_target_type),
        ] {
            if let Some(text) = given(text) {
                *field.borrow_mut() = Some(text);
            }
        }
        let caller = cx.s.call().and_then(|call| call.run.borrow().clone());
        if let Some(run) = caller {
            *record.position.borrow_mut() = run.position.clone();
            *record.run.borrow_mut() = Some(run);
        }
        cx.error(Halt::Error(record))
    }
}

impl WriteError {
    fn record(&self) -> Rc<ErrorRecord> {
        if let Some(given) = self.error_record.as_native::<ErrorRecord>() {
            return Rc::new(copy_of(given));
        }
        let message = self.message.clone().unwrap_or_default();
        let category = match self.category.base() {
            Value::Enum(e) => usize::try_from(e.value).ok().and_then(|at| Category::ALL.get(at).copied()),
            _ => None,
        };
        let category = category.unwrap_or(Category::NotSpecified);
        let has_exception = !self.exception.is_null();
        let exception = if has_exception {
            self.exception.clone()
        } else {
            let ty = Type::of("Microsoft.PowerShell.Commands.WriteErrorException");
            Value::native(Exception::new(ty, message.clone(), Value::Null))
        };
        let id = match self.error_id.clone().filter(|id| !id.is_empty()) {
            Some(id) => id,
            None => exception.ty().map_or(Str::default(), |ty| Str::new(ty.full_name())),
        };
        let record = ErrorRecord::new(exception, &id, category, self.target_object.clone());
        if has_exception && !message.is_empty() {
            *record.details.borrow_mut() = Some(message);
        }
        Rc::new(record)
    }
}

/// The same error anew: reporting it again must not change the first record.
fn copy_of(given: &ErrorRecord) -> ErrorRecord {
    let copy = ErrorRecord::new(given.exception.clone(), &given.id.borrow(), given.category.get(), given.target.clone());
    for (to, from) in [
        (&copy.activity, &given.activity),
        (&copy.reason, &given.reason),
        (&copy.target_name, &given.target_name),
        (&copy.target_type, &given.target_type),
        (&copy.details, &given.details),
        (&copy.recommended_action, &given.recommended_action),
        (&copy.stack, &given.stack),
    ] {
        *to.borrow_mut() = from.borrow().clone();
    }
    copy
}
