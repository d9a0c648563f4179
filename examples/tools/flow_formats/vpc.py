"""Flow logs of AWS: VPC flow logs as files, and the lines that other services wrap.

https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
"""

from .format import Format, read_entry, server_port, tcp_only
from .sums import SKIPPED, UNREAD, Entry, entry

SOURCE = "AWS, Flow log records"
ACCOUNT = "123456789010"
VERSION_2 = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
VERSION_5 = (
    "version srcaddr dstaddr srcport dstport protocol packets bytes pkt-srcaddr pkt-dstaddr tcp-flags type region az-id "
    "sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path start end action "
    "instance-id vpc-id log-status"
)


def line_2(record, rng):
    """A line of version 2 in the default order, and its entry."""
    source, destination, sport, dport, (packets, octets) = record.one_way(rng)
    if not record.has_ports:
        sport = dport = 0
    text = (
        f"2 {ACCOUNT} eni-0a1b2c3d {source} {destination} {sport} {dport} {record.protocol} {packets} {octets} "
        f"{record.start} {record.start + 60} {rng.choice(('ACCEPT', 'REJECT'))} OK"
    )
    return text, entry(record, packets, octets)


def irregular_2(rng):
    """A line that is no flow, and whether the program must report it."""
    head, times = f"2 {ACCOUNT} eni-0a1b2c3d", "1788000000 1788000060"
    return rng.choice(
        (
            (f"{head} - - - - - - - {times} - NODATA", SKIPPED),
            (f"{head} - - - - - - - {times} - SKIPDATA", SKIPPED),
            ("", SKIPPED),
            (f"{head} 10.0.0.1 192.0.2.1 50000 443 6 1 40 {times} ACCEPT", UNREAD),
            (f"{head} 10.0.0.1 192.0.2.1 50000 443 6 1 40 {times} ACCEPT OK OK", UNREAD),
            (f"{head} 10.0.0.1 192.0.2.1 70000 443 6 1 40 {times} ACCEPT OK", UNREAD),
            # A port that isn't there is not applicable: a flow without a port.
            (f"{head} 10.0.0.1 192.0.2.1 50000 - 6 1 40 {times} ACCEPT OK", Entry(6, None, 1, 40)),
            (f"{head} 10.0.0.1 192.0.2.1 50000 443 256 1 40 {times} ACCEPT OK", UNREAD),
            (f"{head} 10.0.0.1 192.0.2.1 50000 443 6 1 -40 {times} ACCEPT OK", UNREAD),
            (f"{head} 10.0.0.1 192.0.2.1 50000 443 6 1 18446744073709551616 {times} ACCEPT OK", UNREAD),
            (f"{head} 10.0.0.1 192.0.2.1 50000 443 6 1 4O {times} ACCEPT OK", UNREAD),
        )
    )


def entry_2(line):
    """Reads a line of version 2."""
    return _entry(dict(zip(VERSION_2.split(), line.split())), len(line.split()), 14)


def _entry(fields, found, expected):
    if not found or fields.get("log-status") in ("NODATA", "SKIPDATA", "log-status"):
        return SKIPPED
    if fields.get("dstport") == "-" and fields["protocol"] == "6":
        return Entry(6, None, int(fields["packets"]), int(fields["bytes"]))
    try:
        sport, dport, protocol = (int(fields[name]) for name in ("srcport", "dstport", "protocol"))
        packets, octets = int(fields["packets"]), int(fields["bytes"])
    except (ValueError, KeyError):
        return UNREAD
    if found != expected or max(sport, dport) > 65535 or protocol > 255 or not 0 <= octets < 2**64:
        return UNREAD
    # ACK is only reported with SYN: 2, 3 (with FIN) are of the client, 18, 19 of the server.
    flags = int(fields.get("tcp-flags", "0")) & 18
    port = {2: dport, 18: sport}.get(flags) if protocol == 6 else None
    if port is None:
        port = server_port(sport, dport, fields["dstaddr"])
    return read_entry(protocol, port, packets, octets)


