"""Logs of JSON objects: Suricata, GCP, Elastic, goflow2, nfdump and saved data frames."""

import json

from . import reader, registry
from .format import Format
from .sums import SKIPPED, UNREAD, entry

COMPACT = (",", ":")


def _ports(record, source, destination, sport, dport):
    """The fields for ports, which are left out for protocols without ports."""
    return {source: sport, destination: dport} if record.has_ports else {}


# Suricata's eve.json: events of type "flow"; the others describe the same flows.
# https://docs.suricata.io/en/latest/output/eve/eve-json-format.html#event-type-flow
SURICATA = {1: "ICMP", 6: "TCP", 17: "UDP", 47: "GRE", 50: "ESP", 58: "IPv6-ICMP", 132: "SCTP"}


def _write_suricata(records, rng):
    for record in records:
        head = {
            "timestamp": f"2026-09-01T10:00:{record.start % 60:02}.000000+0000",
            "flow_id": rng.randrange(2**50),
            "in_iface": "eth0",
            "event_type": "flow",
            "src_ip": record.client,
            "dest_ip": record.server,
            "proto": SURICATA[record.protocol],
            **_ports(record, "src_port", "dest_port", record.client_port, record.server_port),
        }
        if record.protocol in (1, 58):
            head |= {"icmp_type": record.client_port, "icmp_code": record.server_port}
        amounts = {
            "pkts_toserver": record.sent[0],
            "pkts_toclient": record.received[0],
            "bytes_toserver": record.sent[1],
            "bytes_toclient": record.received[1],
            "start": "2026-09-01T10:00:00.000000+0000",
            "age": 3,
            "state": "closed",
            "alerted": False,
        }
        flow = {**head, "app_proto": rng.choice(("tls", "failed")), "flow": amounts}
        if record.protocol == 6:
            flow["tcp"] = {
                "tcp_flags": "1b",
                "tcp_flags_ts": "1b",
                "tcp_flags_tc": "1b",
                "syn": True,
                "fin": True,
                "ack": True,
                "state": "closed",
            }
        chance = rng.random()
        if chance < 0.02:
            yield (
                json.dumps(
                    {
                        **head,
                        "event_type": "alert",
                        "alert": {"signature_id": 1},
                        "flow": {**amounts, "src_port": 1, "dest_port": 2},
                    },
                    separators=COMPACT,
                ),
                SKIPPED,
            )
        elif chance < 0.04:
            yield (
                json.dumps(
                    {**head, "event_type": "dns", "dns": {"type": "query", "rrname": 'event_type":"flow'}},
                    separators=COMPACT,
                ),
                SKIPPED,
            )
        elif chance < 0.041:
            yield (
                json.dumps(
                    {
                        "timestamp": head["timestamp"],
                        "event_type": "stats",
                        "stats": {"uptime": 8, "flow": {"tcp": 3, "udp": 1}},
                    }
                ),
                SKIPPED,
            )
        yield json.dumps(flow, separators=COMPACT), entry(record)
        if 0.041 < chance < 0.042:
            yield json.dumps(flow)[: rng.randrange(20, 60)], UNREAD
        elif 0.042 < chance < 0.043 and record.has_ports:
            yield json.dumps({**flow, "dest_port": rng.choice((-1, 65536, 1.5, "x", [443]))}), UNREAD


def _read_suricata(value):
    if value["event_type"] != "flow":
        return SKIPPED
    flow = value["flow"]
    return reader.object_entry(
        value["proto"],
        value.get("src_port"),
        value.get("dest_port"),
        value["dest_ip"],
        flow["pkts_toserver"] + flow["pkts_toclient"],
        flow["bytes_toserver"] + flow["bytes_toclient"],
        stated=True,
    )


# GCP's VPC flow logs in an export of Cloud Logging: numbers of 64 bits are strings.
# https://cloud.google.com/vpc/docs/about-flow-logs-records
def _gcp(record, rng):
    source, destination, sport, dport, (packets, octets) = record.one_way(rng)
    payload = {
        "bytes_sent": str(octets),
        "packets_sent": str(packets),
        "reporter": rng.choice(("SRC", "DEST")),
        "connection": {
            "dest_ip": destination,
            "src_ip": source,
            "protocol": record.protocol,
            **_ports(record, "src_port", "dest_port", sport, dport),
        },
        "src_instance": {"vm_name": "a", "region": "us-central1"},
        "dest_location": {"asn": 15169, "country": "usa"},
        "end_time": "2019-06-14T03:45:37.301953198Z",
        "start_time": "2019-06-14T03:45:37.186193305Z",
    }
    return {
        "insertId": f"{rng.randrange(10**9):x}",
        "jsonPayload": payload,
        "logName": "projects/p/logs/compute.googleapis.com%2Fvpc_flows",
        "receiveTimestamp": "2019-06-14T03:45:45Z",
        "resource": {"labels": {"location": "us-central1-a"}, "type": "gce_subnetwork"},
        "timestamp": "2019-06-14T03:45:45Z",
    }, entry(record, packets, octets)


