//! `Select-Object`: some objects, some properties, or the values of one property.

use super::keys::expression_failed;
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;
use runtime::format::property::{self, Keys, Source, Spec};
use std::collections::VecDeque;

/// Selects objects or properties of objects.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Select-Object",
    type_name = "Microsoft.PowerShell.Commands.SelectObjectCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "DefaultParameter",
    aliases("select")
)]
#[example("Get-Command | Select-Object Name, CommandType -First 3", "Shows two properties of three commands.")]
#[example("1..9 | Select-Object -Last 2", "Lets only the last two numbers pass.")]
pub struct SelectObject {
    /// The objects to select from.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// Properties the new objects get: names, wildcards, script blocks, or hashtables with a name and an expression.
    #[param(position = 0, sets("DefaultParameter", "SkipLastParameter"))]
    property: Vec<Value>,
    /// Properties the new objects do not get.
    #[param(sets("DefaultParameter", "SkipLastParameter"))]
    exclude_property: Vec<Str>,
    /// A property whose values are emitted themselves.
    #[param(sets("DefaultParameter", "SkipLastParameter"))]
    expand_property: Option<Str>,
    /// Leaves out objects that came before.
    #[param]
    unique: bool,
    /// Ignores case with -Unique.
    #[param]
    case_insensitive: bool,
    /// How many from the end.
    #[param(set = "DefaultParameter", range(0, 2147483647))]
    last: Option<i32>,
    /// How many from the start.
    #[param(set = "DefaultParameter", range(0, 2147483647))]
    first: Option<i32>,
    /// How many are left out at the start, or at the end with -Last.
    #[param(sets("DefaultParameter", "SkipLastParameter"), range(0, 2147483647))]
    skip: Option<i32>,
    /// How many are left out at the end.
    #[param(set = "SkipLastParameter", range(0, 2147483647))]
    skip_last: Option<i32>,
    /// Does not stop the commands before it when enough was seen.
    #[param(sets("DefaultParameter", "IndexParameter"))]
    wait: bool,
    /// Positions of the objects that pass, from zero.
    #[param(set = "IndexParameter", range(0, 2147483647))]
    index: Vec<i32>,
    /// Positions of the objects that do not pass, from zero.
    #[param(set = "SkipIndexParameter", range(0, 2147483647))]
    skip_index: Vec<i32>,
    #[state]
    specs: Vec<Spec>,
    #[state]
    expand: Option<Spec>,
    #[state]
    excluded: Vec<Wildcard>,
    #[state]
    uniques: Vec<(Value, usize)>,
    #[state]
    queue: VecDeque<Value>,
    #[state]
    streamed: i32,
    #[state]
    to_skip: i32,
    #[state]
    places: Vec<i32>,
    #[state]
    place: i32,
    #[state]
    next_place: usize,
}

type Notes = Vec<(Str, Value)>;

impl Cmdlet for SelectObject {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.is_bound("ExcludeProperty") {
            let patterns = self.exclude_property.iter().filter_map(|pattern| Wildcard::new(pattern, true).ok());
            self.excluded = patterns.collect();
            if self.property.is_empty() {
                self.property = vec![Value::str("*")];
            }
        }
        for value in &self.property {
            self.specs.push(Spec::parse(cx.s, value, Keys::Select)?);
        }
        if let Some(name) = self.expand_property.clone().filter(|name| !name.is_empty()) {
            self.expand = Some(Spec::parse(cx.s, &Value::Str(name), Keys::Select)?);
        }
        self.to_skip = self.skip.unwrap_or(0);
        self.places = if cx.is_bound("Index") { self.index.clone() } else { self.skip_index.clone() };
        self.places.sort_unstable();
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let object = self.input_object.clone();
        if object.is_null() {
            return Ok(());
        }
        match cx.set_name().as_str() {
            "IndexParameter" => self.take_at_index(cx, object),
            "SkipIndexParameter" => self.skip_at_index(cx, object),
            _ => self.take_in_turn(cx, object),
        }
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.set_name() == "DefaultParameter" {
            let keep = if self.first_count() == 0 { self.skip.unwrap_or(0).max(0) as usize } else { 0 };
            while self.queue.len() > keep {
                let Some(object) = self.queue.pop_front() else {
                    break;
                };
                self.select(cx, &object)?;
            }
        }
        for (object, _) in std::mem::take(&mut self.uniques) {
            cx.emit(object)?;
        }
        Ok(())
    }
}

/// Which objects.
impl SelectObject {
    fn first_count(&self) -> i32 {
        self.first.unwrap_or(0)
    }

