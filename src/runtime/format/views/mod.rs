//! Views: which properties a type shows, in what layout.
//!
//! In:    the type names of an object, a layout or a view's name if one was asked for.
//! Out:   the row of data that says it.
//! Never: reads an object, but for the few values a view computes.
//!
//! `system` has the types of .NET, `shell` those of the language and its commands.

mod shell;
mod system;

use super::formatter::Shape;
use super::property::{Field, Source};
use super::record::Align;
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::value::{Str, Value};

pub struct View {
    pub types: &'static [&'static str],
    pub name: &'static str,
    pub body: ViewBody,
    pub group: Option<Group>,
    pub auto_size: bool,
}

pub enum ViewBody {
    Table { columns: &'static [Column], wrap: bool },
    List(&'static [Column]),
    Wide(Column),
    Text(fn(&mut Session, &Value) -> Result<String, Halt>),
}

/// A column of a table or an item of a list.
#[derive(Clone, Copy)]
pub struct Column {
    pub label: &'static str,
    /// Zero: what the others leave.
    pub width: usize,
    pub align: Align,
    from: From,
}

#[derive(Clone, Copy)]
enum From {
    Property(&'static str),
    Computed(fn(&mut Session, &Value) -> Eval),
}

/// What the objects of a view are grouped by.
pub struct Group {
    by: &'static str,
    label: &'static str,
    indent: usize,
}

impl View {
    pub fn is_for(&self, type_name: &str) -> bool {
        self.types.iter().any(|name| name.eq_ignore_ascii_case(type_name))
    }
}

impl ViewBody {
    pub fn shape(&self) -> Shape {
        match self {
            ViewBody::Table { .. } => Shape::Table,
            ViewBody::List(_) => Shape::List,
            ViewBody::Wide(_) => Shape::Wide,
            ViewBody::Text(_) => Shape::Custom,
        }
    }
}

impl Column {
    pub const fn width(self, width: usize) -> Self {
        Self { width, ..self }
    }

    const fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }

    pub fn field(&self) -> Field {
        let source = match self.from {
            From::Property(name) => Source::Name(Str::new_static(name)),
            From::Computed(compute) => Source::Computed(compute),
        };
        Field {
            label: Str::new_static(self.label),
            source,
            width: self.width,
            align: Some(self.align),
            format: None,
            depth: None,
            is_known: false,
        }
    }
}

impl Group {
    pub fn source(&self) -> Source {
        Source::Name(Str::new_static(self.by))
    }

    /// The line above a group; paths lose the name of their provider.
    pub fn title(&self, shown: &str) -> String {
        let shown = shown.strip_prefix("Microsoft.PowerShell.Core\\FileSystem::").unwrap_or(shown);
        format!("{}{}: {shown}", super::cells::blanks(self.indent), self.label)
    }
}

/// The view of the most specific type that has one in the wanted layout.
pub fn find(type_names: &[Str], shape: Option<Shape>, name: Option<&str>) -> Option<&'static View> {
    type_names.iter().find_map(|type_name| all().find(|view| view.is_for(type_name) && fits(view, shape, name)))
}

/// Names of the views a type has in a layout.
pub fn names(type_names: &[Str], shape: Option<Shape>) -> Vec<&'static str> {
    let fitting = all().filter(|view| type_names.iter().any(|name| view.is_for(name)) && fits(view, shape, None));
    fitting.map(|view| view.name).collect()
}

fn fits(view: &View, shape: Option<Shape>, name: Option<&str>) -> bool {
    shape.is_none_or(|shape| view.body.shape() == shape) && name.is_none_or(|name| view.name.eq_ignore_ascii_case(name))
}

fn all() -> impl Iterator<Item = &'static View> {
    let added = ADDED.with_borrow(Clone::clone);
    added.into_iter().chain(system::VIEWS.iter()).chain(shell::VIEWS)
}

