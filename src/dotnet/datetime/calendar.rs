//! The Gregorian calendar and its invariant names.
//!
//! In:    years, months, days; or days since the first of January of the year 1.
//! Out:   the other of the two, or `None` for a day that does not exist.
//! Never: leaves the years 1 to 9999.

use super::Date;

pub const DAY_NAMES: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
pub const DAY_NAMES_SHORT: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
pub const MONTH_NAMES: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
pub const MONTH_NAMES_SHORT: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub fn is_leap_year(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub fn days_in_month(year: i32, month: i32) -> Option<i32> {
    if !(1..=9999).contains(&year) {
        return None;
    }
    Some(match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    })
}

pub(super) fn days_from_civil(year: i32, month: i32, day: i32) -> Option<i64> {
    if !(1..=days_in_month(year, month)?).contains(&day) {
        return None;
    }
    // March is the first month here, so that the leap day ends the year.
    let year = i64::from(if month <= 2 { year - 1 } else { year });
    let month = i64::from((month + 9) % 12);
    let day_of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    Some(year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 306)
}

pub(super) fn civil_from_days(days: i64) -> Date {
    let days = days + 306;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = (if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 }) as u32;
    let year = (year_of_era + era * 400 + i64::from(month <= 2)) as i32;
    Date { year, month, day }
}

/// ISO 8601 year and week of a day.
pub fn iso_week(date: super::DateTime) -> (i32, i32) {
    let weekday = (date.day_of_week() + 6) % 7;
    let week = (date.day_of_year() - weekday + 9) / 7;
    let year = date.year();
    match week {
        0 => (year - 1, weeks_in_year(year - 1)),
        53 if weeks_in_year(year) == 52 => (year + 1, 1),
        _ => (year, week),
    }
}

fn weeks_in_year(year: i32) -> i32 {
    let last_weekday = |year: i32| (year + year / 4 - year / 100 + year / 400) % 7;
    if last_weekday(year) == 4 || last_weekday(year - 1) == 3 { 53 } else { 52 }
}
