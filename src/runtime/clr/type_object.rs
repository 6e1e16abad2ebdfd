//! `System.Type`: what a type tells about itself.

use super::args::{bad_argument, enum_of, list, value};
use super::signature;
use crate::fault::Eval;
use crate::records::typed;
use crate::session::Session;
use crate::types::{Kind, Type};
use crate::value::{Str, Value};

/// `ToString()`: the full name, generic arguments in brackets.
pub fn text(ty: Type) -> &'static str {
    ty.full_name()
}

/// `FullName`: generic arguments with the assembly they come from.
fn full_name(ty: Type) -> String {
    match ty.kind() {
        Kind::Generic { definition, arguments } => {
            let parts: Vec<String> = arguments
                .iter()
                .map(|a| {
                    format!(
                        "[{}, System.Private.CoreLib, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e]",
                        full_name(*a)
                    )
                })
                .collect();
            format!("{}[{}]", definition.full_name(), parts.join(","))
        }
        Kind::Array { element, rank } => format!("{}[{}]", full_name(*element), ",".repeat(*rank as usize - 1)),
        _ => ty.full_name().to_owned(),
    }
}

fn assembly_of(ty: Type) -> &'static str {
    let name = ty.full_name();
    if ty.script_class().is_some() || ty.enum_def().is_some_and(|d| d.by_script) {
        return "PowerShell Class Assembly";
    }
    if name.starts_with("System.Management.Automation") || name.starts_with("Microsoft.PowerShell") {
        return "System.Management.Automation";
    }
    match name {
        "System.Uri" | "System.UriBuilder" => "System.Private.Uri",
        "System.Text.RegularExpressions.Regex" | "System.Text.RegularExpressions.Match" => "System.Text.RegularExpressions",
        n if n.starts_with("System.Xml") => "System.Private.Xml",
        n if n.starts_with("System.Net") => "System.Net.Primitives",
        _ => "System.Private.CoreLib",
    }
}

fn is_primitive(ty: Type) -> bool {
    matches!(ty.full_name(), "System.Boolean" | "System.Char" | "System.IntPtr" | "System.UIntPtr")
        || (ty.is_numeric() && ty != Type::decimal() && ty != Type::bigint())
}

pub fn get(ty: Type, name: &str) -> Option<Value> {
    let flags = flag(ty, name);
    if let Some(flag) = flags {
        return Some(Value::Bool(flag));
    }
    Some(match name {
        "name" => Value::str(ty.name()),
        "fullname" => Value::from(full_name(ty)),
        "namespace" => ty.namespace().map_or(Value::Null, Value::str),
        "basetype" => ty.base().map_or(Value::Null, Value::Type),
        "assemblyqualifiedname" => Value::from(format!("{}, {}", full_name(ty), assembly_name(ty))),
        "assembly" | "module" => typed(
            "System.Reflection.RuntimeAssembly",
            &[("FullName", Value::from(assembly_name(ty))), ("Location", Value::str("")), ("GlobalAssemblyCache", Value::Bool(false))],
        ),
        "underlyingsystemtype" => Value::Type(ty),
        "declaringtype" | "reflectedtype" | "declaringmethod" => Value::Null,
        "generictypearguments" => types(generic_arguments(ty)),
        "generictypeparameters" => types(Vec::new()),
        "implementedinterfaces" => types(interfaces(ty)),
        "typehandle" | "guid" => return None,
        "membertype" => enum_of("System.Reflection.MemberTypes", 32),
        "customattributes" => Value::array(Vec::new()),
        _ => return None,
    })
}

fn assembly_name(ty: Type) -> String {
    match assembly_of(ty) {
        "PowerShell Class Assembly" => "PowerShell Class Assembly, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null".to_owned(),
        "System.Management.Automation" => {
            "System.Management.Automation, Version=7.6.5.500, Culture=neutral, PublicKeyToken=31bf3856ad364e35".to_owned()
        }
        name => format!("{name}, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e"),
    }
}

