//! The runtime: tree and objects to effects.
//!
//! In:    trees of `lang`, cmdlets of a catalog, a `Host`.
//! Out:   objects in pipelines, text on the host, changes of session state.
//! Never: prints by itself, knows a `Cs` noun, opens the store.
//!
//! Floors, lowest first; a module uses its own floor and those below:
//! 1 `value` · 2 `types`, `fault` · 3 `convert`, `text`, `ops`, `enumerate` · 4 `command`, `code`, `block`, `scope` ·
//! 5 `host`, `session`, `streams`, `records`, `paths`, `syntax`, `requires`, `transcript` · 6 `bind`, `pipe`, `confirm` · 7 `lower`, `eval`, `class`, `module`, `data_file`,
//! `native` · 8 `member`, `clr`, `typedata`, `markup`, `clixml`, `format`, `errview` · 9 `author`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod author;
pub mod bind;
pub mod block;
pub mod class;
pub mod clixml;
pub mod clr;
pub mod code;
pub mod command;
pub mod confirm;
pub mod convert;
pub mod data_file;
pub mod enumerate;
pub mod errview;
pub mod eval;
pub mod fault;
pub mod format;
pub mod host;
pub mod initial;
pub mod lower;
pub mod markup;
pub mod member;
pub mod module;
pub mod native;
pub mod ops;
pub mod param;
pub mod paths;
pub mod pipe;
pub mod places;
pub mod random;
pub mod records;
pub mod requires;
pub mod room;
pub mod scope;
pub mod session;
pub mod streams;
pub mod syntax;
pub mod text;
pub mod transcript;
pub mod typedata;
pub mod types;
pub mod usage;
pub mod value;
