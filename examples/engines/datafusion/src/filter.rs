//! The rule that turns filters on names into comparisons of numbers.

use std::any::Any;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use arrow_schema::DataType;
use datafusion_common::tree_node::Transformed;
use datafusion_common::{DFSchema, Result, ScalarValue};
use datafusion_expr::expr::{InList, ScalarFunction};
use datafusion_expr::utils::disjunction;
use datafusion_expr::{
    BinaryExpr, Expr, ExprSchemable, Filter, LogicalPlan, Operator, ScalarUDF, TableScan, lit,
};
use datafusion_optimizer::optimizer::ApplyOrder;
use datafusion_optimizer::{OptimizerConfig, OptimizerRule};
use port_registry::{IpProtocol, Port, PortClass, Protocol, Service};

use crate::definition::{FLOW_SERVICE, PORT_CLASS, PORT_SERVICE, PROTOCOL_NAME};
use crate::function::Function;

/// Returns the optimizer rule that turns filters on names into comparisons of numbers.
///
/// In a filter, `port_service(p, t) = 'https'` becomes `p = 443 AND t IN (6, 17, 132, 136)`, and so are `IN` lists of names, `port_class` and `protocol_name`. A reader of Parquet files then skips the
/// row groups whose statistics exclude these numbers. Before `flow_service(s, d, t) = 'https'` comes the condition that one of the ports is
/// a port of the service.
///
/// Only comparisons are changed that are the filter itself or its parts between `AND` and `OR`, since there null and
/// false are one. The arguments must have an integer type.
///
/// ```
/// assert_eq!(port_registry_datafusion::filter_rule().name(), "port_registry_filter");
/// ```
#[must_use]
pub fn filter_rule() -> Arc<dyn OptimizerRule + Send + Sync> {
    Arc::new(FilterRule)
}

/// A rule of its own, since `ScalarUDFImpl::simplify` sees the arguments of a function but not what the result is compared with, and
/// `ScalarUDFImpl::preimage` returns one interval of one argument.
#[derive(Debug)]
struct FilterRule;

impl OptimizerRule for FilterRule {
    fn name(&self) -> &'static str {
        "port_registry_filter"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        _: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        match plan {
            LogicalPlan::Filter(filter) => {
                let predicate = rewritten(filter.predicate, filter.input.schema())?;
                let is_changed = predicate.transformed;
                let filter = Filter::try_new(predicate.data, filter.input)?;
                let plan = LogicalPlan::Filter(filter);
                Ok(Transformed::new_transformed(plan, is_changed))
            }
            LogicalPlan::TableScan(scan) if !scan.filters.is_empty() => {
                let schema = DFSchema::try_from_qualified_schema(
                    scan.table_name.clone(),
                    &scan.source.schema(),
                )?;
                let mut is_changed = false;
                let mut filters = Vec::with_capacity(scan.filters.len());
                for filter in scan.filters {
                    let filter = rewritten(filter, &schema)?;
                    is_changed |= filter.transformed;
                    filters.push(filter.data);
                }
                let plan = LogicalPlan::TableScan(TableScan { filters, ..scan });
                Ok(Transformed::new_transformed(plan, is_changed))
            }
            other => Ok(Transformed::no(other)),
        }
    }
}

/// Rewrites a predicate: a comparison, or comparisons between `AND` and `OR`.
fn rewritten(predicate: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    match predicate {
        Expr::BinaryExpr(BinaryExpr {
            left,
            op: op @ (Operator::And | Operator::Or),
            right,
        }) => {
            let (left, right) = (rewritten(*left, schema)?, rewritten(*right, schema)?);
            let is_changed = left.transformed || right.transformed;
            let both = BinaryExpr::new(Box::new(left.data), op, Box::new(right.data));
            Ok(Transformed::new_transformed(
                Expr::BinaryExpr(both),
                is_changed,
            ))
        }
        leaf => {
            match Comparison::new(&leaf).map(|comparison| comparison.rewritten(&leaf, schema)) {
                Some(Ok(Some(rewritten))) => Ok(Transformed::yes(rewritten)),
                Some(Err(error)) => Err(error),
                _ => Ok(Transformed::no(leaf)),
            }
        }
    }
}

