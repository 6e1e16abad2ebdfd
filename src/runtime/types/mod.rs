//! Types: what `[name]`, `-is`, `catch [type]` and type chains speak of.
//!
//! In:    a name as a script writes it, or the value of which the type is asked.
//! Out:   a small handle that compares by address and answers about base, interfaces, elements.
//! Never: lists members or converts values.
//!
//! A type lives as long as its thread; there are few and they repeat.

mod accelerators;
mod builtin;
mod enums;

pub use accelerators::ACCELERATORS;
pub use builtin::RowKind;
pub use enums::{ENUMS, EnumRow};

use crate::class::ScriptClass;
use crate::value::with_folded;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// A type, compared by identity.
#[derive(Clone, Copy)]
pub struct Type(&'static TypeInfo);

pub struct TypeInfo {
    /// As `ToString()` prints it: `System.Collections.Generic.List`1[System.Int32]`.
    full_name: String,
    kind: Kind,
    base: OnceCell<Option<Type>>,
    /// The array of this type in one dimension.
    array: OnceCell<Type>,
}

/// What a type is made of.
pub enum Kind {
    Builtin { row: RowKind, base: &'static str, interfaces: &'static str },
    Enum(EnumDef),
    Array { element: Type, rank: u32 },
    Generic { definition: Type, arguments: Vec<Type> },
    Script(Rc<ScriptClass>),
}

/// Names and values of an enumeration, built in or declared by a script.
pub struct EnumDef {
    pub flags: bool,
    pub values: Vec<(String, i64)>,
    /// The integer type underneath, `System.Int32` unless declared otherwise.
    pub underlying: &'static str,
    pub by_script: bool,
}

thread_local! {
    static TYPES: RefCell<FxHashMap<String, Type>> = RefCell::new(FxHashMap::default());
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Type {}

impl std::hash::Hash for Type {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_usize(self.address());
    }
}

impl std::fmt::Debug for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.full_name)
    }
}

/// Declares cached accessors for types that the engine itself needs at every turn.
macro_rules! well_known {
    ($($name:ident = $full:literal),* $(,)?) => {
        impl Type {
            $(#[inline] pub fn $name() -> Type {
                thread_local!(static CACHE: Type = Type::of($full));
                CACHE.with(|t| *t)
            })*
        }
    };
}

well_known! {
    object = "System.Object", string = "System.String", boolean = "System.Boolean", char = "System.Char",
    int = "System.Int32", long = "System.Int64", double = "System.Double", single = "System.Single",
    byte = "System.Byte", sbyte = "System.SByte", short = "System.Int16", ushort = "System.UInt16",
    uint = "System.UInt32", ulong = "System.UInt64", decimal = "System.Decimal", bigint = "System.Numerics.BigInteger",
    datetime = "System.DateTime", timespan = "System.TimeSpan", guid = "System.Guid", void = "System.Void",
    hashtable = "System.Collections.Hashtable", ordered = "System.Collections.Specialized.OrderedDictionary",
    array = "System.Array", script_block = "System.Management.Automation.ScriptBlock",
    switch_parameter = "System.Management.Automation.SwitchParameter", type_type = "System.RuntimeType",
    ps_object = "System.Management.Automation.PSObject", custom_object = "System.Management.Automation.PSCustomObject",
    exception = "System.Exception", error_record = "System.Management.Automation.ErrorRecord",
    array_list = "System.Collections.ArrayList", enum_type = "System.Enum", reference = "System.Management.Automation.PSReference",
    ienumerable = "System.Collections.IEnumerable", idictionary = "System.Collections.IDictionary",
}

impl Type {
    /// A type the engine itself names; an unknown name makes an opaque class of that name.
    pub fn of(full_name: &str) -> Type {
        Self::find_full(full_name)
            .unwrap_or_else(|| register(full_name, Kind::Builtin { row: RowKind::Class, base: "System.Object", interfaces: "" }))
    }