fn flag(ty: Type, name: &str) -> Option<bool> {
    let is_struct = ty.is_value_type();
    Some(match name {
        "isenum" => ty.is_enum(),
        "isarray" => ty.is_array(),
        "isszarray" => ty.rank() == 1,
        "isvaluetype" => is_struct,
        "isclass" => !is_struct && !ty.is_interface(),
        "isinterface" => ty.is_interface(),
        "isprimitive" => is_primitive(ty),
        "isgenerictype" => ty.generic().is_some() || ty.full_name().contains('`'),
        "isgenerictypedefinition" | "containsgenericparameters" => ty.generic().is_none() && ty.full_name().contains('`') && !ty.is_array(),
        "isconstructedgenerictype" => ty.generic().is_some(),
        "ispublic" | "isvisible" => !ty.full_name().contains('+'),
        "isnested" | "isnestedpublic" => ty.full_name().contains('+'),
        "isabstract" => ty.is_interface() || is_static_class(ty) || is_abstract(ty),
        "issealed" => is_struct || ty == Type::string() || ty.is_array() || is_static_class(ty),
        "isserializable" => !ty.is_interface() && ty.script_class().is_none(),
        "isbyref" | "ispointer" | "iscomobject" | "isnotpublic" | "isgenericparameter" | "isbyreflike" | "iscontextful"
        | "isspecialname" | "isimport" | "isexplicitlayout" | "isnestedprivate" | "ismarshalbyref" | "iscollectible" => false,
        "hastypearguments" => ty.generic().is_some(),
        "haselementtype" => ty.is_array(),
        "isautolayout" => true,
        _ => return None,
    })
}

fn is_abstract(ty: Type) -> bool {
    matches!(
        ty.full_name(),
        "System.IO.Stream"
            | "System.IO.TextReader"
            | "System.IO.TextWriter"
            | "System.IO.FileSystemInfo"
            | "System.Array"
            | "System.Enum"
            | "System.ValueType"
            | "System.Text.Encoding"
            | "System.Type"
            | "System.Delegate"
            | "System.MulticastDelegate"
            | "System.Xml.XmlNode"
            | "System.Security.Cryptography.HashAlgorithm"
            | "System.Attribute"
            | "System.Globalization.Calendar"
            | "System.StringComparer"
    )
}

fn is_static_class(ty: Type) -> bool {
    matches!(
        ty.full_name(),
        "System.Math"
            | "System.Convert"
            | "System.Environment"
            | "System.Console"
            | "System.GC"
            | "System.BitConverter"
            | "System.IO.Path"
            | "System.IO.File"
            | "System.IO.Directory"
    )
}

fn types(all: Vec<Type>) -> Value {
    Value::array_of(Type::of("System.Type"), all.into_iter().map(Value::Type).collect())
}

fn generic_arguments(ty: Type) -> Vec<Type> {
    ty.generic().map_or_else(Vec::new, |(_, arguments)| arguments.to_vec())
}

fn interfaces(ty: Type) -> Vec<Type> {
    let mut all: Vec<Type> = Vec::new();
    for part in ty.chain() {
        let names = match part.kind() {
            Kind::Builtin { interfaces, .. } => *interfaces,
            Kind::Generic { definition, .. } => match definition.kind() {
                Kind::Builtin { interfaces, .. } => *interfaces,
                _ => "",
            },
            Kind::Script(class) => {
                all.extend(class.interfaces.iter().copied());
                ""
            }
            _ => "",
        };
        for name in names.split(' ').filter(|n| !n.is_empty()) {
            let found = Type::of(name);
            let found = match (name.contains('`'), part.generic()) {
                (true, Some((_, arguments))) => found.generic_of(arguments.to_vec()),
                _ => found,
            };
            if !all.contains(&found) {
                all.push(found);
            }
        }
    }
    all
}

