//! Members of objects that have no room of their own: arrays, dictionaries, blocks, .NET objects.
//!
//! In:    a value that scripts share by reference.
//! Out:   the object around it that carries its added members, the same one every time.
//! Never: consulted before a script added the first member to such a value.

use super::{Object, Value};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Entries are looked through for ones that nobody else holds when there are this many, or twice what was left then.
const SWEEP_ENTRIES_MIN: usize = 1024;

#[derive(Default)]
struct Attached {
    objects: FxHashMap<usize, Rc<Object>>,
    sweep_at: usize,
}

thread_local! {
    static ANY: Cell<bool> = const { Cell::new(false) };
    static ATTACHED: RefCell<Attached> = RefCell::default();
}

/// The object that carries members added to this value, if a script added any.
#[inline]
pub fn attached(value: &Value) -> Option<Rc<Object>> {
    if !ANY.get() || matches!(value, Value::Object(_)) {
        return None;
    }
    let address = value.identity()?;
    ATTACHED.with_borrow(|all| all.objects.get(&address).cloned())
}

/// Where members that scripts added to the value live: an object has room for them itself.
#[inline]
pub fn holder<'a>(value: &'a Value, attached_to: &'a mut Option<Rc<Object>>) -> Option<&'a Rc<Object>> {
    match value {
        Value::Object(object) => Some(object),
        other => {
            *attached_to = attached(other);
            attached_to.as_ref()
        }
    }
}

/// An object with room for members around a value. Values that are copied get one of their own each time.
pub fn with_members(value: &Value) -> Rc<Object> {
    if let Value::Object(object) = value {
        return object.clone();
    }
    let Some(address) = value.identity() else { return Rc::new(Object::wrapping(value.clone())) };
    ANY.set(true);
    ATTACHED.with_borrow_mut(|all| {
        if all.objects.len() >= all.sweep_at.max(SWEEP_ENTRIES_MIN) {
            all.objects.retain(|_, object| !is_forgotten(object));
            all.sweep_at = all.objects.len() * 2;
        }
        let made = all.objects.entry(address).or_insert_with(|| Rc::new(Object::wrapping(value.clone())));
        made.clone()
    })
}

/// The wrapper keeps its value alive, so that no other value can come to its address.
fn is_forgotten(object: &Rc<Object>) -> bool {
    let holders = match object.base_value() {
        Some(Value::Seq(rc)) => Rc::strong_count(rc),
        Some(Value::Table(rc)) => Rc::strong_count(rc),
        Some(Value::Block(rc)) => Rc::strong_count(rc),
        Some(Value::Native(rc)) => Rc::strong_count(rc),
        _ => 1,
    };
    holders == 1 && Rc::strong_count(object) == 1
}
