//! Script blocks: `param`, named blocks, statements between braces.

use super::{Parser, SCRIPT_BLOCK_STEPS, after, before, between};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Keyword, Kind, Token};
use crate::tree::{Attribute, Block, NamedBlock, ParamBlock, ScriptBlock, Statement};
use crate::tree::{StatementKind, Trap};

impl Parser<'_> {
    /// The mode is `Command`; `open` is the brace that was read, `None` for a whole script.
    pub(super) fn script_block(&mut self, open: Option<Token>, is_filter: bool) -> ScriptBlock {
        self.skip_newlines();
        let mut script = self.empty_script(open);
        if open.is_none() {
            script.usings = self.leading_usings();
        }
        let restore = self.ungot.map_or(self.reader.at, |token| token.start as usize);
        match self.param_block() {
            Some((attributes, params)) => {
                script.attributes = attributes;
                script.params = Some(params);
            }
            None => self.resync(restore),
        }
        self.skip_newlines_and_semicolons();
        if self.enter(SCRIPT_BLOCK_STEPS) {
            self.script_body(open, is_filter, &mut script);
        }
        self.leave(SCRIPT_BLOCK_STEPS);
        script
    }

    fn empty_script(&self, open: Option<Token>) -> ScriptBlock {
        let whole = Span::new(0, self.source.text.len() as u32);
        let span = open.map_or(whole, |open| self.span_of(open));
        ScriptBlock {
            source: self.source.clone(),
            span,
            inner: span,
            usings: Vec::new(),
            requires: Vec::new(),
            attributes: Vec::new(),
            params: None,
            dynamicparam: None,
            begin: None,
            process: None,
            end: None,
            clean: None,
            help: None,
        }
    }

    fn param_block(&mut self) -> Option<(Vec<Attribute>, ParamBlock)> {
        self.skip_newlines();
        if self.ungot.is_none() && !matches!(self.reader.peek(), '[' | 'p' | 'P') {
            return None;
        }
        let attributes = self.attribute_list(false).unwrap_or_default();
        self.skip_newlines();
        let keyword = self.next_if(Kind::Keyword(Keyword::Param))?;
        self.skip_newlines();
        let open = self.next_if(Kind::LParen)?;
        let params = self.parameter_list();
        self.skip_newlines();
        let close = self.peek();
        let mut end = self.span_of(close);
        if close.kind == Kind::RParen {
            self.skip_token();
        } else {
            end = before(end);
            let last = params.last().map_or(self.span_of(open), |param| param.span);
            self.missing(&msg::MISSING_END_PARENTHESIS_IN_FUNCTION_PARAMETER_LIST, after(last));
        }
        let span = between(self.span_of(keyword), end);
        Some((self.block_attributes(attributes), ParamBlock { span, params }))
    }

    /// Before `param` only attributes may stand, no types.
    fn block_attributes(&mut self, attributes: Vec<Attribute>) -> Vec<Attribute> {
        for attribute in attributes.iter().filter(|it| it.is_type_constraint) {
            let name = attribute.type_name.full_name();
            self.error_with(&msg::TYPE_NOT_ALLOWED_BEFORE_PARAM, attribute.span, &[&name]);
        }
        attributes.into_iter().filter(|it| !it.is_type_constraint).collect()
    }

    fn script_body(&mut self, open: Option<Token>, is_filter: bool, script: &mut ScriptBlock) {
        let token = self.peek();
        if let Kind::Keyword(keyword) = token.kind
            && keyword.names_a_block()
        {
            return self.named_blocks(open, script);
        }
        let mut block = Block::default();
        let mut span = script.params.as_ref().map(|params| params.span);
        loop {
            let list = self.statement_list(&mut block);
            span = match (span, list) {
                (Some(span), Some(list)) => Some(between(span, list)),
                (span, list) => span.or(list),
            };
            if self.end_of_script_block(open, span, script) {
                break;
            }
        }
        block.span = span.unwrap_or_else(|| after(Span::new(script.inner.start, script.inner.start)));
        let block = NamedBlock { span: block.span, is_named: false, body: block };
        if is_filter {
            script.process = Some(block);
        } else {
            script.end = Some(block);
        }
    }

    /// False when something is left over: it was reported, and more statements may follow.
    fn end_of_script_block(&mut self, open: Option<Token>, body: Option<Span>, script: &mut ScriptBlock) -> bool {
        let token = self.next();
        let span = self.span_of(token);
        let Some(open) = open else {
            if token.kind != Kind::End {
                let text = self.text_of(token);
                self.error_with(&msg::UNEXPECTED_TOKEN, span, &[text]);
            }
            return token.kind == Kind::End;
        };
        let open = self.span_of(open);
        let mut end = span;
        if token.kind == Kind::RCurly {
            script.inner = Span::new(open.end, span.start);
        } else {
            self.unget(token);
            end = body.unwrap_or(open);
            self.missing_until(&msg::MISSING_END_CURLY_BRACE, open, span);
            script.inner = Span::new(open.end, end.end.max(open.end));
        }
        script.span = between(open, end);
        true
    }

    fn named_blocks(&mut self, open: Option<Token>, script: &mut ScriptBlock) {
        let mut end = None;
        loop {
            let token = self.next();
            let keyword = match token.kind {
                Kind::Keyword(keyword) if keyword.names_a_block() => keyword,
                Kind::RCurly | Kind::End => {
                    self.unget(token);
                    self.end_of_script_block(open, end, script);
                    return;
                }
                _ => return self.statement_among_blocks(token, open, end, script),
            };
            let name = self.span_of(token);
            let body = self.statement_block().unwrap_or_else(|| {
                self.missing_with(&msg::MISSING_NAMED_STATEMENT_BLOCK, after(name), keyword.text());
                Block { span: name, ..Block::default() }
            });
            end = Some(body.span);
            let block = NamedBlock { span: between(name, body.span), is_named: true, body };
            self.place_block(keyword, block, script);
            self.skip_newlines_and_semicolons();
        }
    }

    fn place_block(&mut self, keyword: Keyword, block: NamedBlock, script: &mut ScriptBlock) {
        let slot = match keyword {
            Keyword::Begin => &mut script.begin,
            Keyword::Process => &mut script.process,
            Keyword::Clean => &mut script.clean,
            Keyword::DynamicParam => &mut script.dynamicparam,
            _ => &mut script.end,
        };
        if slot.is_some() {
            let span = block.span;
            return self.error_with(&msg::DUPLICATE_SCRIPT_COMMAND_CLAUSE, span, &[keyword.text()]);
        }
        *slot = Some(block);
    }

    fn statement_among_blocks(&mut self, token: Token, open: Option<Token>, end: Option<Span>, script: &mut ScriptBlock) {
        let span = self.span_of(token);
        let text = self.text_of(token);
        if let Some(open) = open {
            self.unget(token);
            let open = self.span_of(open);
            script.span = between(open, end.unwrap_or(open));
            script.inner = Span::new(open.end, script.span.end);
        }
        self.error_with(&msg::MISSING_NAMED_BLOCKS, span, &[text]);
    }

    /// `{ … }`; `None` when no brace follows.
    pub(super) fn statement_block(&mut self) -> Option<Block> {
        self.skip_newlines();
        let open = self.next_if(Kind::LCurly)?;
        let open = self.span_of(open);
        let mut block = Block::default();
        let list = self.statement_list(&mut block);
        let close = self.peek();
        let mut end = self.span_of(close);
        if close.kind == Kind::RCurly {
            self.skip_token();
        } else {
            self.missing_until(&msg::MISSING_END_CURLY_BRACE, open, end);
            end = list.unwrap_or(open);
        }
        block.span = between(open, end);
        Some(block)
    }

    /// Statements up to something that ends a list. Returns from where to where.
    pub(super) fn statement_list(&mut self, block: &mut Block) -> Option<Span> {
        let mut span: Option<Span> = None;
        let begin = self.statements.len();
        self.skip_newlines_and_semicolons();
        while let Some(statement) = self.statement_or_trap(&mut block.traps) {
            span = Some(between(span.unwrap_or(statement.span), statement.span));
            self.check_before_signature(&statement);
            self.statements.push(statement);
            self.skip_newlines_and_semicolons();
            if matches!(self.peek().kind, Kind::RParen | Kind::RCurly) {
                break;
            }
        }
        block.statements.extend(self.statements.drain(begin..));
        span
    }

    fn statement_or_trap(&mut self, traps: &mut Vec<Trap>) -> Option<Statement> {
        let token = self.peek();
        if token.kind.is_keyword(Keyword::Trap) {
            self.skip_token();
            return Some(self.trap_statement(token, traps));
        }
        self.statement()
    }

    fn trap_statement(&mut self, token: Token, traps: &mut Vec<Trap>) -> Statement {
        match self.trap(token) {
            Ok(trap) => {
                let span = trap.span;
                traps.push(trap);
                Statement { span, kind: StatementKind::Trap }
            }
            Err(broken) => broken,
        }
    }

    fn check_before_signature(&mut self, statement: &Statement) {
        if self.reader.signature.is_some_and(|begin| begin < statement.span.start) {
            self.error(&msg::TOKEN_AFTER_END_OF_VALID_SCRIPT_TEXT, statement.span);
        }
    }
}
