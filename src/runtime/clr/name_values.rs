//! `NameValueCollection`, `StringDictionary`-like rows: names with one or more texts.

use super::args::{is_null, text};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::uri;
use std::cell::RefCell;

pub struct NameValues {
    ty: &'static str,
    rows: RefCell<Vec<(Str, Vec<Str>)>>,
}

pub fn construct() -> Eval {
    Ok(Value::native(NameValues { ty: "System.Collections.Specialized.NameValueCollection", rows: RefCell::default() }))
}

/// `[System.Web.HttpUtility]::ParseQueryString(…)`.
pub fn parse_query(query: &str) -> Value {
    let made = NameValues { ty: "System.Web.HttpQSCollection", rows: RefCell::default() };
    for part in query.trim_start_matches('?').split('&').filter(|p| !p.is_empty()) {
        let (name, item) = part.split_once('=').unwrap_or(("", part));
        made.add(&uri::url_decode(name), uri::url_decode(item).into());
    }
    Value::native(made)
}

impl NameValues {
    fn add(&self, name: &str, item: Str) {
        let mut rows = self.rows.borrow_mut();
        match rows.iter_mut().find(|(n, _)| crate::value::eq_ignore_case(n, name)) {
            Some((_, items)) => items.push(item),
            None => rows.push((Str::new(name), vec![item])),
        }
    }

    fn set_row(&self, name: &str, item: Str) {
        let mut rows = self.rows.borrow_mut();
        match rows.iter_mut().find(|(n, _)| crate::value::eq_ignore_case(n, name)) {
            Some((_, items)) => *items = vec![item],
            None => rows.push((Str::new(name), vec![item])),
        }
    }

    fn find(&self, key: &Value) -> Value {
        let rows = self.rows.borrow();
        let found = match key.base() {
            Value::Int(at) => usize::try_from(*at).ok().and_then(|at| rows.get(at)),
            other => {
                let name = other.plain_text();
                rows.iter().find(|(n, _)| crate::value::eq_ignore_case(n, &name))
            }
        };
        found.map_or(Value::Null, |(_, items)| Value::from(items.join(",")))
    }

    fn keys(&self) -> Vec<Value> {
        self.rows.borrow().iter().map(|(n, _)| Value::Str(n.clone())).collect()
    }
}

impl Native for NameValues {
    fn type_of(&self) -> Type {
        Type::of(self.ty)
    }

    fn properties(&self) -> &'static [&'static str] {
        &["AllKeys", "Count", "Keys"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "count" => Value::from(self.rows.borrow().len()),
            "allkeys" | "keys" => Value::array_of(Type::string(), self.keys()),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "add" => {
                self.add(&text(args, 0), text(args, 1));
                Value::Empty
            }
            "set" => {
                self.set_row(&text(args, 0), text(args, 1));
                Value::Empty
            }
            "remove" => {
                self.rows.borrow_mut().retain(|(n, _)| !crate::value::eq_ignore_case(n, &text(args, 0)));
                Value::Empty
            }
            "clear" => {
                self.rows.borrow_mut().clear();
                Value::Empty
            }
            "get" | "item" | "get_item" => self.find(args.first()?),
            "getkey" => self.keys().into_iter().nth(super::args::int(args, 0).max(0) as usize).unwrap_or(Value::Null),
            "getvalues" => {
                let wanted = text(args, 0);
                let rows = self.rows.borrow();
                rows.iter()
                    .find(|(n, _)| crate::value::eq_ignore_case(n, &wanted))
                    .map_or(Value::Null, |(_, v)| Value::strings(v.iter().cloned()))
            }
            "haskeys" => Value::Bool(!self.rows.borrow().is_empty()),
            "tostring" => Value::Str(self.text()),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        if self.ty != "System.Web.HttpQSCollection" {
            return Str::new(self.ty);
        }
        let rows = self.rows.borrow();
        let parts: Vec<String> = rows
            .iter()
            .flat_map(|(n, items)| items.iter().map(move |v| format!("{}={}", uri::url_encode(n, false), uri::url_encode(v, false))))
            .collect();
        parts.join("&").into()
    }

    fn enumerate(&self, _s: &mut Session) -> Option<Result<Vec<Value>, Halt>> {
        Some(Ok(self.keys()))
    }

    fn index(&self, _s: &mut Session, index: &[Value]) -> Option<Eval> {
        Some(Ok(self.find(index.first()?)))
    }

    fn set_index(&self, _s: &mut Session, index: &[Value], new: &Value) -> Option<Result<(), Halt>> {
        if is_null(index, 0) {
            return None;
        }
        self.set_row(&text(index, 0), new.plain_text());
        Some(Ok(()))
    }
}
