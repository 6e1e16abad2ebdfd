//! The everyday .NET formats and values that scripts touch, in the invariant culture.
//!
//! In:    plain Rust values and texts.
//! Out:   values, and texts exactly as .NET writes them; faults whose `Display` is .NET's sentence and
//!        whose `exception()` names the type that `catch [type]` matches.
//! Never: knows a script value, prints, or asks for a culture.
//!
//! Most writers append to a `&mut String`; the `to_…` forms make a new one.
//!
//! ```
//! use csshell_dotnet::number::{Number, NumberStyles, NumberType, parse_int};
//! use csshell_dotnet::{composite, datetime::DateTime, regex, text, wildcard::Wildcard};
//!
//! // numbers: `(1234.5).ToString('N2')`, `[int]::Parse('42')`, `1.5 + ''`
//! assert_eq!(Number::from(1234.5).to_format("N2").unwrap(), "1,234.50");
//! assert_eq!(parse_int("42", NumberStyles::INTEGER, NumberType::Int32), Ok(42));
//! let mut out = String::new();
//! csshell_dotnet::number::write_double(1e21, &mut out);
//! assert_eq!(out, "1E+21");
//!
//! // moments: `[datetime]'2024-02-29'`, `.AddMonths(1)`, `.ToString('s')`, `Get-Date -UFormat`
//! let day = DateTime::parse("2024-01-31").unwrap().add_months(1).unwrap();
//! assert_eq!(day.to_format("s").unwrap(), "2024-02-29T00:00:00");
//! assert_eq!(day.to_uformat("%Y-%m"), "2024-02");
//!
//! // `'{0,5}|{1:N1}' -f 7, 2.5`; the callback writes one argument
//! let arguments = [7.0, 2.5];
//! let mut out = String::new();
//! let filled: Result<(), Box<dyn std::error::Error>> =
//!     composite::format("{0,5}|{1:N1}", arguments.len(), &mut out, |index, format, out| {
//!         Ok(Number::from(arguments[index]).format(format, out)?)
//!     });
//! assert!(filled.is_ok());
//! assert_eq!(out, "    7|2.5");
//!
//! // `-match`, `-replace`, `-split`; places are bytes, see `utf16` for the ones .NET shows
//! let regex = regex::Regex::cached(r"(?<key>\w+)=(\d+)", regex::Options::IGNORE_CASE).unwrap();
//! let found = regex.find("a=1").unwrap().unwrap();
//! assert_eq!(found.group_text("a=1", regex.group_named("key").unwrap()), Some("a"));
//! assert_eq!(regex.replace("a=1", "$1:${key}", None).unwrap(), "1:a");
//! let names: Vec<&str> = regex.groups().iter().map(|group| &*group.name).collect();
//! assert_eq!(names, ["0", "1", "key"]);
//!
//! // `-like`
//! assert!(Wildcard::new("a*[0-9]", true).unwrap().is_match("ABC7"));
//!
//! // strings: places in UTF-16 units, ordinal order
//! assert_eq!(text::substring_of("héllo", 1, 3), Ok("éll"));
//! assert!(text::equals("abc", "ABC", text::Case::Ignored));
//!
//! // values
//! use csshell_dotnet::{bytes, encoding::Encoding, guid::Guid, hash::Algorithm, path, uri::Uri, version::Version};
//! assert!(Version::parse("1.10").unwrap() > Version::parse("1.9").unwrap());
//! assert_eq!(Guid::EMPTY.to_format("N").unwrap().len(), 32);
//! assert_eq!(Uri::parse("http://h:8080/a?b").unwrap().port(), Ok(8080));
//! assert_eq!(path::file_name_without_extension("/a/b.txt"), "b");
//! assert_eq!(Encoding::for_parameter("utf8BOM").unwrap().preamble().len(), 3);
//! assert_eq!(bytes::to_hex(&Algorithm::Md5.hash(b"abc")), "900150983CD24FB0D6963F7D28E17F72");
//!
//! // XML: nodes keep their document alive and are equal when they are the same node
//! let document = csshell_dotnet::xml::Node::parse("<r><i n='1'>a</i></r>", false).unwrap();
//! let item = document.select_single("//i[@n='1']", None).unwrap().unwrap();
//! item.set_attribute("n", "2");
//! assert_eq!(document.outer_xml(), "<r><i n=\"2\">a</i></r>");
//! ```

pub mod bytes;
pub mod composite;
pub mod datetime;
pub mod encoding;
pub mod guid;
pub mod hash;
pub mod number;
pub mod path;
pub mod random;
pub mod regex;
pub mod sort;
pub mod text;
pub mod uri;
pub mod utf16;
pub mod version;
pub mod wildcard;
pub mod xml;
