//! Clear-Host: an empty screen.

use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow};
use runtime::host::HostStream;

/// Cursor to the upper left corner, screen and scrollback empty (ECMA-48 CUP and ED; `3J` as xterm has it).
const EMPTY_SCREEN: &str = "\x1b[H\x1b[2J\x1b[3J";

/// Empties the screen.
///
/// PowerShell has it as a function; it has no parameters there either.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Clear-Host", type_name = "CsShell.Native.ClearHost", module = "CsShell")]
#[example("Clear-Host", "Empties the screen.")]
pub(crate) struct ClearHost {}

impl Cmdlet for ClearHost {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        runtime::format::flush_display(cx.s)?;
        cx.s.write_host(HostStream::Output, EMPTY_SCREEN)
    }
}
