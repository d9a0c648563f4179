//! Sums the conversations by service, for `--summary`.
//!
//! Called by `main`, which passes the sums to `output`.

use std::cmp::Reverse;
use std::collections::HashMap;

use port_registry::{Port, Service};

use crate::amount::Tally;
use crate::conversations::Conversation;
use crate::transport::Transport;

/// The sum of all conversations with one service on one port. Conversations whose server's port has
/// no service have one sum for each transport.
#[derive(Debug)]
pub struct Sum {
    /// The service that the port is registered for, and the port.
    pub service: Option<(Service, Port)>,
    /// The transport.
    pub transport: Transport,
    /// The number of conversations.
    pub conversations: u64,
    /// The packets of both directions.
    pub tally: Tally,
}

/// Returns the sums by service, most bytes first.
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
