//! The items of a tables file as they are stored in the memory of a target.

/// A target for which the tables are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub pointer_bits: u32,
    pub byte_order: ByteOrder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    Little,
    Big,
}

impl Target {
    pub const fn new(pointer_bits: u32, byte_order: ByteOrder) -> Self {
        Self {
            pointer_bits,
            byte_order,
        }
    }

    /// Returns the value as a `usize` of the target.
    #[track_caller]
    pub fn size(self, value: u128) -> usize {
        assert_eq!(value >> self.pointer_bits, 0, "{value} overflows a usize");
        usize::try_from(value).expect("a machine that holds the target's sizes")
    }

    /// Checks the size of an object, which may have half of the address space at most.
    pub fn check_bytes(self, name: &str, bytes: usize) -> Result<(), String> {
        let most = (1_u128 << (self.pointer_bits - 1)) - 1;
        if bytes as u128 > most {
            return Err(format!("{name} has {bytes} bytes: expected {most} at most"));
        }
        Ok(())
    }
}

/// Numbers as they are stored in the memory of the target. A constant is one number.
pub struct Numbers {
    bytes: Vec<u8>,
    pub width: usize,
    byte_order: ByteOrder,
}

impl Numbers {
    pub fn read(name: &str, of: &str, value: &str, target: Target) -> Result<Self, String> {
        // An array of arrays is stored like one long array.
        let (mut item, mut declared) = (of, 1);
        while let Some((inner, len)) = item.strip_prefix('[').and_then(|of| of.rsplit_once("; ")) {
            let len = len.strip_suffix(']').and_then(|len| len.parse().ok());
            declared *= len.unwrap_or(usize::MAX);
            item = inner;
        }
        let bits = match item {
            "usize" => target.pointer_bits,
            _ => item
                .strip_prefix('u')
                .and_then(|bits| bits.parse().ok())
                .ok_or_else(|| format!("{name} is of {of}: expected unsigned numbers"))?,
        };
        let width = bits as usize / 8;
        let mut bytes = Vec::with_capacity(declared.min(value.len()) * width);
        let value = value.as_bytes();
        let numbers = value.split(|byte| !byte.is_ascii_digit());
        for digits in numbers.filter(|digits| !digits.is_empty()) {
            let number = digits.iter().try_fold(0, |sum: u128, digit| {
                sum.checked_mul(10)?.checked_add(u128::from(digit - b'0'))
            });
            let number = number.ok_or_else(|| format!("{name} has a number over 128 bits"))?;
            if bits < 128 && number >> bits != 0 {
                return Err(format!("{name}: {number} does not fit {item}"));
            }
            match target.byte_order {
                ByteOrder::Little => bytes.extend_from_slice(&number.to_le_bytes()[..width]),
                ByteOrder::Big => bytes.extend_from_slice(&number.to_be_bytes()[16 - width..]),
            }
        }
        if bytes.len() != declared * width {
            return Err(format!("{name} is not of {of}"));
        }
        target.check_bytes(name, bytes.len())?;
        Ok(Self {
            bytes,
            width,
            byte_order: target.byte_order,
        })
    }

    pub fn len(&self) -> usize {
        self.bytes.len() / self.width
    }

    #[track_caller]
    pub fn at(&self, position: usize) -> u128 {
        let bytes = &self.bytes[position * self.width..][..self.width];
        let mut wide = [0; 16];
        match self.byte_order {
            ByteOrder::Little => {
                wide[..self.width].copy_from_slice(bytes);
                u128::from_le_bytes(wide)
            }
            ByteOrder::Big => {
                wide[16 - self.width..].copy_from_slice(bytes);
                u128::from_be_bytes(wide)
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = u128> {
        (0..self.len()).map(|position| self.at(position))
    }
}

/// Returns the strings of an array of Rust literals.
pub fn strings(array: &str) -> Option<Vec<String>> {
    let (mut strings, mut rest) = (Vec::new(), array);
    while let Some(start) = rest.find('"') {
        let literal = &rest[start..];
        let mut is_escaped = false;
        let end = literal[1..].find(|char| {
            let ends = char == '"' && !is_escaped;
            is_escaped = char == '\\' && !is_escaped;
            ends
        })?;
        let (literal, after) = literal.split_at(end + 2);
        strings.push(string(literal)?);
        rest = after;
    }
    Some(strings)
}

/// Returns the value of a Rust string literal.
pub fn string(literal: &str) -> Option<String> {
    let mut chars = literal.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut text = String::new();
    while let Some(char) = chars.next() {
        text.push(match char {
            '\\' => match chars.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '0' => '\0',
                'u' => {
                    let hex: String = chars
                        .by_ref()
                        .skip(1)
                        .take_while(|hex| *hex != '}')
                        .collect();
                    char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?
                }
                char => char,
            },
            char => char,
        });
    }
    Some(text)
}
