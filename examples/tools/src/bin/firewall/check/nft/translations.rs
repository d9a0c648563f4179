//! Parses the statements that change where a packet goes or what it seems to come from: `snat`, `dnat`, `tproxy`, `queue`.
//!
//! Called by `statements`.

use super::cursor::Cursor;
use super::error::NftError;
use super::expressions::Words;
use super::fields::Selector;
use super::statement::Expression;
use super::tokens::Kind;

impl<'a> Cursor<'a> {
    /// Parses the rest of `snat`, `dnat` and the like. Returns the addresses and the ports.
    pub fn translation(&mut self) -> Result<(Selector, Vec<Expression<'a>>), NftError> {
        const NO_ADDRESS: [&str; 11] = [
            ":",
            "random",
            "fully-random",
            "persistent",
            "comment",
            "counter",
            "log",
            "accept",
            "drop",
            "return",
            "continue",
        ];
        const KINDS: [&str; 6] = ["to", "addr", "prefix", "port", "interval", "."];
        self.skip(1);
        let is_family = self.word_ahead(1).is_some_and(|word| KINDS.contains(&word));
        let family = self
            .word()
            .filter(|word| is_family && matches!(*word, "ip" | "ip6"));
        self.skip(usize::from(family.is_some()));
        // Older versions leave out `to`.
        while self.skip_any(&KINDS) {}
        let is_address = |word: &str| !NO_ADDRESS.contains(&word);
        let mut to = Vec::new();
        if self.word().is_some_and(is_address) {
            to.push(self.expression(Words::Both)?);
        }
        if self.skip_word(":") {
            to.push(self.expression(Words::Both)?);
        }
        while self.skip_any(&["random", "fully-random", "persistent"])
            || self.kind() == Some(Kind::Comma)
        {
            self.skip(usize::from(self.kind() == Some(Kind::Comma)));
        }
        self.skip_rest();
        Ok((Selector::of_translation(family), to))
    }

    /// Parses the rest of `tproxy`, `queue`, `synproxy` or `fwd`.
    pub fn diversion(&mut self) -> Result<(), NftError> {
        const WORDS: [&str; 9] = [
            "ip",
            "ip6",
            "num",
            "flags",
            "bypass",
            "fanout",
            "timestamp",
            "sack-perm",
            "ecn",
        ];
        self.skip(1);
        loop {
            if self.skip_any(&WORDS) {
            } else if self.kind() == Some(Kind::Comma) || self.skip_any(&["mss", "wscale"]) {
                self.skip(1);
            } else if self.skip_word("name") {
                self.map_or_name("the name of a synproxy")?;
            } else if self.skip_any(&["to", "device", ":"]) {
                if self.word() != Some(":") {
                    self.expression(Words::Both)?;
                }
            } else if self
                .word()
                .is_some_and(|word| word.starts_with(|first: char| first.is_ascii_digit()))
            {
                // The number of a queue.
                self.expression(Words::Values)?;
            } else {
                break;
            }
        }
        self.skip_rest();
        Ok(())
    }

    /// Skips what does not begin another statement.
    fn skip_rest(&mut self) {
        if !self.begins_statement(self.position()) && self.kind() != Some(Kind::End) {
            self.skip_to_comment();
        }
    }
}
