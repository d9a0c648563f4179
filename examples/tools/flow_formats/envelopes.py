"""Lines and tuples inside JSON: CloudWatch Logs, Firehose, and the flow logs of Azure."""

import json

from . import vpc
from .format import Format, read_entry, server_port
from .sums import SKIPPED, entry


def _chunks(records, rng, most):
    chunk, size = [], rng.randrange(1, most)
    for record in records:
        chunk.append(record)
        if len(chunk) == size:
            yield chunk
            chunk, size = [], rng.randrange(1, most)
    if chunk:
        yield chunk


def _lines(chunk, rng):
    for record in chunk:
        yield vpc.line_2(record, rng)
        if rng.random() < 0.005:
            # Blank messages don't occur.
            text, counted = vpc.irregular_2(rng)
            if text:
                yield text, counted


# `aws logs filter-log-events`: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
def _write_filter(records, rng):
    lines = list(_lines(records, rng))
    events = [
        {
            "logStreamName": "eni-0a1b2c3d-all",
            "timestamp": 1788000000000,
            "message": text,
            "ingestionTime": 1788000001000,
            "eventId": str(index),
        }
        for index, (text, _) in enumerate(lines)
    ]
    yield json.dumps({"events": events, "searchedLogStreams": []}, indent=4), [counted for _, counted in lines]


def _read_filter(file):
    for event in json.load(file)["events"]:
        yield vpc.entry_2(event["message"])


# A subscription's records: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/SubscriptionFilters.html
# Firehose writes them one after the other, without line ends.
def _write_subscription(separator):
    def write(records, rng):
        texts, entries = [], []
        for chunk in _chunks(records, rng, 100):
            lines = list(_lines(chunk, rng))
            events = [
                {"id": "3195310660696698337880902507980421114328961542429", "timestamp": 1788000000000, "message": text}
                for text, _ in lines
            ]
            texts.append(
                json.dumps(
                    {
                        "messageType": "DATA_MESSAGE",
                        "owner": vpc.ACCOUNT,
                        "logGroup": "vpc",
                        "logStream": "eni-0a1b2c3d-all",
                        "subscriptionFilters": ["all"],
                        "logEvents": events,
                    }
                )
            )
            entries.extend(counted for _, counted in lines)
            if rng.random() < 0.01:
                texts.append(
                    json.dumps(
                        {
                            "messageType": "CONTROL_MESSAGE",
                            "owner": "CloudwatchLogs",
                            "logGroup": "",
                            "logStream": "",
                            "subscriptionFilters": [],
                            "logEvents": [
                                {
                                    "id": "",
                                    "timestamp": 1,
                                    "message": "CWL CONTROL MESSAGE: Checking health of destination Firehose.",
                                }
                            ],
                        }
                    )
                )
                entries.append(SKIPPED)
        yield separator.join(texts), entries

    return write


def _read_subscription(file):
    decoder, text, position = json.JSONDecoder(), file.read(), 0
    while position < len(text.rstrip()):
        value, position = decoder.raw_decode(
            text, position + (len(text[position : position + 1]) - len(text[position : position + 1].strip()))
        )
        if value["messageType"] == "DATA_MESSAGE":
            for event in value["logEvents"]:
                yield vpc.entry_2(event["message"])


# VPC flow logs to Firehose: an object with one line each.
def _write_message(records, rng):
    for text, counted in _lines(records, rng):
        yield json.dumps({"message": text}), counted


def _read_message(file):
    return (vpc.entry_2(json.loads(line)["message"]) for line in file)


NSG, VNET = "Microsoft, NSG flow logs", "Microsoft, Virtual network flow logs"


# The amounts of Azure's tuples are since the flow's last tuple; a tuple "B" (begin), of a denied flow or of version 1 has none.
# https://learn.microsoft.com/azure/network-watcher/nsg-flow-logs-overview
# https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview
def _nsg(records, rng):
    """Yields records of the log and the entries of their tuples."""
    for chunk in _chunks(records, rng, 50):
        tuples, entries, version = [], [], rng.choice((1, 2, 2, 2))
        for record in chunk:
            letter, state = "T" if record.protocol == 6 else "U", rng.choice("BCE")
            amounts, counted = f",{state},,,,", entry(record, 0, 0)
            if version == 1:
                amounts = ""
            elif state != "B":
                amounts = f",{state},{record.sent[0]},{record.sent[1]},{record.received[0]},{record.received[1]}"
                counted = entry(record)
            tuples.append(
                f"{record.start},{record.client},{record.server},{record.client_port},{record.server_port},{letter},"
                f"{rng.choice('IO')},{rng.choice('AD') if state == 'B' else 'A'}{amounts}"
            )
            entries.append(counted)
        yield (
            {
                "time": "2018-11-13T12:00:35.3899262Z",
                "systemId": "a0fca5ce",
                "category": "NetworkSecurityGroupFlowEvent",
                "resourceId": "/S/N",
                "operationName": "NetworkSecurityGroupFlowEvents",
                "properties": {
                    "Version": version,
                    "flows": [
                        {
                            "rule": "DefaultRule_DenyAllInBound",
                            "flows": [{"mac": "000D3AF87856", "flowTuples": tuples[::2]}],
                        },
                        {"rule": "UserRule_x", "flows": [{"mac": "000D3AF87856", "flowTuples": tuples[1::2]}]},
                    ],
                },
            },
            entries,
        )


