//! Time spans as XML Schema writes them: `P1DT2H3M4.5S`.

use dotnet::datetime::{TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeSpan};

pub fn to_text(span: TimeSpan) -> String {
    let ticks = span.ticks();
    let mut rest = ticks.unsigned_abs();
    let mut take = |unit: i64| {
        let count = rest / unit.unsigned_abs();
        rest %= unit.unsigned_abs();
        count
    };
    let (days, hours, minutes, seconds) = (take(TICKS_PER_DAY), take(TICKS_PER_HOUR), take(TICKS_PER_MINUTE), take(TICKS_PER_SECOND));
    let mut text = String::from(if ticks < 0 { "-P" } else { "P" });
    if days > 0 {
        text.push_str(&format!("{days}D"));
    }
    if hours > 0 || minutes > 0 || seconds > 0 || rest > 0 || days == 0 {
        text.push('T');
    }
    if hours > 0 {
        text.push_str(&format!("{hours}H"));
    }
    if minutes > 0 {
        text.push_str(&format!("{minutes}M"));
    }
    if rest > 0 {
        let fraction = format!("{rest:07}");
        text.push_str(&format!("{seconds}.{}S", fraction.trim_end_matches('0')));
    } else if seconds > 0 || ticks == 0 {
        text.push_str(&format!("{seconds}S"));
    }
    text
}

/// `None` for text of another form.
pub fn parse(text: &str) -> Option<TimeSpan> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let rest = rest.strip_prefix('P')?;
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut ticks = part(date, 'D', TICKS_PER_DAY)?.0;
    let mut rest = time;
    for (letter, unit) in [('H', TICKS_PER_HOUR), ('M', TICKS_PER_MINUTE), ('S', TICKS_PER_SECOND)] {
        let (more, behind) = part(rest, letter, unit)?;
        ticks = ticks.checked_add(more)?;
        rest = behind;
    }
    rest.is_empty().then(|| TimeSpan::from_ticks(sign * ticks))
}

/// The ticks before a letter, and what stands behind it; nothing when the letter is not there.
fn part(text: &str, letter: char, unit: i64) -> Option<(i64, &str)> {
    let Some((number, rest)) = text.split_once(letter) else {
        return Some((0, text));
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let ticks = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    if fraction.is_empty() {
        return Some((ticks, rest));
    }
    let digits: String = fraction.chars().chain("0000000".chars()).take(7).collect();
    Some((ticks + digits.parse::<i64>().ok()?, rest))
}
