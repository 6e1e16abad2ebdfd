//! Attribute: values as a directory export writes them.
//!
//! In:    texts such as `TRUE` or `20130214120000.0Z`, or a value of ours.
//! Out:   a value of ours, or the texts.
//! Never: knows which attribute is meant; the row of the account does.

use smol_str::SmolStr;

use crate::class::{Field, Kind};
use crate::doc::{Datum, DocFault};

const DAY_MS: i64 = 86_400_000;

pub(super) fn read(field: &Field, values: &[&str]) -> Result<Datum, DocFault> {
    let first = values.first().copied().unwrap_or_default();
    match field.kind {
        Kind::List => Ok(Datum::list(values)),
        Kind::Time => {
            let bad = || DocFault::BadValue {
                field: field.name,
                value: first.to_owned(),
                wanted: "a moment such as 20130214120000.0Z".to_owned(),
            };
            if first.is_empty() { Ok(Datum::Null) } else { parse_time(first).map(Datum::Time).ok_or_else(bad) }
        }
        _ => field.read(first),
    }
}

pub(super) fn show(datum: &Datum) -> Vec<SmolStr> {
    match datum {
        Datum::Null => Vec::new(),
        Datum::Flag(it) => vec![SmolStr::new_static(if *it { "TRUE" } else { "FALSE" })],
        Datum::Time(it) => vec![show_time(*it).into()],
        Datum::List(it) => it.to_vec(),
        other => vec![other.to_string().into()],
    }
}

/// `yyyyMMddHHmmss.0Z` to milliseconds since 1970.
fn parse_time(text: &str) -> Option<i64> {
    let digits = text.get(..14)?;
    if !digits.bytes().all(|it| it.is_ascii_digit()) || !text.ends_with('Z') {
        return None;
    }
    let number = |from: usize, to: usize| digits[from..to].parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(8, 10)?, number(10, 12)?, number(12, 14)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(days_from_civil(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000)
}

fn show_time(ms: i64) -> String {
    let (days, rest) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS) / 1000);
    let (year, month, day) = civil_from_days(days);
    format!("{year:04}{month:02}{day:02}{:02}{:02}{:02}.0Z", rest / 3600, rest / 60 % 60, rest % 60)
}

/// Days since 1970 of a date; years are counted from March, so that the leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_go_there_and_back() {
        for text in ["19700101000000.0Z", "20000229235959.0Z", "20130214120000.0Z", "21001231000001.0Z"] {
            assert_eq!(show_time(parse_time(text).unwrap()), text);
        }
        assert_eq!(parse_time("19700102000000.0Z"), Some(DAY_MS));
        assert_eq!(parse_time("20131314120000.0Z"), None);
        assert_eq!(parse_time("soon"), None);
        assert_eq!(parse_time("２０１３0214120000.0Z"), None);
    }
}
