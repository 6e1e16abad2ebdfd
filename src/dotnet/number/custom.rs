//! Custom format strings: `#,##0.00;(0.00);'none'`.
//!
//! In:    the digits of a number and a format of up to three sections.
//! Out:   text; every format string is valid.
//! Never: rounds floating point exactly; .NET does not either here.
//!
//! Two passes: `Plan::of` counts the places of a section, `Writer` fills them.

use super::digits::Digits;
use super::standard::push_exponent;

const EXPONENT_PLACES_MAX: usize = 10;

pub(super) fn format(digits: Digits, format: &str, out: &mut String) {
    let sections = split_sections(format);
    let section = |wanted: usize| match sections.get(wanted) {
        Some(text) if !text.is_empty() => wanted,
        _ => 0,
    };
    let mut chosen = section(match (digits.is_zero(), digits.negative) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    });
    let mut fitted = digits.clone();
    let mut plan = Plan::of(sections[chosen]);
    plan.fit(&mut fitted);
    if fitted.is_zero() && !digits.is_zero() && section(2) != chosen {
        // What rounds to zero is shown by the section for zero.
        chosen = section(2);
        plan = Plan::of(sections[chosen]);
        fitted = digits;
        plan.fit(&mut fitted);
    }
    let start = out.len();
    Writer::new(&fitted, &plan, out).write(sections[chosen]);
    if fitted.negative && chosen == 0 && out.len() > start {
        out.insert(start, '-');
    }
}

