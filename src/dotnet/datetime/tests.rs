#![allow(clippy::unwrap_used)]

use super::*;

fn time(text: &str) -> DateTime {
    parse(text, DateTimeStyles::ROUNDTRIP_KIND).unwrap()
}

#[track_caller]
fn check(text: &str, format: &str, want: &str) {
    let got = time(text).to_format(format).unwrap_or_else(|fault| format!("!{fault}"));
    assert_eq!(got, want, "{text} as {format:?}");
}

#[test]
fn standard_formats() {
    let moment = "2024-03-05T04:07:09.060Z";
    for (format, want) in [
        ("", "03/05/2024 04:07:09"),
        ("d", "03/05/2024"),
        ("D", "Tuesday, 05 March 2024"),
        ("f", "Tuesday, 05 March 2024 04:07"),
        ("F", "Tuesday, 05 March 2024 04:07:09"),
        ("g", "03/05/2024 04:07"),
        ("m", "March 05"),
        ("o", "2024-03-05T04:07:09.0600000Z"),
        ("r", "Tue, 05 Mar 2024 04:07:09 GMT"),
        ("s", "2024-03-05T04:07:09"),
        ("t", "04:07"),
        ("u", "2024-03-05 04:07:09Z"),
        ("U", "Tuesday, 05 March 2024 04:07:09"),
        ("y", "2024 March"),
        ("x", "!Input string was not in a correct format."),
    ] {
        check(moment, format, want);
    }
}

#[test]
fn custom_formats() {
    let moment = "2024-03-05T04:07:09.060Z";
    for (format, want) in [
        ("yy-M-d h:m:s t", "24-3-5 4:7:9 A"),
        ("dddd MMMM", "Tuesday March"),
        ("HH\\hmm", "04h07"),
        ("fff FFF ff", "060 06 06"),
        ("%d", "5"),
        ("%h", "4"),
        ("'q' yyyy", "q 2024"),
        ("gg", "A.D."),
        ("zz zzz K", "+00 +00:00 Z"),
        ("hh:mm tt", "04:07 AM"),
        ("'open", "!Input string was not in a correct format."),
    ] {
        check(moment, format, want);
    }
    check("2024-03-05", "ss.FFF", "00");
}

#[track_caller]
fn check_parse(text: &str, want: &str) {
    let got = parse(text, DateTimeStyles::ROUNDTRIP_KIND);
    let got = got.map_or_else(|fault| fault.to_string(), |time| time.to_format("o").unwrap());
    assert_eq!(got, want, "for {text:?}");
}

#[test]
fn many_ways_to_write_a_date() {
    for text in [
        "2024-02-29",
        "2024/2/29",
        "02/29/2024",
        "2/29/24",
        "2-29-2024",
        "2.29.2024",
        "Feb 29 2024",
        "29 Feb 2024",
        "February 29, 2024",
        "29-Feb-2024",
        "2024 Feb 29",
        " 2024-02-29 ",
        "Thu, 29 Feb 2024",
        "Thursday, February 29, 2024",
        "2024-02-29T00:00:00",
        "2024-02-29 12 AM",
        "Feb. 29, 2024",
    ] {
        check_parse(text, "2024-02-29T00:00:00.0000000");
    }
    check_parse("02/29/2024 13:45", "2024-02-29T13:45:00.0000000");
    check_parse("2024-02-29T13:45:10.5", "2024-02-29T13:45:10.5000000");
    check_parse("2024-02-29 1:45 PM", "2024-02-29T13:45:00.0000000");
    check_parse("2024-02-29 1pm", "2024-02-29T13:00:00.0000000");
    check_parse("2024-02", "2024-02-01T00:00:00.0000000");
    check_parse("Feb 2024", "2024-02-01T00:00:00.0000000");
    check_parse("2024-02-29T13:45:00Z", "2024-02-29T13:45:00.0000000Z");
    check_parse("Thu, 29 Feb 2024 13:45:00 GMT", "2024-02-29T13:45:00.0000000Z");
    check_parse("1/1/50", "1950-01-01T00:00:00.0000000");
}

