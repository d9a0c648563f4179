"""Logs of collectors of flows as columns: nfdump, NetFlow v9's and IPFIX's names, SiLK."""

from . import reader
from .format import Format
from .sums import SKIPPED, entry

# nfdump 1.6, `-o csv` (nf_common.c): names of protocols, ICMP's type and code as the destination port.
NFDUMP_16 = (
    "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,nhb,svln,dvln,ismc,odmc,"
    "idmc,osmc,mpls1,mpls2,mpls3,mpls4,mpls5,mpls6,mpls7,mpls8,mpls9,mpls10,cl,sl,al,ra,eng,exid,tr"
)
NFDUMP_NAMES = {
    1: "ICMP",
    2: "IGMP",
    6: "TCP",
    17: "UDP",
    33: "DCCP",
    47: "GRE",
    50: "ESP",
    58: "ICMP6",
    89: "OSPF",
    132: "SCTP",
}


def _nfdump_times(record):
    clock = f"2026-09-01 {record.start // 3600 % 24:02}:{record.start // 60 % 60:02}:{record.start % 60:02}"
    return clock, clock


def _write_nfdump_16(records, rng):
    yield NFDUMP_16, SKIPPED
    total = [0, 0, 0]
    for record in records:
        first, last = _nfdump_times(record)
        sport = record.client_port if record.has_ports else 0
        dport = (
            record.server_port
            if record.has_ports
            else f"{record.client_port}.{record.server_port}"
            if record.protocol in (1, 58)
            else 0
        )
        # The flags of all packets of a direction: SYN and ACK of either side.
        flags = (
            rng.choice((".A..S.", ".AP.SF", "....S.", ".A....")).rjust(8, ".") if record.protocol == 6 else "........"
        )
        yield (
            f"{first},{last},{rng.randrange(100)}.{rng.randrange(1000):03},{record.client},{record.server},{sport},{dport},"
            f"{NFDUMP_NAMES[record.protocol]},{flags},0,0,{record.sent[0]},{record.sent[1]},{record.received[0]},{record.received[1]},"
            f"0,0,0,0,0,0,0,0,0.0.0.0,0.0.0.0,0,0,00:00:00:00:00:00,00:00:00:00:00:00,00:00:00:00:00:00,00:00:00:00:00:00,"
            + "0-0-0," * 10
            + f"    0.000,    0.000,    0.000,0.0.0.0,0/0,1,{last}.000",
            entry(record),
        )
        for index, amount in enumerate((1, record.bytes, record.packets)):
            total[index] += amount
    yield "Summary", SKIPPED
    yield "flows,bytes,packets,avg_bps,avg_pps,avg_bpp", SKIPPED
    yield f"{total[0]},{total[1]},{total[2]},0,0,0", SKIPPED


def _without_trailer(read, keyword):
    def read_until(file):
        def lines():
            for line in file:
                if line.strip() == keyword:
                    return
                yield line

        return read(lines())

    return read_until


def _nfdump_16_names(read):
    # nfdump's name for the protocol that IANA calls IPv6-ICMP, and OSPFIGP.
    def named(file):
        return read(line.replace(",ICMP6,", ",IPv6-ICMP,").replace(",OSPF,", ",OSPFIGP,") for line in file)

    return named


# nfdump 1.7, `-o csv` (src/output/output.c, FORMAT_CSV): protocols as numbers, aggregated records with flows.
def _write_nfdump_17(records, rng):
    yield "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows", SKIPPED
    total = [0, 0, 0]
    for record in records:
        source, destination, sport, dport, (packets, octets) = record.one_way(rng)
        if not record.has_ports:
            sport, dport = 0, f"{record.client_port}.{record.server_port}" if record.protocol in (1, 58) else 0
        flows = rng.choice((1, 1, 1, 2, rng.randrange(1, 1000)))
        yield (
            f"{_nfdump_times(record)[0]}.{rng.randrange(1000):03},00:00:{rng.randrange(60):02}.000,{record.protocol},{source},{sport},"
            f"{destination},{dport},{packets},{octets},{flows}",
            entry(record, packets, octets, flows),
        )
        for index, amount in enumerate((flows, octets, packets)):
            total[index] += amount
    yield "Summary", SKIPPED
    yield "flows,bytes,packets,avg_bps,avg_pps,avg_bpp", SKIPPED
    yield f"{total[0]},{total[1]},{total[2]},0,0,0", SKIPPED