    fn last_count(&self) -> i32 {
        self.last.unwrap_or(0)
    }

    fn take_in_turn(&mut self, cx: &mut Cx<'_>, object: Value) -> Flow {
        let (first, last) = (self.first_count(), self.last_count());
        let held = self.queue.len() as i64;
        let room = if first == 0 { i64::from(last) + i64::from(self.to_skip) } else { i64::from(last) };
        if last > 0 && held >= room {
            self.queue.pop_front();
        }
        self.queue.push_back(object);
        if let Some(object) = self.stream_one() {
            self.select(cx, &object)?;
        }
        let is_bounded = self.first.is_some() || self.last.is_some();
        if is_bounded && last == 0 && first != 0 && self.streamed >= first && !self.wait {
            self.end(cx)?;
            return Err(cx.enough());
        }
        Ok(())
    }

    /// The object that can go on at once, when the switches let one.
    fn stream_one(&mut self) -> Option<Value> {
        let (first, last) = (self.first_count(), self.last_count());
        if self.to_skip > 0 {
            if last == 0 || first != 0 {
                self.queue.pop_front();
                self.to_skip -= 1;
            }
            return None;
        }
        let skip_last = self.skip_last.unwrap_or(0);
        if skip_last > 0 {
            return if self.queue.len() as i64 > i64::from(skip_last) { self.queue.pop_front() } else { None };
        }
        if self.streamed < first || (self.first.is_none() && self.last.is_none()) {
            self.streamed = self.streamed.saturating_add(1);
            return self.queue.pop_front();
        }
        if last == 0 {
            self.queue.pop_front();
        }
        None
    }

    fn is_listed(&mut self) -> bool {
        let Some(next) = self.places.get(self.next_place).copied() else {
            return false;
        };
        if next != self.place {
            return false;
        }
        while self.places.get(self.next_place) == Some(&next) {
            self.next_place += 1;
        }
        true
    }

    fn take_at_index(&mut self, cx: &mut Cx<'_>, object: Value) -> Flow {
        if self.is_listed() {
            self.select(cx, &object)?;
        }
        self.place = self.place.saturating_add(1);
        if !self.wait && self.next_place >= self.places.len() {
            self.end(cx)?;
            return Err(cx.enough());
        }
        Ok(())
    }

    fn skip_at_index(&mut self, cx: &mut Cx<'_>, object: Value) -> Flow {
        let is_listed = self.is_listed();
        self.place = self.place.saturating_add(1);
        if is_listed { Ok(()) } else { self.select(cx, &object) }
    }
}

/// Which properties.
impl SelectObject {
    fn select(&mut self, cx: &mut Cx<'_>, object: &Value) -> Flow {
        if self.specs.is_empty() && self.expand.is_none() {
            return self.write(cx, object.clone(), object, 0);
        }
        let mut notes = Vec::new();
        for spec in self.specs.clone() {
            self.read(cx, &spec, object, &mut notes)?;
        }
        match self.expand.clone() {
            Some(spec) => self.expand(cx, &spec, object, notes),
            None => self.combine(cx, object, notes),
        }
    }

    fn read(&self, cx: &mut Cx<'_>, spec: &Spec, object: &Value, notes: &mut Notes) -> Flow {
        let mut found = Vec::new();
        for source in spec.resolve(cx.s, object)? {
            if self.is_excluded(&source) {
                continue;
            }
            let value = property::read(cx.s, &source, object)?.unwrap_or(Value::Null);
            found.push((source.label(), value));
        }
        let label = spec.label.as_ref().filter(|label| !label.is_empty());
        if found.is_empty() && !spec.has_wildcards() {
            if self.is_excluded(&spec.source) {
                return Ok(());
            }
            found.push((spec.name(), Value::Null));
        } else if label.is_some() && found.len() > 1 {
            let text = "Cannot rename multiple results.";
            let fault = Fault::new("System.InvalidOperationException", "RenamingMultipleResults", Category::InvalidOperation, text);
            return cx.error(fault.target(object.clone()));
        }
        for (name, value) in found {
            let name = label.cloned().unwrap_or(name);
            if name.is_empty() {
                let text = "A property is an empty script block and does not provide a name.";
                return Err(argument("EmptyScriptBlockAndNoName", Category::InvalidArgument, text).into());
            }
            notes.push((name, value));
        }
        Ok(())
    }

    fn is_excluded(&self, source: &Source) -> bool {
        !self.excluded.is_empty() && self.excluded.iter().any(|pattern| pattern.is_match(&source.label()))
    }

