//! `Out-Null`, `Out-Host`, `Out-Default`: where objects end.

use macros::Cmdlet;
use runtime::author::*;
use runtime::format::Writer;
use runtime::host::HostStream;

/// Takes objects and shows nothing.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Out-Null", type_name = "Microsoft.PowerShell.Commands.OutNullCommand", module = "Microsoft.PowerShell.Core")]
pub struct OutNull {
    /// The objects to forget.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
}

impl Cmdlet for OutNull {}

/// Shows objects on the screen.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Out-Host",
    type_name = "Microsoft.PowerShell.Commands.OutHostCommand",
    module = "Microsoft.PowerShell.Core",
    aliases("oh")
)]
pub struct OutHost {
    /// Stops after each page.
    #[param]
    paging: bool,
    /// The objects to show.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    #[state]
    writer: Option<Writer>,
}

impl Cmdlet for OutHost {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let value = self.input_object.clone();
        show(cx.s, &mut self.writer, value)
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        finish(cx.s, &mut self.writer)
    }
}

/// Shows objects the way the shell does at the end of a pipeline.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Out-Default", type_name = "Microsoft.PowerShell.Commands.OutDefaultCommand", module = "Microsoft.PowerShell.Core")]
pub struct OutDefault {
    /// Writes to the transcript only.
    #[param]
    transcript: bool,
    /// The objects to show.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    #[state]
    writer: Option<Writer>,
}

impl Cmdlet for OutDefault {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let value = self.input_object.clone();
        if self.transcript { Ok(()) } else { show(cx.s, &mut self.writer, value) }
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        finish(cx.s, &mut self.writer)
    }
}

/// What the script itself has begun to show goes on afterwards; these objects are a document of their own.
fn show(s: &mut Session, writer: &mut Option<Writer>, value: Value) -> Flow {
    runtime::format::flush_display(s)?;
    let writer = match writer {
        Some(writer) => writer,
        None => writer.insert(runtime::format::for_screen(s)),
    };
    writer.accept(s, value, &mut to_screen)
}

fn finish(s: &mut Session, writer: &mut Option<Writer>) -> Flow {
    match writer.take() {
        Some(mut writer) => writer.finish(s, &mut to_screen),
        None => Ok(()),
    }
}

fn to_screen(s: &mut Session, line: &str) -> Flow {
    s.write_host_line(HostStream::Output, line)
}
