//! What a match says about the standard packet.
//!
//! Called by `rules`. `leaf` compares one field with one value, `comparisons` bits and sizes, and `union` adds the values of a
//! set up.

use std::collections::HashMap;
use std::rc::Rc;

use super::comparisons::{masked, of_bits, ordered};
use super::error::{MOST_ELEMENTS, NftError};
use super::fields::{Selector, What};
use super::leaf::{Leaf, Truth};
use super::presence::has_missing_parts;
use super::selectors::{are_masked_bits, domain, fields, is_decidable};
use super::sets::{Elements, NamedSets};
use super::statement::{Element, ElementKind, Expression, Match, Operator};
use super::tables::Table;
use super::union::{Meaning, Union};
use crate::check::rule_set::{Cast, Rule};
use crate::check::values::Sense;
use crate::sources::Reach;

/// The matches of the rules of a table. A named set is read once for each field that it is compared
/// with.
pub struct Matcher<'t, 'a> {
    pub table: &'t Table<'a>,
    cast: Cast,
    named_sets: NamedSets,
    sets: HashMap<SetKey, Result<Meaning, NftError>>,
    pub(super) maps: HashMap<SetKey, Result<Rc<[Rule]>, NftError>>,
    pub(super) left: usize,
}

/// A named set, and what it is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SetKey {
    pub set: String,
    pub field: String,
    pub sense: Sense,
}

impl<'t, 'a> Matcher<'t, 'a> {
    pub fn new(table: &'t Table<'a>, cast: Cast, named_sets: NamedSets) -> Self {
        Self {
            table,
            cast,
            named_sets,
            sets: HashMap::new(),
            maps: HashMap::new(),
            left: MOST_ELEMENTS,
        }
    }

    pub fn meaning(&mut self, one: &Match<'_>) -> Result<Meaning, NftError> {
        let fields = fields(&one.left);
        if let [selector] = fields[..]
            && let Some(leaf) = of_bits(selector, one)?
        {
            return Ok(Meaning::of(leaf));
        }
        if let Expression::Binary(..) = &one.left
            && !are_masked_bits(&one.left, &fields)
        {
            return masked(one);
        }
        if fields.is_empty() {
            return Err(NftError::Comparison("this expression"));
        }
        let sense = match one.operator {
            Operator::Implicit | Operator::Equal => Sense::Is,
            Operator::NotEqual | Operator::Not => Sense::IsNot,
            operator => return ordered(&fields, operator, &one.right),
        };
        // A packet has no interface to go out on yet, and not all kernels say that it differs from another.
        if sense == Sense::IsNot
            && fields
                .iter()
                .any(|field| field.what == What::OutputInterface)
        {
            let truth = Truth::Sometimes(Reach::World);
            return Ok(Meaning::of(Leaf {
                truth,
                ..domain(&fields)
            }));
        }
        self.among(&one.left, &fields, sense, &one.right)
    }

    /// Returns the packets whose fields are among the values, or are not.
    fn among(
        &mut self,
        left: &Expression<'_>,
        fields: &[Selector],
        sense: Sense,
        right: &Expression<'_>,
    ) -> Result<Meaning, NftError> {
        let Expression::NamedSet(name) = right else {
            return self.of_values(left, fields, sense, right);
        };
        let set = self.table.sets.get(name);
        let set = set.ok_or_else(|| NftError::NoSet(name.to_string()))?;
        if let Some(error) = &set.unknown {
            return Err(error.clone());
        }
        // Elements that the packets add, or conditions that the values don't decide on.
        let is_decided_by_values =
            self.table.is_fixed(name) && fields.iter().any(|field| is_decidable(field.what));
        if !is_decided_by_values {
            let reach = match sense {
                Sense::Is if fields.iter().any(|field| field.what == What::SourceAddress) => {
                    Reach::Some
                }
                _ => Reach::World,
            };
            let truth = Truth::Sometimes(reach);
            return Ok(Meaning::of(Leaf {
                truth,
                ..domain(fields)
            }));
        }
        let key = SetKey {
            set: name.to_string(),
            field: left.to_string(),
            sense,
        };
        if let Some(meaning) = self.sets.get(&key) {
            return meaning.clone();
        }
        let meaning = match self.elements(name) {
            // A script or a program adds its elements.
            Err(NftError::EmptySet(_)) if self.named_sets == NamedSets::Listed => {
                let truth = Truth::Sometimes(Reach::World);
                Ok(Meaning::of(Leaf {
                    truth,
                    ..domain(fields)
                }))
            }
            elements => elements.and_then(|elements| {
                let mut union = Union::new(domain(fields));
                for element in &elements {
                    union.add(self.element(left, fields, element)?);
                }
                finish(union, sense)
            }),
        };
        self.sets.insert(key, meaning.clone());
        meaning
    }

