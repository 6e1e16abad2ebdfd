//! `SecureString`, `PSCredential`, `NetworkCredential`: secrets that never show by themselves.

use super::args::{int, is_null, null_argument, out_of_range, text, value};
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use std::cell::{Cell, RefCell};

/// `System.Security.SecureString`.
pub struct SecureString {
    units: RefCell<Vec<u16>>,
    read_only: Cell<bool>,
}

pub fn secure(text: &str) -> Value {
    Value::native(SecureString { units: RefCell::new(text.encode_utf16().collect()), read_only: Cell::new(false) })
}

impl SecureString {
    /// The secret in clear; only for what must have it.
    pub fn reveal(&self) -> String {
        String::from_utf16_lossy(&self.units.borrow())
    }

    fn place(&self, at: i32) -> Result<usize, Halt> {
        usize::try_from(at)
            .ok()
            .filter(|at| *at < self.units.borrow().len())
            .ok_or_else(|| out_of_range("Index was out of range. Must be non-negative and less than the size of the collection.", "index"))
    }
}

impl Native for SecureString {
    fn type_of(&self) -> Type {
        Type::of("System.Security.SecureString")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Length"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        name.eq_ignore_ascii_case("length").then(|| Ok(Value::from(self.units.borrow().len())))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        if self.read_only.get() && matches!(name.as_str(), "appendchar" | "insertat" | "removeat" | "setat" | "clear") {
            return Some(Err(thrown("System.InvalidOperationException", "Instance is read-only.")));
        }
        let unit = |at: usize| text(args, at).encode_utf16().next().unwrap_or(0);
        match name.as_str() {
            "appendchar" => self.units.borrow_mut().push(unit(0)),
            "insertat" => {
                let at = int(args, 0).clamp(0, self.units.borrow().len() as i32) as usize;
                self.units.borrow_mut().insert(at, unit(1));
            }
            "removeat" => match self.place(int(args, 0)) {
                Ok(at) => {
                    self.units.borrow_mut().remove(at);
                }
                Err(halt) => return Some(Err(halt)),
            },
            "setat" => match self.place(int(args, 0)) {
                Ok(at) => self.units.borrow_mut()[at] = unit(1),
                Err(halt) => return Some(Err(halt)),
            },
            "clear" | "dispose" => self.units.borrow_mut().clear(),
            "makereadonly" => self.read_only.set(true),
            "isreadonly" => return Some(Ok(Value::Bool(self.read_only.get()))),
            "copy" => return Some(Ok(secure(&self.reveal()))),
            _ => return None,
        }
        Some(Ok(Value::Empty))
    }
}

impl Drop for SecureString {
    fn drop(&mut self) {
        self.units.borrow_mut().fill(0);
    }
}

/// `PSCredential`.
pub struct Credential {
    pub user: Str,
    /// A `SecureString`.
    pub password: Value,
}

pub fn credential(user: &str, password: &str) -> Value {
    Value::native(Credential { user: Str::new(user), password: secure(password) })
}

pub fn construct_credential(args: &[Value]) -> Eval {
    if text(args, 0).is_empty() {
        let message = "Cannot process argument because the value of argument \"userName\" is not valid. Change the value of the \"userName\" argument and run the operation again.";
        return Err(thrown("System.Management.Automation.PSArgumentException", message));
    }
    if value(args, 1).as_native::<SecureString>().is_none() {
        return Err(null_argument("password"));
    }
    Ok(Value::native(Credential { user: text(args, 0), password: value(args, 1) }))
}

pub fn credential_value(name: &str) -> Option<Value> {
    name.eq_ignore_ascii_case("empty").then(|| credential("", ""))
}

/// Domain and name of `DOMAIN\user`; an address has no domain.
fn split_user(user: &str) -> (&str, &str) {
    user.split_once('\\').unwrap_or(("", user))
}

impl Credential {
    fn secret(&self) -> String {
        self.password.as_native::<SecureString>().map_or_else(String::new, SecureString::reveal)
    }
}

impl Native for Credential {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PSCredential")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["UserName", "Password"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            // The empty credential has neither.
            "username" | "password" if self.user.is_empty() => Some(Ok(Value::Null)),
            "username" => Some(Ok(Value::Str(self.user.clone()))),
            "password" => Some(Ok(self.password.clone())),
            _ => None,
        }
    }

    fn call(&self, _s: &mut Session, name: &str, _args: &[Value]) -> Option<Eval> {
        name.eq_ignore_ascii_case("GetNetworkCredential").then(|| {
            let (domain, user) = split_user(&self.user);
            Ok(Value::native(NetworkCredential {
                user: RefCell::new(Str::new(user)),
                password: RefCell::new(self.secret().into()),
                domain: RefCell::new(Str::new(domain)),
            }))
        })
    }
}

/// `System.Net.NetworkCredential`: the one place where a password is readable.
pub struct NetworkCredential {
    user: RefCell<Str>,
    password: RefCell<Str>,
    domain: RefCell<Str>,
}

pub fn construct_network(args: &[Value]) -> Eval {
    let password = match value(args, 1).as_native::<SecureString>() {
        Some(secret) => Str::from(secret.reveal()),
        None if is_null(args, 1) => Str::default(),
        None => text(args, 1),
    };
    Ok(Value::native(NetworkCredential {
        user: RefCell::new(text(args, 0)),
        password: RefCell::new(password),
        domain: RefCell::new(text(args, 2)),
    }))
}

impl Native for NetworkCredential {
    fn type_of(&self) -> Type {
        Type::of("System.Net.NetworkCredential")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["UserName", "Password", "SecurePassword", "Domain"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "username" => Value::Str(self.user.borrow().clone()),
            "password" => Value::Str(self.password.borrow().clone()),
            "securepassword" => secure(&self.password.borrow()),
            "domain" => Value::Str(self.domain.borrow().clone()),
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        let field = match name.to_ascii_lowercase().as_str() {
            "username" => &self.user,
            "password" => &self.password,
            "domain" => &self.domain,
            _ => return None,
        };
        *field.borrow_mut() = new.plain_text();
        Some(Ok(()))
    }
}
