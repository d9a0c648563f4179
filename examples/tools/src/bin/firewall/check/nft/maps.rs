//! The rules that a verdict map is replaced by.
//!
//! Called by `rules`.

use std::collections::HashMap;
use std::rc::Rc;

use super::error::NftError;
use super::fields::Selector;
use super::leaf::{Leaf, Truth};
use super::matches::{Matcher, SetKey};
use super::presence::has_missing_parts;
use super::selectors::{are_masked_bits, domain, fields};
use super::statement::{Element, ElementKind, Expression, Verdict};
use super::union::{Meaning, Union};
use crate::check::rule_set::{Action, Condition, Guard, Place, Rule, States};
use crate::check::values::Sense;
use crate::sources::Reach;

impl Matcher<'_, '_> {
    /// Returns a rule for each verdict of a map. The keys of a map are disjoint, so their order has
    /// no meaning. `action` returns what a verdict does.
    pub fn verdict_map(
        &mut self,
        place: Place,
        key: &Expression<'_>,
        data: &Expression<'_>,
        action: &mut dyn FnMut(&Verdict<'_>) -> Action,
    ) -> Result<Rc<[Rule]>, NftError> {
        let Expression::NamedSet(name) = data else {
            let Expression::Set(elements) = data else {
                return Err(NftError::Expected("a verdict map"));
            };
            return self.rules(place, key, elements, action);
        };
        if self.table.sets.get(name).is_none() {
            return Err(NftError::NoSet(name.to_string()));
        }
        if !self.table.is_fixed(name) {
            return Err(NftError::Comparison("a map whose elements packets add"));
        }
        let of_map = SetKey {
            set: name.to_string(),
            field: key.to_string(),
            sense: Sense::Is,
        };
        if let Some(rules) = self.maps.get(&of_map) {
            let rules = rules.clone()?;
            return Ok(self.at_place(place, rules));
        }
        let rules = self
            .elements(name)
            .and_then(|elements| self.rules(place, key, &elements, action));
        self.maps.insert(of_map, rules.clone());
        rules
    }

    /// Returns the rules of a map that another rule has already. They are copied for this place, as long as that does not take
    /// more than the elements of sets may.
    fn at_place(&mut self, place: Place, rules: Rc<[Rule]>) -> Rc<[Rule]> {
        if rules.first().is_none_or(|first| first.place == place) {
            return rules;
        }
        let Some(left) = self.left.checked_sub(rules.len()) else {
            return rules;
        };
        self.left = left;
        let copy = |rule: &Rule| Rule {
            place,
            ..rule.clone()
        };
        rules.iter().map(copy).collect()
    }

    fn rules(
        &mut self,
        place: Place,
        key: &Expression<'_>,
        elements: &[Element<'_>],
        action: &mut dyn FnMut(&Verdict<'_>) -> Action,
    ) -> Result<Rc<[Rule]>, NftError> {
        let fields = fields(key);
        let is_masked = matches!(key, Expression::Binary(..)) && !are_masked_bits(key, &fields);
        if fields.is_empty() || is_masked {
            return Err(NftError::Comparison("this expression"));
        }
        // The elements that have no condition besides their packets, by what they lead to.
        let mut always: HashMap<(String, States), usize> = HashMap::new();
        let mut unions: Vec<(Union, &Verdict<'_>)> = Vec::new();
        // The packets that don't stay with their element: they go on after the map, and not with `*`.
        let mut passed = Union::new(domain(&fields));
        let mut rules = Vec::new();
        let mut rest = None;
        for element in elements {
            let verdict = element.verdict.as_deref();
            let verdict = verdict.ok_or(NftError::Expected("a verdict for each key"))?;
            if is_rest(element) {
                rest = Some(verdict);
                continue;
            }
            let leaf = self.element(key, &fields, element)?;
            if leaf.is_never() {
                continue;
            }
            if matches!(verdict, Verdict::Continue | Verdict::Jump(_)) {
                passed.add(leaf);
            }
            if let Truth::Sometimes(reach) = leaf.truth {
                let text = sometimes(key, &fields, element, |field, value| {
                    self.leaf(field, value)
                });
                let condition = Condition::If {
                    text: text.into(),
                    reach,
                };
                rules.push(rule(place, Meaning::of(leaf), condition, action(verdict)));
                continue;
            }
            // Values of different states are different rules.
            let of_verdict = (verdict.to_string(), leaf.states);
            let at = *always.entry(of_verdict).or_insert(unions.len());
            if at == unions.len() {
                unions.push((Union::new(domain(&fields)), verdict));
            }
            if let Some((union, _)) = unions.get_mut(at) {
                union.add(leaf);
            }
        }
        for (union, verdict) in unions {
            rules.push(rule(
                place,
                union.selected()?,
                Condition::Always,
                action(verdict),
            ));
        }
        if let Some(verdict) = rest {
            let mut meaning = passed.others()?;
            if has_missing_parts(key) {
                meaning.truth = Truth::Sometimes(Reach::World);
            }
            let condition = match meaning.truth {
                Truth::Sometimes(reach) => Condition::If {
                    text: format!("{key} *").into(),
                    reach,
                },
                Truth::Always | Truth::Never => Condition::Always,
            };
            rules.push(rule(place, meaning, condition, action(verdict)));
        }
        Ok(rules.into())
    }
}

/// Returns whether an element is `*`, which is for all keys that are not in the map.
fn is_rest(element: &Element<'_>) -> bool {
    element.kind == ElementKind::Plain
        && matches!(&element.key, Expression::Value(text) if text == "*")
}

fn rule(place: Place, meaning: Meaning, condition: Condition, action: Action) -> Rule {
    let guard = Guard {
        packets: meaning.packets,
        states: meaning.states,
        condition,
    };
    Rule {
        place,
        guard,
        action,
    }
}

/// Returns the comparisons of an element that not all packets fulfil.
fn sometimes(
    key: &Expression<'_>,
    fields: &[Selector],
    element: &Element<'_>,
    leaf: impl Fn(Selector, &Expression<'_>) -> Result<Leaf, NftError>,
) -> String {
    let (Expression::Concatenation(keys), Expression::Concatenation(values)) = (key, &element.key)
    else {
        return format!("{key} {}", element.key);
    };
    let parts = keys.iter().zip(fields).zip(values);
    let is_condition = |leaf: Result<Leaf, NftError>| {
        leaf.is_ok_and(|leaf| matches!(leaf.truth, Truth::Sometimes(_)))
    };
    let conditions = parts.filter(|((_, field), value)| is_condition(leaf(**field, value)));
    let texts: Vec<String> = conditions
        .map(|((key, _), value)| format!("{key} {value}"))
        .collect();
    if texts.is_empty() {
        return format!("{key} {}", element.key);
    }
    texts.join(" ")
}
