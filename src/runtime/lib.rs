//! The runtime: tree and objects to effects.
//!
//! In:    trees of `lang`, cmdlets of a catalog, a `Host`.
//! Out:   objects in pipelines, text on the host, changes of session state.
//! Never: prints by itself, knows a `Cs` noun, opens the store.
//!
//! The rooms in this folder are written but not wired: `bind`, `member`, `clr`, `class`, `confirm`, `native`,
//! `initial` and part of `eval` are missing. `floors.txt` is the `lib.rs` they will share.
