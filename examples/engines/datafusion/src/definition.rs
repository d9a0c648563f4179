//! The list of functions: what each is called, takes and returns.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow_array::{ArrayRef, Datum};
use arrow_schema::{DataType, Field};
use port_registry_arrow::{self as arrow, Error, StringType, record_number_field};

/// The string type of all results. Grouping by views takes as long as by `Utf8`, and the views of a batch share their strings.
const STRINGS: StringType = StringType::Utf8View;

/// A function of this package.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static [Argument],
    pub(crate) returns: Returns,
    pub(crate) description: &'static str,
    pub(crate) example: &'static str,
    pub(crate) kernel: Kernel,
}

type Returned = Result<ArrayRef, Error>;

/// The kernel of a function, by the number of its arguments.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kernel {
    One(fn(&dyn Datum) -> Returned),
    Two(fn(&dyn Datum, &dyn Datum) -> Returned),
    Three(fn(&dyn Datum, &dyn Datum, &dyn Datum) -> Returned),
    /// [`arrow::service_name`], which needs the field of its argument.
    ServiceName,
}

/// An argument of a function.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
}

/// What a function returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Returns {
    String,
    Boolean,
    RecordNumber,
}

impl Returns {
    /// Returns the field of the result.
    pub(crate) fn field(self, name: &str) -> Field {
        match self {
            Self::String => Field::new(name, STRINGS.data_type(), true),
            Self::Boolean => Field::new(name, DataType::Boolean, true),
            Self::RecordNumber => record_number_field(name),
        }
    }
}

impl Kernel {
    /// Returns the result for arguments, the first of which has this field; `None` if their number is wrong.
    pub(crate) fn call(self, arguments: &[&dyn Datum], field: &Field) -> Option<Returned> {
        Some(match (self, arguments) {
            (Self::One(kernel), [one]) => kernel(*one),
            (Self::Two(kernel), [one, two]) => kernel(*one, *two),
            (Self::Three(kernel), [one, two, three]) => kernel(*one, *two, *three),
            (Self::ServiceName, [numbers]) => arrow::service_name(*numbers, field, STRINGS),
            _ => return None,
        })
    }
}

// The names are unique.
impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Definition {}

impl Hash for Definition {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

const PORT: Argument = Argument {
    name: "port",
    description: "A port number.",
};
const PROTOCOL: Argument = Argument {
    name: "protocol",
    description: "The number or the keyword of an IP protocol: 6 or `tcp`.",
};
const SRCPORT: Argument = Argument {
    name: "srcport",
    description: "The source port.",
};
const DSTPORT: Argument = Argument {
    name: "dstport",
    description: "The destination port.",
};

/// All functions.
pub(crate) static DEFINITIONS: [Definition; 11] = [
    PORT_SERVICE,
    FLOW_SERVICE,
    Definition {
        name: "flow_server_side",
        arguments: &[SRCPORT, DSTPORT, PROTOCOL],
        returns: Returns::String,
        description: "Returns the end of a flow that is most likely the server, `source` or `destination`; null if it is unknown.",
        example: "flow_server_side(443, 51514, 6)",
        kernel: Kernel::Three(|srcport, dstport, protocol| {
            arrow::flow_server_side(srcport, dstport, protocol, STRINGS)
        }),
    },
    PORT_CLASS,
    Definition {
        name: "port_status",
        arguments: &[PORT, PROTOCOL],
        returns: Returns::String,
        description: "Returns the status of a port: `assigned`, `reserved`, `unassigned` or `dynamic`; null for a protocol without ports.",
        example: "port_status(443, 6)",
        kernel: Kernel::Two(|port, protocol| arrow::port_status(port, protocol, STRINGS)),
    },
    PROTOCOL_NAME,
    Definition {
        name: "known_use",
        arguments: &[PORT, PROTOCOL],
        returns: Returns::String,
        description: "Returns the name of the software that is known to use a port, apart from IANA's registry; of several, the first; null if none is known.",
        example: "known_use(9200, 6)",
        kernel: Kernel::Two(|port, protocol| arrow::known_use(port, protocol, STRINGS)),
    },
    Definition {
        name: "is_known_use",
        arguments: &[PORT, PROTOCOL],
        returns: Returns::Boolean,
        description: "Returns whether software is known to use a port, apart from IANA's registry.",
        example: "is_known_use(9200, 6)",
        kernel: Kernel::Two(|port, protocol| Ok(Arc::new(arrow::is_known_use(port, protocol)?))),
    },
    Definition {
        name: "port_service_number",
        arguments: &[PORT, PROTOCOL],
        returns: Returns::RecordNumber,
        description: "Returns the number of the record of `port_service`, which `service_name` names. Numbers are cheaper to group by than names.",
        example: "service_name(port_service_number(443, 6))",
        kernel: Kernel::Two(|port, protocol| {
            Ok(Arc::new(arrow::port_service_number(port, protocol)?))
        }),
    },
    Definition {
        name: "flow_service_number",
        arguments: &[SRCPORT, DSTPORT, PROTOCOL],
        returns: Returns::RecordNumber,
        description: "Returns the number of the record of `flow_service`, which `service_name` names. Numbers are cheaper to group by than names.",
        example: "service_name(flow_service_number(443, 51514, 6))",
        kernel: Kernel::Three(|srcport, dstport, protocol| {
            Ok(Arc::new(arrow::flow_service_number(
                srcport, dstport, protocol,
            )?))
        }),
    },
    Definition {
        name: "service_name",
        arguments: &[Argument {
            name: "number",
            description: "A number from `port_service_number` or `flow_service_number`, or of the column `record_number`.",
        }],
        returns: Returns::String,
        description: "Returns the service name of a record number. Numbers of another registry than that of this program are an error.",
        example: "service_name(record_number)",
        kernel: Kernel::ServiceName,
    },
];

/// The functions that the rule for filters knows.
pub(crate) const PORT_SERVICE: Definition = Definition {
    name: "port_service",
    arguments: &[PORT, PROTOCOL],
    returns: Returns::String,
    description: "Returns the name of the service registered for a port; of several, the preferred one; null if none is registered.",
    example: "port_service(443, 6)",
    kernel: Kernel::Two(|port, protocol| arrow::port_service(port, protocol, STRINGS)),
};
pub(crate) const FLOW_SERVICE: Definition = Definition {
    name: "flow_service",
    arguments: &[SRCPORT, DSTPORT, PROTOCOL],
    returns: Returns::String,
    description: "Returns the name of the service of the end of a flow that is most likely the server; null if the server is unknown or has no service.",
    example: "flow_service(443, 51514, 6)",
    kernel: Kernel::Three(|srcport, dstport, protocol| {
        arrow::flow_service(srcport, dstport, protocol, STRINGS)
    }),
};
pub(crate) const PORT_CLASS: Definition = Definition {
    name: "port_class",
    arguments: &[PORT],
    returns: Returns::String,
    description: "Returns the class of a port: `well-known`, `registered` or `dynamic`.",
    example: "port_class(443)",
    kernel: Kernel::One(|port| arrow::port_class(port, STRINGS)),
};
pub(crate) const PROTOCOL_NAME: Definition = Definition {
    name: "protocol_name",
    arguments: &[PROTOCOL],
    returns: Returns::String,
    description: "Returns the keyword of an IP protocol, as IANA writes it; null if it has none.",
    example: "protocol_name(6)",
    kernel: Kernel::One(|protocol| arrow::protocol_name(protocol, STRINGS)),
};
