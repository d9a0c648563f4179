"""What a format is, and what several readers and writers share."""

import ipaddress
from dataclasses import dataclass

from . import registry
from .sums import Entry


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write records as the lines of a log, and a plain way to read these."""

    name: str
    source: str  # what describes the format
    write: callable  # (records, rng): yields pairs of a text and the entries that it counts for
    read: callable  # (file): yields entries
    stated: bool = False  # the log says which end is the server
    addresses: bool = True  # without them multicast can't be known
    takes: callable = lambda record: True  # whether the format can have a record
    options: tuple = ()  # of the program
    newline: str = "\n"
    suffix: str = ".log"

    def chosen(self, records):
        """The records whose server this format states or leaves in no doubt."""
        for record in records:
            stated = record.plain or self.stated or record.multicast
            if stated and (self.addresses or not record.multicast) and self.takes(record):
                yield record


def tcp_only(record):
    """For formats that say of TCP alone which end is the server."""
    return record.plain or record.multicast or record.protocol == 6


def is_group(address):
    """Whether an address is that of a group of receivers, which no client has (RFC 5771, RFC 4291)."""
    return address == "255.255.255.255" or ipaddress.ip_address(address).is_multicast


_groups = {}


def server_port(source_port, destination_port, destination=None):
    """The server's port where the log doesn't say which end is the server: the records are chosen so that
    the client then has a port from 49152 on."""
    if destination is not None:
        if destination not in _groups:
            _groups[destination] = is_group(destination)
        if _groups[destination]:
            return destination_port
    return source_port if destination_port >= 49152 else destination_port


def read_entry(protocol, port, packets, octets, flows=1):
    """An entry as a reader makes it, where the port of a protocol without ports is what the log happens to have."""
    return Entry(protocol, port if protocol in registry.TRANSPORTS else None, packets, octets, flows)
