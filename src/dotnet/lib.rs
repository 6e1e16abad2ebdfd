//! The everyday .NET formats and values that scripts touch.
pub mod datetime;
pub mod number;