/// A function of this package that is compared with strings.
struct Comparison<'a> {
    function: &'a Function,
    arguments: &'a [Expr],
    /// The strings, one of which the result has.
    strings: Vec<&'a str>,
}

impl<'a> Comparison<'a> {
    /// Returns the comparison that an expression is: by `=`, or by `IN`.
    fn new(expression: &'a Expr) -> Option<Self> {
        let (called, strings) = match expression {
            Expr::BinaryExpr(BinaryExpr {
                left,
                op: Operator::Eq,
                right,
            }) => match (string(left), string(right)) {
                (None, Some(right)) => (left, vec![right]),
                (Some(left), None) => (right, vec![left]),
                _ => return None,
            },
            Expr::InList(InList {
                expr,
                list,
                negated: false,
            }) => (expr, list.iter().map(string).collect::<Option<_>>()?),
            _ => return None,
        };
        let Expr::ScalarFunction(ScalarFunction { func, args }) = called.as_ref() else {
            return None;
        };
        let function: &dyn Any = func.inner().as_ref();
        Some(Self {
            function: function.downcast_ref()?,
            arguments: args,
            strings,
        })
    }

    /// Returns what the comparison becomes, or `None` if it stays.
    fn rewritten(&self, expression: &Expr, schema: &DFSchema) -> Result<Option<Expr>> {
        let definition = self.function.definition();
        let mut numbers = Vec::new();
        for argument in self.arguments {
            let data_type = argument.get_type(schema)?;
            if !data_type.is_integer() {
                return Ok(None);
            }
            numbers.push(Number {
                expression: argument,
                data_type,
            });
        }
        let strings = self.strings.iter();
        Ok(match numbers.as_slice() {
            [port, protocol] if *definition == PORT_SERVICE => {
                let pairs = Pairs::named(&self.strings);
                Some(pairs.condition(protocol, |ranges| port.is_within(ranges)))
            }
            [srcport, dstport, protocol]
                if *definition == FLOW_SERVICE && !self.function.is_restricted() =>
            {
                let pairs = Pairs::named(&self.strings);
                let either = |ranges: &[_]| srcport.is_within(ranges).or(dstport.is_within(ranges));
                let restricted = self.restricted(expression);
                Some(pairs.condition(protocol, either).and(restricted))
            }
            [port] if *definition == PORT_CLASS => {
                let classes = strings.filter_map(|class| class.parse().ok());
                let range = |class: PortClass| {
                    let range = class.range();
                    range.first().get()..=range.last().get()
                };
                Some(port.is_within(&classes.map(range).collect::<Vec<_>>()))
            }
            [protocol] if *definition == PROTOCOL_NAME => {
                let is_named = |protocol: &IpProtocol| {
                    let keyword = protocol.keyword();
                    keyword.is_some_and(|keyword| self.strings.contains(&keyword))
                };
                let numbers = IpProtocol::all().filter(is_named).map(IpProtocol::number);
                Some(protocol.is_one_of(numbers))
            }
            _ => None,
        })
    }

    /// Returns the comparison with a function that this rule leaves as it is.
    fn restricted(&self, expression: &Expr) -> Expr {
        let function = ScalarUDF::new_from_impl(self.function.restricted());
        let call = ScalarFunction::new_udf(Arc::new(function), self.arguments.to_vec());
        let call = Box::new(Expr::ScalarFunction(call));
        match expression.clone() {
            Expr::InList(list) => Expr::InList(InList { expr: call, ..list }),
            Expr::BinaryExpr(BinaryExpr { left, op, .. }) if string(&left).is_some() => {
                Expr::BinaryExpr(BinaryExpr::new(left, op, call))
            }
            Expr::BinaryExpr(BinaryExpr { op, right, .. }) => {
                Expr::BinaryExpr(BinaryExpr::new(call, op, right))
            }
            other => other,
        }
    }
}

