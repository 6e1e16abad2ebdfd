//! Derives: one struct per cmdlet is its declaration.
//!
//! In:    a struct with `#[cmdlet]`, its fields with `#[param]` or `#[state]`, doc comments as help.
//! Out:   a `CmdletSpec` constant, a catalog entry, and the `Bind` that fills the fields.
//! Never: binds; the generated code is a table and two small matches.
//!
//! `declare` reads the attributes, `emit` writes the tokens.

mod declare;
mod emit;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Declares a cmdlet.
///
/// ```text
/// /// Shows the greeting.
/// #[derive(Cmdlet, Default)]
/// #[cmdlet(name = "Get-Greeting", type_name = "Demo.GetGreetingCommand", module = "Demo", aliases("greet"))]
/// #[example("Get-Greeting -Name Ken", "Greets one person.")]
/// pub struct GetGreeting {
///     /// Whom to greet.
///     #[param(position = 0, pipeline, set = "ByName", not_null_or_empty)]
///     name: Str,
///     #[state]
///     greeted: usize,
/// }
/// ```
#[proc_macro_derive(Cmdlet, attributes(cmdlet, example, param, state))]
pub fn derive_cmdlet(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    declare::Declaration::read(&input).map(|declaration| emit::tokens(&declaration)).unwrap_or_else(|error| error.to_compile_error()).into()
}
