//! Which exceptions a `catch` takes besides its own.

use crate::tree::{TypeName, TypeNameKind};

/// Exceptions that are not directly below `System.Exception`, and what they are below.
const BASES: [(&str, &str); 34] = [
    ("System.SystemException", "System.Exception"),
    ("System.ApplicationException", "System.Exception"),
    ("System.ArithmeticException", "System.SystemException"),
    ("System.DivideByZeroException", "System.ArithmeticException"),
    ("System.OverflowException", "System.ArithmeticException"),
    ("System.ArgumentException", "System.SystemException"),
    ("System.ArgumentNullException", "System.ArgumentException"),
    ("System.ArgumentOutOfRangeException", "System.ArgumentException"),
    ("System.FormatException", "System.SystemException"),
    ("System.IndexOutOfRangeException", "System.SystemException"),
    ("System.InvalidCastException", "System.SystemException"),
    ("System.InvalidOperationException", "System.SystemException"),
    ("System.ObjectDisposedException", "System.InvalidOperationException"),
    ("System.NotImplementedException", "System.SystemException"),
    ("System.NotSupportedException", "System.SystemException"),
    ("System.PlatformNotSupportedException", "System.NotSupportedException"),
    ("System.NullReferenceException", "System.SystemException"),
    ("System.OutOfMemoryException", "System.SystemException"),
    ("System.OperationCanceledException", "System.SystemException"),
    ("System.TimeoutException", "System.SystemException"),
    ("System.UnauthorizedAccessException", "System.SystemException"),
    ("System.IO.IOException", "System.SystemException"),
    ("System.IO.FileNotFoundException", "System.IO.IOException"),
    ("System.IO.DirectoryNotFoundException", "System.IO.IOException"),
    ("System.IO.PathTooLongException", "System.IO.IOException"),
    ("System.IO.EndOfStreamException", "System.IO.IOException"),
    ("System.Management.Automation.RuntimeException", "System.SystemException"),
    ("System.Management.Automation.ParseException", "System.Management.Automation.RuntimeException"),
    ("System.Management.Automation.CommandNotFoundException", "System.Management.Automation.RuntimeException"),
    ("System.Management.Automation.CmdletInvocationException", "System.Management.Automation.RuntimeException"),
    ("System.Management.Automation.ParameterBindingException", "System.Management.Automation.RuntimeException"),
    ("System.Management.Automation.ActionPreferenceStopException", "System.Management.Automation.RuntimeException"),
    ("System.Management.Automation.ItemNotFoundException", "System.Management.Automation.SessionStateException"),
    ("System.Management.Automation.SessionStateException", "System.Management.Automation.RuntimeException"),
];

/// The name as .NET writes it, when the exception is known.
pub(super) fn full_name(name: &TypeName) -> String {
    let TypeNameKind::Simple(written) = &name.kind else {
        return name.full_name();
    };
    let is_meant = |known: &str| {
        known.eq_ignore_ascii_case(written) || known.strip_prefix("System.").is_some_and(|it| it.eq_ignore_ascii_case(written))
    };
    let known = BASES.iter().map(|(known, _)| *known).chain(["System.Exception"]);
    known.into_iter().find(|known| is_meant(known)).unwrap_or(written).to_owned()
}

/// The same type, or one below it.
pub(super) fn is_handled_by(one: &TypeName, base: &TypeName) -> bool {
    let base = full_name(base);
    let mut name = full_name(one);
    if base == "System.Exception" && name.ends_with("Exception") {
        return true;
    }
    for _ in 0..BASES.len() {
        if name.eq_ignore_ascii_case(&base) {
            return true;
        }
        let above = BASES.iter().find(|(known, _)| *known == name);
        let Some((_, above)) = above else {
            return false;
        };
        name = (*above).to_owned();
    }
    false
}