thread_local! {
    static ADDED: std::cell::RefCell<Vec<&'static View>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Adds a view of a type that the runtime does not know; there is one session per thread.
pub fn add(view: &'static View) {
    ADDED.with_borrow_mut(|views| {
        if !views.iter().any(|it| std::ptr::eq(*it, view)) {
            views.push(view);
        }
    });
}

/// Types whose objects are messages: their text stands between whatever else is shown.
pub const MESSAGES: &[&str] = &[
    "System.Management.Automation.WarningRecord",
    "System.Management.Automation.VerboseRecord",
    "System.Management.Automation.DebugRecord",
    "System.Management.Automation.InformationRecord",
    "MamlCommandHelpInfo",
    "MamlCommandHelpInfo#parameter",
    "System.Management.Automation.CommandParameterSetInfo",
];

/// What `Get-Error` gives: errors that are shown with all they know.
pub const EXTENDED_ERRORS: &[&str] = &["System.Management.Automation.ErrorRecord#PSExtendedError", "System.Exception#PSExtendedError"];

/// Properties shown of types that have no view for a layout.
pub fn default_set(type_name: &str) -> Option<&'static [&'static str]> {
    Some(match type_name {
        "System.IO.FileInfo" => &["LastWriteTime", "Length", "Name"],
        "System.Diagnostics.Process" => &["Id", "Handles", "CPU", "SI", "Name"],
        "System.Management.Automation.ExtendedTypeDefinition" => &["TypeNames", "FormatViewDefinition"],
        "System.Management.Automation.ListControlEntry" => &["Items", "EntrySelectedBy"],
        "System.Management.Automation.PSModuleInfo" => &[
            "Name",
            "Path",
            "Description",
            "Guid",
            "Version",
            "ModuleBase",
            "ModuleType",
            "PrivateData",
            "AccessMode",
            "ExportedAliases",
            "ExportedCmdlets",
            "ExportedFunctions",
            "ExportedVariables",
            "NestedModules",
        ],
        _ => return None,
    })
}

/// A column named like its property.
pub const fn col(property: &'static str) -> Column {
    Column { label: property, width: 0, align: Align::Left, from: From::Property(property) }
}

/// A column with a label of its own.
const fn named(label: &'static str, property: &'static str) -> Column {
    Column { label, width: 0, align: Align::Left, from: From::Property(property) }
}

const fn computed(label: &'static str, compute: fn(&mut Session, &Value) -> Eval) -> Column {
    Column { label, width: 0, align: Align::Left, from: From::Computed(compute) }
}

pub const fn table(types: &'static [&'static str], name: &'static str, columns: &'static [Column]) -> View {
    View { types, name, body: ViewBody::Table { columns, wrap: false }, group: None, auto_size: false }
}

const fn list(types: &'static [&'static str], name: &'static str, items: &'static [Column]) -> View {
    View { types, name, body: ViewBody::List(items), group: None, auto_size: false }
}

const fn wide(types: &'static [&'static str], name: &'static str, column: Column) -> View {
    View { types, name, body: ViewBody::Wide(column), group: None, auto_size: false }
}

const fn grouped(view: View, by: &'static str, label: &'static str, indent: usize) -> View {
    View { types: view.types, name: view.name, body: view.body, group: Some(Group { by, label, indent }), auto_size: view.auto_size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_type_decides() {
        let names = [Str::new("System.IO.FileInfo"), Str::new("System.Object")];
        assert_eq!(find(&names, None, None).map(|view| view.name), Some("childrenWithUnixStat"));
        assert!(find(&names, Some(Shape::Custom), None).is_none());
        assert_eq!(find(&names, None, Some("children")).map(|view| view.body.shape()), Some(Shape::Table));
    }

    #[test]
    fn a_path_above_files_loses_its_provider() {
        let group = Group { by: "PSParentPath", label: "Directory", indent: 4 };
        assert_eq!(group.title("Microsoft.PowerShell.Core\\FileSystem::/tmp"), "    Directory: /tmp");
    }
}
