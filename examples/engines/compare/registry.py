"""IANA's registry, read without the crate.

For `generate`: what it calls the truth shares no code with the programs that are compared with it.
"""

import csv
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "registry"

# The transport protocols of the registry, by their IP protocol numbers.
TRANSPORTS = {"tcp": 6, "udp": 17, "dccp": 33, "sctp": 132}


def services():
    """Returns the names registered for each (port, protocol number), in the registry's order."""
    names = {}
    with open(FOLDER / "service-names-port-numbers.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["Service Name"] or not row["Port Number"]:
                continue
            # A row without a transport protocol is for all of them.
            transport = row["Transport Protocol"]
            numbers = [TRANSPORTS[transport]] if transport else TRANSPORTS.values()
            for port in ports(row["Port Number"]):
                for number in numbers:
                    names.setdefault((port, number), []).append(row["Service Name"])
    return names


def known_use_ports():
    """Returns the ports on which well-known software listens, whatever is registered for them."""
    with open(FOLDER / "known-uses.csv", newline="", encoding="utf-8") as file:
        return {port for row in csv.DictReader(file) for port in ports(row["port"])}


def ports(text):
    """Returns the ports of a cell such as 80 or 6000-6063."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)
