//! The rule for filters: which it rewrites, into what, and that the rows stay the same.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use datafusion_common::{Column, Result, ScalarValue};
use datafusion_expr::expr::{InList, ScalarFunction};
use datafusion_expr::logical_plan::table_scan;
use datafusion_expr::{
    Between, BinaryExpr, Expr, LogicalPlan, LogicalPlanBuilder, Operator, ScalarUDF, col, lit,
};
use datafusion_optimizer::OptimizerContext;
use port_registry::{Flow, IpProtocol, Port, Service};
use port_registry_datafusion::{filter_rule, functions};

fn function(name: &str) -> Arc<ScalarUDF> {
    let mut functions = functions().into_iter();
    functions.find(|function| function.name() == name).unwrap()
}

fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::ScalarFunction(ScalarFunction::new_udf(function(name), arguments))
}

fn port_service() -> Expr {
    call("port_service", vec![col("dstport"), col("protocol")])
}

fn flow_service() -> Expr {
    call(
        "flow_service",
        vec![col("srcport"), col("dstport"), col("protocol")],
    )
}

/// Returns a plan that reads flows with columns of a type, filtered.
fn filtered(data_type: &DataType, predicate: Expr) -> LogicalPlan {
    let fields = ["srcport", "dstport", "protocol"];
    let fields = fields.map(|name| Field::new(name, data_type.clone(), true));
    let scan = table_scan(Some("flows"), &Schema::new(fields.to_vec()), None).unwrap();
    scan.filter(predicate).unwrap().build().unwrap()
}

/// Returns the predicate of a plan after the rule, and whether the rule changed the plan.
fn ruled(plan: LogicalPlan) -> Result<(Expr, bool)> {
    let transformed = filter_rule().rewrite(plan, &OptimizerContext::new())?;
    let LogicalPlan::Filter(filter) = transformed.data else {
        panic!("not a filter: {}", transformed.data);
    };
    Ok((filter.predicate, transformed.transformed))
}

fn rewritten(predicate: Expr) -> String {
    let (predicate, is_changed) = ruled(filtered(&DataType::Int32, predicate)).unwrap();
    assert!(is_changed, "{predicate}");
    predicate.to_string()
}

fn is_left(data_type: &DataType, predicate: Expr) -> bool {
    let plan = filtered(data_type, predicate);
    let (before, (after, is_changed)) = (plan.clone(), ruled(plan).unwrap());
    let LogicalPlan::Filter(before) = before else {
        unreachable!()
    };
    assert_eq!(before.predicate != after, is_changed);
    !is_changed
}

#[test]
fn what_filters_become() {
    assert_eq!(
        rewritten(port_service().eq(lit("https"))),
        "flows.dstport = Int32(443) AND flows.protocol IN ([Int32(6), Int32(17), Int32(132), Int32(136)])",
    );
    assert_eq!(
        rewritten(lit("ssh").eq(port_service())),
        rewritten(port_service().eq(lit("ssh")))
    );
    assert_eq!(
        rewritten(port_service().eq(lit(ScalarValue::Utf8View(Some("x11".to_owned()))))),
        "flows.dstport BETWEEN Int32(6000) AND Int32(6063) AND flows.protocol IN ([Int32(6), Int32(17), Int32(136)])",
    );
    assert_eq!(
        rewritten(port_service().eq(lit("no such name"))),
        "Boolean(false)"
    );
    assert_eq!(rewritten(port_service().eq(lit("HTTPS"))), "Boolean(false)"); // names are in IANA's spelling
    assert_eq!(
        rewritten(
            call("port_class", vec![col("dstport")])
                .in_list(vec![lit("well-known"), lit("dynamic")], false)
        ),
        "flows.dstport BETWEEN Int32(0) AND Int32(1023) OR flows.dstport BETWEEN Int32(49152) AND Int32(65535)",
    );
    assert_eq!(
        rewritten(call("protocol_name", vec![col("protocol")]).eq(lit("TCP"))),
        "flows.protocol IN ([Int32(6)])",
    );
    // The other parts stay, and so does a flow's function, after the condition on its ports.
    assert_eq!(
        rewritten(col("srcport").gt(lit(1)).and(flow_service().eq(lit("nfs")))),
        "flows.srcport > Int32(1) AND (flows.srcport = Int32(2049) OR flows.dstport = Int32(2049)) \
         AND flows.protocol IN ([Int32(6), Int32(17), Int32(132), Int32(136)]) \
         AND flow_service(flows.srcport, flows.dstport, flows.protocol) = Utf8(\"nfs\")",
    );
}

