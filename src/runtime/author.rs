//! What a cmdlet author imports.
//!
//! In:    nothing.
//! Out:   the names a cmdlet file needs, in one `use`.
//! Never: anything of its own.

pub use crate::block::ScriptBlock;
pub use crate::command::{Bind, Check, Cmdlet, CmdletEntry, CmdletSpec, Impact, Make, ParamMeta, ParamSpec, SetSpec};
pub use crate::convert::{to_bool, to_list, to_str, to_type};
pub use crate::fault::{Category, ErrorRecord, Eval, Fault, Flow, Halt};
pub use crate::param::FromParam;
pub use crate::pipe::{Cx, Out};
pub use crate::session::Session;
pub use crate::types::Type;
pub use crate::value::{Native, Object, Seq, Str, Symbol, Table, Value};
pub use dotnet::datetime::{DateTime, TimeSpan};
pub use std::rc::Rc;
