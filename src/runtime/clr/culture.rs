//! `CultureInfo` and what hangs on it: the invariant culture, whatever it is called.

use super::args::{int, text, value};
use crate::fault::{Eval, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::datetime::{DAY_NAMES, DAY_NAMES_SHORT, MONTH_NAMES, MONTH_NAMES_SHORT};

/// A culture by name; formats are those of the invariant one.
pub struct Culture {
    name: Str,
}

pub fn invariant() -> Value {
    Value::native(Culture { name: Str::default() })
}

pub fn of_name(name: &str) -> Eval {
    let fits = name.is_empty() || (name.len() <= 84 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    if !fits {
        let message = format!("Culture is not supported. (Parameter 'name')\n{name} is an invalid culture identifier.");
        return Err(thrown("System.Globalization.CultureNotFoundException", message));
    }
    Ok(Value::native(Culture { name: Str::new(name) }))
}

pub fn call_static(name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "getcultureinfo" | "createspecificculture" => Some(match value(args, 0).base() {
            Value::Int(_) => Ok(invariant()),
            _ => of_name(&text(args, 0)),
        }),
        "getcultures" => Some(Ok(Value::array_of(Type::of("System.Globalization.CultureInfo"), vec![invariant()]))),
        _ => None,
    }
}

pub fn get_static(name: &str) -> Option<Value> {
    match name.to_ascii_lowercase().as_str() {
        "invariantculture" | "currentculture" | "currentuiculture" | "installeduiculture" => Some(invariant()),
        "defaultthreadcurrentculture" | "defaultthreadcurrentuiculture" => Some(Value::Null),
        _ => None,
    }
}

pub fn construct(args: &[Value]) -> Eval {
    match value(args, 0).base() {
        Value::Int(_) => Ok(invariant()),
        _ => of_name(&text(args, 0)),
    }
}

impl Native for Culture {
    fn type_of(&self) -> Type {
        Type::of("System.Globalization.CultureInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "Parent",
            "LCID",
            "KeyboardLayoutId",
            "Name",
            "IetfLanguageTag",
            "DisplayName",
            "NativeName",
            "EnglishName",
            "TwoLetterISOLanguageName",
            "ThreeLetterISOLanguageName",
            "ThreeLetterWindowsLanguageName",
            "CompareInfo",
            "TextInfo",
            "IsNeutralCulture",
            "CultureTypes",
            "NumberFormat",
            "DateTimeFormat",
            "Calendar",
            "OptionalCalendars",
            "UseUserOverride",
            "IsReadOnly",
        ]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let language = self.name.split('-').next().unwrap_or_default();
        let shown = if self.name.is_empty() { "Invariant Language (Invariant Country)" } else { self.name.as_str() };
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "name" | "ietflanguagetag" => Value::Str(self.name.clone()),
            "displayname" | "englishname" | "nativename" => Value::str(shown),
            "lcid" => Value::Int(if self.name.is_empty() { 127 } else { 4096 }),
            "keyboardlayoutid" => Value::Int(127),
            "twoletterisolanguagename" => Value::str(if language.is_empty() { "iv" } else { language }),
            "threeletterisolanguagename" => Value::str(if language.is_empty() { "ivl" } else { language }),
            "threeletterwindowslanguagename" => Value::str("IVL"),
            "isneutralculture" => Value::Bool(!self.name.is_empty() && !self.name.contains('-')),
            "isreadonly" | "useuseroverride" => Value::Bool(name.eq_ignore_ascii_case("isreadonly")),
            "parent" => invariant(),
            "textinfo" => Value::native(Part { kind: PartKind::Text }),
            "numberformat" => Value::native(Part { kind: PartKind::Number }),
            "datetimeformat" => Value::native(Part { kind: PartKind::DateTime }),
            "compareinfo" => Value::native(Part { kind: PartKind::Compare }),
            "calendar" => Value::native(Part { kind: PartKind::Calendar }),
            "culturetypes" => Value::enum_named("System.Globalization.CultureTypes", "SpecificCultures"),
            "optionalcalendars" => Value::array(vec![Value::native(Part { kind: PartKind::Calendar })]),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "tostring" => Some(Ok(Value::Str(self.name.clone()))),
            "clone" => Some(of_name(&self.name)),
            "equals" => Some(Ok(Value::Bool(self.equals(&value(args, 0))))),
            "getconsolefallbackuiculture" => Some(Ok(invariant())),
            _ => None,
        }
    }

    fn text(&self) -> Str {
        self.name.clone()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<Culture>().is_some_and(|o| o.name.eq_ignore_ascii_case(&self.name))
    }

    fn compares_by_value(&self) -> bool {
        true
    }
}

