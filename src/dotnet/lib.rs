//! The everyday .NET formats and values that scripts touch.
pub mod composite;
pub mod datetime;
pub mod number;
