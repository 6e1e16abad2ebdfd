//! `LinkedList[T]` and `PriorityQueue[T,P]`.

use super::args::{invalid_operation, put_reference, value};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Seq, Value};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

/// A place in a linked list, for `AddBefore`, `AddAfter` and walks.
pub struct Node {
    list: Rc<Seq>,
    at: usize,
}

/// The node at a place; null when there is none.
pub fn node(list: &Rc<Seq>, at: usize) -> Value {
    if at < list.len() { Value::native(Node { list: list.clone(), at }) } else { Value::Null }
}

impl Native for Node {
    fn type_of(&self) -> Type {
        Type::of("System.Collections.Generic.LinkedListNode`1").generic_of(vec![self.list.element])
    }

    fn properties(&self) -> &'static [&'static str] {
        &["List", "Next", "Previous", "Value", "ValueRef"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "value" | "valueref" => self.list.get(self.at).unwrap_or(Value::Null),
            "next" => node(&self.list, self.at + 1),
            "previous" => node(&self.list, self.at.wrapping_sub(1)),
            "list" => Value::Seq(self.list.clone()),
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        if !name.eq_ignore_ascii_case("value") {
            return None;
        }
        if let Some(slot) = self.list.items.borrow_mut().get_mut(self.at) {
            *slot = new.clone();
        }
        Some(Ok(()))
    }
}

/// What linked lists have beyond other rows.
pub fn call(list: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    let empty = || invalid_operation("The LinkedList is empty.");
    let at = args.first().and_then(|v| v.as_native::<Node>()).map(|n| n.at);
    Some(match name {
        "addlast" => {
            list.items.borrow_mut().push(value(args, 0));
            Ok(node(list, list.len() - 1))
        }
        "addfirst" => {
            list.items.borrow_mut().insert(0, value(args, 0));
            Ok(node(list, 0))
        }
        "addbefore" | "addafter" => {
            let at = at? + usize::from(name == "addafter");
            let at = at.min(list.len());
            list.items.borrow_mut().insert(at, value(args, 1));
            Ok(node(list, at))
        }
        "removefirst" if list.is_empty() => Err(empty()),
        "removefirst" => {
            list.items.borrow_mut().remove(0);
            Ok(Value::Empty)
        }
        "removelast" => list.items.borrow_mut().pop().map(|_| Value::Empty).ok_or_else(empty),
        "remove" if at.is_some() => {
            let at = at?;
            if at < list.len() {
                list.items.borrow_mut().remove(at);
            }
            Ok(Value::Empty)
        }
        "find" | "findlast" => {
            let wanted = value(args, 0);
            let items = list.items.borrow();
            let found = if name == "find" { items.iter().position(|v| v.same(&wanted)) } else { items.iter().rposition(|v| v.same(&wanted)) };
            drop(items);
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
                let all = self.items.borrow().iter().map(|(item, priority)| super::pair::value_tuple(vec![item.clone(), priority.clone()])).collect();
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
                let found = self.first().map(|at| {
                    if way == "trypeek" { self.items.borrow()[at].clone() } else { self.items.borrow_mut().remove(at) }
                });
                let ok = found.is_some();
                let (item, priority) = found.unwrap_or((Value::Null, Value::Null));
                put_reference(s, args, 0, item).and_then(|()| put_reference(s, args, 1, priority)).map(|()| Value::Bool(ok))
            }
            _ => return None,
        })
    }
}