    /// A type by its full .NET name, without accelerators; case does not matter.
    pub fn find_full(full_name: &str) -> Option<Type> {
        if let Some(found) = cached(full_name) {
            return Some(found);
        }
        if let Some(element) = full_name.strip_suffix("[]") {
            return Some(Self::find_full(element)?.array_of());
        }
        if let Some(row) = ENUMS.iter().find(|row| row.name.eq_ignore_ascii_case(full_name)) {
            let values = row.values.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
            let def = EnumDef { flags: row.flags, values, underlying: "System.Int32", by_script: false };
            return Some(register(row.name, Kind::Enum(def)));
        }
        let row = builtin::ROWS.iter().find(|row| row.name.eq_ignore_ascii_case(full_name))?;
        Some(register(row.name, Kind::Builtin { row: row.kind, base: row.base, interfaces: row.interfaces }))
    }

    /// Declares an enumeration that every script knows.
    pub fn declare_enum(name: &str, def: EnumDef) -> Type {
        register(name, Kind::Enum(def))
    }

    /// A class of a script. Its name means something only where the script declares it: `declared` knows where.
    pub fn of_class(prefix: &str, class: Rc<ScriptClass>) -> Type {
        made(&format!("{prefix}{}", class.name), Kind::Script(class))
    }

    /// An enumeration of a script, known by name as a class is.
    pub fn of_enum(name: &str, def: EnumDef) -> Type {
        made(name, Kind::Enum(def))
    }

    pub fn array_of(self) -> Type {
        *self.0.array.get_or_init(|| self.array_of_rank(1))
    }

    pub fn array_of_rank(self, rank: u32) -> Type {
        let name = format!("{}[{}]", self.0.full_name, ",".repeat(rank as usize - 1));
        cached(&name).filter(|t| t.element() == Some(self)).unwrap_or_else(|| register(&name, Kind::Array { element: self, rank }))
    }

    /// `List`1` with `[int]` makes `List`1[System.Int32]`.
    pub fn generic_of(self, arguments: Vec<Type>) -> Type {
        let shown: Vec<&str> = arguments.iter().map(|t| t.0.full_name.as_str()).collect();
        let name = format!("{}[{}]", self.0.full_name, shown.join(","));
        let is_same = |t: &Type| matches!(t.kind(), Kind::Generic { arguments: known, .. } if *known == arguments);
        cached(&name).filter(is_same).unwrap_or_else(|| register(&name, Kind::Generic { definition: self, arguments }))
    }

    pub fn address(self) -> usize {
        std::ptr::from_ref(self.0) as usize
    }

