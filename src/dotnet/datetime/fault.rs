//! What can go wrong with times, in .NET's words.

use std::fmt;

/// `Display` gives .NET's sentence, `exception` its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeFault {
    /// The text is no date.
    BadDateTime(Box<str>),
    /// The text has a word that means nothing in a date.
    UnknownWord {
        text: Box<str>,
        at: usize,
    },
    /// The parts of the text make no moment of the calendar.
    NotInCalendar(Box<str>),
    /// The text names a weekday that the date is not.
    WrongWeekday(Box<str>),
    /// The text is no length of time.
    BadTimeSpan(Box<str>),
    /// A part of the length is too large.
    TimeSpanRange(Box<str>),
    BadDateOnly(Box<str>),
    BadTimeOnly(Box<str>),
    /// The format string is none.
    BadFormat,
    YearMonthDay,
    HourMinuteSecond,
    Millisecond,
    Ticks,
    Unrepresentable(&'static str),
    AddOutOfRange,
    MonthsOutOfRange,
    YearsOutOfRange,
    FileTime,
    SpanTooLong,
    SpanNotANumber,
    NegateMinimum,
    OffsetPrecision,
    OffsetRange,
    /// No such time zone.
    NoZone(Box<str>),
}

impl TimeFault {
    pub fn exception(&self) -> &'static str {
        match self {
            Self::BadDateTime(_)
            | Self::UnknownWord { .. }
            | Self::NotInCalendar(_)
            | Self::WrongWeekday(_)
            | Self::BadTimeSpan(_)
            | Self::BadDateOnly(_)
            | Self::BadTimeOnly(_)
            | Self::BadFormat => "System.FormatException",
            Self::TimeSpanRange(_) | Self::SpanTooLong | Self::NegateMinimum => "System.OverflowException",
            Self::SpanNotANumber | Self::OffsetPrecision => "System.ArgumentException",
            Self::NoZone(_) => "System.TimeZoneNotFoundException",
            _ => "System.ArgumentOutOfRangeException",
        }
    }
}

impl fmt::Display for TimeFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadDateTime(text) => write!(out, "String '{text}' was not recognized as a valid DateTime."),
            Self::UnknownWord { text, at } => write!(
                out,
                "The string '{text}' was not recognized as a valid DateTime. There is an unknown word starting at index '{at}'."
            ),
            Self::NotInCalendar(text) => write!(
                out,
                "The DateTime represented by the string '{text}' is not supported in calendar 'System.Globalization.GregorianCalendar'."
            ),
            Self::WrongWeekday(text) => {
                write!(out, "String '{text}' was not recognized as a valid DateTime because the day of week was incorrect.")
            }
            Self::BadTimeSpan(text) => write!(out, "String '{text}' was not recognized as a valid TimeSpan."),
            Self::TimeSpanRange(text) => write!(
                out,
                "The TimeSpan string '{text}' could not be parsed because at least one of the numeric components is out of range or contains too many digits."
            ),
            Self::BadDateOnly(text) => write!(out, "String '{text}' was not recognized as a valid DateOnly."),
            Self::BadTimeOnly(text) => write!(out, "String '{text}' was not recognized as a valid TimeOnly."),
            Self::Unrepresentable(parameter) => {
                write!(out, "The added or subtracted value results in an un-representable DateTime. (Parameter '{parameter}')")
            }
            Self::NoZone(id) => write!(out, "The time zone ID '{id}' was not found on the local computer."),
            _ => out.write_str(self.fixed_text()),
        }
    }
}

impl TimeFault {
    fn fixed_text(&self) -> &'static str {
        match self {
            Self::YearMonthDay => "Year, Month, and Day parameters describe an un-representable DateTime.",
            Self::HourMinuteSecond => "Hour, Minute, and Second parameters describe an un-representable DateTime.",
            Self::Millisecond => "Valid values are between 0 and 999, inclusive. (Parameter 'millisecond')",
            Self::Ticks => "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks. (Parameter 'ticks')",
            Self::AddOutOfRange => "Value to add was out of range. (Parameter 'value')",
            Self::MonthsOutOfRange => "Months value must be between +/-120000. (Parameter 'months')",
            Self::YearsOutOfRange => "Years value must be between +/-10000. (Parameter 'years')",
            Self::FileTime => "Not a valid Win32 FileTime. (Parameter 'fileTime')",
            Self::SpanTooLong => "TimeSpan overflowed because the duration is too long.",
            Self::SpanNotANumber => "TimeSpan does not accept floating point Not-a-Number values.",
            Self::NegateMinimum => "Negating the minimum value of a twos complement number is invalid.",
            Self::OffsetPrecision => "Offset must be specified in whole minutes. (Parameter 'offset')",
            Self::OffsetRange => "Offset must be within plus or minus 14 hours. (Parameter 'offset')",
            _ => "Input string was not in a correct format.",
        }
    }
}

impl std::error::Error for TimeFault {}