    /// Returns the elements of a named set.
    pub(super) fn elements(&mut self, name: &str) -> Result<Vec<Element<'a>>, NftError> {
        let set = self.table.sets.get(name);
        let set = set.ok_or_else(|| NftError::NoSet(name.to_owned()))?;
        if let Some(error) = &set.unknown {
            return Err(error.clone());
        }
        let size = set.elements.iter().map(Elements::size).sum();
        self.left = self
            .left
            .checked_sub(size)
            .ok_or(NftError::TooManyElements)?;
        let mut elements = Vec::new();
        for some in &set.elements {
            elements.extend(some.read()?);
        }
        if elements.is_empty() {
            return Err(NftError::EmptySet(name.to_owned()));
        }
        Ok(elements)
    }

    fn of_values(
        &self,
        left: &Expression<'_>,
        fields: &[Selector],
        sense: Sense,
        right: &Expression<'_>,
    ) -> Result<Meaning, NftError> {
        let mut union = Union::new(domain(fields));
        match right {
            Expression::Set(elements) => {
                for element in elements {
                    union.add(self.element(left, fields, element)?);
                }
            }
            value => union.add(self.value(left, fields, value)?),
        }
        finish(union, sense)
    }

    /// Returns the packets whose fields have the values of an element.
    pub(super) fn element(
        &self,
        left: &Expression<'_>,
        fields: &[Selector],
        element: &Element<'_>,
    ) -> Result<Leaf, NftError> {
        let leaf = self.value(left, fields, &element.key)?;
        Ok(match element.kind {
            ElementKind::Plain => leaf,
            ElementKind::Limited => Leaf {
                truth: leaf.truth.and(Truth::Sometimes(Reach::World)),
                ..leaf
            },
        })
    }

    /// Returns the packets whose field has this value.
    pub(super) fn leaf(&self, field: Selector, value: &Expression<'_>) -> Result<Leaf, NftError> {
        Leaf::new(field, value, self.cast)
    }

    fn value(
        &self,
        left: &Expression<'_>,
        fields: &[Selector],
        value: &Expression<'_>,
    ) -> Result<Leaf, NftError> {
        let leaf = |field: &Selector, value| self.leaf(*field, value);
        // The element for all other keys.
        if matches!(value, Expression::Value(text) if text == "*") {
            let truth = if has_missing_parts(left) {
                Truth::Sometimes(Reach::World)
            } else {
                Truth::Always
            };
            return Ok(Leaf {
                truth,
                ..domain(fields)
            });
        }
        match (fields, value) {
            ([field], value) if are_masked_bits(left, fields) => {
                let what = field.what;
                Leaf::all(*field).compared(what, |bits| bits.of(left, what)?.has_value(value, what))
            }
            ([field], value) => leaf(field, value),
            (fields, Expression::Concatenation(values)) if fields.len() == values.len() => {
                let pairs = fields.iter().zip(values);
                pairs
                    .map(|(field, value)| leaf(field, value))
                    .try_fold(domain(fields), |all, one| Ok(all.and(one?)))
            }
            _ => Err(NftError::Expected("as many values as fields")),
        }
    }

    /// Returns the packets that a map has a value for, and what they must have besides.
    pub fn mapped(&mut self, expression: &Expression<'_>) -> Result<Meaning, NftError> {
        match expression {
            Expression::Map(sides) => {
                let fields = fields(&sides[0]);
                if fields.is_empty() {
                    return Err(NftError::Comparison("this expression"));
                }
                self.among(&sides[0], &fields, Sense::Is, &sides[1])
            }
            Expression::Binary(_, sides) => {
                // At most one side of an operation is more than a constant.
                let left = self.mapped(&sides[0])?;
                let right = self.mapped(&sides[1])?;
                Ok(if matches!(sides[0], Expression::Value(_)) {
                    right
                } else {
                    left
                })
            }
            field if has_missing_parts(field) => {
                let truth = Truth::Sometimes(Reach::World);
                Ok(Meaning::of(Leaf {
                    truth,
                    ..domain(&fields(field))
                }))
            }
            other => Ok(Meaning::of(domain(&fields(other)))),
        }
    }
}

fn finish(union: Union, sense: Sense) -> Result<Meaning, NftError> {
    match sense {
        Sense::Is => union.selected(),
        Sense::IsNot => union.others(),
    }
}
