"""Names of services and protocols, read from the registry's CSV files in the obvious way.

Ports that have several services are left out: which of them comes first is a decision of the crate.
"""

import csv
from collections import defaultdict
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "registry"

# The transport protocols of the registry, by IP protocol number.
TRANSPORTS = {6: "tcp", 17: "udp", 33: "dccp", 132: "sctp"}


def _range(cell):
    first, _, last = cell.partition("-")
    return range(int(first), int(last or first) + 1)


def _services():
    names = defaultdict(set)
    with open(FOLDER / "service-names-port-numbers.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, ports = row["Service Name"], row["Port Number"]
            if not name or not ports or not row["Transport Protocol"]:
                continue
            for port in _range(ports):
                names[port, row["Transport Protocol"]].add(name)
    return names


def _known_uses():
    with open(FOLDER / "known-uses.csv", newline="", encoding="utf-8") as file:
        return {port for row in csv.DictReader(file) for port in _range(row["port"])}


def _protocols():
    numbers = {}
    with open(FOLDER / "protocol-numbers-1.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            keyword = row["Keyword"].removesuffix(" (deprecated)").strip()
            if keyword and row["Decimal"].isdigit():
                numbers[keyword.lower()] = int(row["Decimal"])
    return numbers


SERVICES = _services()
KNOWN_USES = _known_uses()
PROTOCOLS = _protocols()
KEYWORDS = {number: keyword for keyword, number in PROTOCOLS.items()}


def service(port, protocol):
    """The only service of a port, or None if there is none."""
    names = SERVICES.get((port, TRANSPORTS.get(protocol)), ())
    if len(names) > 1:
        raise ValueError(f"port {port} of protocol {protocol} has several services: {sorted(names)}")
    return next(iter(names), None)


def single(transport):
    """The ports that have exactly one service of this transport protocol."""
    return [port for (port, of), names in SERVICES.items() if of == transport and len(names) == 1]


def protocol_number(cell):
    """The number of a protocol that the program prints: a keyword in any case, or a number."""
    cell = cell.strip().lower()
    return int(cell) if cell.isdigit() else PROTOCOLS.get(cell, cell)
