//! Parses the expressions of a rule in text: fields, values and sets.
//!
//! Called by `statements`.

use std::borrow::Cow;

use super::bits;
use super::cursor::Cursor;
use super::error::{DEEPEST, NftError};
use super::fields::What;
use super::selectors::fields;
use super::statement::{Binary, Element, ElementKind, Expression, Match, Operator, Verdict};
use super::tokens::Kind;

/// The words that may stand in an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Those of fields. A word that is none is an error.
    Fields,
    /// Constants. The word `tcp` is a protocol, and not the beginning of a field.
    Values,
    /// Both, as in the value that is set.
    Both,
}

impl<'a> Cursor<'a> {
    /// Parses an expression, and the concatenation that it may begin.
    pub fn expression(&mut self, words: Words) -> Result<Expression<'a>, NftError> {
        let first = self.operation(words, 0)?;
        let first = if words != Words::Values && self.skip_word("map") {
            let data = self.primary(Words::Values)?;
            Expression::Map(Box::new([first, data]))
        } else {
            first
        };
        if self.word() != Some(".") {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.skip_word(".") {
            parts.push(self.operation(words, 0)?);
        }
        let all = Expression::Concatenation(parts);
        if words != Words::Values && self.skip_word("map") {
            let data = self.primary(Words::Values)?;
            return Ok(Expression::Map(Box::new([all, data])));
        }
        Ok(all)
    }

    /// Parses the rest of a match after its left side.
    pub fn comparison(&mut self, left: Expression<'a>) -> Result<Match<'a>, NftError> {
        let operator = self.word().and_then(Operator::parse);
        self.skip(usize::from(operator.is_some()));
        let operator = operator.unwrap_or(Operator::Implicit);
        let right = self.values()?;
        // A priority has two numbers: `meta priority 1:2`.
        if matches!(&left, Expression::Field(field) if field.text == "meta priority")
            && self.skip_word(":")
        {
            self.name("the second number of a priority")?;
        }
        if !self.skip_word("/") {
            return Ok(Match {
                left,
                operator,
                right,
            });
        }
        // `tcp flags syn / syn,ack` has the mask after the value.
        let (mask, right) = match self.values()? {
            Expression::Value(text) if bits::integer(&text).is_some() => {
                let mask = of_prefix(&left, &text)?;
                let both = [right, constant(mask.clone().into())];
                let right = Expression::Binary(Binary::And, Box::new(both));
                (constant(mask.into()), right)
            }
            mask => (mask, right),
        };
        Ok(Match {
            left: Expression::Binary(Binary::And, Box::new([left, mask])),
            operator: match operator {
                Operator::Implicit => Operator::Equal,
                operator => operator,
            },
            right,
        })
    }

    /// Parses the right side of a match: a value, or flags with commas between them.
    fn values(&mut self) -> Result<Expression<'a>, NftError> {
        let first = self.expression(Words::Values)?;
        if self.kind() != Some(Kind::Comma) {
            return Ok(first);
        }
        let mut flags = vec![first];
        while self.kind() == Some(Kind::Comma) {
            self.skip(1);
            flags.push(self.operation(Words::Values, 0)?);
        }
        Ok(Expression::List(flags))
    }

