//! `Compare-Object`.
//!
//! Both lists are walked side by side. Objects without a counterpart wait, each side in its own row of at most
//! `-SyncWindow`; one that is pushed out of its row, or is left at the end, stands on one side only.

use super::keys::{KeyOrder, KeyReader, Keyed};
use macros::Cmdlet;
use runtime::author::*;
use runtime::format::property::Keys;
use std::collections::VecDeque;

/// Compares two lists of objects.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Compare-Object",
    type_name = "Microsoft.PowerShell.Commands.CompareObjectCommand",
    module = "Microsoft.PowerShell.Utility"
)]
#[example("Compare-Object (1, 2, 3) (2, 3, 4)", "Shows what only one side has.")]
pub struct CompareObject {
    /// The list that is compared with.
    #[param(position = 0, mandatory, ty = "psobject[]", allow_empty_collection)]
    reference_object: Vec<Value>,
    /// The list that is compared.
    #[param(position = 1, mandatory, pipeline, ty = "psobject[]", allow_empty_collection)]
    difference_object: Vec<Value>,
    /// How far apart equal objects may stand.
    #[param(range(0, 2147483647))]
    sync_window: Option<i32>,
    /// Properties to compare instead of the objects themselves.
    #[param]
    property: Vec<Value>,
    /// Shows only what both sides have.
    #[param]
    exclude_different: bool,
    /// Shows what both sides have, too.
    #[param]
    include_equal: bool,
    /// Emits the objects themselves.
    #[param]
    pass_thru: bool,
    /// The culture whose rules of order apply.
    #[param]
    culture: Option<Str>,
    /// Upper and lower case are different.
    #[param]
    case_sensitive: bool,
    #[state]
    reader: Option<KeyReader>,
    #[state]
    references: VecDeque<Keyed>,
    #[state]
    waiting_references: VecDeque<Keyed>,
    #[state]
    waiting_differences: VecDeque<Keyed>,
}

impl Cmdlet for CompareObject {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.exclude_different && !cx.is_bound("IncludeEqual") {
            self.include_equal = true;
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.read_references(cx)?;
        let differences = self.difference_object.clone();
        for object in &differences {
            let Some(entry) = self.keyed(cx, object)? else {
                continue;
            };
            self.step(cx, Some(entry))?;
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        while !self.references.is_empty() {
            self.step(cx, None)?;
        }
        for entry in std::mem::take(&mut self.waiting_differences) {
            self.one_sided(cx, &entry, "=>")?;
        }
        for entry in std::mem::take(&mut self.waiting_references) {
            self.one_sided(cx, &entry, "<=")?;
        }
        Ok(())
    }
}

impl CompareObject {
    fn read_references(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.reader.is_some() {
            return Ok(());
        }
        let mut reader = KeyReader::parse(cx.s, &self.property, Keys::Plain)?;
        reader.expand(cx.s, &self.reference_object)?;
        self.reader = Some(reader);
        for object in self.reference_object.clone() {
            if let Some(entry) = self.keyed(cx, &object)? {
                self.references.push_back(entry);
            }
        }
        Ok(())
    }

    fn keyed(&self, cx: &mut Cx<'_>, object: &Value) -> Result<Option<Keyed>, Halt> {
        match &self.reader {
            Some(reader) if !object.is_null() => reader.read(cx, object).map(Some),
            _ => Ok(None),
        }
    }

    fn order(&self) -> KeyOrder {
        KeyOrder { descending: Vec::new(), case_sensitive: self.case_sensitive }
    }

    /// One object of the difference list against the next one of the reference list.
    fn step(&mut self, cx: &mut Cx<'_>, difference: Option<Keyed>) -> Flow {
        let order = self.order();
        let mut reference = self.references.pop_front();
        let mut difference = difference;
        if let (Some(one), Some(other)) = (&reference, &difference)
            && order.same(cx.s, one, other)?
        {
            return self.both_sided(cx, &one.clone());
        }
        if let Some(entry) = &difference
            && let Some(found) = take_equal(cx.s, &order, entry, &mut self.waiting_references)?
        {
            self.both_sided(cx, &found)?;
            difference = None;
        }
        if let Some(entry) = &reference
            && take_equal(cx.s, &order, entry, &mut self.waiting_differences)?.is_some()
        {
            self.both_sided(cx, &entry.clone())?;
            reference = None;
        }
        if let Some(entry) = difference {
            self.wait(cx, entry, "=>")?;
        }
        if let Some(entry) = reference {
            self.wait(cx, entry, "<=")?;
        }
        Ok(())
    }

    fn wait(&mut self, cx: &mut Cx<'_>, entry: Keyed, side: &str) -> Flow {
        let window = self.sync_window.map_or(usize::MAX, |window| usize::try_from(window).unwrap_or(0));
        if window == 0 {
            return self.one_sided(cx, &entry, side);
        }
        loop {
            let row = if side == "=>" { &mut self.waiting_differences } else { &mut self.waiting_references };
            if row.len() < window {
                row.push_back(entry);
                return Ok(());
            }
            if let Some(oldest) = row.pop_front() {
                self.one_sided(cx, &oldest, side)?;
            }
        }
    }

    fn both_sided(&self, cx: &mut Cx<'_>, entry: &Keyed) -> Flow {
        if self.include_equal { self.emit(cx, entry, "==") } else { Ok(()) }
    }

    fn one_sided(&self, cx: &mut Cx<'_>, entry: &Keyed, side: &str) -> Flow {
        if self.exclude_different { Ok(()) } else { self.emit(cx, entry, side) }
    }

    fn emit(&self, cx: &mut Cx<'_>, entry: &Keyed, side: &str) -> Flow {
        let object = if self.pass_thru {
            match &entry.object {
                Value::Object(object) => object.clone(),
                other => Rc::new(Object::wrapping(other.clone())),
            }
        } else {
            Rc::new(self.row(entry))
        };
        if let Some(symbol) = Symbol::existing("SideIndicator") {
            object.notes.borrow_mut().remove(symbol);
        }
        object.set_note("SideIndicator", Value::str(side));
        cx.emit(Value::Object(object))
    }

    fn row(&self, entry: &Keyed) -> Object {
        let object = Object::custom();
        if self.property.is_empty() {
            object.set_note("InputObject", entry.object.clone());
            return object;
        }
        if let Some(reader) = &self.reader {
            for (spec, key) in reader.specs.iter().zip(&entry.keys) {
                object.set_note(&spec.name(), key.value());
            }
        }
        object
    }
}

fn take_equal(s: &mut Session, order: &KeyOrder, entry: &Keyed, row: &mut VecDeque<Keyed>) -> Result<Option<Keyed>, Halt> {
    for at in 0..row.len() {
        if order.same(s, entry, &row[at])? {
            return Ok(row.remove(at));
        }
    }
    Ok(None)
}
