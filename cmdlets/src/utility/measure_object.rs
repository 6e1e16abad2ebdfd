//! `Measure-Object`.

use crate::result::facts;
use macros::Cmdlet;
use runtime::author::*;
use runtime::format::property::{self, Keys, Source, Spec};

/// Counts objects, sums up and compares their properties; counts lines, words and characters of text.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Measure-Object",
    type_name = "Microsoft.PowerShell.Commands.MeasureObjectCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "GenericMeasure",
    aliases("measure"),
    outputs(
        "Microsoft.PowerShell.Commands.GenericMeasureInfo",
        "Microsoft.PowerShell.Commands.TextMeasureInfo",
        "Microsoft.PowerShell.Commands.GenericObjectMeasureInfo"
    )
)]
#[example("1..4 | Measure-Object -Sum -Average", "Adds up four numbers.")]
pub struct MeasureObject {
    /// The objects to work on; usually they come from the pipeline.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// Names of the properties to measure.
    #[param(position = 0, ty = "pspropertyexpression[]", not_null_or_empty)]
    property: Vec<Value>,
    /// Computes the standard deviation.
    #[param(set = "GenericMeasure")]
    standard_deviation: bool,
    /// Computes the sum.
    #[param(set = "GenericMeasure")]
    sum: bool,
    /// Computes everything.
    #[param(set = "GenericMeasure")]
    all_stats: bool,
    /// Computes the average.
    #[param(set = "GenericMeasure")]
    average: bool,
    /// Finds the greatest value.
    #[param(set = "GenericMeasure")]
    maximum: bool,
    /// Finds the smallest value.
    #[param(set = "GenericMeasure")]
    minimum: bool,
    /// Counts lines.
    #[param(set = "TextMeasure")]
    line: bool,
    /// Counts words.
    #[param(set = "TextMeasure")]
    word: bool,
    /// Counts characters.
    #[param(set = "TextMeasure")]
    character: bool,
    /// Does not count white space.
    #[param(set = "TextMeasure")]
    ignore_white_space: bool,
    #[state]
    specs: Vec<Spec>,
    #[state]
    measures: Vec<(Str, Measure)>,
    #[state]
    seen: usize,
    #[state]
    not_numeric: bool,
}

/// What is known so far about the values of one property.
#[derive(Default)]
pub struct Measure {
    count: i32,
    sum: f64,
    variance: f64,
    greatest: Value,
    smallest: Value,
    characters: i32,
    words: i32,
    lines: i32,
}

/// The name under which objects themselves are measured.
const WHOLE_OBJECT: &str = "$_";

impl Cmdlet for MeasureObject {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.all_stats {
            self.sum = true;
            self.average = true;
            self.standard_deviation = true;
            self.maximum = true;
            self.minimum = true;
        }
        for property in &self.property {
            self.specs.push(Spec::parse(cx.s, property, Keys::Plain)?);
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.input_object.is_null() {
            return Ok(());
        }
        self.seen += 1;
        let object = self.input_object.clone();
        if self.property.is_empty() {
            return self.take(cx, WHOLE_OBJECT, object.base().clone());
        }
        self.take_properties(cx, &object)
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.seen == 0 && self.property.is_empty() {
            self.measure(WHOLE_OBJECT);
        }
        let is_text = cx.set_name() == "TextMeasure";
        for (name, measure) in std::mem::take(&mut self.measures) {
            let property = if self.property.is_empty() { Value::Null } else { Value::Str(name.clone()) };
            if measure.count == 0 && !self.property.is_empty() {
                if cx.s.strict_mode() >= 2 {
                    cx.error(property_missing(&name, is_text))?;
                }
                continue;
            }
            let result = if is_text { self.text_result(&measure, property) } else { self.result(cx.s, &measure, property)? };
            cx.emit(result)?;
        }
        Ok(())
    }
}

impl MeasureObject {
    fn measure(&mut self, name: &str) -> &mut Measure {
        let at = match self.measures.iter().position(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some(at) => at,
            None => {
                self.measures.push((Str::new(name), Measure::default()));
                self.measures.len() - 1
            }
        };
        &mut self.measures[at].1
    }

