//! Syntax errors as error records.
//!
//! In:    what the parser found wrong.
//! Out:   a `ParseException` whose message is what PowerShell prints.
//! Never: parses.

use crate::fault::{Category, Fault, Halt, Position};
use crate::module::Module;
use crate::types::Type;
use crate::value::Str;
use lang::{Source, SyntaxError};
use std::rc::Rc;
use std::sync::Arc;

/// The terminating error of text that does not parse.
pub fn fault(source: &Arc<Source>, errors: &[SyntaxError]) -> Halt {
    let Some(first) = errors.first() else {
        return Fault::new("System.Management.Automation.ParseException", "ParseError", Category::ParserError, "").into();
    };
    let id = Str::new(first.id);
    let texts: Vec<String> = errors.iter().map(|e| located(source, e)).collect();
    let record = Fault::new("System.Management.Automation.ParseException", &id, Category::ParserError, texts.join("\n\n"))
        .with("Errors", crate::clr::syntax_tree::errors(source, errors))
        .record();
    *record.position.borrow_mut() = Some(Position { source: source.clone(), span: first.span });
    record.is_parse.set(true);
    Halt::Error(record)
}

/// `At line:1 char:5`, the line, its ruler, and the message.
pub fn located(source: &Arc<Source>, error: &SyntaxError) -> String {
    let position = Position { source: source.clone(), span: error.span };
    format!("{}\n{}", crate::records::position_message(&position), error.message)
}

/// The types the parser may name in classes: those of the session and of used modules.
pub struct SessionTypes<'s> {
    pub session: &'s crate::session::Session,
    pub modules: &'s [Rc<Module>],
}

impl<'s> SessionTypes<'s> {
    pub fn of(session: &'s crate::session::Session) -> Self {
        Self { session, modules: &[] }
    }

    fn find(&self, name: &str) -> Option<Type> {
        let of_module = |module: &Rc<Module>| {
            let types = module.state.root.types.borrow();
            types.iter().map(|(_, ty)| *ty).find(|ty| ty.name().eq_ignore_ascii_case(name))
        };
        self.modules.iter().find_map(of_module).or_else(|| crate::eval::find_type(self.session, name))
    }
}

impl lang::KnownTypes for SessionTypes<'_> {
    fn is_known(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn needs_arguments(&self, class: &str) -> bool {
        let Some(class) = self.find(class).and_then(Type::script_class) else { return false };
        let arities = class.constructor_arities();
        !arities.is_empty() && !arities.contains(&0)
    }

    fn asked_by(&self, interface: &str) -> &'static [&'static str] {
        let Some(ty) = self.find(interface).filter(|ty| ty.is_interface()) else { return &[] };
        ASKED.iter().find(|(name, _)| *name == ty.full_name()).map_or(&[], |(_, methods)| methods)
    }
}

/// What the interfaces that scripts implement ask for.
const ASKED: &[(&str, &[&str])] = &[
    ("System.IDisposable", &["Dispose"]),
    ("System.ICloneable", &["Clone"]),
    ("System.IComparable", &["CompareTo"]),
    ("System.Collections.IComparer", &["Compare"]),
    ("System.Collections.IEqualityComparer", &["Equals", "GetHashCode"]),
    ("System.Collections.IEnumerable", &["GetEnumerator"]),
    ("System.Collections.IEnumerator", &["MoveNext", "Reset", "get_Current"]),
];