    fn operation(&mut self, words: Words, least: u8) -> Result<Expression<'a>, NftError> {
        let mut left = self.primary(words)?;
        let mut depth = 0;
        while let Some(binary) = self.word().and_then(Binary::parse) {
            if binary.precedence() < least {
                break;
            }
            depth += usize::from(binary != Binary::Or);
            if depth > DEEPEST {
                return Err(NftError::TooDeep);
            }
            self.skip(1);
            let words = if words == Words::Fields {
                Words::Values
            } else {
                words
            };
            self.enter()?;
            let right = self.operation(words, binary.precedence() + 1)?;
            self.depth -= 1;
            left = flattened(binary, left, right);
        }
        Ok(left)
    }

    fn primary(&mut self, words: Words) -> Result<Expression<'a>, NftError> {
        if words != Words::Values
            && let Some(field) = self.field()?
        {
            return Ok(Expression::Field(Box::new(field)));
        }
        if self.skip_word("(") {
            self.enter()?;
            let inner = self.operation(words, 0)?;
            self.depth -= 1;
            if !self.skip_word(")") {
                return Err(NftError::Expected("a closing parenthesis"));
            }
            return Ok(inner);
        }
        if words == Words::Fields {
            let text = self.peek(0).map_or("", |token| token.text);
            return Err(match text.strip_prefix('$') {
                Some(name) => NftError::NoVariable(name.to_owned()),
                None => NftError::Word(text.to_owned()),
            });
        }
        if self.kind() == Some(Kind::Open) {
            return self.set();
        }
        self.value()
    }

    fn value(&mut self) -> Result<Expression<'a>, NftError> {
        const EXPECTED: &str = "a value";
        let is_quoted = self.kind() == Some(Kind::Quoted);
        let text = self.name(EXPECTED)?;
        let one = match text {
            _ if is_quoted => Expression::Quoted(text.into()),
            "exists" => Expression::Existence(true),
            "missing" => Expression::Existence(false),
            "(" | ")" | "|" | "&" | "^" | "." | ":" | "=" | "/" => {
                return Err(NftError::Expected(EXPECTED));
            }
            _ => match text.strip_prefix('@') {
                Some(name) => Expression::NamedSet(name.into()),
                None => constant(text.into()),
            },
        };
        if self.skip_word("-") {
            let is_quoted = self.kind() == Some(Kind::Quoted);
            let last = self.name("the end of a range")?;
            let last = if is_quoted {
                Expression::Quoted(last.into())
            } else {
                constant(last.into())
            };
            return Ok(Expression::Range(Box::new([one, last])));
        }
        // nft lists `iif 0-1` as `iif 0-"lo"`, and `iif 1-99` as `iif "lo"-99`.
        if let Some(first) = text.strip_suffix('-')
            && bits::integer(first).is_some()
            && self.kind() == Some(Kind::Quoted)
        {
            let last = Expression::Quoted(self.name("the end of a range")?.into());
            return Ok(Expression::Range(Box::new([constant(first.into()), last])));
        }
        if let Some(last) = self.word().and_then(|word| word.strip_prefix('-'))
            && is_quoted
        {
            self.skip(1);
            return Ok(Expression::Range(Box::new([one, constant(last.into())])));
        }
        Ok(one)
    }

    /// Parses a set or a map in braces.
    pub fn set(&mut self) -> Result<Expression<'a>, NftError> {
        if self.next().map(|token| token.kind) != Some(Kind::Open) {
            return Err(NftError::Expected("a set in braces"));
        }
        self.enter()?;
        let elements = self.elements()?;
        self.depth -= 1;
        if self.next().map(|token| token.kind) != Some(Kind::Close) {
            return Err(NftError::Expected("a comma between the elements of a set"));
        }
        Ok(Expression::Set(elements))
    }

    /// Parses the elements of a set up to its closing brace.
    pub fn elements(&mut self) -> Result<Vec<Element<'a>>, NftError> {
        let mut elements = Vec::new();
        loop {
            self.skip_ends();
            if self.is_at_end() || self.kind() == Some(Kind::Close) {
                return Ok(elements);
            }
            let element = self.element()?;
            match element.key {
                // A variable in braces may have braces itself.
                Expression::Set(inner) if element.verdict.is_none() => elements.extend(inner),
                _ => elements.push(element),
            }
            self.skip_ends();
            if self.kind() != Some(Kind::Comma) {
                return Ok(elements);
            }
            self.skip(1);
        }
    }

    fn element(&mut self) -> Result<Element<'a>, NftError> {
        let key = self.expression(Words::Values)?;
        let mut kind = self.element_options()?;
        let mut verdict = None;
        self.skip_ends();
        if self.skip_word(":") {
            self.skip_ends();
            verdict = self.verdict()?.map(Box::new);
            if verdict.is_none() {
                self.expression(Words::Values)?;
            }
            if self.element_options()? == ElementKind::Limited {
                kind = ElementKind::Limited;
            }
        }
        Ok(Element { key, kind, verdict })
    }

    fn element_options(&mut self) -> Result<ElementKind, NftError> {
        let mut kind = ElementKind::Plain;
        loop {
            match self.word() {
                Some("comment" | "timeout" | "expires") => self.skip(2),
                Some("counter") => self.counter()?,
                Some("last") => self.last(),
                Some("limit" | "quota") => {
                    kind = ElementKind::Limited;
                    self.limit()?;
                }
                Some("ct") if self.word_ahead(1) == Some("count") => {
                    kind = ElementKind::Limited;
                    self.limit()?;
                }
                _ => return Ok(kind),
            }
        }
    }

    /// Parses a verdict, if there is one.
    pub fn verdict(&mut self) -> Result<Option<Verdict<'a>>, NftError> {
        let verdict = match self.word() {
            Some("accept") => Verdict::Accept,
            Some("drop") => Verdict::Drop,
            Some("continue") => Verdict::Continue,
            Some("return") => Verdict::Return,
            Some("queue") => Verdict::Queue,
            Some(jump @ ("jump" | "goto")) => {
                self.skip(1);
                let name = Cow::Borrowed(self.name("the name of a chain")?);
                return Ok(Some(match jump {
                    "jump" => Verdict::Jump(name),
                    _ => Verdict::Goto(name),
                }));
            }
            _ => return Ok(None),
        };
        self.skip(1);
        Ok(Some(verdict))
    }
}

