//! `Sort-Object`.

use super::keys::{KeyOrder, KeyReader, Keyed, default_key};
use super::sort_heap::Heap;
use macros::Cmdlet;
use runtime::author::*;
use runtime::format::property::Keys;
use std::cmp::Ordering;

/// Sorts objects by the values of properties.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Sort-Object",
    type_name = "Microsoft.PowerShell.Commands.SortObjectCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Default"
)]
#[example("Get-Command | Sort-Object Name -Descending", "Sorts commands by name, backwards.")]
pub struct SortObject {
    /// Keeps the order of equal objects.
    #[param(set = "Default")]
    stable: bool,
    /// The greatest first.
    #[param]
    descending: bool,
    /// Leaves equal objects out.
    #[param]
    unique: bool,
    /// How many from the start of the sorted list.
    #[param(mandatory, set = "Top", range(1, 2147483647))]
    top: Option<i32>,
    /// How many from its end.
    #[param(mandatory, set = "Bottom", range(1, 2147483647))]
    bottom: Option<i32>,
    /// The objects to sort.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// Names of properties, wildcards, script blocks or hashtables with an expression.
    #[param(position = 0)]
    property: Vec<Value>,
    /// The culture whose rules of order apply.
    #[param]
    culture: Option<Str>,
    /// Upper and lower case are different.
    #[param]
    case_sensitive: bool,
    #[state]
    objects: Vec<Value>,
}

impl Cmdlet for SortObject {
    fn process(&mut self, _cx: &mut Cx<'_>) -> Flow {
        if !self.input_object.is_null() {
            self.objects.push(self.input_object.clone());
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let objects = std::mem::take(&mut self.objects);
        if self.property.is_empty()
            && let Some(first) = objects.first()
        {
            self.property = default_key(cx.s, first);
        }
        let mut reader = KeyReader::parse(cx.s, &self.property, Keys::Sort)?;
        reader.expand(cx.s, &objects)?;
        let order = KeyOrder::new(&reader, self.descending, self.case_sensitive);
        let mut entries = Vec::with_capacity(objects.len());
        for object in &objects {
            entries.push(reader.read(cx, object)?);
        }
        for entry in self.sorted(cx.s, entries, &order)? {
            cx.emit(entry.object)?;
        }
        Ok(())
    }
}

impl SortObject {
    fn sorted(&self, s: &mut Session, mut entries: Vec<Keyed>, order: &KeyOrder) -> Result<Vec<Keyed>, Halt> {
        if !self.stable && self.top.is_none() && self.bottom.is_none() {
            dotnet::sort::introsort(&mut entries, &mut |a, b| order.compare(s, a, b))?;
            return if self.unique { without_doubles(s, entries, order) } else { Ok(entries) };
        }
        let heap = self.top.map(|count| Heap::top(count as usize)).or(self.bottom.map(|count| Heap::bottom(count as usize)));
        let places = match heap {
            Some(heap) => self.few(s, &entries, order, heap)?,
            None => (0..entries.len()).collect(),
        };
        entries = stable(s, &entries, places, order)?;
        if self.unique { without_doubles(s, entries, order) } else { Ok(entries) }
    }

    fn few(&self, s: &mut Session, entries: &[Keyed], order: &KeyOrder, mut heap: Heap) -> Result<Vec<usize>, Halt> {
        let mut distance = |s: &mut Session, a, b| indexed(s, entries, order, a, b);
        // In their order, so that a double is found quickly.
        let mut seen: Vec<usize> = Vec::new();
        for place in 0..entries.len() {
            if heap.passes_over(s, place, &mut distance)? {
                continue;
            }
            if self.unique {
                let mut fault = None;
                let found = seen.binary_search_by(|it| {
                    order.compare(s, &entries[*it], &entries[place]).unwrap_or_else(|halt| {
                        fault = Some(halt);
                        Ordering::Equal
                    })
                });
                fault.map_or(Ok(()), Err)?;
                match found {
                    Ok(_) => continue,
                    Err(at) => seen.insert(at, place),
                }
            }
            heap.add(s, place, &mut distance)?;
        }
        Ok(heap.into_places())
    }
}

/// Equal objects keep their order; those without the properties come last.
fn indexed(s: &mut Session, entries: &[Keyed], order: &KeyOrder, a: usize, b: usize) -> Result<i32, Halt> {
    let (left, right) = (&entries[a], &entries[b]);
    if left.comparable != right.comparable {
        return Ok(if left.comparable { -1 } else { 1 });
    }
    let distance = order.distance(s, left, right)?;
    Ok(if distance == 0 { a.cmp(&b) as i32 } else { distance })
}

fn stable(s: &mut Session, entries: &[Keyed], mut places: Vec<usize>, order: &KeyOrder) -> Result<Vec<Keyed>, Halt> {
    dotnet::sort::introsort(&mut places, &mut |a, b| Ok::<Ordering, Halt>(indexed(s, entries, order, *a, *b)?.cmp(&0)))?;
    Ok(places.into_iter().map(|at| entries[at].clone()).collect())
}

fn without_doubles(s: &mut Session, entries: Vec<Keyed>, order: &KeyOrder) -> Result<Vec<Keyed>, Halt> {
    let mut kept: Vec<Keyed> = Vec::with_capacity(entries.len());
    for entry in entries {
        let is_double = match kept.last() {
            Some(last) => order.same(s, last, &entry)?,
            None => false,
        };
        if !is_double {
            kept.push(entry);
        }
    }
    Ok(kept)
}