def _write_gcp(records, rng):
    for record in records:
        value, counted = _gcp(record, rng)
        yield json.dumps(value, sort_keys=rng.random() < 0.5), counted


def _write_gcp_array(records, rng):
    """An array over many lines, as `gcloud logging read --format=json` prints it."""
    separator = "["
    for record in records:
        value, counted = _gcp(record, rng)
        yield separator + "\n" + json.dumps(value, indent=2), counted
        separator = ","
    yield "]", None


def _write_gcp_one_line(records, rng):
    """The same as an array on a single line."""
    pairs = [_gcp(record, rng) for record in records]
    yield json.dumps([value for value, _ in pairs]), [counted for _, counted in pairs]


def _read_gcp(value):
    payload, connection = value["jsonPayload"], value["jsonPayload"]["connection"]
    return reader.object_entry(
        connection["protocol"],
        connection.get("src_port"),
        connection.get("dest_port"),
        connection["dest_ip"],
        int(payload["packets_sent"]),
        int(payload["bytes_sent"]),
    )


# Elastic Common Schema: `network.bytes` is the sum of `source.bytes` and `destination.bytes`.
# https://www.elastic.co/guide/en/ecs/current/ecs-network.html
def _ecs(record, rng, with_total):
    source, destination = {"ip": record.client}, {"ip": record.server}
    if record.has_ports:
        source["port"], destination["port"] = record.client_port, record.server_port
    source |= {"packets": record.sent[0], "bytes": record.sent[1], "geo": {"country_iso_code": "US"}}
    if record.received[0]:
        destination |= {"packets": record.received[0], "bytes": record.received[1]}
    network = {
        "type": f"ipv{record.family}",
        "iana_number": str(record.protocol),
        "direction": "outbound",
        "community_id": "1:x=",
        "protocol": rng.choice(("tls", "dns", "http")),
        "transport": registry.KEYWORDS[record.protocol],
    }
    if with_total:
        network |= {"packets": record.packets, "bytes": record.bytes}
    return {
        "@timestamp": "2026-09-01T10:00:00.000Z",
        "event": {"category": ["network"], "duration": 1, "dataset": "flow"},
        "ecs": {"version": "8.11.0"},
        "source": source,
        "destination": destination,
        "network": network,
        "host": {"ip": ["10.0.0.1"], "name": "h"},
    }


def _write_ecs(with_total):
    def write(records, rng):
        for record in records:
            yield json.dumps(_ecs(record, rng, with_total)), entry(record)

    return write


def _flat(value, prefix=""):
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{prefix}{name}.")
        else:
            yield prefix + name, inner


def _write_ecs_flat(records, rng):
    for record in records:
        yield json.dumps(dict(_flat(_ecs(record, rng, True)))), entry(record)


def _read_ecs(value):
    value = dict(_flat(value))
    packets, octets = (
        [value.get(f"{end}.{what}", 0) for end in ("source", "destination")] for what in ("packets", "bytes")
    )
    return reader.object_entry(
        value["network.iana_number"],
        value.get("source.port"),
        value.get("destination.port"),
        value["destination.ip"],
        sum(packets),
        sum(octets),
    )


# goflow2, `-format json`: one direction; flags are those of all packets of that direction.
# https://github.com/netsampler/goflow2/blob/main/docs/protocols.md
GOFLOW = {1: "ICMP", 2: "IGMP", 6: "TCP", 17: "UDP", 33: "DCCP", 47: "GRE", 50: "ESP", 58: "IPv6-ICMP", 132: "SCTP"}


def _write_goflow(records, rng):
    for record in records:
        source, destination, sport, dport, (packets, octets) = record.one_way(rng)
        if not record.has_ports:
            sport = dport = 0
        yield (
            json.dumps(
                {
                    "type": "NETFLOW_V9",
                    "time_received_ns": record.start * 10**9,
                    "sequence_num": 1,
                    "sampling_rate": 0,
                    "sampler_address": "192.0.2.1",
                    "time_flow_start_ns": record.start * 10**9,
                    "bytes": octets,
                    "packets": packets,
                    "src_addr": source,
                    "dst_addr": destination,
                    "etype": f"IPv{record.family}",
                    "proto": GOFLOW[record.protocol],
                    "src_port": sport,
                    "dst_port": dport,
                    "in_if": 1,
                    "out_if": 2,
                    "tcp_flags": rng.choice((18, 24, 27, 31)) if record.protocol == 6 else 0,
                    "icmp_type": 0,
                    "src_as": 0,
                    "src_net": "0.0.0.0/0",
                },
                separators=COMPACT,
            ),
            entry(record, packets, octets),
        )


