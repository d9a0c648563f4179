"""Zeek's conn.log, as tab-separated values with directives and as JSON.

https://docs.zeek.org/en/master/logs/conn.html, https://docs.zeek.org/en/master/log-formats.html
"""

import json

from . import registry
from .format import Format, read_entry
from .sums import SKIPPED, UNREAD, entry

SOURCE = "Zeek, conn.log"
NAMES = (
    "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig "
    "local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents"
).split()
PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp"}
# Since Zeek 7.1: the number of the protocol, which may be one that `proto` has no name for.
IP_PROTO = "ip_proto"


def _fields(record, rng):
    """The fields of a record. Of ICMP, the ports are type and code. The bytes of IP packets are those that other
    formats count."""
    payload = [max(octets - 40 * packets, 0) for packets, octets in (record.sent, record.received)]
    return {
        "ts": f"{record.start}.{rng.randrange(10**6):06}",
        "uid": f"C{rng.randrange(10**12)}",
        "id.orig_h": record.client,
        "id.orig_p": record.client_port if record.protocol in PROTOCOLS else 0,
        "id.resp_h": record.server,
        "id.resp_p": record.server_port if record.protocol in PROTOCOLS else 0,
        "proto": PROTOCOLS.get(record.protocol, "unknown_transport"),
        "service": rng.choice((None, "dns", "ssl,http")),
        "duration": f"{rng.random():.6f}" if record.received[0] else None,
        "orig_bytes": payload[0] if record.received[0] else None,
        "resp_bytes": payload[1] if record.received[0] else None,
        "conn_state": "SF",
        "local_orig": "T",
        "local_resp": "F",
        "missed_bytes": 0,
        "history": "ShADadFf",
        "orig_pkts": record.sent[0],
        "orig_ip_bytes": record.sent[1],
        "resp_pkts": record.received[0],
        "resp_ip_bytes": record.received[1],
        "tunnel_parents": None,
        IP_PROTO: record.protocol,
    }


def _takes(record):
    # Zeek's proto is one of icmp, tcp and udp, of ICMP for IPv6 too.
    return record.protocol in PROTOCOLS


def _takes_ip_proto(record):
    # Those that Zeek doesn't follow have no ports, SCTP among them.
    return record.protocol in (*PROTOCOLS, 2, 47, 50, 89)


def _write_tsv(separator, unset="-", further=()):
    name = " ".join(f"\\x{ord(character):02x}" for character in separator)

    def head(names):
        yield f"#separator {name}", SKIPPED
        yield separator.join(("#set_separator", ";" if separator == "," else ",")), SKIPPED
        yield separator.join(("#empty_field", "(empty)")), SKIPPED
        yield separator.join(("#unset_field", unset)), SKIPPED
        yield separator.join(("#path", "conn")), SKIPPED
        yield separator.join(("#open", "2026-09-13-16-38-11")), SKIPPED
        yield separator.join(("#fields", *names)), SKIPPED
        yield separator.join(("#types", *("string" for _ in names))), SKIPPED

    def write(records, rng):
        names = [*NAMES, *further]
        yield from head(names)
        for record in records:
            fields = _fields(record, rng)
            if separator == ",":
                fields["service"] = None
            row = [unset if fields[field] is None else str(fields[field]) for field in names]
            yield separator.join(row), entry(record)
            chance = rng.random()
            if chance < 0.001:
                # Another day's log, written after a change of the configuration.
                yield separator.join(("#close", "2026-09-13-17-00-00")), SKIPPED
                rng.shuffle(names)
                yield from head(names)
            elif chance < 0.002:
                yield separator.join(row[:-1]), UNREAD
            elif chance < 0.003 and record.has_ports:
                row[names.index("id.resp_p")] = "65536"
                yield separator.join(row), UNREAD
        yield separator.join(("#close", "2026-09-13-23-00-00")), SKIPPED

    return write


def _number(cell):
    return 0 if cell in (None, "-", "NA") else int(cell)


def _entry(fields):
    protocol = registry.protocol_number(fields["proto"])
    if protocol == "unknown_transport":
        protocol = int(fields[IP_PROTO])
    if not 0 <= int(fields["id.resp_p"]) <= 65535:
        raise ValueError(fields)
    packets = _number(fields["orig_pkts"]) + _number(fields["resp_pkts"])
    octets = _number(fields["orig_ip_bytes"]) + _number(fields["resp_ip_bytes"])
    return read_entry(protocol, int(fields["id.resp_p"]), packets, octets)


def _read_tsv(separator):
    def read(file):
        names = []
        for line in file:
            cells = line.rstrip("\n").split(separator)
            if line.startswith("#"):
                names = cells[1:] if cells[0] == "#fields" else names
                yield SKIPPED
            elif len(cells) != len(names):
                yield UNREAD
            else:
                try:
                    yield _entry(dict(zip(names, cells)))
                except ValueError:
                    yield UNREAD

    return read


def _write_json(records, rng):
    for record in records:
        # Fields that are not set are left out, and numbers are numbers.
        fields = {name: value for name, value in _fields(record, rng).items() if value is not None and name != IP_PROTO}
        fields["ts"] = float(fields["ts"])
        yield json.dumps(fields, separators=(",", ":")), entry(record)
        chance = rng.random()
        if chance < 0.001:
            yield json.dumps(fields)[:-20], UNREAD
        elif chance < 0.002:
            yield "", SKIPPED
        elif chance < 0.003 and record.has_ports:
            yield json.dumps({**fields, "id.resp_p": 65536}), UNREAD


def _read_json(file):
    for line in file:
        try:
            yield _entry({"orig_pkts": 0, "resp_pkts": 0, **json.loads(line)}) if line.strip() else SKIPPED
        except ValueError:
            yield UNREAD


FORMATS = [
    Format("zeek-tsv", SOURCE, _write_tsv("\t"), _read_tsv("\t"), stated=True, takes=_takes),
    Format(
        "zeek-ip-proto",
        SOURCE,
        _write_tsv("\t", further=[IP_PROTO]),
        _read_tsv("\t"),
        stated=True,
        takes=_takes_ip_proto,
    ),
    Format("zeek-comma", SOURCE, _write_tsv(",", "NA"), _read_tsv(","), stated=True, takes=_takes),
    Format("zeek-json", SOURCE, _write_json, _read_json, stated=True, takes=_takes, suffix=".json"),
]