#[test]
fn what_is_no_date_says_so() {
    check_parse(
        "nonsense",
        "The string 'nonsense' was not recognized as a valid DateTime. There is an unknown word starting at index '0'.",
    );
    check_parse(
        "not a date",
        "The string 'not a date' was not recognized as a valid DateTime. There is an unknown word starting at index '0'.",
    );
    check_parse("2024-13-01", "String '2024-13-01' was not recognized as a valid DateTime.");
    check_parse("2024-02-30", "String '2024-02-30' was not recognized as a valid DateTime.");
    check_parse("20240229", "String '20240229' was not recognized as a valid DateTime.");
    check_parse("", "String '' was not recognized as a valid DateTime.");
    check_parse("5", "String '5' was not recognized as a valid DateTime.");
}

#[test]
fn offsets_move_the_clock() {
    let at = DateTimeOffset::parse("2024-01-02T03:04:05+02:00").unwrap();
    assert_eq!(at.to_string(), "01/02/2024 03:04:05 +02:00");
    assert_eq!(at.utc_date_time().to_format("o").unwrap(), "2024-01-02T01:04:05.0000000Z");
    assert_eq!(at.to_unix_seconds(), 1_704_157_445);
    assert_eq!(at.to_universal().to_format("o").unwrap(), "2024-01-02T01:04:05.0000000+00:00");
    let india = at.to_offset(TimeSpan::parse("05:30").unwrap()).unwrap();
    assert_eq!(india.to_format("o").unwrap(), "2024-01-02T06:34:05.0000000+05:30");
    assert_eq!(at, DateTimeOffset::parse("2024-01-02T01:04:05Z").unwrap());
    assert_eq!(DateTimeOffset::from_unix_seconds(86400).unwrap().to_format("u").unwrap(), "1970-01-02 00:00:00Z");
}

#[test]
fn arithmetic_follows_the_calendar() {
    let day = time("2024-01-31");
    let text = |time: Result<DateTime, TimeFault>| time.unwrap().to_format("s").unwrap();
    assert_eq!(text(day.add_months(1)), "2024-02-29T00:00:00");
    assert_eq!(text(day.add_days(-31.0)), "2023-12-31T00:00:00");
    assert_eq!(text(day.add_years(1).unwrap().add_hours(25.0)), "2025-02-01T01:00:00");
    assert_eq!(text(day.add_days(1.5)), "2024-02-01T12:00:00");
    assert_eq!(day.add_milliseconds(1.0).unwrap().ticks() - day.ticks(), 10_000);
    assert_eq!(time("2024-03-01").since(time("2024-02-01")).days(), 29);
    assert_eq!((day.day_of_year(), day.day_of_week()), (31, 3));
    assert_eq!(DateTime::MAX.to_format("o").unwrap(), "9999-12-31T23:59:59.9999999");
    assert_eq!(
        DateTime::MAX.add_days(1.0).unwrap_err().to_string(),
        "The added or subtracted value results in an un-representable DateTime. (Parameter 'value')"
    );
    assert_eq!(iso_week(time("2021-01-03")), (2020, 53));
    assert_eq!(iso_week(time("2024-12-30")), (2025, 1));
}

#[track_caller]
fn check_exact(text: &str, format: &str, want: &str) {
    let got = parse_exact(text, &[format], DateTimeStyles::ADJUST_TO_UNIVERSAL);
    let got = got.map_or_else(|fault| fault.to_string(), |time| time.to_format("o").unwrap());
    assert_eq!(got, want, "for {text:?} as {format:?}");
}

#[test]
fn exact_formats() {
    check_exact("20240305", "yyyyMMdd", "2024-03-05T00:00:00.0000000");
    check_exact("05/03/2024 14:30", "dd/MM/yyyy HH:mm", "2024-03-05T14:30:00.0000000");
    check_exact("20240102T030405", "yyyyMMdd'T'HHmmss", "2024-01-02T03:04:05.0000000");
    check_exact("2024-03-05T01:02:03Z", "yyyy-MM-ddTHH:mm:ssK", "2024-03-05T01:02:03.0000000Z");
    check_exact("5 Mar 2024 2:03 PM", "d MMM yyyy h:mm tt", "2024-03-05T14:03:00.0000000");
    check_exact("2024-03-05 01:02:03.25", "yyyy-MM-dd HH:mm:ss.FFF", "2024-03-05T01:02:03.2500000");
    check_exact("2024", "yyyyMMdd", "String '2024' was not recognized as a valid DateTime.");
    check_exact("2024-03-05 01:00 +02:00", "yyyy-MM-dd HH:mm zzz", "2024-03-04T23:00:00.0000000Z");
    check_exact("31.12.2023", "dd.MM.yyyy", "2023-12-31T00:00:00.0000000");
}

