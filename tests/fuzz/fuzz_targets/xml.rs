//! Any text as XML, as an XPath, and as serialized objects.

#![no_main]

use csshell_fuzz::run;
use libfuzzer_sys::fuzz_target;

const SCRIPT: &str = r#"
    try { $xml = [xml]$text; $xml.OuterXml; $xml | Format-Custom; $xml.SelectNodes("//*[1]") } catch { $_ }
    try { ([xml]"<a x=`"1`"><b>2</b><b/></a>").SelectNodes($text) } catch { $_ }
    try { Select-Xml -Content $text -XPath "//@*" } catch { $_ }
    try { [System.Management.Automation.PSSerializer]::Deserialize($text) } catch { $_ }"#;

fuzz_target!(|data: &[u8]| {
    run(SCRIPT, &[("text", &String::from_utf8_lossy(data))]);
});
