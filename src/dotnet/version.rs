//! `System.Version` and PowerShell's `SemanticVersion`.
//!
//! In:    text or parts.
//! Out:   versions that compare part by part, or a `VersionFault`.

use std::cmp::Ordering;
use std::fmt;

/// Parts that are not there are -1, and less than 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    pub major: i32,
    pub minor: i32,
    pub build: i32,
    pub revision: i32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionFault {
    /// Fewer than two parts, or more than four.
    PartCount,
    Negative(Box<str>),
    Format(Box<str>),
    Overflow,
    /// More parts are asked for than there are.
    FieldCount(i32),
    NoSemantic(Box<str>),
}

impl VersionFault {
    pub fn exception(&self) -> &'static str {
        match self {
            Self::PartCount | Self::FieldCount(_) => "System.ArgumentException",
            Self::Negative(_) => "System.ArgumentOutOfRangeException",
            Self::Format(_) | Self::NoSemantic(_) => "System.FormatException",
            Self::Overflow => "System.OverflowException",
        }
    }
}

impl fmt::Display for VersionFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PartCount => out.write_str("Version string portion was too short or too long. (Parameter 'input')"),
            Self::Negative(part) => {
                write!(out, "input ('{part}') must be a non-negative value. (Parameter 'input')\nActual value was {part}.")
            }
            Self::Format(part) => write!(out, "The input string '{part}' was not in a correct format."),
            Self::Overflow => out.write_str("Value was either too large or too small for an Int32."),
            Self::FieldCount(count) => {
                write!(out, "Argument must be between 0 and {count}. (Parameter 'fieldCount')")
            }
            Self::NoSemantic(text) => write!(out, "Cannot convert '{text}' to a semantic version."),
        }
    }
}

impl std::error::Error for VersionFault {}

impl Version {
    pub const fn new(major: i32, minor: i32, build: i32, revision: i32) -> Self {
        Self { major, minor, build, revision }
    }

    pub fn parse(text: &str) -> Result<Self, VersionFault> {
        let parts: Vec<&str> = text.split('.').collect();
        if !(2..=4).contains(&parts.len()) {
            return Err(VersionFault::PartCount);
        }
        let mut numbers = [-1; 4];
        for (number, part) in numbers.iter_mut().zip(&parts) {
            *number = read_part(part)?;
        }
        let [major, minor, build, revision] = numbers;
        Ok(Self { major, minor, build, revision })
    }

    /// `ToString(fieldCount)`.
    pub fn to_fields(self, count: i32) -> Result<String, VersionFault> {
        let parts = [self.major, self.minor, self.build, self.revision];
        let there = parts.iter().take_while(|part| **part >= 0).count() as i32;
        if !(0..=there).contains(&count) {
            return Err(VersionFault::FieldCount(there));
        }
        let shown: Vec<String> = parts[..count as usize].iter().map(i32::to_string).collect();
        Ok(shown.join("."))
    }

    pub fn major_revision(self) -> i32 {
        self.revision >> 16
    }

    pub fn minor_revision(self) -> i32 {
        i32::from(self.revision as i16)
    }
}

fn read_part(part: &str) -> Result<i32, VersionFault> {
    let trimmed = part.trim();
    let digits = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(VersionFault::Format(part.into()));
    }
    match trimmed.parse::<i32>() {
        Ok(value) if value < 0 => Err(VersionFault::Negative(part.into())),
        Ok(value) => Ok(value),
        Err(_) => Err(VersionFault::Overflow),
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.major, self.minor)?;
        for part in [self.build, self.revision] {
            if part < 0 {
                return Ok(());
            }
            write!(out, ".{part}")?;
        }
        Ok(())
    }
}

/// `major.minor.patch-label+build`; the build says nothing about the order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SemanticVersion {
    pub major: i32,
    pub minor: i32,
    pub patch: i32,
    pub pre_release: Option<Box<str>>,
    pub build: Option<Box<str>>,
}

impl SemanticVersion {
    /// Minor and patch may be left out.
    pub fn parse(text: &str) -> Result<Self, VersionFault> {
        let bad = || VersionFault::NoSemantic(text.into());
        let (rest, build) = match text.split_once('+') {
            Some((rest, build)) => (rest, Some(build)),
            None => (text, None),
        };
        let (numbers, pre_release) = match rest.split_once('-') {
            Some((numbers, label)) => (numbers, Some(label)),
            None => (rest, None),
        };
        let is_label =
            |label: &str| !label.is_empty() && label.bytes().all(|each| each.is_ascii_alphanumeric() || matches!(each, b'.' | b'-'));
        let parts: Vec<&str> = numbers.split('.').collect();
        if parts.len() > 3 || ![build, pre_release].into_iter().flatten().all(is_label) {
            return Err(bad());
        }
        let mut values = [0; 3];
        for (value, part) in values.iter_mut().zip(&parts) {
            let digits = !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
            *value = part.parse().ok().filter(|_| digits).ok_or_else(bad)?;
        }
        let [major, minor, patch] = values;
        Ok(Self { major, minor, patch, pre_release: pre_release.map(Into::into), build: build.map(Into::into) })
    }
}

impl fmt::Display for SemanticVersion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if let Some(label) = &self.pre_release {
            write!(out, "-{label}")?;
        }
        if let Some(build) = &self.build {
            write!(out, "+{build}")?;
        }
        Ok(())
    }
}

impl PartialOrd for SemanticVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SemanticVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        let numbers = |version: &Self| (version.major, version.minor, version.patch);
        numbers(self).cmp(&numbers(other)).then_with(|| {
            match (&self.pre_release, &other.pre_release) {
                (None, None) => Ordering::Equal,
                // A release comes after everything that led to it.
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(left), Some(right)) => compare_labels(left, right),
            }
        })
    }
}

fn compare_labels(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => a.cmp(b),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let got = Version::parse(text).map_or_else(|fault| fault.to_string(), |version| version.to_string());
        assert_eq!(got, want, "for {text:?}");
    }

    #[test]
    fn versions_are_read_and_written() {
        check("1.2", "1.2");
        check("1.2.3.4", "1.2.3.4");
        check("1", "Version string portion was too short or too long. (Parameter 'input')");
        check("a.b", "The input string 'a' was not in a correct format.");
        check("1.-2", "input ('-2') must be a non-negative value. (Parameter 'input')\nActual value was -2.");
        assert_eq!(Version::parse("1.2.10").unwrap().to_fields(2).unwrap(), "1.2");
        assert!(Version::parse("1.2.10").unwrap() > Version::parse("1.2.9").unwrap());
        assert!(Version::parse("1.2").unwrap() < Version::parse("1.2.0").unwrap());
    }

    #[test]
    fn labels_come_before_the_release() {
        let semantic = |text| SemanticVersion::parse(text).unwrap();
        assert!(semantic("1.0.0-alpha") < semantic("1.0.0"));
        assert!(semantic("1.2.3-rc.2") < semantic("1.2.3-rc.10"));
        let full = semantic("1.2.3-beta.2+build5");
        assert_eq!((full.pre_release.as_deref(), full.build.as_deref()), (Some("beta.2"), Some("build5")));
        assert_eq!(full.to_string(), "1.2.3-beta.2+build5");
        assert!(SemanticVersion::parse("x").is_err());
    }
}
