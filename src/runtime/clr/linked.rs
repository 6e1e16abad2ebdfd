//! `LinkedList[T]` and `PriorityQueue[T,P]`.

use super::args::{invalid_operation, put_reference, value};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Seq, Value};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::rc::{Rc, Weak};

/// A place in a linked list; it moves along when nodes before it come and go.
pub struct Node {
    list: Rc<Seq>,
    at: Rc<Cell<Option<usize>>>,
}

/// Places that are held, by list.
type Held = FxHashMap<usize, Vec<Weak<Cell<Option<usize>>>>>;

thread_local! {
    static HELD: RefCell<Held> = RefCell::default();
}

fn key(list: &Rc<Seq>) -> usize {
    Rc::as_ptr(list) as usize
}

/// The node at a place; null when there is none.
pub fn node(list: &Rc<Seq>, at: usize) -> Value {
    if at >= list.len() {
        return Value::Null;
    }
    let at = Rc::new(Cell::new(Some(at)));
    HELD.with_borrow_mut(|held| {
        let places = held.entry(key(list)).or_default();
        places.retain(|p| p.strong_count() > 0);
        places.push(Rc::downgrade(&at));
    });
    Value::native(Node { list: list.clone(), at })
}

/// Tells the places of a list what happened.
fn shift(list: &Rc<Seq>, change: impl Fn(usize) -> Option<usize>) {
    HELD.with_borrow(|held| {
        for place in held.get(&key(list)).into_iter().flatten().filter_map(Weak::upgrade) {
            place.set(place.get().and_then(&change));
        }
    });
}

fn insert(list: &Rc<Seq>, at: usize, value: Value) -> Value {
    list.items.borrow_mut().insert(at, value);
    shift(list, |p| Some(if p >= at { p + 1 } else { p }));
    node(list, at)
}

fn remove(list: &Rc<Seq>, at: usize) {
    if at < list.len() {
        list.items.borrow_mut().remove(at);
        shift(list, |p| match p.cmp(&at) {
            Ordering::Less => Some(p),
            Ordering::Equal => None,
            Ordering::Greater => Some(p - 1),
        });
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // A list that is about to go takes its places along.
        if Rc::strong_count(&self.list) == 1 {
            HELD.with_borrow_mut(|held| held.remove(&key(&self.list)));
        }
    }
}

impl Native for Node {
    fn type_of(&self) -> Type {
        Type::of("System.Collections.Generic.LinkedListNode`1").generic_of(vec![self.list.element])
    }

    fn properties(&self) -> &'static [&'static str] {
        &["List", "Next", "Previous", "Value", "ValueRef"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let at = self.at.get();
        let beside = |at: Option<usize>| at.map_or(Value::Null, |at| node(&self.list, at));
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "value" | "valueref" => at.and_then(|at| self.list.get(at)).unwrap_or(Value::Null),
            "next" => beside(at.map(|at| at + 1)),
            "previous" => beside(at.and_then(|at| at.checked_sub(1))),
            "list" => at.map_or(Value::Null, |_| Value::Seq(self.list.clone())),
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        if !name.eq_ignore_ascii_case("value") {
            return None;
        }
        if let Some(at) = self.at.get()
            && let Some(slot) = self.list.items.borrow_mut().get_mut(at)
        {
            *slot = new.clone();
        }
        Some(Ok(()))
    }
}

/// What linked lists have beyond other rows.
pub fn call(list: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    let empty = || invalid_operation("The LinkedList is empty.");
    let at = args.first().and_then(|v| v.as_native::<Node>()).and_then(|n| n.at.get());
    Some(match name {
        "addlast" => Ok(insert(list, list.len(), value(args, 0))),
        "addfirst" => Ok(insert(list, 0, value(args, 0))),
        "addbefore" => Ok(insert(list, at?, value(args, 1))),
        "addafter" => Ok(insert(list, at? + 1, value(args, 1))),
        "removefirst" | "removelast" if list.is_empty() => Err(empty()),
        "removefirst" | "removelast" => {
            remove(list, if name == "removefirst" { 0 } else { list.len() - 1 });
            Ok(Value::Empty)
        }
        "remove" => match at {
            Some(at) => {
                remove(list, at);
                Ok(Value::Empty)
            }
            None => {
                let wanted = value(args, 0);
                let found = list.items.borrow().iter().position(|v| v.same(&wanted));
                if let Some(at) = found {
                    remove(list, at);
                }
                Ok(Value::Bool(found.is_some()))
            }
        },
        "find" | "findlast" => {
            let wanted = value(args, 0);
            let items = list.snapshot();
            let found =
                if name == "find" { items.iter().position(|v| v.same(&wanted)) } else { items.iter().rposition(|v| v.same(&wanted)) };
            Ok(found.map_or(Value::Null, |at| node(list, at)))
        }
        _ => return None,
    })
}

/// A queue that gives the smallest priority first.
pub struct PriorityQueue {
    ty: Type,
    items: RefCell<Vec<(Value, Value)>>,
}

pub fn construct_priority(ty: Type) -> Eval {
    Ok(Value::native(PriorityQueue { ty, items: RefCell::default() }))
}

impl PriorityQueue {
    fn first(&self) -> Option<usize> {
        let items = self.items.borrow();
        (0..items.len()).min_by(|a, b| match crate::ops::default_order(&items[*a].1, &items[*b].1) {
            Ordering::Equal => a.cmp(b),
            other => other,
        })
    }
}

impl Native for PriorityQueue {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Count", "Comparer", "UnorderedItems"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "count" => Some(Ok(Value::from(self.items.borrow().len()))),
            "comparer" => Some(Ok(super::comparer::default_of())),
            "unordereditems" => {
                let all = self
                    .items
                    .borrow()
                    .iter()
                    .map(|(item, priority)| super::pair::value_tuple(vec![item.clone(), priority.clone()]))
                    .collect();
                Some(Ok(Value::array(all)))
            }
            _ => None,
        }
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let empty = || invalid_operation("Queue empty.");
        Some(match name.to_ascii_lowercase().as_str() {
            "enqueue" => {
                self.items.borrow_mut().push((value(args, 0), value(args, 1)));
                Ok(Value::Empty)
            }
            "dequeue" => self.first().map(|at| self.items.borrow_mut().remove(at).0).ok_or_else(empty),
            "peek" => self.first().map(|at| self.items.borrow()[at].0.clone()).ok_or_else(empty),
            "clear" => {
                self.items.borrow_mut().clear();
                Ok(Value::Empty)
            }
            way @ ("trydequeue" | "trypeek") => {
                let found = self
                    .first()
                    .map(|at| if way == "trypeek" { self.items.borrow()[at].clone() } else { self.items.borrow_mut().remove(at) });
                let ok = found.is_some();
                let (item, priority) = found.unwrap_or((Value::Null, Value::Null));
                put_reference(s, args, 0, item).and_then(|()| put_reference(s, args, 1, priority)).map(|()| Value::Bool(ok))
            }
            _ => return None,
        })
    }
}
