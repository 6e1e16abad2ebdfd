//! Places as objects: providers, drives and paths on them.
//!
//! In:    names and roots.
//! Out:   `ProviderInfo`, `DriveInfo` and `PathInfo` with the properties PowerShell gives them.
//! Never: looks at a file system, but for the free room of a drive.

use crate::fault::Eval;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use std::rc::Rc;

/// A kind of store that paths lead into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Provider {
    Alias,
    Environment,
    FileSystem,
    Function,
    Variable,
}

impl Provider {
    /// In the order `Get-PSProvider` shows them.
    pub const ALL: [Provider; 5] = [Provider::Alias, Provider::Environment, Provider::FileSystem, Provider::Function, Provider::Variable];

    pub fn name(self) -> &'static str {
        match self {
            Self::Alias => "Alias",
            Self::Environment => "Environment",
            Self::FileSystem => "FileSystem",
            Self::Function => "Function",
            Self::Variable => "Variable",
        }
    }

    /// With the module in front, as paths and messages name it.
    pub fn full_name(self) -> Str {
        Str::from(format!("Microsoft.PowerShell.Core\\{}", self.name()))
    }

    /// The name of its one drive; the file system has drives by their own names.
    pub fn drive_name(self) -> &'static str {
        if self == Self::Environment { "Env" } else { self.name() }
    }

    /// By either form of the name.
    pub fn named(name: &str) -> Option<Self> {
        let bare = match name.split_once('\\') {
            Some((module, rest)) if module.eq_ignore_ascii_case("Microsoft.PowerShell.Core") => rest,
            Some(_) => return None,
            None => name,
        };
        Self::ALL.into_iter().find(|it| it.name().eq_ignore_ascii_case(bare))
    }

    fn implementing_type(self) -> String {
        match self {
            Self::FileSystem => "Microsoft.PowerShell.Commands.FileSystemProvider".to_owned(),
            other => format!("Microsoft.PowerShell.Commands.{}Provider", other.name()),
        }
    }

    fn capabilities(self) -> Value {
        let flags = if self == Self::FileSystem { "Filter, ShouldProcess, Credentials" } else { "ShouldProcess" };
        Value::str(flags)
    }
}

/// `PSDriveInfo`.
#[derive(Debug, PartialEq)]
pub struct DriveInfo {
    pub name: Str,
    pub provider: Provider,
    /// Where it begins: a folder, or nothing for the stores of a session.
    pub root: Str,
    pub description: Str,
}

/// `ProviderInfo`.
pub struct ProviderInfo(pub Provider);

/// `PathInfo`.
pub struct PathInfo {
    pub drive: Option<Rc<DriveInfo>>,
    pub provider: Provider,
    /// As the provider itself names the place.
    pub provider_path: Str,
    /// As a person sees it.
    pub path: Str,
}

impl Native for ProviderInfo {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.ProviderInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "ImplementingType",
            "HelpFile",
            "Name",
            "PSSnapIn",
            "ModuleName",
            "Module",
            "Description",
            "Capabilities",
            "Home",
            "Drives",
            "VolumeSeparatedByColon",
            "ItemSeparator",
            "AltItemSeparator",
        ]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let is_files = self.0 == Provider::FileSystem;
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "implementingtype" => Value::Type(Type::of(&self.0.implementing_type())),
            "helpfile" => Value::str("System.Management.Automation.dll-Help.xml"),
            "name" => Value::str(self.0.name()),
            "modulename" => Value::str("Microsoft.PowerShell.Core"),
            "capabilities" => self.0.capabilities(),
            "home" if is_files => Value::from(std::env::var("HOME").unwrap_or_default()),
            "drives" => Value::array(s.drives.iter().filter(|it| it.provider == self.0).map(|it| Value::Native(it.clone())).collect()),
            "description" | "home" => Value::str(""),
            "pssnapin" | "module" => Value::Null,
            "volumeseparatedbycolon" => Value::Bool(false),
            "itemseparator" | "altitemseparator" => Value::char('/'),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.0.full_name()
    }

    fn compares_by_value(&self) -> bool {
        true
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<ProviderInfo>().is_some_and(|it| it.0 == self.0)
    }
}

impl Native for DriveInfo {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PSDriveInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "CurrentLocation",
            "Name",
            "Provider",
            "Root",
            "Description",
            "MaximumSize",
            "Credential",
            "DisplayRoot",
            "VolumeSeparatedByColon",
        ]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "currentlocation" => Value::from(self.current_location(s)),
            "name" => Value::Str(self.name.clone()),
            "provider" => Value::native(ProviderInfo(self.provider)),
            "root" => Value::Str(self.root.clone()),
            "description" => Value::Str(self.description.clone()),
            "maximumsize" | "credential" | "displayroot" => Value::Null,
            "volumeseparatedbycolon" => Value::Bool(self.provider != Provider::FileSystem || self.name != "/"),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.name.clone()
    }
}

impl DriveInfo {
    /// Where in the drive the session is, without its root.
    fn current_location(&self, s: &Session) -> String {
        if self.provider != Provider::FileSystem {
            return String::new();
        }
        let below = s.location.strip_prefix(self.root.as_str()).ok();
        below.map(|it| it.display().to_string()).unwrap_or_default()
    }
}

impl Native for PathInfo {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PathInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Drive", "Provider", "ProviderPath", "Path"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "drive" => self.drive.as_ref().map_or(Value::Null, |it| Value::Native(it.clone())),
            "provider" => Value::native(ProviderInfo(self.provider)),
            "providerpath" => Value::Str(self.provider_path.clone()),
            "path" => Value::Str(self.path.clone()),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.path.clone()
    }
}

/// The drives a session begins with.
pub fn first_drives() -> Vec<Rc<DriveInfo>> {
    let drive = |name: &str, provider, root: &str, description: &str| {
        Rc::new(DriveInfo { name: Str::new(name), provider, root: Str::new(root), description: Str::new(description) })
    };
    let temporary = std::env::temp_dir().display().to_string();
    vec![
        drive("/", Provider::FileSystem, "/", ""),
        drive("Alias", Provider::Alias, "", "Drive that contains a view of the aliases stored in a session state"),
        drive("Env", Provider::Environment, "", "Drive that contains a view of the environment variables for the process"),
        drive("Function", Provider::Function, "", "Drive that contains a view of the functions stored in a session state"),
        drive(
            "Temp",
            Provider::FileSystem,
            &format!("{}/", temporary.trim_end_matches('/')),
            "Drive that maps to the temporary directory path for the current user",
        ),
        drive("Variable", Provider::Variable, "", "Drive that contains a view of those variables stored in a session state"),
    ]
}
