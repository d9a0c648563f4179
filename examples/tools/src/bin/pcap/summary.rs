//! Conversations summed up by service.

use std::cmp::Reverse;
use std::collections::HashMap;

use port_registry::{Port, Service};

use crate::conversations::{Conversation, Tally};
use crate::transport::Transport;

/// All conversations with a service on a port; those whose server's port has no service are one.
#[derive(Debug)]
pub struct Sum {
    /// What the port is registered for, with the port.
    pub service: Option<(Service, Port)>,
    /// What carries it.
    pub transport: Transport,
    /// How many.
    pub conversations: u64,
    /// Of both directions.
    pub tally: Tally,
}

/// Most bytes first.
pub fn sum_up(conversations: &[Conversation]) -> Vec<Sum> {
    let mut sums: HashMap<_, Sum> = HashMap::new();
    for conversation in conversations {
        let port = Port::new(conversation.server.port());
        let service = conversation.service.map(|service| (service, port));
        let transport = conversation.transport;
        let sum = sums.entry((service, transport)).or_insert(Sum {
            service,
            transport,
            conversations: 0,
            tally: Tally::default(),
        });
        sum.conversations += 1;
        sum.tally.add(conversation.total());
    }
    let mut sums: Vec<Sum> = sums.into_values().collect();
    sums.sort_unstable_by_key(|sum| {
        let service = sum.service.map(|(service, port)| (port, service));
        (Reverse(sum.tally.bytes), service, sum.transport)
    });
    sums
}
