//! Parses the statements of a rule in text.
//!
//! Called by `tables` for each rule.

use super::cursor::Cursor;
use super::error::NftError;
use super::expressions::Words;
use super::fields::Selector;
use super::statement::{Binary, Expression, Item, Operator, Statement};
use super::tokens::{Kind, Token};

/// Parses the statements of a rule. With an error, those before it are returned too.
pub fn read<'a>(tokens: &'a [Token<'a>]) -> (Vec<Item<'a>>, Option<NftError>) {
    let mut cursor = Cursor::new(tokens);
    let mut items = Vec::new();
    loop {
        cursor.skip_ends();
        if cursor.is_at_end() {
            return (items, None);
        }
        let start = cursor.position();
        match cursor.statement() {
            Ok(statement) => {
                let text = cursor.text_from(start);
                items.push(Item { text, statement });
            }
            Err(error) => {
                // What does not begin a statement may belong to the value before it.
                if !cursor.begins_statement(start) {
                    items.pop();
                }
                return (items, Some(error));
            }
        }
    }
}

impl<'a> Cursor<'a> {
    fn statement(&mut self) -> Result<Statement<'a>, NftError> {
        if self.word() != Some("queue")
            && let Some(verdict) = self.verdict()?
        {
            return Ok(Statement::Verdict(verdict));
        }
        let second = self.word_ahead(1);
        let (statement, length) = match self.word() {
            Some("reject") => return self.reject().map(Statement::Reject),
            Some("counter") if second == Some("name") => {
                self.skip(2);
                let map = self.map_or_name("the name of a counter")?;
                (
                    map.map_or(Statement::Effectless, |map| Statement::Lookup(vec![map])),
                    0,
                )
            }
            Some("counter") => {
                self.counter()?;
                (Statement::Effectless, 0)
            }
            Some("last") => {
                self.last();
                (Statement::Effectless, 0)
            }
            Some("log") => {
                self.log()?;
                (Statement::Effectless, 0)
            }
            Some("comment") => (Statement::Effectless, 2),
            Some("limit" | "quota") if second == Some("name") => {
                self.skip(2);
                let key = self.map_or_name("the name of a limit or a quota")?;
                (Statement::Limiter { key }, 0)
            }
            Some("limit" | "quota") => {
                self.limit()?;
                (Statement::Limiter { key: None }, 0)
            }
            Some("ct") if second == Some("count") => {
                self.limit()?;
                (Statement::Limiter { key: None }, 0)
            }
            Some("meter") => return self.meter(),
            Some("add" | "update" | "delete")
                if second.is_some_and(|name| name.starts_with('@')) =>
            {
                self.skip(2);
                return self.metered();
            }
            Some("set" | "map") if matches!(second, Some("add" | "update" | "delete")) => {
                return self.older_change();
            }
            Some("notrack") => (Statement::Untrack, 1),
            Some("flow") => (Statement::Effectless, 3),
            Some("dup") => {
                self.skip(2);
                let mut values = vec![self.expression(Words::Both)?];
                if self.skip_word("device") {
                    values.push(self.expression(Words::Both)?);
                }
                (Statement::Lookup(values), 0)
            }
            Some("snat" | "masquerade") => {
                let (of, to) = self.translation()?;
                (Statement::SourceNat { of, to }, 0)
            }
            Some("dnat" | "redirect") => {
                let (of, to) = self.translation()?;
                (Statement::Divert { of, to }, 0)
            }
            Some("tproxy" | "queue" | "synproxy" | "fwd") => {
                self.diversion()?;
                let (of, to) = (Selector::other(), Vec::new());
                (Statement::Divert { of, to }, 0)
            }
            Some("reset") => {
                self.skip(1);
                let field = self.expression(Words::Fields)?;
                let value = Expression::Existence(false);
                (Statement::Assignment { field, value }, 0)
            }
            Some("xt") => {
                let name = self
                    .peek(2)
                    .or(self.peek(0))
                    .map_or("xt", |token| token.text);
                return Err(NftError::Xt(name.to_owned()));
            }
            _ => return self.match_or_assignment(),
        };
        self.skip(length);
        Ok(statement)
    }

    /// Returns whether the token at a position is a word such as `tcp` or `@th`, and not an operator or a number.
    pub fn begins_statement(&self, position: usize) -> bool {
        let word = self.at(position).and_then(Token::word).unwrap_or_default();
        let is_operator = matches!(word, "map" | "vmap" | "set")
            || Binary::parse(word).is_some()
            || Operator::parse(word).is_some();
        word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '@') && !is_operator
    }

    fn match_or_assignment(&mut self) -> Result<Statement<'a>, NftError> {
        let left = self.expression(Words::Fields)?;
        if self.skip_word("set") {
            let value = self.expression(Words::Both)?;
            // `ct event set new,related`, `meta priority set 1:2`
            while self.kind() == Some(Kind::Comma) || self.word() == Some(":") {
                self.skip(2);
            }
            if matches!(&left, Expression::Field(field) if field.text == "ct expectation") {
                return Ok(Statement::Expectation(value));
            }
            return Ok(Statement::Assignment { field: left, value });
        }
        if self.skip_word("vmap") {
            let data = self.expression(Words::Values)?;
            return Ok(Statement::VerdictMap { key: left, data });
        }
        self.comparison(left).map(Statement::Match)
    }

    fn reject(&mut self) -> Result<Selector, NftError> {
        const EXPECTED: NftError = NftError::Expected("a code of ICMP or tcp reset");
        self.skip(1);
        if !self.skip_word("with") {
            return Ok(Selector::other());
        }
        if self.word() == Some("tcp") && self.word_ahead(1) == Some("reset") {
            self.skip(2);
            return Selector::of_answer("tcp reset").ok_or(EXPECTED);
        }
        let selector = Selector::of_answer(self.word().unwrap_or_default()).ok_or(EXPECTED)?;
        self.skip(1);
        self.skip_any(&["type", "code"]);
        self.name("a code of ICMP")?;
        Ok(selector)
    }

    pub fn counter(&mut self) -> Result<(), NftError> {
        self.skip(1);
        match self.word() {
            Some("name") => self.skip(2),
            Some("packets") if self.word_ahead(2) == Some("bytes") => self.skip(4),
            Some("bytes") if self.word_ahead(2) == Some("packets") => self.skip(4),
            Some("packets") => return Err(NftError::Expected("bytes after packets")),
            _ => {}
        }
        Ok(())
    }

    pub fn last(&mut self) {
        self.skip(1);
        if self.skip_word("used") {
            self.skip(1);
        }
    }

    /// Parses `limit`, `quota` or `ct count`.
    pub fn limit(&mut self) -> Result<(), NftError> {
        const UNITS: [&str; 16] = [
            "/", "over", "until", "burst", "used", "packets", "packet", "bytes", "kbytes",
            "mbytes", "gbytes", "second", "minute", "hour", "day", "week",
        ];
        let is_of_connections = self.skip_word("ct");
        self.skip(1);
        if !is_of_connections && self.skip_word("name") {
            return self.name("the name of a limit or a quota").map(|_| ());
        }
        self.skip_word("rate");
        self.skip_any(&["over", "until"]);
        let is_amount = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
        if !self.word().is_some_and(is_amount) {
            return Err(NftError::Expected("the amount of a limit"));
        }
        self.skip_amounts(&UNITS);
        Ok(())
    }

    fn log(&mut self) -> Result<(), NftError> {
        self.skip(1);
        while let Some(option) = self.word() {
            match option {
                "prefix" | "level" | "group" | "snaplen" | "queue-threshold" => {
                    self.skip(1);
                    self.name("the value of an option of log")?;
                }
                "flags" => {
                    self.skip(1);
                    self.skip_any(&["tcp", "ip"]);
                    self.name("a flag of log")?;
                    while self.kind() == Some(Kind::Comma) {
                        self.skip(1);
                        self.name("a flag of log")?;
                    }
                }
                _ => break,
            }
        }
        Ok(())
    }

    fn meter(&mut self) -> Result<Statement<'a>, NftError> {
        self.skip(2);
        if self.skip_word("size") {
            self.skip(1);
        }
        self.metered()
    }

    /// Parses the words of older versions: `set add ip saddr timeout 1m @name`.
    fn older_change(&mut self) -> Result<Statement<'a>, NftError> {
        self.skip(2);
        let key = Some(self.expression(Words::Fields)?);
        while self.skip_any(&["timeout", "expires"]) {
            self.skip(1);
        }
        if self.skip_word(":") {
            self.expression(Words::Both)?;
        }
        let name = self.name("the name of a set")?;
        if !name.starts_with('@') {
            return Err(NftError::Expected("the name of a set"));
        }
        Ok(Statement::Limiter { key })
    }

    /// Parses the key of a meter or a set, and its statements in braces.
    fn metered(&mut self) -> Result<Statement<'a>, NftError> {
        const EXPECTED: NftError = NftError::Expected("a field in braces");
        if self.next().map(|token| token.kind) != Some(Kind::Open) {
            return Err(EXPECTED);
        }
        self.skip_ends();
        let key = Some(self.expression(Words::Fields)?);
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next().ok_or(EXPECTED)?.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth -= 1,
                _ => {}
            }
        }
        Ok(Statement::Limiter { key })
    }

    /// Parses a map of names, or a name.
    pub fn map_or_name(&mut self, name: &'static str) -> Result<Option<Expression<'a>>, NftError> {
        let (start, depth) = (self.position(), self.depth);
        if let Ok(map @ Expression::Map(_)) = self.expression(Words::Fields) {
            return Ok(Some(map));
        }
        self.go_back(start, depth);
        self.name(name).map(|_| None)
    }
}