#[derive(Clone, Copy, PartialEq)]
enum PartKind {
    Text,
    Number,
    DateTime,
    Compare,
    Calendar,
}

/// `TextInfo`, `NumberFormatInfo`, `DateTimeFormatInfo`, `CompareInfo`, `Calendar`.
struct Part {
    kind: PartKind,
}

impl Native for Part {
    fn type_of(&self) -> Type {
        Type::of(match self.kind {
            PartKind::Text => "System.Globalization.TextInfo",
            PartKind::Number => "System.Globalization.NumberFormatInfo",
            PartKind::DateTime => "System.Globalization.DateTimeFormatInfo",
            PartKind::Compare => "System.Globalization.CompareInfo",
            PartKind::Calendar => "System.Globalization.GregorianCalendar",
        })
    }

    fn properties(&self) -> &'static [&'static str] {
        match self.kind {
            PartKind::Text => &["ANSICodePage", "OEMCodePage", "ListSeparator", "CultureName", "IsRightToLeft"],
            PartKind::Number => &[
                "CurrencyDecimalDigits",
                "CurrencyDecimalSeparator",
                "CurrencyGroupSeparator",
                "CurrencySymbol",
                "NaNSymbol",
                "NegativeInfinitySymbol",
                "NegativeSign",
                "NumberDecimalDigits",
                "NumberDecimalSeparator",
                "NumberGroupSeparator",
                "PositiveInfinitySymbol",
                "PositiveSign",
                "PercentSymbol",
            ],
            PartKind::DateTime => &[
                "AMDesignator",
                "PMDesignator",
                "DateSeparator",
                "FirstDayOfWeek",
                "FullDateTimePattern",
                "LongDatePattern",
                "LongTimePattern",
                "MonthDayPattern",
                "RFC1123Pattern",
                "ShortDatePattern",
                "ShortTimePattern",
                "SortableDateTimePattern",
                "TimeSeparator",
                "UniversalSortableDateTimePattern",
                "YearMonthPattern",
                "AbbreviatedDayNames",
                "DayNames",
                "AbbreviatedMonthNames",
                "MonthNames",
            ],
            PartKind::Compare | PartKind::Calendar => &[],
        }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        let found = match self.kind {
            PartKind::Text => text_info(&name),
            PartKind::Number => number_info(&name),
            PartKind::DateTime => date_info(&name),
            PartKind::Compare | PartKind::Calendar => None,
        };
        found.map(Ok)
    }

    fn text(&self) -> Str {
        match self.kind {
            PartKind::Text => Str::new_static("TextInfo - "),
            PartKind::Compare => Str::new_static("CompareInfo - "),
            _ => Str::new(self.type_of().full_name()),
        }
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        Some(Ok(match (self.kind, name.as_str()) {
            (PartKind::Text, "totitlecase") => Value::from(title_case(&text(args, 0))),
            (PartKind::Text, "toupper") => Value::from(dotnet::text::to_upper(&text(args, 0))),
            (PartKind::Text, "tolower") => Value::from(dotnet::text::to_lower(&text(args, 0))),
            (PartKind::DateTime, "getmonthname") => month(&MONTH_NAMES, args)?,
            (PartKind::DateTime, "getabbreviatedmonthname") => month(&MONTH_NAMES_SHORT, args)?,
            (PartKind::DateTime, "getdayname") => Value::str(DAY_NAMES.get(super::args::enumeration(args, 0) as usize)?),
            (PartKind::DateTime, "getabbreviateddayname") => Value::str(DAY_NAMES_SHORT.get(super::args::enumeration(args, 0) as usize)?),
            (PartKind::Compare, "compare") => Value::Int(dotnet::text::compare(&text(args, 0), &text(args, 1), case_of(args, 2)) as i32),
            (PartKind::Compare, "indexof") => {
                Value::Int(dotnet::text::index_of(&text(args, 0), &text(args, 1), 0, case_of(args, 2)).unwrap_or(-1) as i32)
            }
            (PartKind::Calendar, "getweekofyear") => week_of_year(args)?,
            (PartKind::Calendar, "isleapyear") => Value::Bool(dotnet::datetime::is_leap_year(int(args, 0))),
            (PartKind::Calendar, "getdaysinmonth") => Value::Int(dotnet::datetime::days_in_month(int(args, 0), int(args, 1))?),
            _ => return None,
        }))
    }
}

fn case_of(args: &[Value], at: usize) -> dotnet::text::Case {
    if super::args::enumeration(args, at) & 1 != 0 { dotnet::text::Case::Ignored } else { dotnet::text::Case::Matters }
}

