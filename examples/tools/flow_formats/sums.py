"""Sums of flows by service, from records, from a log's text, and from the output of the program."""

import csv
import io
import re
import subprocess
from collections import Counter, namedtuple

from . import registry

# What a line of a log counts for. `port` is that of the server, and None if the protocol has no ports.
Entry = namedtuple("Entry", "protocol port packets bytes flows", defaults=(1,))

# What a line counts for that is no flow.
UNREAD = "unread"  # the program must report it, and end with status 1
SKIPPED = "skipped"  # blank lines, headers, NODATA and the like: status 0
OTHER = "other"  # lines of other programs, which may be reported in either way


def entry(record, packets=None, octets=None, flows=1):
    """The entry of a record, with the amounts of both directions unless others are given."""
    packets = record.packets if packets is None else packets
    octets = record.bytes if octets is None else octets
    return Entry(record.protocol, record.server_port if record.has_ports else None, packets, octets, flows)


class Sums:
    """Flows, packets and bytes by service, protocol and port of the service."""

    def __init__(self):
        self.rows = {}
        self.unread = 0
        self.other = 0
        self.names = Counter()  # records by the name of their service

    @classmethod
    def of(cls, entries):
        sums = cls()
        for item in entries:
            if item is UNREAD:
                sums.unread += 1
            elif item is OTHER:
                sums.other += 1
            elif item is not None and item is not SKIPPED:
                sums.add(item)
        return sums

    def add(self, item):
        name = None if item.port is None else registry.service(item.port, item.protocol)
        if name:
            self.names[name] += 1
        self._add((name, item.protocol, item.port if name else None), item.flows, item.packets, item.bytes)

    def merge(self, other):
        for key, amounts in other.rows.items():
            self._add(key, *amounts)
        self.unread += other.unread
        self.other += other.other
        self.names += other.names

    def _add(self, key, *amounts):
        row = self.rows.setdefault(key, [0, 0, 0])
        for index, amount in enumerate(amounts):
            row[index] += amount

    @classmethod
    def from_program(cls, output):
        """Reads what `flows --summary --csv` prints. Rows that further columns divide are added up."""
        sums = cls()
        for row in csv.DictReader(io.StringIO(output)):
            name = row["service"] or None
            port = int(row["port"]) if name and row["port"] else None
            key = (name, registry.protocol_number(row["protocol"]), port)
            sums._add(key, *(int(row[column] or 0) for column in ("flows", "packets", "bytes")))
        return sums

    def differences(self, other, here, there):
        """Yields a line for each row that is not the same in both."""
        for key in sorted(self.rows.keys() | other.rows.keys(), key=str):
            mine, others = self.rows.get(key), other.rows.get(key)
            if mine != others:
                yield f"{key}: {here} {mine}, {there} {others}"
        if not self.unread <= other.unread <= self.unread + self.other:
            yield f"lines that could not be read: {here} {self.unread}, {there} {other.unread}"


def run(program, arguments, stdin=None):
    """Runs the program. Returns its sums, exit status and messages."""
    command = [*program, "--summary", "--csv", *arguments]
    done = subprocess.run(command, stdin=stdin, capture_output=True, text=True, errors="replace", check=False)
    sums = Sums.from_program(done.stdout)
    # "13 lines: 8 flows, 1 NODATA, 2 bad"
    sums.unread = sum(int(count) for count in re.findall(r"\b(\d+) bad\b", done.stderr))
    return sums, done.returncode, done.stderr


def names(program, arguments):
    """Counts the names that the program writes for records without --summary. A record that has several
    others, such as the tuples of Azure, has their names with commas between."""
    done = subprocess.run(
        [*program, "--only-service", *arguments], capture_output=True, text=True, errors="replace", check=False
    )
    counted = Counter(name for line in done.stdout.splitlines() for name in line.split(","))
    for heading in ("", "-", "service", "port_service"):
        del counted[heading]
    return counted
