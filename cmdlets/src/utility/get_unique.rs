//! `Get-Unique`.

use macros::Cmdlet;
use runtime::author::*;

/// Lets only the first of equal neighbours pass.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Unique",
    type_name = "Microsoft.PowerShell.Commands.GetUniqueCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "AsString",
    aliases("gu")
)]
pub struct GetUnique {
    /// The objects, sorted.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// Compares the objects as text.
    #[param(set = "AsString")]
    as_string: bool,
    /// Compares only the types.
    #[param(set = "UniqueByType")]
    on_type: bool,
    /// Ignores case.
    #[param]
    case_insensitive: bool,
    #[state]
    last: Option<Value>,
    #[state]
    last_text: Option<Str>,
}

impl Cmdlet for GetUnique {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let object = self.input_object.clone();
        let is_new = match self.last.clone() {
            None => true,
            Some(last) if self.on_type => type_name(cx.s, &last) != type_name(cx.s, &object),
            Some(_) if self.as_string => {
                let text = to_str(cx.s, &object)?;
                let same = self.last_text.as_ref().is_some_and(|last| equal_text(last, &text, self.case_insensitive));
                self.last_text = Some(text);
                !same
            }
            Some(last) => runtime::ops::order(cx.s, &object, &last, self.case_insensitive)?.is_ne(),
        };
        if !is_new {
            return Ok(());
        }
        if self.as_string && self.last_text.is_none() {
            self.last_text = Some(to_str(cx.s, &object)?);
        }
        self.last = Some(object.clone());
        cx.emit(object)
    }
}

fn type_name(s: &Session, object: &Value) -> Option<Str> {
    runtime::member::type_names(s, object).into_iter().next()
}

fn equal_text(left: &str, right: &str, ignore_case: bool) -> bool {
    if ignore_case { runtime::value::eq_ignore_case(left, right) } else { left == right }
}
