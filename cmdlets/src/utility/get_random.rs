//! `Get-Random` and `Get-SecureRandom`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::convert::{Numeric, numeric, parse_number};
use runtime::random::Random;

/// Gives random numbers, or picks objects at random.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Random",
    type_name = "Microsoft.PowerShell.Commands.GetRandomCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "RandomNumberParameterSet",
    outputs("System.Int32", "System.Int64", "System.Double")
)]
#[example("1..6 | Get-Random", "Throws a die.")]
pub struct GetRandom {
    /// Starts the numbers anew from this seed.
    #[param(ty = "System.Nullable[int]", not_null)]
    set_seed: Option<i32>,
    /// Numbers stay below it.
    #[param(position = 0, set = "RandomNumberParameterSet")]
    maximum: Value,
    /// The smallest number.
    #[param(set = "RandomNumberParameterSet")]
    minimum: Value,
    /// What to pick from.
    #[param(position = 0, mandatory, pipeline, sets("RandomListItemParameterSet", "ShuffleParameterSet"), allow_null)]
    input_object: Vec<Value>,
    /// How many.
    #[param(sets("RandomNumberParameterSet", "RandomListItemParameterSet"), range(1, 2147483647))]
    count: Option<i32>,
    /// Emits all objects in random order.
    #[param(mandatory, set = "ShuffleParameterSet")]
    shuffle: bool,
    #[state]
    chosen: Vec<Value>,
    #[state]
    seen: usize,
}

impl Cmdlet for GetRandom {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if let Some(seed) = self.set_seed {
            cx.s.random = Random::seeded(seed);
        }
        if !gives_numbers(cx, &self.minimum, &self.maximum) {
            return Ok(());
        }
        let bounds = Bounds::read(cx.s, &self.minimum, &self.maximum)?;
        for _ in 0..self.count.unwrap_or(1) {
            let number = bounds.draw(&mut cx.s.random);
            cx.emit(number)?;
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.set_name() == "RandomNumberParameterSet" {
            return Ok(());
        }
        let room = room_of(self.shuffle, self.count);
        for item in given(&self.input_object) {
            take(&mut cx.s.random, &mut self.chosen, &mut self.seen, room, item);
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut chosen = std::mem::take(&mut self.chosen);
        let room = room_of(self.shuffle, self.count);
        emit_shuffled(cx, &mut chosen, room, |s, min, max| s.random.next_in(min, max))
    }
}

/// Gives random numbers for secrets, or picks objects at random.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-SecureRandom",
    type_name = "Microsoft.PowerShell.Commands.GetSecureRandomCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "RandomNumberParameterSet",
    outputs("System.Int32", "System.Int64", "System.Double")
)]
pub struct GetSecureRandom {
    /// Numbers stay below it.
    #[param(position = 0, set = "RandomNumberParameterSet")]
    maximum: Value,
    /// The smallest number.
    #[param(set = "RandomNumberParameterSet")]
    minimum: Value,
    /// What to pick from.
    #[param(position = 0, mandatory, pipeline, sets("RandomListItemParameterSet", "ShuffleParameterSet"), allow_null)]
    input_object: Vec<Value>,
    /// How many.
    #[param(sets("RandomNumberParameterSet", "RandomListItemParameterSet"), range(1, 2147483647))]
    count: Option<i32>,
    /// Emits all objects in random order.
    #[param(mandatory, set = "ShuffleParameterSet")]
    shuffle: bool,
    #[state]
    chosen: Vec<Value>,
    #[state]
    seen: usize,
}

impl Cmdlet for GetSecureRandom {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !gives_numbers(cx, &self.minimum, &self.maximum) {
            return Ok(());
        }
        let bounds = Bounds::read(cx.s, &self.minimum, &self.maximum)?;
        for _ in 0..self.count.unwrap_or(1) {
            let number = bounds.draw(&mut Random::secure());
            cx.emit(number)?;
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.set_name() == "RandomNumberParameterSet" {
            return Ok(());
        }
        let room = room_of(self.shuffle, self.count);
        for item in given(&self.input_object) {
            take(&mut Random::secure(), &mut self.chosen, &mut self.seen, room, item);
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut chosen = std::mem::take(&mut self.chosen);
        let room = room_of(self.shuffle, self.count);
        emit_shuffled(cx, &mut chosen, room, |_s, min, max| Random::secure().next_in(min, max))
    }
}

/// Where the numbers lie; their type follows the type of the ends.
enum Bounds {
    Int(i32, i32),
    Long(i64, i64),
    Double(f64, f64),
}

impl Bounds {
    fn read(s: &mut Session, min: &Value, max: &Value) -> Result<Self, Halt> {
        let (low, high) = (end_of(min), end_of(max));
        let is_int = |end: &Value| matches!(end, Value::Int(_)) || end.is_null();
        let is_whole = |end: &Value| is_int(end) || matches!(end, Value::Long(_));
        let whole = |end: &Value, default: i64| match end {
            Value::Int(number) => i64::from(*number),
            Value::Long(number) => *number,
            _ => default,
        };
        let bounds = if is_int(&low) && is_int(&high) {
            Self::Int(whole(&low, 0) as i32, whole(&high, i64::from(i32::MAX)) as i32)
        } else if is_whole(&low) && is_whole(&high) {
            Self::Long(whole(&low, 0), whole(&high, i64::MAX))
        } else {
            Self::Double(fraction(s, &low, 0.0)?, fraction(s, &high, f64::MAX)?)
        };
        bounds.check()?;
        Ok(bounds)
    }

