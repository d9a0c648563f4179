//! The firewall policy: the ports to open, the senders that they are open to, and the settings of the
//! rule set.
//!
//! `main` builds the policy from the arguments, and `write` writes it.

use std::collections::HashSet;

use ipnet::IpNet;
use port_registry::port_set::PortSpec;
use port_registry::{PortRange, Protocol};

use crate::advice::{self, Bounded, Warning};
use crate::opening::{self, Opening, OpeningError};
use crate::ranges::disjoint;
use crate::sources::Sources;
use crate::traffic::Traffic;

/// A default-deny policy. It contains each opening as it was requested, and the union of all
/// openings.
pub struct Policy {
    openings: Vec<Opening>,
    spec: Box<PortSpec>,
    sources: Sources,
    traffic: Traffic,
}

impl Policy {
    pub fn new(
        openings: &[String],
        from: &[IpNet],
        traffic: Traffic,
    ) -> Result<Self, OpeningError> {
        let mut all = Vec::new();
        let mut spec = Box::new(PortSpec::new());
        for text in openings {
            all.extend(opening::parse(text)?);
        }
        for opening in &all {
            spec.ports_mut(opening.protocol).insert_range(opening.range);
        }
        Ok(Self {
            openings: all,
            spec,
            sources: Sources::new(from),
            traffic,
        })
    }

    pub fn spec(&self) -> &PortSpec {
        &self.spec
    }

    /// Returns the open ranges of a transport, in order and without overlaps.
    pub fn ranges(&self, protocol: Protocol) -> Vec<PortRange> {
        let openings = self.openings.iter();
        let ranges = openings.filter(|opening| opening.protocol == protocol);
        disjoint(ranges.map(|opening| opening.range).collect())
    }

    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// Returns the warnings in the order of the openings, without duplicates.
    pub fn warnings(&self) -> Bounded {
        let reach = self.sources.reach();
        let mut warnings: Vec<Warning> = Vec::new();
        for opening in &self.openings {
            warnings.extend(advice::about(opening, &self.spec, reach));
        }
        let mut seen = HashSet::new();
        warnings.retain(|warning| seen.insert(warning.key()));
        Bounded::new(warnings)
    }
}
