//! `Format-Table`, `Format-List`, `Format-Wide`, `Format-Custom`: options for the one formatter.

use macros::Cmdlet;
use runtime::author::*;
use runtime::format::{Expand, Formatter, Options, Shape};

/// Formats objects as a table.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Format-Table",
    type_name = "Microsoft.PowerShell.Commands.FormatTableCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("ft"),
    outputs(
        "Microsoft.PowerShell.Commands.Internal.Format.FormatStartData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEndData",
        "Microsoft.PowerShell.Commands.Internal.Format.GroupStartData",
        "Microsoft.PowerShell.Commands.Internal.Format.GroupEndData"
    )
)]
pub struct FormatTable {
    /// Makes the columns as wide as their content.
    #[param]
    auto_size: bool,
    /// Repeats the header on each page.
    #[param]
    repeat_header: bool,
    /// Leaves the header out.
    #[param]
    hide_table_headers: bool,
    /// Breaks long text into lines instead of cutting it.
    #[param]
    wrap: bool,
    /// Names of properties, wildcards, script blocks or hashtables with an expression.
    #[param(position = 0, not_null_or_empty)]
    property: Vec<Value>,
    /// Starts a new group with a heading whenever this property changes.
    #[param]
    group_by: Value,
    /// The name of a view of the type.
    #[param]
    view: Option<Str>,
    /// Shows the errors of expressions as messages.
    #[param]
    show_error: bool,
    /// Shows #ERR where an expression failed.
    #[param]
    display_error: bool,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// Which objects of a collection are shown: CoreOnly, EnumOnly or Both.
    #[param(values("CoreOnly", "EnumOnly", "Both"))]
    expand: Option<Str>,
    /// The objects to work on; usually they come from the pipeline.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    #[state]
    formatter: Option<Formatter>,
}

impl Cmdlet for FormatTable {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let options = Options {
            shape: Some(Shape::Table),
            properties: std::mem::take(&mut self.property),
            group_by: given(&self.group_by),
            view: self.view.clone(),
            auto_size: switch(cx, "AutoSize", self.auto_size),
            wrap: switch(cx, "Wrap", self.wrap),
            hide_headers: switch(cx, "HideTableHeaders", self.hide_table_headers),
            repeat_header: self.repeat_header,
            show_error: self.show_error,
            display_error: self.display_error,
            force: self.force,
            expand: expand_of(&self.expand),
            ..Options::default()
        };
        self.formatter = Some(Formatter::new(cx.s, options)?);
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        accept(cx, &mut self.formatter, self.input_object.clone())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        finish(cx, &mut self.formatter)
    }
}

/// Formats objects as lists of properties.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Format-List",
    type_name = "Microsoft.PowerShell.Commands.FormatListCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("fl"),
    outputs(
        "Microsoft.PowerShell.Commands.Internal.Format.FormatStartData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEndData",
        "Microsoft.PowerShell.Commands.Internal.Format.GroupStartData",
        "Microsoft.PowerShell.Commands.Internal.Format.GroupEndData"
    )
)]
pub struct FormatList {
    /// Names of properties, wildcards, script blocks or hashtables with an expression.
    #[param(position = 0, not_null_or_empty)]
    property: Vec<Value>,
    /// Starts a new group with a heading whenever this property changes.
    #[param]
    group_by: Value,
    /// The name of a view of the type.
    #[param]
    view: Option<Str>,
    /// Shows the errors of expressions as messages.
    #[param]
    show_error: bool,
    /// Shows #ERR where an expression failed.
    #[param]
    display_error: bool,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// Which objects of a collection are shown: CoreOnly, EnumOnly or Both.
    #[param(values("CoreOnly", "EnumOnly", "Both"))]
    expand: Option<Str>,
    /// The objects to work on; usually they come from the pipeline.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    #[state]
    formatter: Option<Formatter>,
}

impl Cmdlet for FormatList {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let options = Options {
            shape: Some(Shape::List),
            properties: std::mem::take(&mut self.property),
            group_by: given(&self.group_by),
            view: self.view.clone(),
            show_error: self.show_error,
            display_error: self.display_error,
            force: self.force,
            expand: expand_of(&self.expand),
            ..Options::default()
        };
        self.formatter = Some(Formatter::new(cx.s, options)?);
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        accept(cx, &mut self.formatter, self.input_object.clone())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        finish(cx, &mut self.formatter)
    }
}

