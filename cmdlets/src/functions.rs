//! The functions a session starts with: what people call and may redefine.
//!
//! In:    a session with its cmdlets.
//! Out:   functions in the global scope.
//! Never: anything a cmdlet has to do; each is a line or two over cmdlets.

use runtime::command::{CommandInfo, CommandKind};
use runtime::session::Session;
use runtime::value::Symbol;
use std::rc::Rc;

const FUNCTIONS: [(&str, &str); 7] = [
    ("prompt", "\"PS $($ExecutionContext.SessionState.Path.CurrentLocation)$('>' * ($NestedPromptLevel + 1)) \""),
    ("cd..", "Set-Location .."),
    ("cd\\", "Set-Location \\"),
    ("cd~", "Set-Location ~"),
    ("Pause", "$null = Read-Host 'Press Enter to continue...'"),
    (
        "mkdir",
        "[CmdletBinding(DefaultParameterSetName = 'pathSet', SupportsShouldProcess)]
param(
    [Parameter(ParameterSetName = 'nameSet', Position = 0, ValueFromPipelineByPropertyName)]
    [Parameter(ParameterSetName = 'pathSet', Mandatory, Position = 0, ValueFromPipelineByPropertyName)]
    [string[]]$Path,
    [Parameter(ParameterSetName = 'nameSet', Mandatory, ValueFromPipelineByPropertyName)]
    [AllowNull()][AllowEmptyString()]
    [string]$Name,
    [Parameter(ValueFromPipeline, ValueFromPipelineByPropertyName)]
    $Value,
    [switch]$Force
)
process { New-Item -ItemType Directory @PSBoundParameters }",
    ),
    (
        "oss",
        "[CmdletBinding()]
param([ValidateRange(2, 2147483647)][int]$Width, [Parameter(ValueFromPipeline)][psobject]$InputObject)
begin { $all = [System.Collections.ArrayList]::new() }
process { $null = $all.Add($InputObject) }
end { $null = $PSBoundParameters.Remove('InputObject'); $all | Out-String -Stream @PSBoundParameters }",
    ),
];

pub fn define(session: &mut Session) {
    for (name, text) in FUNCTIONS {
        // The texts above parse; one that did not would only be missing.
        if let Ok(block) = runtime::eval::make_function(session, text) {
            let info = CommandInfo::new(name, CommandKind::Function(block));
            session.global.root.set_function(Symbol::of(name), Rc::new(info));
        }
    }
    session.catalog.epoch += 1;
}