def _write_document(pairs, **options):
    """A file of a storage account: a document with all records."""

    def write(records, rng):
        values, entries = [], []
        for value, counted in pairs(records, rng):
            values.append(value)
            entries.extend(counted)
        yield json.dumps({"records": values}, **options), entries

    return write


def _write_lines(pairs):
    """A record a line, as event hubs have them."""

    def write(records, rng):
        for value, counted in pairs(records, rng):
            yield json.dumps(value), counted

    return write


def _read_document(read):
    return lambda file: read(json.load(file)["records"])


def _read_lines(read):
    return lambda file: read(map(json.loads, file))


def _tuple(text, protocol, first):
    fields = text.split(",")
    amounts = [int(cell or "0") for cell in fields[first : first + 4]] or [0] * 4
    return read_entry(
        protocol(fields[5]),
        server_port(int(fields[3]), int(fields[4]), fields[2]),
        amounts[0] + amounts[2],
        amounts[1] + amounts[3],
    )


def _read_nsg(records):
    for record in records:
        for rule in record["properties"]["flows"]:
            for flow in rule["flows"]:
                for text in flow["flowTuples"]:
                    yield _tuple(text, {"T": 6, "U": 17}.get, 9)


def _vnet(records, rng):
    for chunk in _chunks(records, rng, 50):
        tuples, entries = [], []
        for record in chunk:
            sport, dport = (record.client_port, record.server_port) if record.has_ports else (0, 0)
            state = rng.choice("BCED")
            amounts, counted = "0,0,0,0", entry(record, 0, 0)
            if state in "CE":
                amounts = f"{record.sent[0]},{record.sent[1]},{record.received[0]},{record.received[1]}"
                counted = entry(record)
            tuples.append(
                f"{record.start}599,{record.client},{record.server},{sport},{dport},{record.protocol},{rng.choice('IO')},{state},"
                f"{rng.choice(('NX', 'X', 'NX_HW_NOT_SUPPORTED'))},{amounts}"
            )
            entries.append(counted)
        yield (
            {
                "time": "2022-09-14T09:00:52.5625085Z",
                "flowLogVersion": 4,
                "flowLogGUID": "66aa66aa",
                "macAddress": "112233445566",
                "category": "FlowLogFlowEvent",
                "flowLogResourceID": "/S",
                "targetResourceID": "/V",
                "operationName": "FlowLogFlowEvent",
                "flowRecords": {
                    "flows": [
                        {
                            "aclID": "00aa00aa",
                            "flowGroups": [
                                {"rule": "DefaultRule_AllowInternetOutBound", "flowTuples": tuples[::2]},
                                {"rule": "x", "flowTuples": tuples[1::2]},
                            ],
                        },
                        {"aclID": "11bb", "flowGroups": []},
                    ]
                },
            },
            entries,
        )


def _read_vnet(records):
    for record in records:
        for flow in record["flowRecords"]["flows"]:
            for group in flow["flowGroups"]:
                for text in group["flowTuples"]:
                    yield _tuple(text, int, 9)


def _nsg_takes(record):
    return record.protocol in (6, 17)


FORMATS = [
    Format("cloudwatch-filter", "AWS, FilterLogEvents", _write_filter, _read_filter, suffix=".json"),
    Format(
        "cloudwatch-subscription",
        "AWS, Subscription filters",
        _write_subscription("\n"),
        _read_subscription,
        suffix=".json",
    ),
    Format(
        "firehose-concatenated",
        "AWS, Subscription filters",
        _write_subscription(""),
        _read_subscription,
        suffix=".json",
    ),
    Format("firehose-message", "AWS, Publish flow logs to Firehose", _write_message, _read_message, suffix=".json"),
    Format("azure-nsg", NSG, _write_document(_nsg), _read_document(_read_nsg), takes=_nsg_takes, suffix=".json"),
    Format("azure-nsg-lines", NSG, _write_lines(_nsg), _read_lines(_read_nsg), takes=_nsg_takes, suffix=".json"),
    Format("azure-vnet", VNET, _write_document(_vnet, indent=1), _read_document(_read_vnet), suffix=".json"),
    Format("azure-vnet-lines", VNET, _write_lines(_vnet), _read_lines(_read_vnet), suffix=".json"),
]
