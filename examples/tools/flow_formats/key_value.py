"""Logs of NAME=value: FortiGate, netfilter's LOG target, and the table of conntrack."""

import re
import shlex

from .format import Format, read_entry, server_port, tcp_only
from .sums import OTHER, SKIPPED, UNREAD, entry


# FortiOS Log Message Reference, "13 - LOG_ID_TRAFFIC_END_FORWARD": the source has begun the session. `transport` is
# the port after translation, and `service` the name of a policy's service.
def _write_fortigate(records, rng):
    for record in records:
        ports = f"srcport={record.client_port} " if record.has_ports else ""
        dport = f"dstport={record.server_port} " if record.has_ports else ""
        yield (
            f'date=2026-09-01 time=10:00:00 devname="FGT A" devid="FG100" logid="0000000013" type="traffic" subtype="forward" level="notice" '
            f'vd="root" eventtime={record.start} srcip={record.client} {ports}srcintf="port12" dstip={record.server} {dport}dstintf="port11" '
            f'sessionid={rng.randrange(10**6)} proto={record.protocol} action="close" policyid=1 policyname="allow dstport=1 proto=17" service="HTTPS" '
            f'dstcountry="United States" trandisp="snat" transip=172.16.200.2 transport={rng.randrange(65536)} duration=2 '
            f'sentbyte={record.sent[1]} rcvdbyte={record.received[1]} sentpkt={record.sent[0]} rcvdpkt={record.received[0]} appcat="unscanned"',
            entry(record),
        )
        chance = rng.random()
        if chance < 0.01:
            # Events have no flow, even those that name ports; records of type "utm" are about flows of the type "traffic".
            kind = rng.choice(
                (
                    'type="event" subtype="system" msg="Admin login" srcip=10.0.0.1 dstip=10.0.0.2',
                    'type="event" subtype="wad" srcip=10.0.0.1 srcport=0 dstip=10.0.0.2 dstport=636 msg="SSL Alert sent"',
                    'type="utm" subtype="webfilter" srcip=10.0.0.1 srcport=50000 dstip=192.0.2.1 dstport=443 proto=6 sentbyte=100 rcvdbyte=200',
                )
            )
            yield f'date=2026-09-01 time=10:00:00 devname="FGT A" logid="0100032001" {kind}', SKIPPED
        elif chance < 0.012 and record.has_ports:
            yield (
                'date=2026-09-01 type="traffic" srcip=10.0.0.1 srcport=50000 dstip=192.0.2.1 dstport=65536 proto=6 sentbyte=1 rcvdbyte=1 sentpkt=1 rcvdpkt=1',
                UNREAD,
            )


def _pairs(text):
    return dict(word.split("=", 1) for word in shlex.split(text) if "=" in word)


def _read_fortigate(file):
    for line in file:
        row = _pairs(line)
        if row["type"] != "traffic":
            yield SKIPPED
            continue
        if int(row.get("dstport", "0")) > 65535:
            yield UNREAD
            continue
        amounts = (int(row["sentpkt"]) + int(row["rcvdpkt"]), int(row["sentbyte"]) + int(row["rcvdbyte"]))
        yield read_entry(int(row["proto"]), int(row.get("dstport", "0")), *amounts)


# netfilter's LOG target (net/netfilter/nf_log_syslog.c): a line a packet, LEN of the IP packet first and then of UDP.
NETFILTER = {1: "ICMP", 6: "TCP", 17: "UDP", 50: "ESP", 58: "ICMPv6"}

# A prefix of the rule's own follows the time of the kernel, with or without a blank at its end.
NETFILTER_HEADS = [
    "Sep  1 10:00:00 fw kernel: [123456.123456] [UFW BLOCK] ",
    "<161>Sep  1 10:00:00 fw kernel: [wan-lan-default-D]",
    "2026-09-01T10:00:00.123456+00:00 fw kernel: DROP: ",
    "[  307.757925] ",
]


def _netfilter_takes(record):
    return record.family == 4 and tcp_only(record) and record.protocol in (*NETFILTER, 47)