/// Returns an operation. Operands of the same operation are one list, so that a long list of flags
/// is not deep.
fn flattened<'a>(binary: Binary, left: Expression<'a>, right: Expression<'a>) -> Expression<'a> {
    match (binary, left) {
        (Binary::Or, Expression::List(mut flags)) => {
            flags.push(right);
            Expression::List(flags)
        }
        (Binary::Or, left @ (Expression::Value(_) | Expression::Quoted(_))) => {
            Expression::List(vec![left, right])
        }
        (binary, left) => Expression::Binary(binary, Box::new([left, right])),
    }
}

/// Returns a constant: a value, a range or a prefix.
pub fn constant(text: Cow<'_, str>) -> Expression<'_> {
    // Names may have hyphens too, so only numbers and addresses make a range.
    let is_number = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_hexdigit() || first == ':')
            && !text.ends_with('-')
    };
    let is_digit = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    let Cow::Borrowed(text) = text else {
        return Expression::Value(text);
    };
    if let Some((first, last)) = text.split_once('-')
        && (is_digit(first) || first.contains(':'))
        && is_number(last)
    {
        let ends = [first, last].map(|end| Expression::Value(end.into()));
        return Expression::Range(Box::new(ends));
    }
    match text.split_once('/') {
        Some((address, length)) if !address.is_empty() => match length.parse() {
            Ok(length) => Expression::Prefix(Box::new(Expression::Value(address.into())), length),
            Err(_) => Expression::Value(text.into()),
        },
        _ => Expression::Value(text.into()),
    }
}

/// Returns the mask of the first bits of a field, since a number after a slash is the length of a prefix, as of an address.
fn of_prefix(left: &Expression<'_>, length: &str) -> Result<String, NftError> {
    const EXPECTED: NftError = NftError::Expected("flags after the slash");
    let are_flags = matches!(&fields(left)[..], [field] if field.what == What::TcpFlags);
    // The flags of TCP have eight bits.
    let length = bits::integer(length).filter(|length| are_flags && *length <= 8);
    let mask = 0xff00 >> length.ok_or(EXPECTED)? & 0xff;
    Ok(mask.to_string())
}
