//! Empty room; see README.
