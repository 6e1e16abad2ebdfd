//! The program: argv to host to session to exit code.

fn main() {}
