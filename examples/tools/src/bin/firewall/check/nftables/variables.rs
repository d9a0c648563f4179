//! The variables of nftables: `define name = value`, and `$name` where the value is used.
//!
//! Used by `blocks`.

use std::collections::HashMap;

use super::tokens::{Node, What};
use crate::check::rule::RuleError;

/// The maximum number of nodes that variables may add to a file. Without a limit, variables that
/// contain variables could use up the memory.
const MOST_NODES: usize = 1 << 20;
/// The maximum depth of braces after variables are expanded. Without a limit, recursion could use
/// up the stack.
const DEEPEST: usize = 16;

#[derive(Debug, Default)]
pub struct Variables<'a> {
    values: HashMap<&'a str, Vec<Node<'a>>>,
    added: usize,
}

impl<'a> Variables<'a> {
    pub fn define(&mut self, name: &'a str, value: &[Node<'a>]) -> Result<(), RuleError> {
        let value = self.expand(value)?;
        self.values.insert(name, value);
        Ok(())
    }

    pub fn undefine(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// Returns the nodes with the variables replaced by their values.
    pub fn expand(&mut self, nodes: &[Node<'a>]) -> Result<Vec<Node<'a>>, RuleError> {
        self.expand_at(nodes, 0)
    }

    fn expand_at(&mut self, nodes: &[Node<'a>], depth: usize) -> Result<Vec<Node<'a>>, RuleError> {
        if depth > DEEPEST {
            return Err(RuleError::TooMuch);
        }
        let mut expanded = Vec::with_capacity(nodes.len());
        for node in nodes {
            let what = match &node.what {
                What::Group(inner) => What::Group(self.expand_at(inner, depth + 1)?),
                What::Word(word) => match word.strip_prefix('$') {
                    Some(name) => {
                        self.splice(&mut expanded, name, node.line, depth)?;
                        continue;
                    }
                    None => What::Word(word),
                },
                other => other.clone(),
            };
            expanded.push(Node {
                line: node.line,
                what,
            });
        }
        Ok(expanded)
    }

    /// Appends the value of a variable. Inside braces, the braces of the value are omitted.
    fn splice(
        &mut self,
        into: &mut Vec<Node<'a>>,
        name: &str,
        line: usize,
        depth: usize,
    ) -> Result<(), RuleError> {
        let value = self
            .values
            .get(name)
            .ok_or_else(|| RuleError::NoVariable(name.to_owned()))?;
        let nodes = match &value[..] {
            [
                Node {
                    what: What::Group(inner),
                    ..
                },
            ] if depth > 0 => inner,
            nodes => nodes,
        };
        self.added += count(nodes);
        if self.added > MOST_NODES || depth + height(nodes) > DEEPEST {
            return Err(RuleError::TooMuch);
        }
        let here = |node: &Node<'a>| Node {
            line,
            what: node.what.clone(),
        };
        into.extend(nodes.iter().map(here));
        Ok(())
    }
}

fn count(nodes: &[Node<'_>]) -> usize {
    let inner = |node: &Node<'_>| match &node.what {
        What::Group(nodes) => count(nodes),
        _ => 0,
    };
    nodes.len() + nodes.iter().map(inner).sum::<usize>()
}

fn height(nodes: &[Node<'_>]) -> usize {
    let inner = |node: &Node<'_>| match &node.what {
        What::Group(nodes) => 1 + height(nodes),
        _ => 0,
    };
    nodes.iter().map(inner).max().unwrap_or(0)
}