    pub fn kind(self) -> &'static Kind {
        &self.0.kind
    }

    /// `System.Collections.Generic.List`1[System.Int32]`: what the type prints as.
    pub fn full_name(self) -> &'static str {
        &self.0.full_name
    }

    /// The last part of the name: `List`1`, `Int32`, `String[]`.
    pub fn name(self) -> &'static str {
        let full = match &self.0.kind {
            Kind::Generic { definition, .. } => definition.full_name(),
            _ => self.full_name(),
        };
        let start = full.rfind(['.', '+']).map_or(0, |at| at + 1);
        &full[start..]
    }

    pub fn namespace(self) -> Option<&'static str> {
        let full = match &self.0.kind {
            Kind::Generic { definition, .. } => definition.full_name(),
            _ => self.full_name(),
        };
        let outer = full.split('+').next().unwrap_or(full);
        outer.rfind('.').map(|at| &full[..at])
    }

    pub fn base(self) -> Option<Type> {
        *self.0.base.get_or_init(|| match &self.0.kind {
            Kind::Builtin { base, .. } => (!base.is_empty()).then(|| Type::of(base)),
            Kind::Enum(_) => Some(Type::enum_type()),
            Kind::Array { .. } => Some(Type::array()),
            Kind::Generic { definition, .. } => definition.base(),
            Kind::Script(class) => Some(class.base.unwrap_or_else(Type::object)),
        })
    }

    /// The type itself and what it derives from, most specific first.
    pub fn chain(self) -> impl Iterator<Item = Type> {
        std::iter::successors(Some(self), |t| t.base())
    }

    pub fn element(self) -> Option<Type> {
        match &self.0.kind {
            Kind::Array { element, .. } => Some(*element),
            _ => None,
        }
    }

    pub fn rank(self) -> u32 {
        match &self.0.kind {
            Kind::Array { rank, .. } => *rank,
            _ => 0,
        }
    }

    pub fn enum_def(self) -> Option<&'static EnumDef> {
        match &self.0.kind {
            Kind::Enum(def) => Some(def),
            _ => None,
        }
    }

    pub fn script_class(self) -> Option<&'static Rc<ScriptClass>> {
        match &self.0.kind {
            Kind::Script(class) => Some(class),
            _ => None,
        }
    }

    /// Generic definition and arguments: `List`1` and `[System.Int32]`.
    pub fn generic(self) -> Option<(Type, &'static [Type])> {
        match &self.0.kind {
            Kind::Generic { definition, arguments } => Some((*definition, arguments)),
            _ => None,
        }
    }

    /// True for a generic type made from this definition, such as `System.Collections.Generic.List`1`.
    pub fn is_generic_of(self, definition: &str) -> bool {
        self.generic().is_some_and(|(d, _)| d.full_name() == definition)
    }

    pub fn is_array(self) -> bool {
        matches!(self.0.kind, Kind::Array { .. })
    }

    pub fn is_enum(self) -> bool {
        matches!(self.0.kind, Kind::Enum(_))
    }

    pub fn is_interface(self) -> bool {
        match &self.0.kind {
            Kind::Builtin { row, .. } => *row == RowKind::Interface,
            Kind::Generic { definition, .. } => definition.is_interface(),
            _ => false,
        }
    }

    pub fn is_value_type(self) -> bool {
        match &self.0.kind {
            Kind::Builtin { row, .. } => *row == RowKind::Struct,
            Kind::Enum(_) => true,
            Kind::Generic { definition, .. } => definition.is_value_type(),
            _ => false,
        }
    }

    pub fn is_exception(self) -> bool {
        self.derives_from(Type::exception())
    }

    pub fn is_numeric(self) -> bool {
        matches!(
            self.full_name(),
            "System.Byte"
                | "System.SByte"
                | "System.Int16"
                | "System.UInt16"
                | "System.Int32"
                | "System.UInt32"
                | "System.Int64"
                | "System.UInt64"
                | "System.Single"
                | "System.Double"
                | "System.Decimal"
                | "System.Numerics.BigInteger"
        )
    }

    /// The type under `Nullable[T]`.
    pub fn nullable_of(self) -> Option<Type> {
        self.generic().filter(|(d, _)| d.full_name() == "System.Nullable`1").and_then(|(_, a)| a.first().copied())
    }

    pub fn derives_from(self, other: Type) -> bool {
        self.chain().any(|t| t == other)
    }

    /// Is a value of this type also one of `other` (same, base or interface)?
    pub fn is_assignable_to(self, other: Type) -> bool {
        if self == other || other == Type::object() {
            return true;
        }
        if other.is_interface() {
            return self.chain().any(|t| t.implements(other));
        }
        if let (Some(mine), Some(theirs)) = (self.element(), other.element()) {
            return !mine.is_value_type() && self.rank() == other.rank() && mine.is_assignable_to(theirs);
        }
        self.derives_from(other)
    }

    fn implements(self, interface: Type) -> bool {
        let wanted = interface.generic().map_or(interface, |(d, _)| d).full_name();
        let listed = |names: &str| names.split(' ').any(|n| n == wanted);
        match &self.0.kind {
            Kind::Builtin { interfaces, .. } => listed(interfaces),
            Kind::Array { element, .. } => {
                element.fits_arguments(interface)
                    && listed(
                        "System.Collections.Generic.IEnumerable`1 System.Collections.Generic.IList`1 System.Collections.Generic.ICollection`1 System.Collections.Generic.IReadOnlyList`1",
                    )
            }
            Kind::Generic { definition, arguments } => {
                let fits = match (interface.generic(), &arguments[..]) {
                    (Some((_, [_])), [one]) => one.fits_arguments(interface),
                    (Some((_, wanted)), mine) if wanted.len() == mine.len() => wanted == mine,
                    _ => true,
                };
                *definition == interface || (fits && definition.implements(interface))
            }
            Kind::Script(class) => class.interfaces.iter().any(|i| i.is_assignable_to(interface)),
            Kind::Enum(_) => false,
        }
    }

    /// Are elements of this type elements of a generic interface, such as `IEnumerable`1[System.Object]`?
    fn fits_arguments(self, interface: Type) -> bool {
        match interface.generic() {
            Some((_, [wanted])) => self == *wanted || (!self.is_value_type() && self.is_assignable_to(*wanted)),
            _ => true,
        }
    }

    /// How messages and help show the type: `string[]`, `int`, `System.Uri`.
    pub fn short_name(self) -> String {
        if let Some(element) = self.element() {
            return format!("{}[{}]", element.short_name(), ",".repeat(self.rank() as usize - 1));
        }
        if let Some((definition, arguments)) = self.generic() {
            let name = definition.full_name().split('`').next().unwrap_or_default();
            let arguments: Vec<String> = arguments.iter().map(|t| t.short_name()).collect();
            return format!("{name}[{}]", arguments.join(","));
        }
        accelerator_of(self.full_name()).map_or_else(|| self.full_name().to_owned(), str::to_owned)
    }
}