pub fn call(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    let other = match value(args, 0).base() {
        Value::Type(other) => Some(*other),
        _ => None,
    };
    Some(Ok(match name {
        "tostring" => Value::str(text(ty)),
        "gettype" => Value::Type(Type::type_type()),
        "equals" => Value::Bool(other == Some(ty)),
        "gethashcode" => Value::Int(super::object::hash_text(ty.full_name())),
        "isassignablefrom" => Value::Bool(other.is_some_and(|o| o.is_assignable_to(ty))),
        "isassignableto" => Value::Bool(other.is_some_and(|o| ty.is_assignable_to(o))),
        "issubclassof" => Value::Bool(other.is_some_and(|o| o != ty && ty.derives_from(o))),
        "isinstanceoftype" => Value::Bool(value(args, 0).base().ty().is_some_and(|t| t.is_assignable_to(ty))),
        "getelementtype" => ty.element().map_or(Value::Null, Value::Type),
        "getgenerictypedefinition" => match ty.generic() {
            Some((definition, _)) => Value::Type(definition),
            None => return Some(Err(super::args::invalid_operation("This operation is only valid on generic types."))),
        },
        "getgenericarguments" => types(generic_arguments(ty)),
        "makegenerictype" => Value::Type(ty.generic_of(list(args, 0).iter().filter_map(type_value).collect())),
        "makearraytype" => Value::Type(ty.array_of_rank(if args.is_empty() { 1 } else { super::args::int(args, 0).max(1) as u32 })),
        "getarrayrank" => Value::Int(ty.rank() as i32),
        "getinterfaces" => types(interfaces(ty)),
        "getinterface" => {
            interfaces(ty).into_iter().find(|i| i.name().eq_ignore_ascii_case(&text_arg(args))).map_or(Value::Null, Value::Type)
        }
        "getenumnames" | "getenumvalues" | "getenumunderlyingtype" | "getenumname" | "isenumdefined" => {
            return Some(about_enum(s, ty, name, args));
        }
        "gettypecode" => enum_of("System.TypeCode", 1),
        "getproperties" | "getfields" | "getmembers" => Value::array(property_infos(ty)),
        "getproperty" | "getfield" => {
            property_infos(ty).into_iter().find(|p| name_of(p).eq_ignore_ascii_case(&text_arg(args))).unwrap_or(Value::Null)
        }
        "getmethods" => Value::array(method_infos(ty)),
        "getmethod" => method_infos(ty).into_iter().find(|p| name_of(p).eq_ignore_ascii_case(&text_arg(args))).unwrap_or(Value::Null),
        "getconstructors" | "getcustomattributes" => Value::array(Vec::new()),
        _ => return None,
    }))
}

fn text_arg(args: &[Value]) -> Str {
    super::args::text(args, 0)
}

fn type_value(value: &Value) -> Option<Type> {
    match value.base() {
        Value::Type(ty) => Some(*ty),
        _ => None,
    }
}

fn name_of(info: &Value) -> Str {
    match info {
        Value::Object(object) => object.note("Name").map_or_else(Str::default, |v| v.plain_text()),
        _ => Str::default(),
    }
}

fn about_enum(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Eval {
    let method = match name {
        "getenumnames" => "getnames",
        "getenumvalues" => "getvalues",
        "getenumunderlyingtype" => "getunderlyingtype",
        "getenumname" => "getname",
        _ => "isdefined",
    };
    if ty.enum_def().is_none() {
        return Err(bad_argument("Type provided must be an Enum.", "enumType"));
    }
    let mut all = vec![Value::Type(ty)];
    all.extend_from_slice(args);
    super::enums::call_static(s, ty, method, &all).unwrap_or(Ok(Value::Null))
}

/// Reflection in little: names and types of properties.
fn property_infos(ty: Type) -> Vec<Value> {
    if ty.script_class().is_some() {
        return crate::class::property_infos(ty);
    }
    let all = signature::properties(ty, false);
    all.into_iter()
        .map(|p| {
            let of = Value::Type(crate::convert::type_named(&p.ty));
            typed(
                "System.Reflection.RuntimePropertyInfo",
                &[
                    ("Name", Value::Str(p.name)),
                    ("PropertyType", of),
                    ("CanRead", Value::Bool(true)),
                    ("CanWrite", Value::Bool(p.settable)),
                    ("DeclaringType", Value::Type(ty)),
                ],
            )
        })
        .collect()
}

fn method_infos(ty: Type) -> Vec<Value> {
    let mut all = Vec::new();
    for is_static in [false, true] {
        for group in signature::groups(ty, is_static) {
            for overload in &group.overloads {
                all.push(typed(
                    "System.Reflection.RuntimeMethodInfo",
                    &[
                        ("Name", Value::Str(overload.name.clone())),
                        ("IsStatic", Value::Bool(is_static)),
                        ("DeclaringType", Value::Type(ty)),
                    ],
                ));
            }
        }
    }
    all
}

/// `[type]::GetType('System.Int32')`.
pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "gettype" => {
            let given = super::args::text(args, 0);
            let plain = given.split(',').next().unwrap_or_default();
            let found = Type::find_full(plain).or_else(|| crate::eval::find_type(s, plain).filter(|_| plain.contains('[')));
            Some(Ok(found.map_or(Value::Null, Value::Type)))
        }
        _ => None,
    }
}
