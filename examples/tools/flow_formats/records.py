"""The records that all formats are written from: made-up flows with a fixed seed."""

import random
from dataclasses import dataclass
from itertools import count

from . import registry

# Registered by everyone's reading, and on ports that no system gives to clients. Of these the server
# is plain from the ports alone when the client has a port from 49152 on.
PLAIN_PORTS = {
    6: [21, 22, 23, 25, 110, 143, 179, 389, 443, 445, 587, 636, 993, 995, 1433, 3306, 3389, 5432, 8080],
    17: [53, 67, 69, 123, 161, 443, 500, 514, 1812, 1900, 3478, 4500, 5060, 5353],
    33: [9],
    132: [22, 443, 2905, 3868],
}
# In use for nothing that is registered, in either protocol.
UNREGISTERED = [8931, 9876, 12021, 14222, 31337]

# Groups of mDNS, SSDP, and DHCPv6, and the broadcast address.
GROUPS = {4: ["224.0.0.251", "239.255.255.250", "255.255.255.255"], 6: ["ff02::fb", "ff02::1:2"]}

# ICMP, IGMP, GRE, ESP, ICMP for IPv6, OSPF.
PORTLESS = [1, 1, 1, 1, 2, 47, 50, 58, 58, 89]


@dataclass(slots=True)
class Record:
    """A flow between a client and a server, with the amounts of both directions."""

    protocol: int
    client: str
    server: str
    client_port: int  # of ICMP the type, else 0 for a protocol without ports
    server_port: int  # of ICMP the code
    sent: tuple  # packets and bytes from the client
    received: tuple  # packets and bytes from the server
    start: int
    family: int
    plain: bool  # the port numbers alone say which end is the server
    multicast: bool  # the server is a group or the broadcast address

    @property
    def has_ports(self):
        return self.protocol in registry.TRANSPORTS

    def one_way(self, rng):
        """Source, destination, their ports, and the amounts of one direction. The first is the client's."""
        if self.received[0] and rng.random() < 0.5:
            return self.server, self.client, self.server_port, self.client_port, self.received
        return self.client, self.server, self.client_port, self.server_port, self.sent

    @property
    def packets(self):
        return self.sent[0] + self.received[0]

    @property
    def bytes(self):
        return self.sent[1] + self.received[1]


def _plain_ports():
    ports = {}
    for protocol, listed in PLAIN_PORTS.items():
        single = set(registry.single(registry.TRANSPORTS[protocol]))
        ports[protocol] = [port for port in listed if port in single]
        assert ports[protocol], protocol
    return ports


def _unregistered():
    named = {port for port, _ in registry.SERVICES}
    return [port for port in UNREGISTERED if port not in named and port not in registry.KNOWN_USES]


def _client_ports():
    return [port for port in range(49152, 65536) if port not in registry.KNOWN_USES]


def _amounts(random):
    packets = random.choice((1, 1, 2, 3, random.randrange(1, 100), random.randrange(1, 1_000_000)))
    return packets, packets * random.randrange(28, 1500) + random.randrange(packets)


def generate(seed=16):
    """Yields made-up records without end, always the same for the same seed."""
    rng = random.Random(seed)
    plain_ports, unregistered, client_ports = _plain_ports(), _unregistered(), _client_ports()
    told_ports = {protocol: registry.single(name) for protocol, name in registry.TRANSPORTS.items()}
    for index in count():
        family = 6 if rng.random() < 0.1 else 4
        if family == 4:
            client, server = (
                f"10.{rng.randrange(4)}.{rng.randrange(256)}.{rng.randrange(1, 255)}",
                f"192.0.2.{rng.randrange(1, 255)}",
            )
        else:
            client, server = f"2001:db8::{rng.randrange(1, 65536):x}", f"2001:db8:1::{rng.randrange(1, 65536):x}"
        kind = rng.random()
        plain, multicast = True, False
        if kind < 0.1:
            protocol = rng.choice(PORTLESS)
            ports = (8, 0) if protocol == 1 else (128, 0) if protocol == 58 else (0, 0)
        elif kind < 0.12:
            # No client sends from such an address, so the source is the client, whatever its port.
            protocol, server, multicast = 17, rng.choice(GROUPS[family]), True
            ports = (rng.choice(told_ports[17]), rng.choice(told_ports[17] + unregistered * 100))
        else:
            protocol = rng.choices((6, 17, 132, 33), (70, 28, 1, 1))[0]
            if kind < 0.15:
                ports = (rng.choice(client_ports), rng.choice(unregistered))
            elif kind < 0.75:
                ports = (rng.choice(client_ports), rng.choice(plain_ports[protocol]))
            else:
                # Both ends have services, in no order that helps: only the log can say which is the server.
                plain = False
                ports = (rng.choice(told_ports[protocol]), rng.choice(told_ports[protocol]))
        received = _amounts(rng) if not multicast and rng.random() < 0.9 else (0, 0)
        yield Record(
            protocol,
            client,
            server,
            *ports,
            _amounts(rng),
            received,
            1_788_000_000 + index // 50,
            family,
            plain,
            multicast,
        )