def _write_2(records, rng, again=0.0005):
    yield VERSION_2, SKIPPED
    for record in records:
        yield line_2(record, rng)
        if rng.random() < 0.005:
            yield irregular_2(rng)
        if rng.random() < again:
            yield VERSION_2, SKIPPED


def _write_2_without_header(records, rng):
    for record in records:
        yield line_2(record, rng)


def _read_2(file):
    return map(entry_2, file)


def _write_5(records, rng):
    yield VERSION_5, SKIPPED
    for record in records:
        source, destination, sport, dport, (packets, octets) = record.one_way(rng)
        to_server = source == record.client
        flags = 0
        if record.protocol == 6:
            flags = (
                rng.choice((2, 3, 6) if to_server else (18, 19, 22))
                if not record.plain or rng.random() < 0.3
                else rng.choice((0, 1, 4, 5))
            )
        if not record.has_ports:
            sport = dport = 0
        # The direction of the packet at the interface, which does not say who began the flow: either value may be at either end.
        direction = rng.choice(("ingress", "egress"))
        yield (
            f"5 {source} {destination} {sport} {dport} {record.protocol} {packets} {octets} {source} {destination} {flags} "
            f"IPv{record.family} us-east-1 use1-az4 - - {rng.choice(('-', 'S3', 'AMAZON'))} - {direction} "
            f"{rng.choice('-128') if direction == 'egress' else '-'} {record.start} {record.start + 60} ACCEPT i-01234567890123456 vpc-abcdefab012345678 OK",
            entry(record, packets, octets),
        )
        if rng.random() < 0.003:
            yield (
                "5 - - - - - - - - - - - us-east-1 use1-az4 - - - - - - 1788000000 1788000060 - - vpc-abcdefab012345678 NODATA",
                SKIPPED,
            )


def _read_headed(file):
    names = []
    for line in file:
        fields = line.split()
        if "srcport" in fields:
            names = fields
            yield SKIPPED
        elif names and "log-status" not in names and fields and set(fields[3:9]) == {"-"}:
            yield SKIPPED
        else:
            yield _entry(dict(zip(names, fields)), len(fields), len(names))


def _write_change(records, rng):
    """Logs from before and after changes of the format, one after the other."""
    layouts = [
        "srcaddr dstaddr srcport dstport protocol packets bytes log-status",
        "srcaddr dstaddr srcport dstport protocol bytes packets log-status",
        "bytes log-status dstport srcport packets protocol version dstaddr srcaddr",
        VERSION_2,
    ]
    names = []
    for record in records:
        if not names or rng.random() < 0.001:
            names = rng.choice(layouts).split()
            yield " ".join(names), SKIPPED
        source, destination, sport, dport, (packets, octets) = record.one_way(rng)
        fields = {
            "version": 2,
            "account-id": ACCOUNT,
            "interface-id": "eni-0a1b2c3d",
            "srcaddr": source,
            "dstaddr": destination,
            "srcport": sport if record.has_ports else 0,
            "dstport": dport if record.has_ports else 0,
            "protocol": record.protocol,
            "packets": packets,
            "bytes": octets,
            "start": record.start,
            "end": record.start + 60,
            "action": "ACCEPT",
            "log-status": "OK",
        }
        yield " ".join(str(fields[name]) for name in names), entry(record, packets, octets)


STATUSLESS = "account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action"


def _write_statusless(records, rng):
    yield STATUSLESS, SKIPPED
    for record in records:
        text, counted = line_2(record, rng)
        yield text.removeprefix("2 ").removesuffix(" OK"), counted
        if rng.random() < 0.005:
            yield f"{ACCOUNT} eni-1 - - - - - - - 1766000060 1766000120 -", SKIPPED


FORMATS = [
    Format("vpc-2", SOURCE, _write_2, _read_2),
    Format("vpc-2-crlf", SOURCE, _write_2, _read_2, newline="\r\n"),
    Format("vpc-2-without-header", SOURCE, _write_2_without_header, _read_2),
    Format("vpc-5-custom", SOURCE, _write_5, _read_headed, stated=True, takes=tcp_only),
    Format("vpc-header-change", SOURCE, _write_change, _read_headed),
    Format("vpc-without-status", SOURCE, _write_statusless, _read_headed),
]
