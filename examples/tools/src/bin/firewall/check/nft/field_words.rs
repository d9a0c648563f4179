//! Parses the words of the fields of a rule in text, such as `tcp dport` and `fib daddr . iif type`.
//!
//! Called by `expressions`. `fields` says what each field compares.

use super::cursor::Cursor;
use super::error::NftError;
use super::expressions::Words;
use super::fields::Selector;
use super::selectors::fields;
use super::statement::Field;
use super::tokens::Kind;

impl<'a> Cursor<'a> {
    /// Parses a field, if there is one.
    pub fn field(&mut self) -> Result<Option<Field<'a>>, NftError> {
        let start = self.position();
        let Some(selector) = self.selector()? else {
            return Ok(None);
        };
        let text = self.text_from(start).into();
        Ok(Some(Field { text, selector }))
    }

    fn selector(&mut self) -> Result<Option<Selector>, NftError> {
        let Some(first) = self.word() else {
            return Ok(None);
        };
        let second = self.word_ahead(1).unwrap_or_default();
        let unknown = || NftError::Word(format!("{first} {second}"));
        if let Some(base) = first.strip_prefix('@') {
            return self.bytes(base);
        }
        let (selector, length) = match first {
            "meta" => (Selector::of_meta(second), 2),
            "ct" => return self.ct().map(Some),
            "fib" => return self.fib().map(Some),
            "ip" | "tcp" | "sctp" | "dccp" if matches!(second, "option" | "chunk") => {
                let is_of_option = |word: &str| {
                    matches!(
                        word,
                        "type"
                            | "length"
                            | "value"
                            | "kind"
                            | "size"
                            | "count"
                            | "left"
                            | "right"
                            | "tsval"
                            | "tsecr"
                            | "ptr"
                            | "addr"
                            | "flags"
                            | "subtype"
                            | "tsn"
                            | "stream"
                            | "ssn"
                            | "ppid"
                            | "seqno"
                            | "init-tag"
                            | "a-rwnd"
                            | "num-outbound-streams"
                            | "num-inbound-streams"
                            | "initial-tsn"
                            | "cum-tsn-ack"
                            | "num-gap-ack-blocks"
                            | "num-dup-tsns"
                            | "lowest-tsn"
                            | "new-cum-tsn"
                    )
                };
                let has_field = self.word_ahead(3).is_some_and(is_of_option);
                (Selector::of_option(first), 3 + usize::from(has_field))
            }
            "rt" if matches!(second, "ip" | "ip6") => (Some(Selector::other()), 3),
            "exthdr" => (Some(Selector::of_extension_header()), 2),
            // `socket cgroupv2 level 2`, `osf ttl loose name`
            "socket" | "osf" if matches!(second, "cgroupv2" | "ttl") => {
                (Some(Selector::other()), 4)
            }
            "rt" if !matches!(second, "classid" | "nexthop" | "mtu" | "ipsec") => {
                (Selector::of_header(first, second), 2)
            }
            "rt" | "socket" | "osf" => (Some(Selector::other()), 2),
            "ipsec" => return Ok(Some(self.ipsec())),
            "numgen" | "jhash" | "symhash" => return self.number().map(Some),
            _ if Selector::is_bare_meta(first) => (Selector::of_meta(first), 1),
            _ => match Selector::of_header(first, second) {
                Some(selector) => (Some(selector), 2),
                None => return Ok(None),
            },
        };
        let is_name = |word: &str| word.starts_with(|first: char| first.is_ascii_alphanumeric());
        let has_names = (0..length).all(|at| self.word_ahead(at).is_some_and(is_name));
        match selector {
            Some(selector) if has_names => {
                self.skip(length);
                Ok(Some(selector))
            }
            _ => Err(unknown()),
        }
    }

    /// Parses `@th,16,16`. Another word is the name of a set.
    fn bytes(&mut self, base: &str) -> Result<Option<Selector>, NftError> {
        if self.peek(1).map(|token| token.kind) != Some(Kind::Comma) {
            return Ok(None);
        }
        let number = |at| self.word_ahead(at).and_then(|word| word.parse().ok());
        let (Some(offset), Some(length)) = (number(2), number(4)) else {
            return Err(NftError::Expected("an offset and a length in bits"));
        };
        let selector = Selector::of_bytes(base, offset, length);
        let selector = selector.ok_or_else(|| NftError::Word(format!("@{base}")))?;
        self.skip(5);
        Ok(Some(selector))
    }

    fn ct(&mut self) -> Result<Selector, NftError> {
        let start = self.position();
        self.skip(1);
        let mut optional = |words: &[&str]| {
            let word = self.word().filter(|word| words.contains(word));
            self.skip(usize::from(word.is_some()));
            word
        };
        let direction = optional(&["original", "reply"]);
        let family = optional(&["ip", "ip6"]);
        let key = self.word().unwrap_or_default();
        let selector = Selector::of_ct(direction, family, key);
        self.skip(1);
        selector.ok_or_else(|| NftError::Word(self.text_from(start)))
    }

    fn fib(&mut self) -> Result<Selector, NftError> {
        let start = self.position();
        self.skip(1);
        let mut keys = Vec::new();
        loop {
            keys.push(self.word().unwrap_or_default());
            self.skip(1);
            if !self.skip_word(".") {
                break;
            }
        }
        let result = self.word().unwrap_or_default();
        self.skip(1);
        let selector = Selector::of_route(&keys, result);
        selector.ok_or_else(|| NftError::Word(self.text_from(start)))
    }

    fn ipsec(&mut self) -> Selector {
        self.skip(2);
        if self.skip_word("spnum") {
            self.skip(1);
        }
        self.skip_any(&["ip", "ip6"]);
        self.skip(1);
        Selector::other()
    }

    /// Parses a number generator or a hash.
    fn number(&mut self) -> Result<Selector, NftError> {
        let mut hashed = Vec::new();
        match self.word() {
            Some("numgen") => self.skip(2),
            Some("jhash") => {
                self.skip(1);
                self.enter()?;
                hashed = fields(&self.expression(Words::Fields)?);
                self.depth -= 1;
            }
            _ => self.skip(1),
        }
        if !self.skip_word("mod") {
            return Err(NftError::Expected("mod and a number"));
        }
        self.skip(1);
        while self.skip_any(&["seed", "offset"]) {
            self.skip(1);
        }
        Ok(Selector::of_hash(&hashed))
    }
}
