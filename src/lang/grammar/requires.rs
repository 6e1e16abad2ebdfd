//! `#requires` lines: read as commands after the script itself.

use super::Parser;
use crate::tree::ScriptBlock;

impl Parser<'_> {
    pub(super) fn add_requirements(&mut self, _tree: &mut ScriptBlock) {}
}
