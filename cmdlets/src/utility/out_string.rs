//! `Out-String`: what objects look like, as text.

use macros::Cmdlet;
use runtime::author::*;
use runtime::format::Writer;

/// Makes text of what objects look like.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Out-String",
    type_name = "Microsoft.PowerShell.Commands.OutStringCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "NoNewLineFormatting",
    outputs("System.String")
)]
pub struct OutString {
    /// Emits line by line.
    #[param(set = "StreamFormatting")]
    stream: bool,
    /// Columns of a line.
    #[param(range(2, 2147483647))]
    width: Option<i32>,
    /// Puts no line break behind.
    #[param(set = "NoNewLineFormatting")]
    no_newline: bool,
    /// The objects to work on; usually they come from the pipeline.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    #[state]
    writer: Option<Writer>,
    #[state]
    text: String,
}

impl Cmdlet for OutString {
    fn begin(&mut self, _cx: &mut Cx<'_>) -> Flow {
        let width = self.width.map_or(runtime::format::UNLIMITED, |width| width as usize);
        self.writer = Some(Writer::new(width, false));
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let value = self.input_object.clone();
        self.write(cx, |writer, s, lines| writer.accept(s, value, lines))
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.write(cx, |writer, s, lines| writer.finish(s, lines))?;
        if self.stream {
            return Ok(());
        }
        cx.emit(std::mem::take(&mut self.text))
    }
}

type Lines<'a> = &'a mut dyn FnMut(&mut Session, &str) -> Flow;

impl OutString {
    fn write(&mut self, cx: &mut Cx<'_>, work: impl FnOnce(&mut Writer, &mut Session, Lines<'_>) -> Flow) -> Flow {
        let Some(writer) = self.writer.as_mut() else {
            return Ok(());
        };
        let mut lines: Vec<String> = Vec::new();
        work(writer, cx.s, &mut |_s, line| {
            lines.push(line.to_owned());
            Ok(())
        })?;
        for line in lines {
            if self.stream {
                cx.emit(line)?;
                continue;
            }
            self.text.push_str(&line);
            if !self.no_newline {
                self.text.push('\n');
            }
        }
        Ok(())
    }
}