def _read_flat(protocol, source, destination, address, packets, octets):
    def read(value):
        if value[protocol] is None:
            return SKIPPED
        number = value[protocol] if isinstance(value[protocol], str) else int(value[protocol])
        return reader.object_entry(
            number, value[source], value[destination], value[address], int(value[packets]), int(value[octets])
        )

    return read


# nfdump 1.7, `-o json` (src/output/output_json.c): an array, without ports of ICMP, and flows of aggregated records.
def _nfdump(record, rng):
    both = rng.random() < 0.5
    packets, octets = (record.packets, record.bytes) if both else record.sent
    flows = rng.choice((0, 1, 5))
    value = {
        "type": "FLOW",
        "sampled": 0,
        "export_sysid": 0,
        "first": "2009-03-19T05:21:35.633",
        "last": "2009-03-19T05:21:36.741",
        "in_packets": record.sent[0],
        "in_bytes": record.sent[1],
        "proto": record.protocol,
    }
    if record.protocol in (1, 58):
        value |= {"icmp_type": record.client_port, "icmp_code": record.server_port}
    else:
        ports = (record.client_port, record.server_port) if record.has_ports else (0, 0)
        value |= {"tcp_flags": "...AP.SF", "src_port": ports[0], "dst_port": ports[1]}
    value |= {"src_tos": 0, f"src{record.family}_addr": record.client, f"dst{record.family}_addr": record.server}
    if both:
        value |= {"out_packets": record.received[0], "out_bytes": record.received[1]}
        if flows:
            value["aggr_flows"] = flows
    return value | {"label": "<none>"}, entry(record, packets, octets, flows if both and flows else 1)


def _write_nfdump(records, rng):
    separator = "["
    for record in records:
        value, counted = _nfdump(record, rng)
        yield separator + "\n" + json.dumps(value, indent="\t", separators=(",", " : ")), counted
        separator = ","
    yield "]", None


def _read_nfdump(value):
    destination = value.get("dst4_addr") or value["dst6_addr"]
    packets, octets = (value[f"in_{what}"] + value.get(f"out_{what}", 0) for what in ("packets", "bytes"))
    read = reader.object_entry(
        value["proto"], value.get("src_port"), value.get("dst_port"), destination, packets, octets
    )
    return read._replace(flows=value.get("aggr_flows", 1))


# pandas, `to_json(orient="records", lines=True)`: floats, and null for missing values.
def _write_pandas(records, rng):
    names = ("srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "log_status")
    for record in records:
        source, destination, sport, dport, (packets, octets) = record.one_way(rng)
        if not record.has_ports:
            sport = dport = 0
        row = (source, destination, *map(float, (sport, dport, record.protocol, packets, octets)), "OK")
        yield json.dumps(dict(zip(names, row)), separators=COMPACT), entry(record, packets, octets)
        if rng.random() < 0.01:
            yield json.dumps(dict.fromkeys(names) | {"log_status": "NODATA"}, separators=COMPACT), SKIPPED


FORMATS = [
    Format(
        "suricata",
        "Suricata, Eve JSON format",
        _write_suricata,
        reader.objects(_read_suricata),
        stated=True,
        takes=lambda record: record.protocol in SURICATA,
        suffix=".json",
    ),
    Format("gcp", "Google Cloud, VPC Flow Logs records", _write_gcp, reader.objects(_read_gcp), suffix=".ndjson"),
    Format("gcp-array", "gcloud logging read --format=json", _write_gcp_array, reader.array(_read_gcp), suffix=".json"),
    Format("gcp-array-one-line", "jq -c", _write_gcp_one_line, reader.array(_read_gcp), suffix=".json"),
    Format("ecs", "Elastic Common Schema", _write_ecs(True), reader.objects(_read_ecs), suffix=".ndjson"),
    Format(
        "ecs-without-total", "Elastic Common Schema", _write_ecs(False), reader.objects(_read_ecs), suffix=".ndjson"
    ),
    Format("ecs-dotted", "Elastic Common Schema", _write_ecs_flat, reader.objects(_read_ecs), suffix=".ndjson"),
    Format(
        "goflow2",
        "goflow2, docs/protocols.md",
        _write_goflow,
        reader.objects(_read_flat("proto", "src_port", "dst_port", "dst_addr", "packets", "bytes")),
        suffix=".json",
        takes=lambda record: record.protocol in GOFLOW,
    ),
    Format("nfdump-json", "nfdump 1.7, output_json.c", _write_nfdump, reader.array(_read_nfdump), suffix=".json"),
    Format(
        "pandas-json",
        "pandas, DataFrame.to_json",
        _write_pandas,
        reader.objects(_read_flat("protocol", "srcport", "dstport", "dstaddr", "packets", "bytes")),
        suffix=".json",
    ),
]