#[track_caller]
fn check_span(text: &str, format: &str, want: &str) {
    let got = TimeSpan::parse(text).and_then(|span| span.to_format(format));
    assert_eq!(got.unwrap_or_else(|fault| fault.to_string()), want, "{text} as {format:?}");
}

#[test]
fn spans() {
    check_span("1:30", "", "01:30:00");
    check_span("2", "", "2.00:00:00");
    check_span("1.02:03:04.5", "", "1.02:03:04.5000000");
    check_span("1.02:03", "", "1.02:03:00");
    check_span("1:2:3:4", "", "1.02:03:04");
    check_span("-0:00:10", "", "-00:00:10");
    let span = "1.02:03:04.5";
    for (format, want) in [
        ("c", "1.02:03:04.5000000"),
        ("g", "1:2:03:04.5"),
        ("G", "1:02:03:04.5000000"),
        ("hh\\:mm", "02:03"),
        ("d\\d\\ h\\h", "1d 2h"),
        ("%m", "3"),
        ("s\\.ff", "4.50"),
        ("hh", "02"),
        ("hh:mm", "Input string was not in a correct format."),
    ] {
        check_span(span, format, want);
    }
    check_span("abc", "", "String 'abc' was not recognized as a valid TimeSpan.");
    check_span(
        "1:60",
        "",
        "The TimeSpan string '1:60' could not be parsed because at least one of the numeric components is out of range or contains too many digits.",
    );
    assert_eq!(TimeSpan::from_milliseconds(1234.0).unwrap().to_string(), "00:00:01.2340000");
    assert_eq!(TimeSpan::parse_exact("0130", &["hhmm"]).unwrap().to_string(), "01:30:00");
    assert_eq!(TimeSpan::new(1, 2, 3, 4, 5, 0).unwrap().to_string(), "1.02:03:04.0050000");
}

#[test]
fn halves_of_a_moment() {
    let date = DateOnly::new(2024, 2, 28).unwrap();
    assert_eq!(date.to_string(), "02/28/2024");
    assert_eq!(date.day_number(), 738_943);
    assert_eq!(date.add_days(2).unwrap().to_format("yyyy-MM-dd").unwrap(), "2024-03-01");
    let clock = TimeOnly::new(13, 5, 0, 0).unwrap();
    assert_eq!(clock.to_string(), "13:05");
    assert_eq!(clock.add_hours(12.0).unwrap().to_format("HH:mm").unwrap(), "01:05");
    assert_eq!(clock.to_format("o").unwrap(), "13:05:00.0000000");
    assert_eq!(TimeOnly::parse("15:00").unwrap().since(clock).to_string(), "01:55:00");
    assert_eq!(date.at(clock).to_format("s").unwrap(), "2024-02-28T13:05:00");
}

#[test]
fn unix_formats() {
    let day = time("2024-02-29 13:14:15");
    assert_eq!(day.to_uformat("%Y-%m-%d %j %U %a %b"), "2024-02-29 060 8 Thu Feb");
    assert_eq!(day.to_uformat("+%H:%M:%S %p %I %y %D %R"), "13:14:15 PM 01 24 02/29/24 13:14");
}

#[test]
fn zones_follow_daylight_saving_time() {
    let berlin = TimeZoneInfo::find("Europe/Berlin").unwrap();
    let hours = |text: &str| berlin.offset_at_clock(time(text).ticks()) / TICKS_PER_HOUR;
    assert_eq!((hours("2024-01-15"), hours("2024-07-15")), (1, 2));
    assert_eq!(hours("2024-10-27 02:30"), 1);
    assert_eq!(hours("2024-03-31 02:30"), 1);
    assert!(berlin.is_invalid(time("2024-03-31 02:30").ticks()));
    assert!(berlin.supports_daylight_saving_time());
    assert_eq!(berlin.base_utc_offset().to_string(), "01:00:00");
    let noon = TimeZoneInfo::convert(time("2024-07-01T10:00:00Z"), &TimeZoneInfo::utc(), &berlin);
    assert_eq!(noon.to_format("s").unwrap(), "2024-07-01T12:00:00");
    assert_eq!(TimeZoneInfo::find("Nowhere").unwrap_err().to_string(), "The time zone ID 'Nowhere' was not found on the local computer.");
}
