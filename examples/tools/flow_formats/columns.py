"""Logs of named columns: research data sets, saved data frames, and text separated by anything."""

from . import reader, registry
from .format import Format
from .sums import SKIPPED, UNREAD, entry


# CICFlowMeter's CSV as in CIC-IDS-2017 (TrafficLabelling): blanks before the names, rates that are no numbers.
def _write_cic_2017(records, rng):
    yield (
        (
            "Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol, Timestamp, Flow Duration, Total Fwd Packets,"
            " Total Backward Packets,Total Length of Fwd Packets, Total Length of Bwd Packets, Fwd Packet Length Max,Flow Bytes/s,"
            " Flow Packets/s,Fwd Header Length, Bwd Header Length, Fwd Header Length, Subflow Fwd Packets, Subflow Fwd Bytes,"
            " Subflow Bwd Packets, Subflow Bwd Bytes, Label"
        ),
        SKIPPED,
    )
    for record in records:
        sport, dport = (record.client_port, record.server_port) if record.has_ports else (0, 0)
        ends = [(record.client, sport, record.sent), (record.server, dport, record.received)]
        # The meter ends a flow at a FIN or a timeout. The next packet begins another, also if the server sends it.
        if not record.multicast and rng.random() < 0.2:
            ends.reverse()
        (source, sport, (up_packets, up_bytes)), (destination, dport, (down_packets, down_bytes)) = ends
        yield (
            f"{record.client}-{record.server}-{sport}-{dport}-{record.protocol},{source},{sport},{destination},{dport},"
            f"{record.protocol},5/7/2017 8:59,{rng.randrange(10**6)},{up_packets},{down_packets},{up_bytes},{down_bytes}.0,1448,"
            f"{rng.choice(('Infinity', 'NaN', '1.5'))},{rng.choice(('Infinity', '66666.7'))},20,20,20,{up_packets},{up_bytes},"
            f"{down_packets},{down_bytes},BENIGN",
            entry(record),
        )
        # The file of web attacks ends in 288,602 lines of commas.
        if rng.random() < 0.01:
            yield "," * 22, SKIPPED


# CSE-CIC-IDS2018: no addresses and no source port.
def _write_cic_2018(records, rng):
    yield (
        "Dst Port,Protocol,Timestamp,Flow Duration,Tot Fwd Pkts,Tot Bwd Pkts,TotLen Fwd Pkts,TotLen Bwd Pkts,Flow Byts/s,Label",
        SKIPPED,
    )
    for record in records:
        dport = record.server_port if record.has_ports else 0
        yield (
            f"{dport},{record.protocol},14/02/2018 08:31:01,{rng.randrange(10**6)},{record.sent[0]},{record.received[0]},{record.sent[1]},"
            f"{record.received[1]},{rng.choice(('Infinity', 'NaN', '0'))},Benign",
            entry(record),
        )


# UNSW-NB15's own columns: `dsport`, names of protocols, a column "service" that is there already.
def _write_unsw(records, rng):
    yield (
        "srcip,sport,dstip,dsport,proto,state,dur,sbytes,dbytes,sttl,dttl,sloss,dloss,service,Sload,Dload,Spkts,Dpkts",
        SKIPPED,
    )
    for record in records:
        sport, dport = (record.client_port, record.server_port) if record.has_ports else (0, 0)
        name = {58: "ipv6-icmp", 89: "ospf"}.get(record.protocol, registry.KEYWORDS[record.protocol])
        yield (
            f"{record.client},{sport},{record.server},{dport},{name},CON,0.001,{record.sent[1]},{record.received[1]},31,29,0,0,"
            f"{rng.choice(('-', 'dns', 'http'))},1.5,2.5,{record.sent[0]},{record.received[0]}",
            entry(record),
        )
        if rng.random() < 0.002:
            yield "192.0.2.1,0,192.0.2.2,0,no-such-protocol,CON,0.1,1,1,31,29,0,0,-,1,1,1,1", UNREAD


def _with_ospf(read):
    return lambda file: read(line.replace(",ospf,", ",ospfigp,") for line in file)