    fn check(&self) -> Flow {
        let (wrong, min, max) = match self {
            Self::Int(min, max) => (min >= max, Value::Int(*min), Value::Int(*max)),
            Self::Long(min, max) => (min >= max, Value::Long(*min), Value::Long(*max)),
            Self::Double(min, max) => (min >= max, Value::Double(*min), Value::Double(*max)),
        };
        if !wrong {
            return Ok(());
        }
        let text = format!(
            "The Minimum value ({}) cannot be greater than or equal to the Maximum value ({}).",
            min.plain_text(),
            max.plain_text()
        );
        Err(Fault::new("System.ArgumentException", "MinGreaterThanOrEqualMax", Category::InvalidArgument, text).into())
    }

    fn draw(&self, random: &mut Random) -> Value {
        match *self {
            Self::Int(min, max) => Value::Int(random.next_in(min, max)),
            Self::Long(min, max) => Value::Long(draw_long(random, min, max)),
            Self::Double(min, max) => Value::Double(draw_double(random, min, max)),
        }
    }
}

/// Text counts as the number it spells.
fn end_of(value: &Value) -> Value {
    match value.base() {
        Value::Str(text) => match parse_number(text) {
            Some(Numeric::Int(number)) => i32::try_from(number).map_or(Value::Long(number as i64), Value::Int),
            Some(other) => Value::Double(runtime::convert::as_double(&other)),
            None => value.clone(),
        },
        base => match numeric(base) {
            Some(Numeric::Int(number)) if !matches!(base, Value::Long(_)) => {
                i32::try_from(number).map_or(Value::Long(number as i64), Value::Int)
            }
            _ => base.clone(),
        },
    }
}

fn fraction(s: &mut Session, end: &Value, default: f64) -> Result<f64, Halt> {
    if end.is_null() {
        return Ok(default);
    }
    match to_type(s, end, Type::double())? {
        Value::Double(number) => Ok(number),
        _ => Ok(default),
    }
}

fn draw_long(random: &mut Random, min: i64, max: i64) -> i64 {
    let range = i128::from(max) - i128::from(min);
    if range <= i128::from(i32::MAX) {
        return min + i64::from(random.next_in(0, range as i32));
    }
    let bits = 128 - range.leading_zeros();
    let mask = u64::MAX >> (64 - bits.min(64));
    loop {
        let number = random.next_u64() & mask;
        if i128::from(number) < range {
            return min.wrapping_add(number as i64);
        }
    }
}

fn draw_double(random: &mut Random, min: f64, max: f64) -> f64 {
    let mut range = max - min;
    loop {
        let share = random.next_f64();
        let number = if range.is_infinite() { min + share * max - share * min } else { min + share * range };
        if number < max {
            return number;
        }
        range *= share;
    }
}

/// Null is an object to pick, too.
fn given(objects: &[Value]) -> Vec<Value> {
    if objects.is_empty() { vec![Value::Null] } else { objects.to_vec() }
}

/// Objects of a pipeline are picked from before any of them is bound, unless bounds ask for numbers.
fn gives_numbers(cx: &Cx<'_>, minimum: &Value, maximum: &Value) -> bool {
    let picks = cx.run().expecting_input && minimum.is_null() && maximum.is_null();
    cx.set_name() == "RandomNumberParameterSet" && !picks
}

fn room_of(shuffle: bool, count: Option<i32>) -> usize {
    if shuffle { usize::MAX } else { count.map_or(1, |count| count as usize) }
}

/// Every object so far has the same chance to be among the chosen.
fn take(random: &mut Random, chosen: &mut Vec<Value>, seen: &mut usize, room: usize, item: Value) {
    if *seen < room {
        chosen.push(item);
    } else if (random.next_in(0, i32::try_from(*seen + 1).unwrap_or(i32::MAX)) as usize) < room {
        let at = random.next_in(0, i32::try_from(chosen.len()).unwrap_or(i32::MAX)) as usize;
        chosen[at] = item;
    }
    *seen += 1;
}

fn emit_shuffled(cx: &mut Cx<'_>, chosen: &mut [Value], room: usize, mut draw: impl FnMut(&mut Session, i32, i32) -> i32) -> Flow {
    let count = chosen.len();
    for at in 0..count.min(room) {
        let other = draw(cx.s, at as i32, i32::try_from(count).unwrap_or(i32::MAX)) as usize;
        chosen.swap(at, other.min(count - 1));
        cx.emit(chosen[at].clone())?;
    }
    Ok(())
}