fn split_sections(format: &str) -> Vec<&str> {
    let mut sections = Vec::with_capacity(3);
    let (mut from, mut quote, mut escaped) = (0, None, false);
    for (at, character) in format.char_indices() {
        match character {
            _ if escaped => escaped = false,
            _ if quote == Some(character) => quote = None,
            _ if quote.is_some() => {}
            '\\' => escaped = true,
            '\'' | '"' => quote = Some(character),
            ';' => {
                sections.push(&format[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&format[from..]);
    sections
}

/// What one section asks for.
#[derive(Debug)]
struct Plan {
    places: i32,
    /// Places in front of the decimal point.
    whole: i32,
    /// Zeros asked for in front of the point, and behind it (as a negative number).
    first_zero: i32,
    last_zero: i32,
    scientific: bool,
    grouped: bool,
    shift: i32,
}

impl Plan {
    fn of(section: &str) -> Self {
        let mut scan = Scan { first_zero: i32::MAX, whole: -1, comma_at: -1, ..Scan::default() };
        let marks: Vec<char> = section.chars().collect();
        let mut at = 0;
        while at < marks.len() {
            at = scan.take(&marks, at);
        }
        scan.finish()
    }

    /// Shifts for per cent and thousands, and rounds to the places there are.
    fn fit(&self, digits: &mut Digits) {
        if digits.is_zero() {
            digits.scale = 0;
            digits.negative &= digits.floating;
            return;
        }
        digits.scale += self.shift;
        let keep = if self.scientific { self.places } else { digits.scale + self.places - self.whole };
        digits.round(keep);
    }
}

#[derive(Default)]
struct Scan {
    places: i32,
    whole: i32,
    first_zero: i32,
    last_zero: i32,
    scientific: bool,
    grouped: bool,
    shift: i32,
    comma_at: i32,
    commas: i32,
}

impl Scan {
    /// Takes the mark at a place and answers where the next one starts.
    fn take(&mut self, marks: &[char], at: usize) -> usize {
        match marks[at] {
            '#' => self.places += 1,
            '0' => {
                self.first_zero = self.first_zero.min(self.places);
                self.places += 1;
                self.last_zero = self.places;
            }
            '.' if self.whole < 0 => self.whole = self.places,
            ',' if self.places > 0 && self.whole < 0 => self.comma(),
            '%' => self.shift += 2,
            '‰' => self.shift += 3,
            quote @ ('\'' | '"') => return after_quote(marks, at, quote),
            '\\' => return at + 2,
            'E' | 'e' => {
                if let Some(exponent) = exponent_at(marks, at) {
                    self.scientific = true;
                    return exponent.end;
                }
            }
            _ => {}
        }
        at + 1
    }

    fn comma(&mut self) {
        if self.comma_at == self.places {
            self.commas += 1;
            return;
        }
        self.grouped |= self.comma_at >= 0;
        self.comma_at = self.places;
        self.commas = 1;
    }

    fn finish(mut self) -> Plan {
        if self.whole < 0 {
            self.whole = self.places;
        }
        if self.comma_at >= 0 {
            // Commas right before the point divide by a thousand each; others group.
            match self.comma_at == self.whole {
                true => self.shift -= self.commas * 3,
                false => self.grouped = true,
            }
        }
        Plan {
            places: self.places,
            whole: self.whole,
            first_zero: (self.whole - self.first_zero.min(self.whole)).max(0),
            last_zero: (self.whole - self.last_zero).min(0),
            scientific: self.scientific,
            grouped: self.grouped,
            shift: self.shift,
        }
    }
}

fn after_quote(marks: &[char], at: usize, quote: char) -> usize {
    let inside = &marks[at + 1..];
    inside.iter().position(|mark| *mark == quote).map_or(marks.len(), |length| at + length + 2)
}

struct Exponent {
    plus: bool,
    places: usize,
    end: usize,
}

/// `E0`, `E+00` or `E-000`; anything else behind an E makes it a plain letter.
fn exponent_at(marks: &[char], at: usize) -> Option<Exponent> {
    let signed = matches!(marks.get(at + 1), Some('+' | '-'));
    let from = at + 1 + usize::from(signed);
    let places = marks[from.min(marks.len())..].iter().take_while(|mark| **mark == '0').count();
    (places > 0).then(|| Exponent { plus: marks[at + 1] == '+', places, end: from + places })
}

struct Writer<'a> {
    digits: &'a Digits,
    plan: &'a Plan,
    out: &'a mut String,
    next: usize,
    /// Place of the next digit, counted from the point; 1 is the one in front of it.
    place: i32,
    /// Digits more (above zero) or fewer than the section has places for.
    surplus: i32,
    separators: Vec<i32>,
    point_written: bool,
    exponent_due: bool,
}

impl<'a> Writer<'a> {
    fn new(digits: &'a Digits, plan: &'a Plan, out: &'a mut String) -> Self {
        let (place, surplus) = match plan.scientific {
            true => (plan.whole, 0),
            false => (digits.scale.max(plan.whole), digits.scale - plan.whole),
        };
        let mut separators = Vec::new();
        if plan.grouped {
            let count = plan.first_zero.max(place + surplus.min(0));
            separators.extend((3..count).step_by(3));
        }
        let exponent_due = plan.scientific;
        Self { digits, plan, out, next: 0, place, surplus, separators, point_written: false, exponent_due }
    }

    fn write(&mut self, section: &str) {
        let marks: Vec<char> = section.chars().collect();
        let mut at = 0;
        while at < marks.len() {
            at = self.mark(&marks, at);
        }
    }

    fn mark(&mut self, marks: &[char], at: usize) -> usize {
        let mark = marks[at];
        if matches!(mark, '#' | '0' | '.') {
            self.push_surplus();
        }
        match mark {
            '#' | '0' => self.push_place(),
            '.' => self.push_point(),
            ',' => {}
            '\'' | '"' => {
                let end = after_quote(marks, at, mark);
                let closed = end > at + 1 && marks[end - 1] == mark;
                let inside = &marks[at + 1..end - usize::from(closed)];
                self.out.extend(inside);
                return end;
            }
            '\\' => {
                self.out.extend(marks.get(at + 1));
                return at + 2;
            }
            'E' | 'e' => return self.push_exponent(marks, at),
            _ => self.out.push(mark),
        }
        at + 1
    }

    /// The first place takes all digits that have no place of their own.
    fn push_surplus(&mut self) {
        while self.surplus > 0 {
            let digit = self.take_digit().unwrap_or(b'0');
            self.push_digit(digit);
            self.surplus -= 1;
        }
    }

    fn push_place(&mut self) {
        let digit = match self.surplus < 0 {
            true => {
                self.surplus += 1;
                (self.place <= self.plan.first_zero).then_some(b'0')
            }
            false => self.take_digit().or_else(|| (self.place > self.plan.last_zero).then_some(b'0')),
        };
        match digit {
            Some(digit) => self.push_digit(digit),
            None => self.place -= 1,
        }
    }

    fn take_digit(&mut self) -> Option<u8> {
        let digit = self.digits.digits.get(self.next).copied();
        self.next += usize::from(digit.is_some());
        digit
    }

    fn push_digit(&mut self, digit: u8) {
        self.out.push(char::from(digit));
        if self.place > 1 && self.separators.last() == Some(&(self.place - 1)) {
            self.separators.pop();
            self.out.push(',');
        }
        self.place -= 1;
    }

    fn push_point(&mut self) {
        if self.place != 0 || self.point_written {
            return;
        }
        let digits_left = self.next < self.digits.digits.len();
        if self.plan.last_zero < 0 || (self.plan.whole < self.plan.places && digits_left) {
            self.out.push('.');
            self.point_written = true;
        }
    }

    fn push_exponent(&mut self, marks: &[char], at: usize) -> usize {
        let Some(exponent) = exponent_at(marks, at) else {
            self.out.push(marks[at]);
            return at + 1;
        };
        if !self.exponent_due {
            self.out.extend(&marks[at..exponent.end]);
            return exponent.end;
        }
        self.exponent_due = false;
        let value = if self.digits.is_zero() { 0 } else { self.digits.scale - self.plan.whole };
        let letter = if marks[at] == 'E' { b'E' } else { b'e' };
        push_exponent(value, letter, exponent.places.min(EXPONENT_PLACES_MAX), exponent.plus, self.out);
        exponent.end
    }
}
