//! Names of ports and flows as SQL functions of [DataFusion], and IANA's registry as tables.
//!
//! # Usage
//!
//! A program registers [`functions`], each [`Table`] and [`filter_rule`] with its session; DataFusion itself is not a dependency of this
//! package.
//!
//! ```text
//! let state = SessionStateBuilder::new().with_default_features();
//! let context = SessionContext::new_with_state(state.with_optimizer_rule(port_registry_datafusion::filter_rule()).build());
//! for function in port_registry_datafusion::functions() {
//!     context.register_udf(function.as_ref().clone());
//! }
//! for table in Table::ALL {
//!     context.register_batch(table.name(), table.batch()?)?;
//! }
//! ```
//!
//! ```sql
//! SELECT flow_service(srcport, dstport, protocol) AS service, sum(bytes) FROM flows GROUP BY service
//! ```
//!
//! # Functions
//!
//! | function | returns |
//! | --- | --- |
//! | `port_service(port, protocol)` | the name of the service registered for the port |
//! | `flow_service(srcport, dstport, protocol)` | the name of the service of the flow's server |
//! | `flow_server_side(srcport, dstport, protocol)` | the end that is most likely the server: `source` or `destination` |
//! | `port_class(port)` | `well-known`, `registered` or `dynamic` |
//! | `port_status(port, protocol)` | `assigned`, `reserved`, `unassigned` or `dynamic` |
//! | `protocol_name(protocol)` | the keyword of the IP protocol, such as `TCP` |
//! | `known_use(port, protocol)` | the name of the software known to use the port, apart from IANA's registry |
//! | `is_known_use(port, protocol)` | whether there is one |
//! | `port_service_number`, `flow_service_number` | the number of the record in place of its name |
//! | `service_name(number)` | the name of a record number |
//!
//! The arguments may have any integer type, a floating-point or decimal type, a string type, or be a dictionary of one: see
//! [the kernels](port_registry_arrow#input). A value that is not a port or a protocol number is null in the result, and never an error.
//!
//! **Record numbers are cheaper to group by than names**: `SELECT service_name(s), b FROM (SELECT flow_service_number(srcport, dstport, protocol) AS s,
//! sum(bytes) AS b FROM flows GROUP BY s)`. The field of the numbers says of which registry they are, and `service_name` refuses
//! numbers of another one.
//!
//! [DataFusion]: https://datafusion.apache.org

mod definition;
mod filter;
mod function;
mod table;

pub use filter::filter_rule;
pub use function::functions;
pub use table::Table;
