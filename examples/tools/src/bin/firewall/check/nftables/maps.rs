//! Parses verdict maps in braces, such as `{ 22 : accept, 23 : drop }`.
//!
//! Used by `rules`.

use super::tokens::{self, Node, What};
use crate::check::rule::{RuleError, Verdict};

/// Returns the elements of a map: the nodes before the colon, and the verdict after it.
pub fn elements<'a>(nodes: &[Node<'a>]) -> Result<Vec<(Vec<Node<'a>>, Verdict)>, RuleError> {
    let mut mapped = Vec::new();
    for element in tokens::elements(nodes) {
        let element = with_lone_colon(element);
        let colon = element.iter().position(|node| node.word() == Some(":"));
        let (key, verdict) =
            element.split_at(colon.ok_or(RuleError::Expected("a colon and a verdict"))?);
        let verdict = match verdict.get(1..).unwrap_or_default() {
            [one] if one.word() == Some("accept") => Verdict::Accept,
            [one] if one.word() == Some("drop") => Verdict::Drop,
            words => Verdict::Other(tokens::text(words)),
        };
        mapped.push((key.to_vec(), verdict));
    }
    Ok(mapped)
}

/// Splits `22:accept` into `22 : accept`. The last colon separates, since IPv6 addresses contain
/// colons.
fn with_lone_colon(element: Vec<Node<'_>>) -> Vec<Node<'_>> {
    if element.iter().any(|node| node.word() == Some(":")) {
        return element;
    }
    let mut pieces = Vec::with_capacity(element.len() + 2);
    for node in element {
        let line = node.line;
        match node.word().and_then(|word| word.rsplit_once(':')) {
            Some((before, after)) => {
                let words = [before, ":", after]
                    .into_iter()
                    .filter(|word| !word.is_empty());
                let what = words.map(What::Word);
                pieces.extend(what.map(|what| Node { line, what }));
            }
            None => pieces.push(node),
        }
    }
    pieces
}
