//! `System.IO.Path` as it is on Unix: a slash separates, nothing else does.
//!
//! In:    paths as text; they need not exist.
//! Out:   parts of them, or new paths.
//! Never: looks at the disk.

/// What no file name may contain.
pub const INVALID_FILE_NAME_CHARS: [char; 2] = ['\0', '/'];

pub fn file_name(path: &str) -> &str {
    path.rfind('/').map_or(path, |at| &path[at + 1..])
}

/// With its dot; empty if there is none or nothing behind it.
pub fn extension(path: &str) -> &str {
    let name = file_name(path);
    match name.rfind('.') {
        Some(at) if at + 1 < name.len() => &name[at..],
        _ => "",
    }
}

pub fn file_name_without_extension(path: &str) -> &str {
    let name = file_name(path);
    name.rfind('.').map_or(name, |at| &name[..at])
}

pub fn has_extension(path: &str) -> bool {
    !extension(path).is_empty()
}

/// `None` for the root and for nothing at all.
pub fn directory_name(path: &str) -> Option<&str> {
    if path.is_empty() || path.bytes().all(|byte| byte == b'/') {
        return None;
    }
    let Some(at) = path.rfind('/') else {
        return Some("");
    };
    let directory = path[..at].trim_end_matches('/');
    Some(if directory.is_empty() { "/" } else { directory })
}

pub fn is_rooted(path: &str) -> bool {
    path.starts_with('/')
}

pub fn root(path: &str) -> &str {
    if is_rooted(path) { "/" } else { "" }
}

/// A rooted part forgets what was before it.
pub fn combine(parts: &[&str]) -> String {
    let mut out = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if is_rooted(part) {
            out.clear();
        } else if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out.push_str(part);
    }
    out
}

/// Parts one after another, with a slash between them unless there is one.
pub fn join(parts: &[&str]) -> String {
    let mut out = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !out.is_empty() && !out.ends_with('/') && !part.starts_with('/') {
            out.push('/');
        }
        out.push_str(part);
    }
    out
}

/// `None` takes the extension away with its dot.
pub fn change_extension(path: &str, extension: Option<&str>) -> String {
    let start = path.len() - file_name(path).len();
    let stem = path[start..].rfind('.').map_or(path, |at| &path[..start + at]);
    match extension {
        None => stem.to_owned(),
        Some(extension) => format!("{stem}.{}", extension.strip_prefix('.').unwrap_or(extension)),
    }
}

/// Without `.` and `..`, and absolute from a directory.
pub fn full_path(path: &str, from: &str) -> String {
    let whole = combine(&[from, path]);
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let mut out = format!("/{}", parts.join("/"));
    if whole.ends_with('/') && !parts.is_empty() {
        out.push('/');
    }
    out
}

/// The way from one absolute path to another.
pub fn relative(from: &str, to: &str, current: &str) -> String {
    let (from, to) = (full_path(from, current), full_path(to, current));
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, target) = (parts(&from), parts(&to));
    let common = from.iter().zip(&target).take_while(|(left, right)| left == right).count();
    let mut out = vec!["..".to_owned(); from.len() - common];
    out.extend_from_slice(&target[common..]);
    if out.is_empty() { ".".to_owned() } else { out.join("/") }
}

pub fn trim_ending_separator(path: &str) -> &str {
    if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path }
}

pub fn ends_in_separator(path: &str) -> bool {
    path.ends_with('/')
}

/// A name for a temporary file without extension; the caller makes the file.
pub fn random_file_name() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz012345";
    let bits = crate::guid::Guid::new().0;
    let letter = |at: u32| char::from(LETTERS[(bits >> (at * 5)) as usize & 31]);
    let name: String = (0..8).map(letter).collect();
    let tail: String = (8..11).map(letter).collect();
    format!("{name}.{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_paths() {
        assert_eq!(file_name("/a/b.tar.gz"), "b.tar.gz");
        assert_eq!(file_name_without_extension("/a/b.tar.gz"), "b.tar");
        assert_eq!([extension("x.TXT"), extension("noext"), extension("a.")], [".TXT", "", ""]);
        assert_eq!(directory_name("/a/b/c"), Some("/a/b"));
        assert_eq!([directory_name("c"), directory_name("/"), directory_name("/a")], [Some(""), None, Some("/")]);
        assert_eq!(file_name("/a/"), "");
    }

    #[test]
    fn new_paths() {
        assert_eq!(combine(&["a", "b", "c"]), "a/b/c");
        assert_eq!(combine(&["a", "/b"]), "/b");
        assert_eq!(join(&["a", "/b"]), "a/b");
        assert_eq!(change_extension("f.txt", Some(".md")), "f.md");
        assert_eq!(change_extension("f.txt", Some("")), "f.");
        assert_eq!(change_extension("f.txt", None), "f");
        assert_eq!(full_path("/a/../b/./c", "/"), "/b/c");
        assert_eq!(full_path("x", "/home"), "/home/x");
        assert_eq!(relative("/a/b", "/a/c/d", "/"), "../c/d");
        assert_eq!(trim_ending_separator("/a/"), "/a");
    }
}
