//! `Get-ExecutionPolicy` and `Set-ExecutionPolicy`: here every script may run, and nobody can change that.

use crate::result::facts;
use macros::Cmdlet;
use runtime::author::*;

const POLICY: &str = "Microsoft.PowerShell.ExecutionPolicy";
const SCOPE: &str = "Microsoft.PowerShell.ExecutionPolicyScope";
/// In the order of what decides first.
const SCOPES: [&str; 5] = ["MachinePolicy", "UserPolicy", "Process", "CurrentUser", "LocalMachine"];

/// Shows which scripts may run.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-ExecutionPolicy",
    type_name = "Microsoft.PowerShell.Commands.GetExecutionPolicyCommand",
    module = "Microsoft.PowerShell.Security",
    outputs("Microsoft.PowerShell.ExecutionPolicy")
)]
pub struct GetExecutionPolicy {
    /// The scope to look at.
    #[param(position = 0, by_name, ty = "Microsoft.PowerShell.ExecutionPolicyScope")]
    scope: Value,
    /// Shows all scopes.
    #[param]
    list: bool,
}

impl Cmdlet for GetExecutionPolicy {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let policy = Value::enum_named(POLICY, "Unrestricted");
        if self.list && !self.scope.is_null() {
            let text = "You cannot specify both the -List and -Scope parameters at the same time.";
            let kind = "System.InvalidOperationException";
            return Err(Fault::new(kind, "ListAndScopeSpecified", Category::InvalidOperation, text).into());
        }
        if !self.list {
            return cx.emit(policy);
        }
        for scope in SCOPES {
            let row = vec![Value::enum_named(SCOPE, scope), policy.clone()];
            cx.emit(facts("System.Management.Automation.PSCustomObject", &["Scope", "ExecutionPolicy"], row))?;
        }
        Ok(())
    }
}

/// Says that execution policies cannot be changed on this system.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-ExecutionPolicy",
    type_name = "Microsoft.PowerShell.Commands.SetExecutionPolicyCommand",
    module = "Microsoft.PowerShell.Security",
    confirm = "Medium"
)]
pub struct SetExecutionPolicy {
    /// The policy.
    #[param(position = 0, mandatory, by_name, ty = "Microsoft.PowerShell.ExecutionPolicy")]
    execution_policy: Value,
    /// Where it is to apply.
    #[param(position = 1, by_name, ty = "Microsoft.PowerShell.ExecutionPolicyScope")]
    scope: Value,
    /// Asks nothing.
    #[param]
    force: bool,
}

impl Cmdlet for SetExecutionPolicy {
    fn process(&mut self, _cx: &mut Cx<'_>) -> Flow {
        let text = "Operation is not supported on this platform.";
        Err(Fault::new("System.PlatformNotSupportedException", "System.PlatformNotSupportedException", Category::NotSpecified, text).into())
    }
}