    fn combine(&mut self, cx: &mut Cx<'_>, object: &Value, notes: Notes) -> Flow {
        let made = Object::custom();
        let count = notes.len();
        for (name, value) in notes {
            if made.note(&name).is_some() {
                cx.error(exists(&name, "AlreadyExistingUserSpecifiedPropertyNoExpand", object))?;
            } else {
                made.set_note(&name, value);
            }
        }
        self.write(cx, Value::object(made), object, count)
    }

    fn expand(&mut self, cx: &mut Cx<'_>, spec: &Spec, object: &Value, notes: Notes) -> Flow {
        let sources = spec.resolve(cx.s, object)?;
        let name = spec.name();
        let source = match sources.as_slice() {
            [one] => one.clone(),
            [] => {
                let text = format!("Property \"{name}\" cannot be found.");
                return cx.error(argument("ExpandPropertyNotFound", Category::InvalidArgument, text).target(object.clone()));
            }
            _ => {
                let text = "Multiple properties cannot be expanded.";
                return cx.error(argument("MutlipleExpandProperties", Category::InvalidArgument, text).target(object.clone()));
            }
        };
        let value = match property::read(cx.s, &source, object)? {
            Ok(value) => value,
            Err(record) => {
                return cx.error(expression_failed("PropertyEvaluationExpand", &record, object));
            }
        };
        for item in runtime::enumerate::each(cx.s, value)? {
            if item.is_null() {
                continue;
            }
            let count = notes.len();
            let expanded = self.with_notes(cx, item, object, &notes)?;
            self.write(cx, expanded, object, count)?;
        }
        Ok(())
    }

    /// The notes go to the object itself, or to a wrapper of a value that holds none.
    fn with_notes(&self, cx: &mut Cx<'_>, item: Value, object: &Value, notes: &Notes) -> Eval {
        if notes.is_empty() {
            return Ok(item);
        }
        let holder = runtime::value::with_members(&item);
        let made = Value::Object(holder.clone());
        for (name, value) in notes {
            if !property::resolve(cx.s, &made, name)?.is_empty() {
                cx.error(exists(name, "AlreadyExistingUserSpecifiedPropertyExpand", object))?;
            } else {
                holder.set_note(name, value.clone());
            }
        }
        // What has an identity keeps its members wherever it goes.
        Ok(if item.identity().is_some() { item } else { made })
    }

    fn write(&mut self, cx: &mut Cx<'_>, made: Value, object: &Value, notes: usize) -> Flow {
        if !self.unique {
            mark_selected(cx.s, &made, object, notes > 0);
            return cx.emit(made);
        }
        for (known, count) in self.uniques.clone() {
            if count == notes && self.same(cx.s, &made, &known, notes)? {
                return Ok(());
            }
        }
        mark_selected(cx.s, &made, object, notes > 0);
        self.uniques.push((made, notes));
        Ok(())
    }

    /// Equal as objects, and equal in every property that was selected.
    fn same(&self, s: &mut Session, made: &Value, known: &Value, notes: usize) -> Result<bool, Halt> {
        let (Value::Object(one), Value::Object(other)) = (made, known) else {
            return Ok(runtime::ops::order(s, made, known, self.case_insensitive)?.is_eq());
        };
        if (notes == 0 || one.base_value().is_some()) && runtime::ops::order(s, made, known, self.case_insensitive)?.is_ne() {
            return Ok(false);
        }
        if notes == 0 {
            return Ok(true);
        }
        let row: Vec<(Str, Value)> = one.borrow_notes().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        for (name, value) in row {
            let Some(opposite) = other.note(&name) else {
                return Ok(false);
            };
            if runtime::ops::order(s, &opposite, &value, self.case_insensitive)?.is_ne() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// New objects say what they were selected from: `Selected.System.String`.
fn mark_selected(s: &mut Session, made: &Value, object: &Value, is_new: bool) {
    let Value::Object(made_object) = made else {
        return;
    };
    if !made_object.is_custom() {
        return;
    }
    let source = object.base().ty().map_or("System.Management.Automation.PSCustomObject", Type::full_name);
    let name: Str = format!("Selected.{source}").into();
    let mut names = runtime::member::type_names(s, made);
    if is_new || !names.contains(&name) {
        names.insert(0, name);
        made_object.set_types(names);
    }
}

fn argument(id: &str, category: Category, text: impl Into<Str>) -> Fault {
    Fault::new("System.Management.Automation.PSArgumentException", id, category, text)
}

fn exists(name: &str, id: &str, object: &Value) -> Fault {
    let text = format!("The property cannot be processed because the property \"{name}\" already exists.");
    argument(id, Category::InvalidOperation, text).target(object.clone())
}
