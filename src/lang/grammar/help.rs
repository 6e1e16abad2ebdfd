//! Comment-based help: which comments belong to which function.

use super::Parser;
use crate::tree::ScriptBlock;

impl Parser<'_> {
    pub(super) fn add_help(&mut self, _tree: &mut ScriptBlock) {}
}
