//! Walking an expression.

use super::super::fault::XPathFault;
use super::super::{Data, Kind, NOWHERE, XMLNS};
use super::Namespaces;
use super::functions;
use super::parse::{Axis, Comparison, Expr, Operation, Start, Step, Test};

#[derive(Clone, Debug)]
pub(super) enum Value {
    /// In document order, each once.
    Nodes(Vec<u32>),
    Text(String),
    Number(f64),
    Truth(bool),
}

#[derive(Clone, Copy)]
pub(super) struct Context {
    pub node: u32,
    pub position: usize,
    pub size: usize,
}

/// All that stays the same during one evaluation.
pub(super) struct Scene<'a> {
    pub nodes: &'a [Data],
    pub namespaces: Option<&'a Namespaces>,
    pub expression: &'a str,
}

impl Scene<'_> {
    pub fn eval(&self, expr: &Expr, context: Context) -> Result<Value, XPathFault> {
        Ok(match expr {
            Expr::Or(left, right) => Value::Truth(self.truth(left, context)? || self.truth(right, context)?),
            Expr::And(left, right) => Value::Truth(self.truth(left, context)? && self.truth(right, context)?),
            Expr::Compare(comparison, left, right) => {
                let (left, right) = (self.eval(left, context)?, self.eval(right, context)?);
                Value::Truth(self.compare(*comparison, &left, &right))
            }
            Expr::Math(operation, left, right) => {
                let (left, right) = (self.number(left, context)?, self.number(right, context)?);
                Value::Number(match operation {
                    Operation::Add => left + right,
                    Operation::Subtract => left - right,
                    Operation::Multiply => left * right,
                    Operation::Divide => left / right,
                    Operation::Modulo => left % right,
                })
            }
            Expr::Negate(inner) => Value::Number(-self.number(inner, context)?),
            Expr::Union(left, right) => {
                let mut both = self.node_set(left, context)?;
                both.extend(self.node_set(right, context)?);
                self.sort(&mut both);
                Value::Nodes(both)
            }
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Number(number) => Value::Number(*number),
            Expr::Call(name, arguments) => functions::call(self, name, arguments, context)?,
            Expr::Path { start, steps } => Value::Nodes(self.path(start, steps, context)?),
        })
    }

    fn truth(&self, expr: &Expr, context: Context) -> Result<bool, XPathFault> {
        Ok(self.eval(expr, context)?.truth())
    }

    fn number(&self, expr: &Expr, context: Context) -> Result<f64, XPathFault> {
        Ok(self.eval(expr, context)?.number(self))
    }

    pub fn node_set(&self, expr: &Expr, context: Context) -> Result<Vec<u32>, XPathFault> {
        match self.eval(expr, context)? {
            Value::Nodes(nodes) => Ok(nodes),
            _ => Err(XPathFault::NotANodeSet),
        }
    }

    fn path(&self, start: &Start, steps: &[Step], context: Context) -> Result<Vec<u32>, XPathFault> {
        let mut nodes = match start {
            Start::Root => vec![0],
            Start::Here => vec![context.node],
            Start::Of(expr, predicates) => {
                let nodes = self.node_set(expr, context)?;
                self.filter(nodes, predicates)?
            }
        };
        for step in steps {
            nodes = self.step(&nodes, step)?;
        }
        Ok(nodes)
    }

    fn step(&self, from: &[u32], step: &Step) -> Result<Vec<u32>, XPathFault> {
        let namespace = self.namespace_of(&step.test)?;
        let mut found = Vec::new();
        for node in from {
            let mut reached = self.reach(*node, step.axis);
            reached.retain(|id| self.fits(*id, step, namespace));
            found.extend(self.filter(reached, &step.predicates)?);
        }
        let backwards = matches!(step.axis, Axis::Ancestor | Axis::AncestorOrSelf | Axis::Preceding | Axis::PrecedingSibling);
        if from.len() > 1 || backwards {
            self.sort(&mut found);
        }
        Ok(found)
    }

    /// Keeps the nodes that all predicates accept; positions count along the axis.
    fn filter(&self, mut nodes: Vec<u32>, predicates: &[Expr]) -> Result<Vec<u32>, XPathFault> {
        for predicate in predicates {
            let size = nodes.len();
            let mut kept = Vec::with_capacity(size);
            for (at, node) in nodes.into_iter().enumerate() {
                let position = at + 1;
                let keep = match self.eval(predicate, Context { node, position, size })? {
                    Value::Number(number) => number == position as f64,
                    value => value.truth(),
                };
                if keep {
                    kept.push(node);
                }
            }
            nodes = kept;
        }
        Ok(nodes)
    }

    fn namespace_of(&self, test: &Test) -> Result<&str, XPathFault> {
        let (Test::Name(Some(prefix), _) | Test::AnyOf(prefix)) = test else {
            return Ok("");
        };
        let namespaces = self.namespaces.ok_or(XPathFault::NoNamespaces)?;
        namespaces.lookup(prefix).ok_or_else(|| XPathFault::UndefinedPrefix(prefix.as_str().into()))
    }

    fn fits(&self, id: u32, step: &Step, namespace: &str) -> bool {
        let data = self.data(id);
        let principal = if step.axis == Axis::Attribute { Kind::Attribute } else { Kind::Element };
        match &step.test {
            Test::Node => true,
            Test::Text => matches!(data.kind, Kind::Text | Kind::CData | Kind::Whitespace),
            Test::Comment => data.kind == Kind::Comment,
            Test::Instruction(target) => {
                let same = target.as_ref().is_none_or(|target| **target == *data.local);
                data.kind == Kind::ProcessingInstruction && same
            }
            Test::Any => data.kind == principal,
            Test::AnyOf(_) => data.kind == principal && *data.namespace == *namespace,
            Test::Name(_, local) => data.kind == principal && *data.local == **local && *data.namespace == *namespace,
        }
    }

    pub fn data(&self, id: u32) -> &Data {
        &self.nodes[id as usize]
    }

    /// The nodes of an axis, nearest first. The XPath model has no declarations and document types.
    fn reach(&self, node: u32, axis: Axis) -> Vec<u32> {
        let data = self.data(node);
        let mut found = Vec::new();
        match axis {
            Axis::Itself => found.push(node),
            Axis::Child => found.extend(self.seen_children(node)),
            Axis::Attribute => {
                let seen = |id: &u32| *self.data(*id).namespace != *XMLNS;
                found.extend(data.attributes.iter().copied().filter(seen));
            }
            Axis::Parent if data.parent != NOWHERE => found.push(data.parent),
            Axis::Parent | Axis::Namespace => {}
            Axis::Descendant => self.descend(node, &mut found),
            Axis::DescendantOrSelf => {
                found.push(node);
                self.descend(node, &mut found);
            }
            Axis::Ancestor => found.extend(self.ancestors(node)),
            Axis::AncestorOrSelf => {
                found.push(node);
                found.extend(self.ancestors(node));
            }
            Axis::FollowingSibling => found.extend(self.siblings(node, true)),
            Axis::PrecedingSibling => found.extend(self.siblings(node, false)),
            Axis::Following => {
                for from in std::iter::once(node).chain(self.ancestors(node)) {
                    for sibling in self.siblings(from, true) {
                        found.push(sibling);
                        self.descend(sibling, &mut found);
                    }
                }
            }
            Axis::Preceding => {
                for from in std::iter::once(node).chain(self.ancestors(node)) {
                    for sibling in self.siblings(from, false) {
                        let mut below = vec![sibling];
                        self.descend(sibling, &mut below);
                        found.extend(below.into_iter().rev());
                    }
                }
            }
        }
        found
    }

    fn seen_children(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let seen = |id: &u32| !matches!(self.data(*id).kind, Kind::Declaration | Kind::DocumentType);
        self.data(node).children.iter().copied().filter(seen)
    }

    fn descend(&self, node: u32, found: &mut Vec<u32>) {
        for child in self.seen_children(node) {
            found.push(child);
            self.descend(child, found);
        }
    }

    fn ancestors(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let parent = |id: u32| Some(self.data(id).parent).filter(|parent| *parent != NOWHERE);
        std::iter::successors(parent(node), move |id| parent(*id))
    }

    /// Siblings after or before, nearest first.
    fn siblings(&self, node: u32, after: bool) -> Vec<u32> {
        let data = self.data(node);
        if data.parent == NOWHERE || data.kind == Kind::Attribute {
            return Vec::new();
        }
        let all: Vec<u32> = self.seen_children(data.parent).collect();
        let at = all.iter().position(|id| *id == node).unwrap_or(0);
        if after { all[at + 1..].to_vec() } else { all[..at].iter().rev().copied().collect() }
    }

    /// Document order, without doubles.
    fn sort(&self, nodes: &mut Vec<u32>) {
        if nodes.len() < 2 {
            return;
        }
        let mut keyed: Vec<(Vec<(u8, usize)>, u32)> = nodes.iter().map(|id| (self.way_to(*id), *id)).collect();
        keyed.sort();
        keyed.dedup_by_key(|(_, id)| *id);
        *nodes = keyed.into_iter().map(|(_, id)| id).collect();
    }

    /// Where a node stands: attributes come before children.
    fn way_to(&self, node: u32) -> Vec<(u8, usize)> {
        let mut way = Vec::new();
        let mut at = node;
        while self.data(at).parent != NOWHERE {
            let data = self.data(at);
            let parent = self.data(data.parent);
            let is_child = data.kind != Kind::Attribute;
            let list = if is_child { &parent.children } else { &parent.attributes };
            way.push((u8::from(is_child), list.iter().position(|id| *id == at).unwrap_or(0)));
            at = data.parent;
        }
        way.reverse();
        way
    }

    /// The string-value of a node.
    pub fn text_of(&self, id: u32) -> String {
        let data = self.data(id);
        if !matches!(data.kind, Kind::Element | Kind::Document | Kind::Fragment) {
            return data.value.clone();
        }
        let mut below = Vec::new();
        self.descend(id, &mut below);
        let is_text = |id: &u32| matches!(self.data(*id).kind, Kind::Text | Kind::CData | Kind::Whitespace);
        below.into_iter().filter(is_text).map(|id| self.data(id).value.as_str()).collect()
    }

    fn compare(&self, comparison: Comparison, left: &Value, right: &Value) -> bool {
        let one = |left: &Value, right: &Value| self.compare_plain(comparison, left, right);
        match (left, right) {
            (Value::Nodes(_), Value::Truth(_)) | (Value::Truth(_), Value::Nodes(_)) => one(left, right),
            (Value::Nodes(left), Value::Nodes(right)) => {
                let right: Vec<Value> = right.iter().map(|id| Value::Text(self.text_of(*id))).collect();
                left.iter().any(|id| {
                    let left = Value::Text(self.text_of(*id));
                    right.iter().any(|right| one(&left, right))
                })
            }
            (Value::Nodes(left), right) => left.iter().any(|id| one(&Value::Text(self.text_of(*id)), right)),
            (left, Value::Nodes(right)) => right.iter().any(|id| one(left, &Value::Text(self.text_of(*id)))),
            _ => one(left, right),
        }
    }

    fn compare_plain(&self, comparison: Comparison, left: &Value, right: &Value) -> bool {
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let numeric = !is_equality || matches!(left, Value::Number(_)) || matches!(right, Value::Number(_));
        let (a, b) = (left.number(self), right.number(self));
        let equal = match (left, right) {
            (Value::Truth(_), _) | (_, Value::Truth(_)) if is_equality => left.truth() == right.truth(),
            _ if numeric => a == b,
            _ => left.text(self) == right.text(self),
        };
        match comparison {
            Comparison::Equal => equal,
            Comparison::Unequal => !equal,
            Comparison::Less => a < b,
            Comparison::LessOrEqual => a <= b,
            Comparison::Greater => a > b,
            Comparison::GreaterOrEqual => a >= b,
        }
    }
}

impl Value {
    pub fn truth(&self) -> bool {
        match self {
            Self::Nodes(nodes) => !nodes.is_empty(),
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Truth(truth) => *truth,
        }
    }

    pub fn number(&self, scene: &Scene<'_>) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Truth(truth) => f64::from(u8::from(*truth)),
            Self::Text(text) => read_number(text),
            Self::Nodes(_) => read_number(&self.text(scene)),
        }
    }

    pub fn text(&self, scene: &Scene<'_>) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Truth(truth) => truth.to_string(),
            Self::Number(number) => write_number(*number),
            Self::Nodes(nodes) => nodes.first().map_or_else(String::new, |id| scene.text_of(*id)),
        }
    }
}

/// XPath numbers have no exponent and no plus.
fn read_number(text: &str) -> f64 {
    let text = text.trim();
    let plain = text.bytes().all(|each| each.is_ascii_digit() || matches!(each, b'.' | b'-'));
    text.parse().ok().filter(|_| plain).unwrap_or(f64::NAN)
}

fn write_number(number: f64) -> String {
    match number {
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        0.0 => "0".to_owned(),
        _ => number.to_string(),
    }
}