# A data frame saved by pandas: a column with a missing value is of floats, and its missing values are empty.
def _write_pandas(records, rng):
    yield "srcaddr,dstaddr,srcport,dstport,protocol,packets,bytes,log_status", SKIPPED
    for record in records:
        source, destination, sport, dport, (packets, octets) = record.one_way(rng)
        if not record.has_ports:
            sport = dport = 0
        yield (
            f"{source},{destination},{sport}.0,{dport}.0,{record.protocol}.0,{packets}.0,{octets}.0,OK",
            entry(record, packets, octets),
        )
        if rng.random() < 0.01:
            yield ",,,,,,,NODATA", SKIPPED
        if rng.random() < 0.001:
            yield "10.0.0.5,192.0.2.10,51514.5,443.0,6.0,10.0,1000.0,OK", UNREAD
        if rng.random() < 0.001:
            yield "10.0.0.5,192.0.2.10,51514.0,443.0,6.0,nan,1000.0,OK", UNREAD


def _delimited(delimiter):
    def quote(cell):
        cell = str(cell)
        return f'"{cell}"' if delimiter in cell or '"' in cell or "," in cell else cell

    def write(records, rng):
        yield (
            delimiter.join(("src_ip", "src_port", "dst_ip", "dst_port", "proto", "packets", "bytes", "comment")),
            SKIPPED,
        )
        for record in records:
            source, destination, sport, dport, (packets, octets) = record.one_way(rng)
            if not record.has_ports:
                sport = dport = 0
            # Numbers as people see them in a spreadsheet.
            shown = (f"{number:,}" if rng.random() < 0.5 else number for number in (sport, dport))
            comment = rng.choice(("", "a", f"b{delimiter} c", '"said ""no"""'))
            comment = comment if comment.startswith('"') else quote(comment)
            sport, dport = map(quote, shown)
            cells = [
                source,
                sport,
                destination,
                dport,
                registry.KEYWORDS[record.protocol],
                quote(f"{packets:,}"),
                quote(octets),
                comment,
            ]
            yield delimiter.join(cells), entry(record, packets, octets)
            if rng.random() < 0.001:
                yield delimiter.join(cells[:5]), UNREAD

    return write


def _delimited_format(name, delimiter):
    columns = ("src_port", "dst_port", "proto", ["packets"], ["bytes"], "dst_ip")
    return Format(
        f"delimited-{name}", "RFC 4180", _delimited(delimiter), reader.columns(delimiter, *columns), suffix=".txt"
    )


FORMATS = [
    Format(
        "cic-ids-2017",
        "CICFlowMeter",
        _write_cic_2017,
        reader.columns(
            ",",
            "Source Port",
            "Destination Port",
            "Protocol",
            ["Total Fwd Packets", "Total Backward Packets"],
            ["Total Length of Fwd Packets", "Total Length of Bwd Packets"],
            "Destination IP",
        ),
        suffix=".csv",
    ),
    Format(
        "cic-ids-2018",
        "CICFlowMeter",
        _write_cic_2018,
        reader.columns(
            ",",
            "Dst Port",
            "Dst Port",
            "Protocol",
            ["Tot Fwd Pkts", "Tot Bwd Pkts"],
            ["TotLen Fwd Pkts", "TotLen Bwd Pkts"],
        ),
        addresses=False,
        suffix=".csv",
    ),
    Format(
        "unsw-nb15",
        "UNSW-NB15_features.csv",
        _write_unsw,
        _with_ospf(reader.columns(",", "sport", "dsport", "proto", ["Spkts", "Dpkts"], ["sbytes", "dbytes"], "dstip")),
        suffix=".csv",
    ),
    Format(
        "pandas-floats",
        "pandas, DataFrame.to_csv",
        _write_pandas,
        reader.columns(",", "srcport", "dstport", "protocol", ["packets"], ["bytes"], "dstaddr"),
        suffix=".csv",
    ),
    _delimited_format("comma", ","),
    _delimited_format("semicolon", ";"),
    _delimited_format("tab", "\t"),
    _delimited_format("pipe", "|"),
]
