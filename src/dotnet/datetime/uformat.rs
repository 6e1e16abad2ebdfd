//! `Get-Date -UFormat`: Unix format letters, as PowerShell reads them.

use std::fmt::Write as _;

use super::{DateTime, iso_week};

pub(super) fn format(time: DateTime, format: &str) -> String {
    let mut out = String::with_capacity(format.len() * 2);
    let mut letters = format.strip_prefix('+').unwrap_or(format).chars();
    while let Some(letter) = letters.next() {
        match letter {
            '%' => match letters.next() {
                Some(letter) => write_letter(time, letter, &mut out),
                None => out.push('%'),
            },
            _ => out.push(letter),
        }
    }
    out
}

fn write_letter(time: DateTime, letter: char, out: &mut String) {
    if let Some(pattern) = pattern_of(letter) {
        // The patterns of the table are all valid.
        let _ = time.format(pattern, out);
        return;
    }
    let _ = match letter {
        'C' => write!(out, "{}", time.year() / 100),
        'e' => write!(out, "{:2}", time.day()),
        'G' => write!(out, "{:04}", iso_week(time).0),
        'g' => write!(out, "{:02}", iso_week(time).0 % 100),
        'j' => write!(out, "{:03}", time.day_of_year()),
        'k' => write!(out, "{:2}", time.hour()),
        'l' => write!(out, "{:2}", (time.hour() + 11) % 12 + 1),
        'n' => out.write_char('\n'),
        's' => write!(out, "{}", time.to_unix_seconds().round()),
        't' => write!(out, "\t"),
        // PowerShell does not look at weekdays here: it counts whole weeks since New Year.
        'U' | 'W' => write!(out, "{}", time.day_of_year() / 7),
        'u' => write!(out, "{}", (time.day_of_week() + 6) % 7 + 1),
        'V' => write!(out, "{:02}", iso_week(time).1),
        'w' => write!(out, "{}", time.day_of_week()),
        other => write!(out, "{other}"),
    };
}

fn pattern_of(letter: char) -> Option<&'static str> {
    Some(match letter {
        'A' => "dddd",
        'a' => "ddd",
        'B' => "MMMM",
        'b' | 'h' => "MMM",
        'c' => "ddd dd MMM yyyy HH:mm:ss",
        'D' | 'x' => "MM/dd/yy",
        'd' => "dd",
        'F' => "yyyy-MM-dd",
        'H' => "HH",
        'I' => "hh",
        'M' => "mm",
        'm' => "MM",
        'p' => "tt",
        'R' => "HH:mm",
        'r' => "hh:mm:ss tt",
        'S' => "ss",
        'T' | 'X' => "HH:mm:ss",
        'Y' => "yyyy",
        'y' => "yy",
        'Z' => "zz",
        _ => return None,
    })
}
