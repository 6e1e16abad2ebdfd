//! `System.Text.Encoding` and its descendants.

use super::args::{bytes, flag, int, text, value, whole};
use crate::fault::{Eval, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::encoding::Encoding;

/// An encoding as an object.
#[derive(Clone, Copy)]
pub struct EncodingValue(pub Encoding);

pub fn of(encoding: Encoding) -> Value {
    Value::native(EncodingValue(encoding))
}

/// The encoding an argument means: an object, a name or a code page.
pub fn of_value(value: &Value) -> Option<Encoding> {
    if let Some(found) = value.as_native::<EncodingValue>() {
        return Some(found.0);
    }
    match value.base() {
        Value::Str(name) => Encoding::find(name).or_else(|| Encoding::for_parameter(name)),
        Value::Int(page) => u16::try_from(*page).ok().and_then(Encoding::of_code_page),
        _ => None,
    }
}

impl Native for EncodingValue {
    fn type_of(&self) -> Type {
        Type::of(match self.0.code_page() {
            65001 => "System.Text.UTF8Encoding",
            1200 | 1201 => "System.Text.UnicodeEncoding",
            12000 | 12001 => "System.Text.UTF32Encoding",
            20127 => "System.Text.ASCIIEncoding",
            28591 => "System.Text.Latin1Encoding",
            _ => "System.Text.Encoding",
        })
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "Preamble",
            "BodyName",
            "EncodingName",
            "HeaderName",
            "WebName",
            "WindowsCodePage",
            "IsBrowserDisplay",
            "IsBrowserSave",
            "IsMailNewsDisplay",
            "IsMailNewsSave",
            "IsSingleByte",
            "EncoderFallback",
            "DecoderFallback",
            "IsReadOnly",
            "CodePage",
        ]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let page = i32::from(self.0.code_page());
        let browser = matches!(page, 65001 | 28591);
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "webname" | "bodyname" | "headername" => Value::from(self.0.web_name()),
            "encodingname" => Value::from(self.0.encoding_name()),
            "codepage" => Value::Int(page),
            "windowscodepage" => Value::Int(if (1250..=1258).contains(&page) { page } else { 1252 }),
            "isbrowserdisplay" | "isbrowsersave" => Value::Bool(browser),
            "ismailnewsdisplay" | "ismailnewssave" => Value::Bool(browser || page == 20127),
            "issinglebyte" => Value::Bool(!matches!(page, 65001 | 1200 | 1201 | 12000 | 12001)),
            "isreadonly" => Value::Bool(true),
            "preamble" | "encoderfallback" | "decoderfallback" => Value::Null,
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let part = || {
            let all = bytes(args, 0);
            if args.len() < 3 {
                return all;
            }
            let start = (int(args, 1).max(0) as usize).min(all.len());
            let end = (start + int(args, 2).max(0) as usize).min(all.len());
            all[start..end].to_vec()
        };
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "getbytes" => Value::bytes(&self.0.bytes(&given_text(args))),
            "getbytecount" => Value::from(self.0.bytes(&given_text(args)).len()),
            "getstring" => Value::str(&self.0.text(&part())),
            "getchars" => {
                let text = self.0.text(&part()).into_owned();
                Value::array_of(Type::char(), text.encode_utf16().map(Value::Char).collect())
            }
            "getcharcount" => Value::from(dotnet::utf16::length(&self.0.text(&part()))),
            "getpreamble" => Value::bytes(self.0.preamble()),
            "getmaxbytecount" => Value::Int((int(args, 0) + 1) * if self.0.code_page() == 65001 { 3 } else { 4 }),
            "getmaxcharcount" => Value::Int(int(args, 0) + 1),
            "tostring" => Value::Str(self.text()),
            "equals" => Value::Bool(self.equals(&value(args, 0))),
            "clone" => of(self.0),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        let full = self.type_of().full_name();
        // UTF8Encoding names its sealed descendant when it came from `Encoding.UTF8`.
        Str::new(if full == "System.Text.UTF8Encoding" && !self.0.preamble().is_empty() {
            "System.Text.UTF8Encoding+UTF8EncodingSealed"
        } else {
            full
        })
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<EncodingValue>().is_some_and(|o| o.0.code_page() == self.0.code_page() && o.0.preamble() == self.0.preamble())
    }

    fn compares_by_value(&self) -> bool {
        true
    }
}

/// The text of a `string` or `char[]` argument.
fn given_text(args: &[Value]) -> Str {
    match value(args, 0).as_seq() {
        Some(seq) => {
            let units: Vec<u16> = seq.snapshot().iter().map(|v| whole(v) as u16).collect();
            String::from_utf16_lossy(&units).into()
        }
        None => text(args, 0),
    }
}

pub fn get_static(name: &str) -> Option<Value> {
    Some(of(match name.to_ascii_lowercase().as_str() {
        "utf8" => Encoding::UTF8,
        "default" => Encoding::UTF8_NO_MARK,
        "unicode" => Encoding::UNICODE,
        "bigendianunicode" => Encoding::BIG_ENDIAN_UNICODE,
        "utf32" => Encoding::UTF32,
        "ascii" => Encoding::ASCII,
        "latin1" => Encoding::LATIN1,
        _ => return None,
    }))
}

pub fn call_static(name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "getencoding" => Some(match of_value(&value(args, 0)) {
            Some(encoding) => Ok(of(encoding)),
            None => Err(unknown(&value(args, 0))),
        }),
        "convert" => {
            let (from, to) = (of_value(&value(args, 0))?, of_value(&value(args, 1))?);
            let all = bytes(args, 2);
            Some(Ok(Value::bytes(&to.bytes(&from.text(&all)))))
        }
        "getencodings" => {
            let all = [
                Encoding::UNICODE,
                Encoding::BIG_ENDIAN_UNICODE,
                Encoding::UTF32,
                Encoding::BIG_ENDIAN_UTF32,
                Encoding::ASCII,
                Encoding::LATIN1,
                Encoding::UTF8_NO_MARK,
            ];
            Some(Ok(Value::array(all.into_iter().map(of).collect())))
        }
        "registerprovider" => Some(Ok(Value::Empty)),
        _ => None,
    }
}

fn unknown(value: &Value) -> crate::fault::Halt {
    match value.base() {
        Value::Str(name) => thrown(
            "System.ArgumentException",
            format!(
                "'{name}' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method. (Parameter 'name')"
            ),
        ),
        other => thrown(
            "System.NotSupportedException",
            format!(
                "No data is available for encoding {}. For information on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method.",
                other.plain_text()
            ),
        ),
    }
}

/// `[Text.UTF8Encoding]::new($withMark)` and its sisters.
pub fn construct(ty: Type, args: &[Value]) -> Eval {
    Ok(of(match ty.name() {
        "UTF8Encoding" if flag(args, 0) => Encoding::UTF8,
        "UTF8Encoding" => Encoding::UTF8_NO_MARK,
        "UnicodeEncoding" if flag(args, 0) => Encoding::BIG_ENDIAN_UNICODE,
        "UnicodeEncoding" => Encoding::UNICODE,
        "UTF32Encoding" if flag(args, 0) => Encoding::BIG_ENDIAN_UTF32,
        "UTF32Encoding" => Encoding::UTF32,
        _ => Encoding::ASCII,
    }))
}