#[test]
fn the_rule_ends() {
    let both = flow_service()
        .eq(lit("https"))
        .or(port_service().eq(lit("ssh")));
    let (once, is_changed) = ruled(filtered(&DataType::Int32, both)).unwrap();
    assert!(is_changed);
    let (twice, is_changed) = ruled(filtered(&DataType::Int32, once.clone())).unwrap();
    assert!(!is_changed, "{once} became {twice}");
}

#[test]
fn filters_that_stay() {
    let https = || lit("https");
    let int = DataType::Int32;
    // Where null and false differ.
    assert!(is_left(&int, !port_service().eq(https())));
    assert!(is_left(&int, port_service().eq(https()).is_null()));
    assert!(is_left(&int, port_service().not_eq(https())));
    assert!(is_left(&int, port_service().in_list(vec![https()], true)));
    // What is not a string, or not the same in each row.
    assert!(is_left(
        &int,
        port_service().in_list(vec![https(), lit(ScalarValue::Utf8(None))], false)
    ));
    assert!(is_left(&int, port_service().eq(port_service())));
    // Numbers as strings and fractions are not compared with integers.
    for data_type in [DataType::Utf8, DataType::Float64] {
        assert!(
            is_left(&data_type, port_service().eq(https())),
            "{data_type}"
        );
    }
    let name = call(
        "service_name",
        vec![call(
            "port_service_number",
            vec![col("dstport"), col("protocol")],
        )],
    );
    assert!(is_left(&int, name.eq(https())));
}

#[test]
fn literals_have_the_type_of_the_column() {
    let (predicate, _) =
        ruled(filtered(&DataType::UInt8, port_service().eq(lit("https")))).unwrap();
    // No port of 8 bits is 443.
    assert_eq!(
        predicate.to_string(),
        "Boolean(false) AND flows.protocol IN ([UInt8(6), UInt8(17), UInt8(132), UInt8(136)])"
    );
    let class = call("port_class", vec![col("dstport")]).eq(lit("well-known"));
    let (predicate, _) = ruled(filtered(&DataType::Int8, class)).unwrap();
    assert_eq!(predicate.to_string(), "flows.dstport >= Int8(0)");
    let (predicate, _) = ruled(filtered(
        &DataType::Int8,
        call("protocol_name", vec![col("protocol")]).eq(lit("UDPLite")),
    ))
    .unwrap();
    assert_eq!(predicate.to_string(), "Boolean(false)"); // 136 is beyond 127
}

/// Names with one port, with a range, over few protocols, with a preferred rival on their port, and in two spellings.
const NAMES: [&str; 12] = [
    "https", "http", "www", "x11", "domain", "ssh", "rtsp", "msp", "rap", "flex-lm", "discard",
    "ftp-data",
];

/// All protocols with ports, and one beside each of them.
const PROTOCOLS: [u8; 10] = [0, 6, 7, 16, 17, 33, 132, 133, 136, 255];

/// The rewritten filter lets the same rows pass, by an evaluation of its own and the lookups of the crate.
#[test]
fn the_same_pairs_pass() {
    for names in NAMES.chunks(1).chain(NAMES.chunks(5)) {
        let list = names.iter().map(|name| lit(*name)).collect();
        let (predicate, _) = ruled(filtered(
            &DataType::Int32,
            port_service().in_list(list, false),
        ))
        .unwrap();
        for protocol in PROTOCOLS {
            for port in 0..=u16::MAX {
                let transport = IpProtocol::new(protocol).transport();
                let service = transport.and_then(|transport| Port::new(port).service(transport));
                let expected = service.is_some_and(|service| names.contains(&service.name()));
                let row = |column: &Column| match column.name.as_str() {
                    "dstport" => i32::from(port),
                    _ => i32::from(protocol),
                };
                assert_eq!(
                    is_true(&predicate, &row),
                    expected,
                    "{names:?}: {port} over {protocol}"
                );
            }
        }
    }
}

