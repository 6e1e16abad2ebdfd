//! `New-Guid`.

use macros::Cmdlet;
use runtime::author::*;

/// Makes a globally unique identifier.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-Guid",
    type_name = "Microsoft.PowerShell.Commands.NewGuidCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Default",
    outputs("System.Guid")
)]
pub struct NewGuid {
    /// Makes the identifier that is all zeros.
    #[param(set = "Empty")]
    empty: bool,
    /// Text of an identifier.
    #[param(position = 0, pipeline, set = "InputObject", allow_null)]
    input_object: Option<Str>,
}

impl Cmdlet for NewGuid {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let text = match &self.input_object {
            Some(text) => text.to_string(),
            None if self.empty => dotnet::guid::Guid::EMPTY.to_string(),
            None => dotnet::guid::Guid::new().to_string(),
        };
        match dotnet::guid::Guid::parse(&text) {
            Ok(_) => {
                let guid = to_type(cx.s, &Value::from(text), Type::of("System.Guid"))?;
                cx.emit(guid)
            }
            Err(fault) => {
                let fault = Fault::new(fault.exception(), "StringNotRecognizedAsGuid", Category::InvalidArgument, fault.to_string());
                cx.error(fault)
            }
        }
    }
}
