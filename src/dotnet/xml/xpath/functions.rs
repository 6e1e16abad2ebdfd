//! The core library of XPath 1.0.

use super::super::fault::XPathFault;
use super::super::{NOWHERE, XML};
use super::eval::{Context, Scene, Value};
use super::parse::Expr;

pub(super) fn call(scene: &Scene<'_>, name: &str, arguments: &[Expr], context: Context) -> Result<Value, XPathFault> {
    let (least, most) = arity(name).ok_or_else(|| XPathFault::UnknownFunction(name.into()))?;
    if !(least..=most).contains(&arguments.len()) {
        return Err(XPathFault::ArgumentCount { function: name.into(), expression: scene.expression.into() });
    }
    let call = Call { scene, arguments, context };
    Ok(match name {
        "position" => Value::Number(context.position as f64),
        "last" => Value::Number(context.size as f64),
        "true" => Value::Truth(true),
        "false" => Value::Truth(false),
        "not" => Value::Truth(!call.value(0)?.truth()),
        "boolean" => Value::Truth(call.value(0)?.truth()),
        "number" => Value::Number(call.value_or_here(0)?.number(scene)),
        "string" => Value::Text(call.text_or_here(0)?),
        "lang" => Value::Truth(call.lang()?),
        "name" | "local-name" | "namespace-uri" => Value::Text(call.node_name(name)?),
        "count" | "sum" | "id" => call.of_nodes(name)?,
        "floor" => Value::Number(call.number(0)?.floor()),
        "ceiling" => Value::Number(call.number(0)?.ceil()),
        // Halves go up here, also below zero.
        "round" => Value::Number((call.number(0)? + 0.5).floor()),
        _ => call.of_text(name)?,
    })
}

/// Fewest and most arguments.
fn arity(name: &str) -> Option<(usize, usize)> {
    Some(match name {
        "position" | "last" | "true" | "false" => (0, 0),
        "not" | "boolean" | "lang" | "count" | "sum" | "id" | "floor" | "ceiling" | "round" => (1, 1),
        "number" | "string" | "name" | "local-name" | "namespace-uri" | "string-length" | "normalize-space" => (0, 1),
        "contains" | "starts-with" | "substring-before" | "substring-after" => (2, 2),
        "substring" => (2, 3),
        "translate" => (3, 3),
        "concat" => (2, usize::MAX),
        _ => return None,
    })
}

struct Call<'a> {
    scene: &'a Scene<'a>,
    arguments: &'a [Expr],
    context: Context,
}

impl Call<'_> {
    fn value(&self, at: usize) -> Result<Value, XPathFault> {
        self.scene.eval(&self.arguments[at], self.context)
    }

    fn value_or_here(&self, at: usize) -> Result<Value, XPathFault> {
        match self.arguments.get(at) {
            Some(_) => self.value(at),
            None => Ok(Value::Nodes(vec![self.context.node])),
        }
    }

    fn text(&self, at: usize) -> Result<String, XPathFault> {
        Ok(self.value(at)?.text(self.scene))
    }

    fn text_or_here(&self, at: usize) -> Result<String, XPathFault> {
        Ok(self.value_or_here(at)?.text(self.scene))
    }

    fn number(&self, at: usize) -> Result<f64, XPathFault> {
        Ok(self.value(at)?.number(self.scene))
    }

    fn of_nodes(&self, name: &str) -> Result<Value, XPathFault> {
        if name == "id" {
            // Without a document type no attribute is an ID.
            return Ok(Value::Nodes(Vec::new()));
        }
        let nodes = self.scene.node_set(&self.arguments[0], self.context)?;
        Ok(Value::Number(match name {
            "count" => nodes.len() as f64,
            _ => nodes.iter().map(|id| Value::Text(self.scene.text_of(*id)).number(self.scene)).sum(),
        }))
    }

    fn node_name(&self, part: &str) -> Result<String, XPathFault> {
        let Value::Nodes(nodes) = self.value_or_here(0)? else {
            return Err(XPathFault::NotANodeSet);
        };
        let Some(data) = nodes.first().map(|id| self.scene.data(*id)) else {
            return Ok(String::new());
        };
        Ok(match part {
            "namespace-uri" => data.namespace.to_string(),
            _ if data.local.is_empty() => String::new(),
            "local-name" => data.local.to_string(),
            _ => data.name(),
        })
    }

    fn lang(&self) -> Result<bool, XPathFault> {
        let wanted = self.text(0)?.to_ascii_lowercase();
        let mut at = self.context.node;
        while at != NOWHERE {
            let data = self.scene.data(at);
            let mut attributes = data.attributes.iter().map(|id| self.scene.data(*id));
            if let Some(said) = attributes.find(|data| &*data.local == "lang" && &*data.namespace == XML) {
                let said = said.value.to_ascii_lowercase();
                return Ok(said == wanted || said.starts_with(&format!("{wanted}-")));
            }
            at = data.parent;
        }
        Ok(false)
    }

    fn of_text(&self, name: &str) -> Result<Value, XPathFault> {
        let text = self.text_or_here(0)?;
        Ok(match name {
            "string-length" => Value::Number(crate::utf16::length(&text) as f64),
            "normalize-space" => Value::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            "contains" => Value::Truth(text.contains(&self.text(1)?)),
            "starts-with" => Value::Truth(text.starts_with(&self.text(1)?)),
            "substring-before" => {
                let before = text.split_once(&self.text(1)?).map_or("", |(before, _)| before);
                Value::Text(before.to_owned())
            }
            "substring-after" => {
                let after = text.split_once(&self.text(1)?).map_or("", |(_, after)| after);
                Value::Text(after.to_owned())
            }
            "substring" => Value::Text(self.substring(&text)?),
            "translate" => {
                let (from, to): (Vec<char>, Vec<char>) = (self.text(1)?.chars().collect(), self.text(2)?.chars().collect());
                let swap = |each: char| match from.iter().position(|known| *known == each) {
                    Some(at) => to.get(at).copied(),
                    None => Some(each),
                };
                Value::Text(text.chars().filter_map(swap).collect())
            }
            _ => {
                let rest = (1..self.arguments.len()).map(|at| self.text(at)).collect::<Result<Vec<_>, _>>()?;
                Value::Text(text + &rest.concat())
            }
        })
    }

    /// Places count from one and are rounded, the end as a sum.
    fn substring(&self, text: &str) -> Result<String, XPathFault> {
        let start = (self.number(1)? + 0.5).floor();
        let end = match self.arguments.len() {
            3 => start + (self.number(2)? + 0.5).floor(),
            _ => f64::INFINITY,
        };
        let within = |at: usize| (at + 1) as f64 >= start && ((at + 1) as f64) < end;
        Ok(text.chars().enumerate().filter(|(at, _)| within(*at)).map(|(_, each)| each).collect())
    }
}