const INTERESTING: [u16; 17] = [
    0, 1, 18, 22, 38, 53, 80, 443, 554, 2049, 6000, 6063, 6064, 27000, 33434, 50000, 65535,
];

#[test]
fn the_same_flows_pass() {
    for name in NAMES {
        let (predicate, _) =
            ruled(filtered(&DataType::Int32, flow_service().eq(lit(name)))).unwrap();
        // The conditions on the ports, which come before the function.
        let Expr::BinaryExpr(BinaryExpr { left: ports, .. }) = predicate else {
            panic!()
        };
        for protocol in PROTOCOLS {
            let ends = INTERESTING
                .iter()
                .flat_map(|a| INTERESTING.map(|b| (*a, b)));
            for (source, destination) in ends {
                let row = |column: &Column| match column.name.as_str() {
                    "srcport" => i32::from(source),
                    "dstport" => i32::from(destination),
                    _ => i32::from(protocol),
                };
                let transport = IpProtocol::new(protocol).transport();
                let is_named = |port: u16| {
                    let service = Port::new(port).service(transport?)?;
                    (service.name() == name).then_some(())
                };
                let expected = is_named(source).or(is_named(destination)).is_some();
                assert_eq!(
                    is_true(&ports, &row),
                    expected,
                    "{name}: {source} to {destination}"
                );
                if let Some(transport) = transport {
                    let flow = Flow::new(transport, Port::new(source), Port::new(destination));
                    let service = flow.service().map(Service::name);
                    assert!(
                        expected || service != Some(name),
                        "{name}: {source} to {destination}"
                    );
                }
            }
        }
    }
}

/// Returns whether a row passes a filter of comparisons.
fn is_true(predicate: &Expr, row: &impl Fn(&Column) -> i32) -> bool {
    let number = |expression: &Expr| match expression {
        Expr::Column(column) => row(column),
        Expr::Literal(ScalarValue::Int32(Some(value)), _) => *value,
        other => panic!("neither a column nor a number: {other}"),
    };
    match predicate {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
            Operator::And => is_true(left, row) && is_true(right, row),
            Operator::Or => is_true(left, row) || is_true(right, row),
            Operator::Eq => number(left) == number(right),
            other => panic!("{other}"),
        },
        Expr::Between(Between {
            expr,
            negated: false,
            low,
            high,
        }) => (number(low)..=number(high)).contains(&number(expr)),
        Expr::InList(InList {
            expr,
            list,
            negated: false,
        }) => list.iter().any(|value| number(value) == number(expr)),
        Expr::Literal(ScalarValue::Boolean(Some(value)), _) => *value,
        other => panic!("{other}"),
    }
}

#[test]
fn filters_of_a_scan() {
    let schema = Schema::new(vec![
        Field::new("dstport", DataType::UInt16, true),
        Field::new("protocol", DataType::UInt8, true),
        Field::new("bytes", DataType::UInt64, true),
    ]);
    // The scan returns a column that the filter doesn't read.
    let scan = table_scan(Some("flows"), &schema, Some(vec![2]))
        .unwrap()
        .build()
        .unwrap();
    let LogicalPlan::TableScan(mut scan) = scan else {
        unreachable!()
    };
    let plain = |name: &str| Expr::Column(Column::new(Some("flows"), name));
    let service = call("port_service", vec![plain("dstport"), plain("protocol")]);
    scan.filters = vec![plain("bytes").gt(lit(1_u64)), service.eq(lit("ssh"))];
    let whole = LogicalPlanBuilder::from(LogicalPlan::TableScan(scan))
        .build()
        .unwrap();
    let ruled = filter_rule()
        .rewrite(whole, &OptimizerContext::new())
        .unwrap();
    let LogicalPlan::TableScan(scan) = ruled.data else {
        unreachable!()
    };
    assert_eq!(scan.filters[0].to_string(), "flows.bytes > UInt64(1)");
    assert_eq!(
        scan.filters[1].to_string(),
        "flows.dstport = UInt16(22) AND flows.protocol IN ([UInt8(6), UInt8(17), UInt8(132), UInt8(136)])",
    );
}