/// Returns the string of a literal.
fn string(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Literal(value, _) => value.try_as_str().flatten(),
        _ => None,
    }
}

/// An argument of an integer type.
struct Number<'a> {
    expression: &'a Expr,
    data_type: DataType,
}

impl Number<'_> {
    /// Returns the condition that the number is one of these.
    fn is_one_of(&self, numbers: impl Iterator<Item = u8>) -> Expr {
        let literals = numbers.filter_map(|number| self.literal(number.into()));
        match literals.collect::<Vec<_>>() {
            none if none.is_empty() => lit(false),
            literals => self.expression.clone().in_list(literals, false),
        }
    }

    /// Returns the condition that the number is in one of these ranges.
    fn is_within(&self, ranges: &[RangeInclusive<u16>]) -> Expr {
        let conditions = ranges.iter().filter_map(|range| {
            let number = self.expression.clone();
            let (first, last) = (self.literal(*range.start())?, self.literal(*range.end()));
            Some(match last {
                Some(last) if first == last => number.eq(first),
                Some(last) => number.between(first, last),
                // The type ends within the range.
                None => number.gt_eq(first),
            })
        });
        disjunction(conditions).unwrap_or(lit(false))
    }

    /// Returns a literal of the type of the number, or `None` if the type has no such value.
    fn literal(&self, number: u16) -> Option<Expr> {
        let value = ScalarValue::from(number).cast_to(&self.data_type).ok()?;
        (!value.is_null()).then(|| lit(value))
    }
}

/// The ports of some services, by transport protocol.
struct Pairs(BTreeMap<Protocol, Vec<RangeInclusive<u16>>>);

impl Pairs {
    /// Returns the pairs for which `port_service` returns one of these names.
    fn named(names: &[&str]) -> Self {
        let mut pairs = BTreeMap::new();
        for protocol in Protocol::ALL {
            let ports = names.iter().flat_map(|name| Service::by_name(name));
            let ports = ports.filter(|service| service.is_over(protocol));
            let ports = ports
                .filter_map(Service::ports)
                .flat_map(|range| range.first().get()..=range.last().get());
            let is_preferred = |port: &u16| {
                let preferred = Port::new(*port).service(protocol);
                preferred.is_some_and(|preferred| names.contains(&preferred.name()))
            };
            let mut ports: Vec<u16> = ports.filter(is_preferred).collect();
            ports.sort_unstable();
            ports.dedup();
            let runs = ports.chunk_by(|one, next| one + 1 == *next);
            let ranges: Vec<_> = runs.map(|run| run[0]..=run[run.len() - 1]).collect();
            if !ranges.is_empty() {
                pairs.insert(protocol, ranges);
            }
        }
        Self(pairs)
    }

    /// Returns the condition that a row has one of the pairs, given that on its ports.
    fn condition(
        &self,
        protocol: &Number<'_>,
        ports: impl Fn(&[RangeInclusive<u16>]) -> Expr,
    ) -> Expr {
        let mut protocols: BTreeMap<Vec<(u16, u16)>, Vec<Protocol>> = BTreeMap::new();
        for (protocol, ranges) in &self.0 {
            let key = ranges.iter().map(|range| (*range.start(), *range.end()));
            protocols.entry(key.collect()).or_default().push(*protocol);
        }
        let conditions = protocols.into_values().map(|protocols| {
            // UDP-Lite has the ports of UDP.
            let has_ports = |protocol: &IpProtocol| {
                let transport = protocol.transport();
                transport.is_some_and(|transport| protocols.contains(&transport))
            };
            let numbers = IpProtocol::all().filter(has_ports).map(IpProtocol::number);
            ports(&self.0[&protocols[0]]).and(protocol.is_one_of(numbers))
        });
        disjunction(conditions).unwrap_or(lit(false))
    }
}