# NetFlow v9's names (RFC 3954, section 8), as in the data set NF-UNSW-NB15-v2: TCP_FLAGS of both directions in one.
def _write_netflow_9(records, rng):
    yield (
        (
            "IPV4_SRC_ADDR,L4_SRC_PORT,IPV4_DST_ADDR,L4_DST_PORT,PROTOCOL,L7_PROTO,IN_BYTES,IN_PKTS,OUT_BYTES,OUT_PKTS,TCP_FLAGS,"
            "CLIENT_TCP_FLAGS,SERVER_TCP_FLAGS,FLOW_DURATION_MILLISECONDS,SRC_TO_DST_SECOND_BYTES,NUM_PKTS_UP_TO_128_BYTES,"
            "ICMP_TYPE,DNS_QUERY_ID,Label,Attack"
        ),
        SKIPPED,
    )
    for record in records:
        # ntop's exporter has ports of ICMP too: the type and code as one number.
        sport, dport = (
            (record.client_port, record.server_port)
            if record.has_ports
            else (0, record.client_port * 256 + record.server_port)
        )
        flags = rng.choice((2, 18, 19, 22, 24, 27, 31)) if record.protocol == 6 else 0
        yield (
            f"{record.client},{sport},{record.server},{dport},{record.protocol},{rng.choice((7.178, 0.0, 5.0, 91))},{record.sent[1]},"
            f"{record.sent[0]},{record.received[1]},{record.received[0]},{flags},{flags},{flags},{rng.randrange(1_000_000)},"
            f"{float(record.sent[1])},{rng.randrange(9)},0,0,0,Benign",
            entry(record),
        )


# IPFIX's names (IANA, IP Flow Information Export Entities) with RFC 5103's reverse elements and biflowDirection.
def _write_ipfix(records, rng):
    yield (
        (
            "flowStartMilliseconds,flowEndMilliseconds,sourceIPv4Address,destinationIPv4Address,sourceTransportPort,"
            "destinationTransportPort,protocolIdentifier,packetDeltaCount,octetDeltaCount,reversePacketDeltaCount,"
            "reverseOctetDeltaCount,biflowDirection"
        ),
        SKIPPED,
    )
    for record in records:
        # 1: the source is the initiator; 2: the destination is; 0: arbitrary.
        direction = rng.choice((0, 1, 2)) if record.plain else rng.choice((1, 2))
        reverse = direction == 2 or (direction == 0 and rng.random() < 0.5 and not record.multicast)
        if record.multicast:
            reverse, direction = False, min(direction, 1)
        ends = [(record.client, record.client_port, record.sent), (record.server, record.server_port, record.received)]
        (source, sport, sent), (destination, dport, received) = reversed(ends) if reverse else ends
        if not record.has_ports:
            sport = dport = 0
        yield (
            f"{record.start}000,{record.start}500,{source},{destination},{sport},{dport},{record.protocol},{sent[0]},{sent[1]},"
            f"{received[0]},{received[1]},{direction}",
            entry(record),
        )


# SiLK's rwcut: padded columns, a delimiter at the end of each line.
def _write_silk(records, rng):
    yield (
        "            sIP|            dIP|sPort|dPort|pro|   packets|        bytes|   flags|                  sTime| duration|                  eTime|sen|",
        SKIPPED,
    )
    for record in records:
        source, destination, sport, dport, (packets, octets) = record.one_way(rng)
        if not record.has_ports:
            sport, dport = 0, record.client_port * 256 + record.server_port
        yield (
            f"{source:>15}|{destination:>15}|{sport:5}|{dport:5}|{record.protocol:3}|{packets:10}|{octets:13}|"
            f"{rng.choice(('FS PA', ' S  A', ' S')) if record.protocol == 6 else '':8}|2026/09/01T10:00:00.000|    1.000|2026/09/01T10:00:01.000| S0|",
            entry(record, packets, octets),
        )


def _initiator(row):
    return {"1": True, "2": False}.get(row["biflowDirection"])


FORMATS = [
    Format(
        "nfdump-1.6",
        "nfdump 1.6, nf_common.c",
        _write_nfdump_16,
        _nfdump_16_names(
            _without_trailer(reader.columns(",", "sp", "dp", "pr", ["ipkt", "opkt"], ["ibyt", "obyt"], "da"), "Summary")
        ),
        suffix=".csv",
    ),
    Format(
        "nfdump-1.7",
        "nfdump 1.7, output_csv.c",
        _write_nfdump_17,
        _without_trailer(
            reader.columns(",", "srcPort", "dstPort", "proto", ["packets"], ["bytes"], "dstAddr", flows="flows"),
            "Summary",
        ),
        suffix=".csv",
    ),
    Format(
        "netflow-9",
        "RFC 3954",
        _write_netflow_9,
        reader.columns(
            ",",
            "L4_SRC_PORT",
            "L4_DST_PORT",
            "PROTOCOL",
            ["IN_PKTS", "OUT_PKTS"],
            ["IN_BYTES", "OUT_BYTES"],
            "IPV4_DST_ADDR",
        ),
        suffix=".csv",
    ),
    Format(
        "ipfix-biflow",
        "RFC 5103",
        _write_ipfix,
        reader.columns(
            ",",
            "sourceTransportPort",
            "destinationTransportPort",
            "protocolIdentifier",
            ["packetDeltaCount", "reversePacketDeltaCount"],
            ["octetDeltaCount", "reverseOctetDeltaCount"],
            "destinationIPv4Address",
            _initiator,
        ),
        stated=True,
        suffix=".csv",
    ),
    Format(
        "silk-rwcut",
        "SiLK, rwcut(1)",
        _write_silk,
        reader.columns("|", "sPort", "dPort", "pro", ["packets"], ["bytes"], "dIP"),
        suffix=".txt",
    ),
]