/// The accelerator PowerShell prefers when it shows a type.
pub fn accelerator_of(full_name: &str) -> Option<&'static str> {
    let preferred = match full_name {
        "System.Int32" => Some("int"),
        "System.Int64" => Some("long"),
        "System.UInt32" => Some("uint"),
        "System.UInt64" => Some("ulong"),
        "System.UInt16" => Some("ushort"),
        "System.Int16" => Some("short"),
        "System.Management.Automation.PSObject" => Some("psobject"),
        _ => None,
    };
    preferred.or_else(|| ACCELERATORS.iter().find(|(_, full)| *full == full_name).map(|(short, _)| *short))
}

fn cached(name: &str) -> Option<Type> {
    with_folded(name, |folded| TYPES.with_borrow(|types| types.get(folded).copied()))
}

fn made(name: &str, kind: Kind) -> Type {
    Type(Box::leak(Box::new(TypeInfo { full_name: name.to_owned(), kind, base: OnceCell::new(), array: OnceCell::new() })))
}

fn register(name: &str, kind: Kind) -> Type {
    let ty = made(name, kind);
    TYPES.with_borrow_mut(|types| types.insert(with_folded(name, str::to_owned), ty));
    ty
}

/// Resolves a simple name as a script writes it: accelerator, full name, `System.` left off, `using namespace`.
pub fn resolve_simple(name: &str, namespaces: &[String]) -> Option<Type> {
    if let Some((_, full)) = ACCELERATORS.iter().find(|(short, _)| short.eq_ignore_ascii_case(name)) {
        return Some(Type::of(full));
    }
    if let Some(found) = Type::find_full(name) {
        return Some(found);
    }
    for namespace in namespaces {
        if let Some(found) = Type::find_full(&format!("{namespace}.{name}")) {
            return Some(found);
        }
    }
    Type::find_full(&format!("System.{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_and_interfaces() {
        let zero = Type::of("System.DivideByZeroException");
        assert!(zero.is_exception());
        assert!(Type::int().array_of().is_assignable_to(Type::ienumerable()));
        assert!(!Type::int().array_of().is_assignable_to(Type::object().array_of()));
        assert!(Type::string().array_of().is_assignable_to(Type::object().array_of()));
        assert_eq!(
            Type::of("System.Collections.Generic.List`1").generic_of(vec![Type::int()]).short_name(),
            "System.Collections.Generic.List[int]"
        );
    }
}
