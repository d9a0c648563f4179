"""Argus: bidirectional flows as `ra -c ,` prints them, in the columns of the data set CTU-13.

https://openargus.org, ra(1) and ArgusPrintDirection in argus_util.c of the clients
"""

import csv

from .format import Format, is_group, read_entry, server_port, tcp_only
from .sums import SKIPPED, entry

NAMES = {
    1: "icmp",
    2: "igmp",
    6: "tcp",
    17: "udp",
    33: "dccp",
    47: "gre",
    50: "esp",
    58: "ipv6-icmp",
    89: "ospf",
    132: "sctp",
}
NUMBERS = {name: number for number, name in NAMES.items()} | {"rtp": 17, "rtcp": 17, "udt": 17}


def _write(records, rng):
    yield "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label", SKIPPED
    for record in records:
        ends = [(record.client, record.client_port), (record.server, record.server_port)]
        arrow, protocol = "<->" if record.received[0] else " ->", NAMES[record.protocol]
        reverse = False
        if record.protocol == 6:
            # Of TCP, the arrow points from who sent the SYN; "?" if none was seen.
            if record.plain and rng.random() < 0.2:
                arrow, reverse = rng.choice(("<?>", " ?>", "<? ")), rng.random() < 0.5
            else:
                reverse = rng.random() < 0.2
                arrow = "<- " if reverse else " ->"
        elif record.protocol == 17 and record.received[0]:
            # Of other protocols it only says which ends have sent.
            arrow = rng.choice(("<->", "<- ", " ->"))
            reverse = rng.random() < 0.5
        if reverse:
            ends.reverse()
        ports = [
            "" if not record.has_ports else f"0x{port:04x}" if rng.random() < 0.1 else str(port) for _, port in ends
        ]
        if record.protocol in (1, 58):
            ports = [f"0x{record.client_port:04x}", f"0x{rng.randrange(65536):04x}"]
        if record.protocol == 17 and rng.random() < 0.05:
            protocol = rng.choice(("rtp", "rtcp", "udt"))
        yield (
            f"2011/08/10 09:46:{record.start % 60:02}.607825,1.026539,{protocol},{ends[0][0]},{ports[0]},  {arrow},{ends[1][0]},{ports[1]},"
            f"S_RA,0,{rng.choice(('', '0'))},{record.packets},{record.bytes},{record.sent[1]},flow=Background",
            entry(record),
        )


def _read(file):
    for row in csv.DictReader(file):
        protocol = NUMBERS[row["Proto"]]
        sport, dport = (int(row[name] or "0", 0) for name in ("Sport", "Dport"))
        port = None
        if protocol == 6 and "?" not in row["Dir"] and not is_group(row["DstAddr"]):
            port = {"->": dport, "<-": sport}.get(row["Dir"].strip())
        if port is None:
            port = server_port(sport, dport, row["DstAddr"])
        yield read_entry(protocol, port, int(row["TotPkts"]), int(row["TotBytes"]))


FORMATS = [Format("argus", "Argus, ra(1)", _write, _read, stated=True, takes=tcp_only, suffix=".binetflow")]