def _write_netfilter(records, rng):
    for record in records:
        length = 40 + record.sent[1] % 1400
        protocol = NETFILTER.get(record.protocol, record.protocol)
        answer = record.received[0] and rng.random() < 0.5 and record.protocol in (6, 17)
        ends = [(record.client, record.client_port), (record.server, record.server_port)]
        (source, sport), (destination, dport) = reversed(ends) if answer else ends
        text = (
            f"{rng.choice(NETFILTER_HEADS)}IN=eth0 OUT= MAC=00:16:3e:00:00:01:00:16:3e:00:00:02:08:00 "
            f"SRC={source} DST={destination} LEN={length} TOS=0x00 PREC=0x00 TTL=64 ID={rng.randrange(65536)} DF PROTO={protocol} "
        )
        if record.protocol == 6:
            flags = "ACK SYN" if answer else "SYN"
            if record.plain and rng.random() < 0.5:
                flags = "ACK PSH"
            text += f"SPT={sport} DPT={dport} WINDOW=64240 RES=0x00 {flags} URGP=0 "
        elif record.protocol == 17:
            text += f"SPT={sport} DPT={dport} LEN={length - 20} " + rng.choice(("", "MARK=0xd4 "))
        elif record.protocol == 1:
            text += rng.choice(
                (
                    "TYPE=8 CODE=0 ID=1 SEQ=1 ",
                    # The packet that an ICMP error is about.
                    f"TYPE=3 CODE=3 [SRC={destination} DST={source} LEN=78 TOS=0x00 PREC=0x00 TTL=63 ID=1 PROTO=UDP SPT=137 DPT=53 LEN=58 ] ",
                )
            )
        yield text, entry(record, 1, length)
        chance = rng.random()
        if chance < 0.01:
            # Other lines of the same syslog.
            yield "Sep  1 10:00:00 fw systemd[1]: Started Daily apt download activities.", OTHER
        elif chance < 0.015:
            yield (text.replace("SPT=", "SPT=x"), UNREAD) if record.protocol in (6, 17) else ("", SKIPPED)


def _read_netfilter(file):
    numbers = {name: number for number, name in NETFILTER.items()}
    for line in file:
        if not line.strip():
            yield SKIPPED
            continue
        line = re.sub(r"\[SRC=[^]]*\]", "", line)
        found = {name: re.search(rf"\b{name}=(\S+)", line) for name in ("PROTO", "LEN", "SPT", "DPT", "DST")}
        if not found["PROTO"]:
            yield OTHER
            continue
        protocol = found["PROTO"][1]
        protocol = numbers.get(protocol) or int(protocol)
        try:
            sport, dport = (int(found[name][1]) if found[name] else 0 for name in ("SPT", "DPT"))
        except ValueError:
            yield UNREAD
            continue
        port = (
            sport if " ACK SYN " in line else dport if " SYN " in line else server_port(sport, dport, found["DST"][1])
        )
        yield read_entry(protocol, port, 1, int(found["LEN"][1]))


# conntrack-tools, `conntrack -L -o extended` with net.netfilter.nf_conntrack_acct: the original direction first.
CONNTRACK = {1: "icmp", 6: "tcp", 17: "udp", 33: "dccp", 47: "gre", 58: "icmpv6", 132: "sctp"}


def _write_conntrack(records, rng):
    for record in records:
        state = rng.choice(("ESTABLISHED ", "TIME_WAIT ")) if record.protocol in (6, 132, 33) else ""
        there = f"src={record.client} dst={record.server} "
        # The answers come to the translated address and port.
        back, translated = f"src={record.server} dst=203.0.113.9 ", rng.randrange(1024, 65536)
        if record.has_ports:
            there += f"sport={record.client_port} dport={record.server_port} "
            back += f"sport={record.server_port} dport={translated} "
        elif record.protocol in (1, 58):
            there += "type=8 code=0 id=1 "
            back += "type=0 code=0 id=1 "
        unreplied = "" if record.received[0] else "[UNREPLIED] "
        yield (
            f"ipv{record.family}     {2 if record.family == 4 else 10} {CONNTRACK[record.protocol]:8} {record.protocol} {rng.randrange(432000)} {state}"
            f"{there}packets={record.sent[0]} bytes={record.sent[1]} {unreplied}{back}packets={record.received[0]} bytes={record.received[1]} "
            f"{rng.choice(('[ASSURED] ', ''))}mark=0 use=1",
            entry(record),
        )


def _read_conntrack(file):
    numbers = {name: number for number, name in CONNTRACK.items()}
    for line in file:
        words = [word.partition("=") for word in line.split()]
        amounts = [sum(int(value) for name, _, value in words if name == wanted) for wanted in ("packets", "bytes")]
        port = next((int(value) for name, _, value in words if name == "dport"), 0)
        yield read_entry(numbers[words[2][0]], port, *amounts)


FORMATS = [
    Format("fortigate", "FortiOS Log Message Reference", _write_fortigate, _read_fortigate, stated=True),
    Format(
        "netfilter-log", "Linux, nf_log_syslog.c", _write_netfilter, _read_netfilter, stated=True, takes=_netfilter_takes
    ),
    Format(
        "conntrack",
        "conntrack(8)",
        _write_conntrack,
        _read_conntrack,
        stated=True,
        takes=lambda record: record.protocol in CONNTRACK,
        suffix=".txt",
    ),
]