    fn take_properties(&mut self, cx: &mut Cx<'_>, object: &Value) -> Flow {
        // The first object gives the property its spelling.
        if let ([only], false) = (self.specs.as_slice(), self.measures.is_empty())
            && let Some(value) = only.note_of(object)
        {
            let name = only.name();
            return self.take(cx, &name, value);
        }
        let mut counted: Vec<Str> = Vec::new();
        for at in 0..self.specs.len() {
            let spec = self.specs[at].clone();
            let sources = spec.resolve(cx.s, object)?;
            if sources.is_empty() && !spec.has_wildcards() {
                self.measure(&spec.name());
            }
            for source in sources {
                let name = source.label();
                if counted.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                    continue;
                }
                let value = read_or_null(cx.s, &source, object)?;
                self.take(cx, &name, value)?;
                counted.push(name);
            }
        }
        Ok(())
    }

    fn take(&mut self, cx: &mut Cx<'_>, name: &str, value: Value) -> Flow {
        self.measure(name).count += 1;
        if self.character || self.word || self.line {
            let text = to_str(cx.s, &value)?;
            self.take_text(name, &text);
        }
        if self.sum || self.average || self.standard_deviation {
            let Some(number) = as_number(&value) else {
                self.not_numeric = true;
                let fault = not_numeric(cx.s, &value)?;
                return cx.error(fault);
            };
            self.take_number(name, number);
        }
        if self.minimum {
            let so_far = self.measure(name).smallest.clone();
            self.measure(name).smallest = further(cx.s, &value, so_far, true)?;
        }
        if self.maximum {
            let so_far = self.measure(name).greatest.clone();
            self.measure(name).greatest = further(cx.s, &value, so_far, false)?;
        }
        Ok(())
    }

    fn take_text(&mut self, name: &str, text: &str) {
        let ignore_blanks = self.ignore_white_space;
        let (wants_characters, wants_words, wants_lines) = (self.character, self.word, self.line);
        let measure = self.measure(name);
        if wants_characters {
            let counted = text.chars().filter(|c| !ignore_blanks || !c.is_whitespace());
            measure.characters += counted.map(|c| c.len_utf16() as i32).sum::<i32>();
        }
        if wants_words {
            measure.words += text.split_whitespace().count() as i32;
        }
        if wants_lines {
            let breaks = text.matches('\n').count();
            let has_rest = !text.is_empty() && !text.ends_with('\n');
            measure.lines += breaks as i32 + i32::from(has_rest);
        }
    }

    /// The variance grows with each number, after Welford.
    fn take_number(&mut self, name: &str, number: f64) {
        let measure = self.measure(name);
        let sum_before = measure.sum;
        measure.sum += number;
        let count = f64::from(measure.count);
        if measure.count > 1 {
            let average_before = sum_before / (count - 1.0);
            measure.variance *= (count - 2.0) / (count - 1.0);
            measure.variance += (number - average_before) * (number - average_before) / count;
        }
    }

    fn result(&self, s: &mut Session, measure: &Measure, property: Value) -> Eval {
        let is_numeric = |value: &Value| value.is_null() || as_number(value).is_some();
        let all_numeric = is_numeric(&measure.smallest) && is_numeric(&measure.greatest);
        let shown = |wanted: bool, value: &Value| match as_number(value) {
            _ if !wanted || value.is_null() => Value::Null,
            Some(number) if all_numeric => Value::Double(number),
            _ => value.clone(),
        };
        let number = |wanted: bool, value: f64| {
            if wanted && !self.not_numeric { Value::Double(value) } else { Value::Null }
        };
        let average = number(self.average && measure.count > 0, measure.sum / f64::from(measure.count));
        let sum = number(self.sum, measure.sum);
        let greatest = shown(self.maximum, &measure.greatest);
        let smallest = shown(self.minimum, &measure.smallest);
        let deviation = number(self.standard_deviation && all_numeric, measure.variance.sqrt());
        let _ = s;
        let type_name = if all_numeric {
            "Microsoft.PowerShell.Commands.GenericMeasureInfo"
        } else {
            "Microsoft.PowerShell.Commands.GenericObjectMeasureInfo"
        };
        Ok(facts(
            type_name,
            &["Count", "Average", "Sum", "Maximum", "Minimum", "StandardDeviation", "Property"],
            vec![Value::Int(measure.count), average, sum, greatest, smallest, deviation, property],
        ))
    }

    fn text_result(&self, measure: &Measure, property: Value) -> Value {
        let number = |wanted: bool, count: i32| {
            if wanted { Value::Int(count) } else { Value::Null }
        };
        facts(
            "Microsoft.PowerShell.Commands.TextMeasureInfo",
            &["Lines", "Words", "Characters", "Property"],
            vec![number(self.line, measure.lines), number(self.word, measure.words), number(self.character, measure.characters), property],
        )
    }
}

fn read_or_null(s: &mut Session, source: &Source, object: &Value) -> Eval {
    Ok(property::read(s, source, object)?.unwrap_or(Value::Null))
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(f64::from(*number)),
        Value::Double(number) => Some(*number),
        other => runtime::convert::to_double(other.base()).ok(),
    }
}

/// The smaller or greater of two values; values of different types are compared as text.
fn further(s: &mut Session, value: &Value, so_far: Value, smallest: bool) -> Eval {
    if so_far.is_null() {
        return Ok(value.clone());
    }
    let number = |v: &Value| if v.is_null() { None } else { as_number(v) };
    let (left, right) = match (number(&so_far), number(value)) {
        (Some(left), Some(right)) => (Value::Double(left), Value::Double(right)),
        _ if so_far.base().ty() == value.base().ty() || value.is_null() => (so_far.clone(), value.clone()),
        _ => (Value::Str(to_str(s, &so_far)?), Value::Str(to_str(s, value)?)),
    };
    let order = runtime::ops::order(s, &left, &right, false)?;
    let replaces = if smallest { order.is_gt() } else { order.is_lt() };
    Ok(if replaces { value.clone() } else { so_far })
}

fn not_numeric(s: &mut Session, value: &Value) -> Result<Fault, Halt> {
    let shown = to_str(s, value)?;
    let text = format!("Input object \"{shown}\" is not numeric.");
    let fault =
        Fault::new("System.Management.Automation.PSInvalidOperationException", "NonNumericInputObject", Category::InvalidType, text);
    Ok(fault.target(value.clone()))
}

fn property_missing(name: &str, is_text: bool) -> Fault {
    let id = if is_text { "TextMeasurePropertyNotFound" } else { "GenericMeasurePropertyNotFound" };
    let text = format!(
        "Cannot process argument because the value of argument \"{name}\" is not valid. Change the value of the \"{name}\" argument and run the operation again."
    );
    Fault::new("System.Management.Automation.PSArgumentException", id, Category::ObjectNotFound, text)
}
