//! Any text as a format string: of `-f`, of numbers, of dates and of time spans.

#![no_main]

use csshell_fuzz::run;
use libfuzzer_sys::fuzz_target;

const SCRIPT: &str = "
    $when = [datetime]'2024-02-29T13:04:05.678'; $long = [timespan]'1.02:03:04.567'
    try { $text -f 1, -2.5, 'three', $when, $long, $null, 1e300 } catch { $_ }
    foreach ($it in 0, -12345, 1.5, -0.000123, [decimal]'79228162514264337593543950335', [byte]200, [double]::NaN, [bigint]::Pow(7, 90), $when, $long, [DayOfWeek]3, [guid]::Empty) {
        try { $it.ToString($text) } catch { $_ }
    }
    try { [datetime]::ParseExact($text, $text, $null) } catch { $_ }
    try { Get-Date -Date $when -Format $text } catch { $_ }
    try { Get-Date -Date $when -UFormat $text } catch { $_ }";

fuzz_target!(|data: &[u8]| {
    run(SCRIPT, &[("text", &String::from_utf8_lossy(data))]);
});