/// Formats one property of each object, side by side.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Format-Wide",
    type_name = "Microsoft.PowerShell.Commands.FormatWideCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("fw"),
    outputs(
        "Microsoft.PowerShell.Commands.Internal.Format.FormatStartData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEndData",
        "Microsoft.PowerShell.Commands.Internal.Format.GroupStartData",
        "Microsoft.PowerShell.Commands.Internal.Format.GroupEndData"
    )
)]
pub struct FormatWide {
    /// The one property.
    #[param(position = 0)]
    property: Value,
    /// As many columns as the content allows.
    #[param]
    auto_size: bool,
    /// How many columns.
    #[param(range(1, 2147483647))]
    column: Option<i32>,
    /// Starts a new group with a heading whenever this property changes.
    #[param]
    group_by: Value,
    /// The name of a view of the type.
    #[param]
    view: Option<Str>,
    /// Shows the errors of expressions as messages.
    #[param]
    show_error: bool,
    /// Shows #ERR where an expression failed.
    #[param]
    display_error: bool,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// Which objects of a collection are shown: CoreOnly, EnumOnly or Both.
    #[param(values("CoreOnly", "EnumOnly", "Both"))]
    expand: Option<Str>,
    /// The objects to work on; usually they come from the pipeline.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    #[state]
    formatter: Option<Formatter>,
}

impl Cmdlet for FormatWide {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let options = Options {
            shape: Some(Shape::Wide),
            properties: given(&self.property).into_iter().collect(),
            group_by: given(&self.group_by),
            view: self.view.clone(),
            auto_size: switch(cx, "AutoSize", self.auto_size),
            columns: self.column.and_then(|column| usize::try_from(column).ok()),
            show_error: self.show_error,
            display_error: self.display_error,
            force: self.force,
            expand: expand_of(&self.expand),
            ..Options::default()
        };
        self.formatter = Some(Formatter::new(cx.s, options)?);
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        accept(cx, &mut self.formatter, self.input_object.clone())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        finish(cx, &mut self.formatter)
    }
}

/// Formats objects with a custom view.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Format-Custom",
    type_name = "Microsoft.PowerShell.Commands.FormatCustomCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("fc"),
    outputs(
        "Microsoft.PowerShell.Commands.Internal.Format.FormatStartData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEndData",
        "Microsoft.PowerShell.Commands.Internal.Format.GroupStartData",
        "Microsoft.PowerShell.Commands.Internal.Format.GroupEndData"
    )
)]
pub struct FormatCustom {
    /// Names of properties, wildcards, script blocks or hashtables with an expression.
    #[param(position = 0, not_null_or_empty)]
    property: Vec<Value>,
    /// How many levels of nested objects are shown.
    #[param(range(1, 2147483647))]
    depth: Option<i32>,
    /// Starts a new group with a heading whenever this property changes.
    #[param]
    group_by: Value,
    /// The name of a view of the type.
    #[param]
    view: Option<Str>,
    /// Shows the errors of expressions as messages.
    #[param]
    show_error: bool,
    /// Shows #ERR where an expression failed.
    #[param]
    display_error: bool,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// Which objects of a collection are shown: CoreOnly, EnumOnly or Both.
    #[param(values("CoreOnly", "EnumOnly", "Both"))]
    expand: Option<Str>,
    /// The objects to work on; usually they come from the pipeline.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    #[state]
    formatter: Option<Formatter>,
}

impl Cmdlet for FormatCustom {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let options = Options {
            shape: Some(Shape::Custom),
            properties: std::mem::take(&mut self.property),
            group_by: given(&self.group_by),
            view: self.view.clone(),
            depth: self.depth.and_then(|depth| usize::try_from(depth).ok()),
            show_error: self.show_error,
            display_error: self.display_error,
            force: self.force,
            expand: expand_of(&self.expand),
            ..Options::default()
        };
        self.formatter = Some(Formatter::new(cx.s, options)?);
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        accept(cx, &mut self.formatter, self.input_object.clone())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        finish(cx, &mut self.formatter)
    }
}

fn given(value: &Value) -> Option<Value> {
    (!value.is_null()).then(|| value.clone())
}

/// A switch that was not written leaves the choice to the view.
fn switch(cx: &Cx<'_>, name: &str, value: bool) -> Option<bool> {
    cx.is_bound(name).then_some(value)
}

fn expand_of(text: &Option<Str>) -> Option<Expand> {
    let text = text.as_deref()?;
    let words = [("CoreOnly", Expand::CoreOnly), ("EnumOnly", Expand::EnumOnly), ("Both", Expand::Both)];
    words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, expand)| *expand)
}

fn accept(cx: &mut Cx<'_>, formatter: &mut Option<Formatter>, value: Value) -> Flow {
    let out = cx.stage.out.clone();
    match formatter {
        Some(formatter) => formatter.accept(cx.s, value, &mut |s, record| out.emit(s, record)),
        None => Ok(()),
    }
}

fn finish(cx: &mut Cx<'_>, formatter: &mut Option<Formatter>) -> Flow {
    let out = cx.stage.out.clone();
    match formatter.take() {
        Some(mut formatter) => formatter.finish(cx.s, &mut |s, record| out.emit(s, record)),
        None => Ok(()),
    }
}
