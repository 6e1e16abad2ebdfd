//! The grammar of XPath 1.0.

use super::super::fault::XPathFault;

/// Parentheses and predicates inside each other.
const DEPTH_MAX: usize = 100;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Or(Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    Math(Operation, Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    Union(Box<Expr>, Box<Expr>),
    Text(String),
    Number(f64),
    Call(String, Vec<Expr>),
    /// A start and the steps from there.
    Path {
        start: Start,
        steps: Vec<Step>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Start {
    Root,
    Here,
    Of(Box<Expr>, Vec<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub axis: Axis,
    pub test: Test,
    pub predicates: Vec<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Axis {
    Child,
    Descendant,
    DescendantOrSelf,
    Parent,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    PrecedingSibling,
    Following,
    Preceding,
    Attribute,
    Itself,
    Namespace,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Any,
    AnyOf(String),
    Name(Option<String>, String),
    Node,
    Text,
    Comment,
    Instruction(Option<String>),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Name(String),
    Text(String),
    Number(f64),
    Mark(&'static str),
    End,
}

const MARKS: [&str; 24] =
    ["//", "::", "..", "!=", "<=", ">=", "(", ")", "[", "]", "@", ",", "/", "|", "+", "-", "=", "<", ">", "*", "$", ".", ":", "!"];

pub(super) fn parse(expression: &str) -> Result<Expr, XPathFault> {
    let tokens = tokens(expression)?;
    let mut parser = Parser { expression, tokens, at: 0, depth: 0 };
    let parsed = parser.or()?;
    match parser.peek() {
        Token::End => Ok(parsed),
        _ => Err(parser.fault()),
    }
}

fn tokens(expression: &str) -> Result<Vec<Token>, XPathFault> {
    let mut found = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => {
                let length = rest[1..].find(first).ok_or(XPathFault::UnclosedString)?;
                found.push(Token::Text(rest[1..=length].to_owned()));
                length + 2
            }
            '0'..='9' => number(rest, &mut found),
            '.' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => number(rest, &mut found),
            _ if first.is_alphabetic() || first == '_' => {
                let is_part = |next: char| next.is_alphanumeric() || matches!(next, '_' | '-' | '.');
                let length = rest.find(|next| !is_part(next)).unwrap_or(rest.len());
                found.push(Token::Name(rest[..length].to_owned()));
                length
            }
            _ => {
                let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark));
                let mark = mark.ok_or_else(|| XPathFault::Token(expression.into()))?;
                found.push(Token::Mark(mark));
                mark.len()
            }
        };
        rest = rest[length..].trim_start();
    }
    found.push(Token::End);
    Ok(found)
}

fn number(rest: &str, found: &mut Vec<Token>) -> usize {
    let mut point = false;
    let length = rest
        .find(|next: char| {
            let more = next.is_ascii_digit() || next == '.' && !point;
            point |= next == '.';
            !more
        })
        .unwrap_or(rest.len());
    found.push(Token::Number(rest[..length].parse().unwrap_or(f64::NAN)));
    length
}

struct Parser<'e> {
    expression: &'e str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn fault(&self) -> XPathFault {
        XPathFault::Token(self.expression.into())
    }

    fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }

    fn peek_mark(&self, ahead: usize) -> &str {
        match self.tokens.get(self.at + ahead) {
            Some(Token::Mark(mark)) => mark,
            _ => "",
        }
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = self.peek_mark(0) == mark;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, mark: &str) -> Result<(), XPathFault> {
        if self.eat(mark) { Ok(()) } else { Err(self.fault()) }
    }

    /// A word that is an operator where an operand has just ended.
    fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Token::Name(name) if name == word);
        self.at += usize::from(found);
        found
    }

    fn or(&mut self) -> Result<Expr, XPathFault> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(XPathFault::TooDeep);
        }
        let mut left = self.and()?;
        while self.eat_word("or") {
            left = Expr::Or(left.into(), self.and()?.into());
        }
        self.depth -= 1;
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, XPathFault> {
        let mut left = self.comparison(&[("=", Comparison::Equal), ("!=", Comparison::Unequal)], true)?;
        while self.eat_word("and") {
            let right = self.comparison(&[("=", Comparison::Equal), ("!=", Comparison::Unequal)], true)?;
            left = Expr::And(left.into(), right.into());
        }
        Ok(left)
    }

    /// Equality binds weaker than order; both read alike.
    fn comparison(&mut self, marks: &[(&str, Comparison)], equality: bool) -> Result<Expr, XPathFault> {
        const ORDER: [(&str, Comparison); 4] =
            [("<=", Comparison::LessOrEqual), (">=", Comparison::GreaterOrEqual), ("<", Comparison::Less), (">", Comparison::Greater)];
        let operand = |this: &mut Self| {
            if equality { this.comparison(&ORDER, false) } else { this.sum() }
        };
        let mut left = operand(self)?;
        while let Some((_, comparison)) = marks.iter().find(|(mark, _)| self.eat(mark)) {
            left = Expr::Compare(*comparison, left.into(), operand(self)?.into());
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Expr, XPathFault> {
        let mut left = self.product()?;
        loop {
            let operation = match () {
                () if self.eat("+") => Operation::Add,
                () if self.eat("-") => Operation::Subtract,
                () => return Ok(left),
            };
            left = Expr::Math(operation, left.into(), self.product()?.into());
        }
    }

    fn product(&mut self) -> Result<Expr, XPathFault> {
        let mut left = self.unary()?;
        loop {
            let operation = match () {
                () if self.eat("*") => Operation::Multiply,
                () if self.eat_word("div") => Operation::Divide,
                () if self.eat_word("mod") => Operation::Modulo,
                () => return Ok(left),
            };
            left = Expr::Math(operation, left.into(), self.unary()?.into());
        }
    }

    fn unary(&mut self) -> Result<Expr, XPathFault> {
        let mut minus = false;
        while self.eat("-") {
            minus = !minus;
        }
        let mut left = self.path()?;
        while self.eat("|") {
            left = Expr::Union(left.into(), self.path()?.into());
        }
        Ok(if minus { Expr::Negate(left.into()) } else { left })
    }

    fn path(&mut self) -> Result<Expr, XPathFault> {
        if let Some(primary) = self.primary()? {
            let predicates = self.predicates()?;
            let steps = match self.peek_mark(0) {
                "/" | "//" => self.steps_after_slash()?,
                _ if predicates.is_empty() => return Ok(primary),
                _ => Vec::new(),
            };
            return Ok(Expr::Path { start: Start::Of(primary.into(), predicates), steps });
        }
        match self.peek_mark(0) {
            "/" if !self.step_follows(1) => {
                self.at += 1;
                Ok(Expr::Path { start: Start::Root, steps: Vec::new() })
            }
            "/" | "//" => Ok(Expr::Path { start: Start::Root, steps: self.steps_after_slash()? }),
            _ => {
                let mut steps = vec![self.step()?];
                steps.extend(self.steps_after_slash()?);
                Ok(Expr::Path { start: Start::Here, steps })
            }
        }
    }

    fn step_follows(&self, ahead: usize) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some(Token::Name(_))) || matches!(self.peek_mark(ahead), "@" | "." | ".." | "*")
    }

    fn steps_after_slash(&mut self) -> Result<Vec<Step>, XPathFault> {
        let mut steps = Vec::new();
        loop {
            if self.eat("//") {
                steps.push(Step { axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new() });
            } else if !self.eat("/") {
                return Ok(steps);
            }
            steps.push(self.step()?);
        }
    }

    /// A literal, a call, or something in parentheses.
    fn primary(&mut self) -> Result<Option<Expr>, XPathFault> {
        let primary = match self.peek().clone() {
            Token::Text(text) => Expr::Text(text),
            Token::Number(number) => Expr::Number(number),
            Token::Mark("(") => {
                self.at += 1;
                let inner = self.or()?;
                self.expect(")")?;
                return Ok(Some(inner));
            }
            Token::Mark("$") => return Err(XPathFault::NoNamespaces),
            Token::Name(name) if self.peek_mark(1) == "(" && !is_node_type(&name) => {
                self.at += 2;
                return self.arguments(name).map(Some);
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(primary))
    }

    fn arguments(&mut self, name: String) -> Result<Expr, XPathFault> {
        let mut arguments = Vec::new();
        if !self.eat(")") {
            loop {
                arguments.push(self.or()?);
                if !self.eat(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        Ok(Expr::Call(name, arguments))
    }

    fn predicates(&mut self) -> Result<Vec<Expr>, XPathFault> {
        let mut predicates = Vec::new();
        while self.eat("[") {
            predicates.push(self.or()?);
            self.expect("]")?;
        }
        Ok(predicates)
    }

    fn step(&mut self) -> Result<Step, XPathFault> {
        if self.eat(".") {
            return Ok(Step { axis: Axis::Itself, test: Test::Node, predicates: Vec::new() });
        }
        if self.eat("..") {
            return Ok(Step { axis: Axis::Parent, test: Test::Node, predicates: Vec::new() });
        }
        let axis = self.axis()?;
        let test = self.test()?;
        Ok(Step { axis, test, predicates: self.predicates()? })
    }

    fn axis(&mut self) -> Result<Axis, XPathFault> {
        if self.eat("@") {
            return Ok(Axis::Attribute);
        }
        let Token::Name(name) = self.peek().clone() else {
            return Ok(Axis::Child);
        };
        if self.peek_mark(1) != "::" {
            return Ok(Axis::Child);
        }
        self.at += 2;
        Ok(match name.as_str() {
            "child" => Axis::Child,
            "descendant" => Axis::Descendant,
            "descendant-or-self" => Axis::DescendantOrSelf,
            "parent" => Axis::Parent,
            "ancestor" => Axis::Ancestor,
            "ancestor-or-self" => Axis::AncestorOrSelf,
            "following-sibling" => Axis::FollowingSibling,
            "preceding-sibling" => Axis::PrecedingSibling,
            "following" => Axis::Following,
            "preceding" => Axis::Preceding,
            "attribute" => Axis::Attribute,
            "self" => Axis::Itself,
            "namespace" => Axis::Namespace,
            _ => return Err(self.fault()),
        })
    }

    fn test(&mut self) -> Result<Test, XPathFault> {
        if self.eat("*") {
            return Ok(Test::Any);
        }
        let Token::Name(name) = self.peek().clone() else {
            return Err(self.fault());
        };
        self.at += 1;
        if self.eat("(") {
            let target = match self.peek().clone() {
                Token::Text(target) => {
                    self.at += 1;
                    Some(target)
                }
                _ => None,
            };
            self.expect(")")?;
            return Ok(match name.as_str() {
                "node" => Test::Node,
                "text" => Test::Text,
                "comment" => Test::Comment,
                _ => Test::Instruction(target),
            });
        }
        if !self.eat(":") {
            return Ok(Test::Name(None, name));
        }
        if self.eat("*") {
            return Ok(Test::AnyOf(name));
        }
        let Token::Name(local) = self.peek().clone() else {
            return Err(self.fault());
        };
        self.at += 1;
        Ok(Test::Name(Some(name), local))
    }
}

fn is_node_type(name: &str) -> bool {
    matches!(name, "node" | "text" | "comment" | "processing-instruction")
}
