//! Chooses the parser of a rule set: JSON by its first character, the other languages by the first line.
//!
//! Called by `check`.

use super::rule_set::{Cast, RuleSet};
use super::source::{Source, Unit};
use super::{nft, save};

/// The error returned when a file is not a rule set.
#[derive(Debug, thiserror::Error)]
pub enum LanguageError {
    #[error("{0}: no rules: expected a rule set of nftables or iptables-save")]
    Nothing(String),
    #[error(
        "{0}:{1}: this is a listing without interfaces and options: expected the output of iptables-save"
    )]
    Listing(String, usize),
    #[error("{0}")]
    Json(String, #[source] nft::JsonError),
}

/// Reads a rule set, for packets of one kind.
pub fn read(source: &Source, cast: Cast) -> Result<RuleSet, LanguageError> {
    if source.unit == Unit::Object {
        let mut rules = nft::read_json(&source.text, cast)
            .map_err(|error| LanguageError::Json(source.name.clone(), error))?;
        if rules.chains.iter().any(|chain| chain.base.is_some()) {
            // nft 1.0.6 prints no flags of tables in JSON.
            let remark =
                "nft -j does not print whether a table is dormant: all are taken to be in force";
            rules.remarks.insert(0, (1, remark.to_owned()));
        }
        return Ok(rules);
    }
    let lines = source.text.lines().map(str::trim).zip(1..);
    let mut lines = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    let Some((first, number)) = lines.next() else {
        return Err(LanguageError::Nothing(source.name.clone()));
    };
    if save::is_listing(first) {
        return Err(LanguageError::Listing(source.name.clone(), number));
    }
    // The output of iptables-xml, and a script that restores rules.
    let is_other = first.starts_with("<iptables-rules")
        || first.starts_with("<?xml")
        || first.contains("tables-restore");
    Ok(
        if save::is_first_line(first) || is_other || save::is_script(&source.text) {
            save::read(&source.text, cast)
        } else {
            nft::read(&source.text, cast)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the first error of a text.
    fn error(text: &str) -> Option<String> {
        let source = Source::new("rules".to_owned(), text.to_owned());
        let rules = read(&source, Cast::Unicast).unwrap();
        rules.unread.first().map(|unread| unread.error.to_string())
    }

    #[test]
    fn languages_of_texts() {
        let other = "unknown line: expected what iptables-save or iptables -S prints, or a command of iptables";
        for (text, expected) in [
            ("set -e\nmodprobe x\niptables -F\n", None),
            ("IPT=iptables\n$IPT -F\n", None),
            ("echo x\nip6tables -P INPUT DROP\n", None),
            ("flush ruleset\n", None),
            ("iptables-restore <<EOF\n", Some(other)),
            ("<iptables-rules version=\"1.0\">\n", Some(other)),
            (
                "bogus\n",
                Some("unknown command \"bogus\": expected a command of nft"),
            ),
        ] {
            assert_eq!(error(text).as_deref(), expected, "{text}");
        }
    }
}