/// Twelve names and an empty thirteenth, as calendars of .NET have.
fn month(names: &[&str; 12], args: &[Value]) -> Option<Value> {
    let at = int(args, 0);
    (1..=13).contains(&at).then(|| Value::str(names.get(at as usize - 1).copied().unwrap_or_default()))
}

/// `GetWeekOfYear(time, rule, firstDay)`.
fn week_of_year(args: &[Value]) -> Option<Value> {
    let Value::DateTime(time) = value(args, 0).base().clone() else { return None };
    let (rule, first) = (super::args::enumeration(args, 1), super::args::enumeration(args, 2));
    let day = i64::from(time.day_of_year()) - 1;
    let weekday = i64::from(time.day_of_week());
    // The weekday of the year's first day, counted from the first day of weeks.
    let start = (weekday - day % 7 - first).rem_euclid(7);
    let full = match rule {
        1 => 7,
        2 => 4,
        _ => 1,
    };
    let lead = if start == 0 || 7 - start >= full { start } else { start - 7 };
    let week = (day + lead).div_euclid(7) + 1;
    if week >= 1 {
        return Some(Value::Int(week as i32));
    }
    // A day before the first week belongs to the last one of the year before.
    let last = dotnet::datetime::DateTime::from_date(time.year() - 1, 12, 31).ok()?;
    week_of_year(&[Value::DateTime(last), value(args, 1), value(args, 2)])
}

fn text_info(name: &str) -> Option<Value> {
    Some(match name {
        "ansicodepage" => Value::Int(1252),
        "oemcodepage" => Value::Int(437),
        "listseparator" => Value::str(","),
        "culturename" => Value::str(""),
        "isrighttoleft" => Value::Bool(false),
        _ => return None,
    })
}

fn number_info(name: &str) -> Option<Value> {
    Some(match name {
        "numberdecimaldigits" | "currencydecimaldigits" | "percentdecimaldigits" => Value::Int(2),
        "numberdecimalseparator" | "currencydecimalseparator" | "percentdecimalseparator" => Value::str("."),
        "numbergroupseparator" | "currencygroupseparator" | "percentgroupseparator" => Value::str(","),
        "currencysymbol" => Value::str("\u{a4}"),
        "nansymbol" => Value::str("NaN"),
        "negativeinfinitysymbol" => Value::str("-Infinity"),
        "positiveinfinitysymbol" => Value::str("Infinity"),
        "negativesign" => Value::str("-"),
        "positivesign" => Value::str("+"),
        "percentsymbol" => Value::str("%"),
        _ => return None,
    })
}

fn date_info(name: &str) -> Option<Value> {
    let names = |all: &[&str]| Value::strings(all.iter().map(Str::new));
    let months = |all: &[&str; 12]| Value::strings(all.iter().map(Str::new).chain(std::iter::once(Str::default())));
    Some(match name {
        "amdesignator" => Value::str("AM"),
        "pmdesignator" => Value::str("PM"),
        "dateseparator" => Value::str("/"),
        "timeseparator" => Value::str(":"),
        "firstdayofweek" => super::args::enum_of("System.DayOfWeek", 0),
        "fulldatetimepattern" => Value::str("dddd, dd MMMM yyyy HH:mm:ss"),
        "longdatepattern" => Value::str("dddd, dd MMMM yyyy"),
        "longtimepattern" => Value::str("HH:mm:ss"),
        "monthdaypattern" => Value::str("MMMM dd"),
        "rfc1123pattern" => Value::str("ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"),
        "shortdatepattern" => Value::str("MM/dd/yyyy"),
        "shorttimepattern" => Value::str("HH:mm"),
        "sortabledatetimepattern" => Value::str("yyyy'-'MM'-'dd'T'HH':'mm':'ss"),
        "universalsortabledatetimepattern" => Value::str("yyyy'-'MM'-'dd HH':'mm':'ss'Z'"),
        "yearmonthpattern" => Value::str("yyyy MMMM"),
        "daynames" => names(&DAY_NAMES),
        "abbreviateddaynames" => names(&DAY_NAMES_SHORT),
        "monthnames" => months(&MONTH_NAMES),
        "abbreviatedmonthnames" => months(&MONTH_NAMES_SHORT),
        _ => return None,
    })
}

/// First letters up, the rest down; words in capitals stay.
fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_alphanumeric() || (c == '\'' && !word.is_empty()) {
            word.push(c);
            continue;
        }
        let all_capitals = word.chars().any(char::is_alphabetic) && word.chars().all(|c| !c.is_lowercase());
        if all_capitals {
            out.push_str(&word);
        } else {
            let mut letters = word.chars();
            out.extend(letters.next().map(dotnet::text::upper_char));
            out.extend(letters.map(dotnet::text::lower_char));
        }
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}
