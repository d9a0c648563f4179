"""What reads logs of columns and of JSON objects, by the names of their fields."""

import csv
import json

from . import registry
from .format import read_entry, server_port
from .sums import SKIPPED, UNREAD


def _number(cell):
    """A number as spreadsheets and data frames write it: 443, 443.0 or 51,514."""
    value = float(cell.replace(",", ""))
    if value != int(value):
        raise ValueError(cell)
    return int(value)


def columns(delimiter, source, destination, protocol, packets, octets, address=None, client=None, flows=None):
    """A reader of columns by their names; `packets` and `octets` are the columns to add up. `client` says of
    a row whether the source is the client; without it, the ports decide."""

    def read(file):
        names = None
        for cells in csv.reader(file, delimiter=delimiter):
            cells = [cell.strip() for cell in cells]
            if names is None or cells == names:
                names = cells
                yield SKIPPED
                continue
            row = dict(zip(names, cells))
            if not any(row.get(name) for name in (source, destination, protocol)):
                yield SKIPPED
                continue
            try:
                number = registry.protocol_number(row[protocol].removesuffix(".0"))
                if not isinstance(number, int) or len(cells) != len(names):
                    raise ValueError(cells)
                port = None
                if number in registry.TRANSPORTS:
                    sport, dport = _number(row[source]), _number(row[destination])
                    if client is not None and client(row) is not None:
                        port = dport if client(row) else sport
                    else:
                        port = server_port(sport, dport, row.get(address))
                amounts = [sum(_number(row[name]) for name in of) for of in (packets, octets)]
                yield read_entry(number, port, *amounts, int(row[flows]) if flows else 1)
            except ValueError:
                yield UNREAD

    return read


def _objects(file):
    """The objects of a file with one on each line; None for a blank line, False for one that is no object."""
    for line in file:
        try:
            value = json.loads(line) if line.strip() else None
            yield value if value is None or isinstance(value, dict) else False
        except ValueError:
            yield False


def objects(read):
    """A reader of one object a line."""

    def entries(file):
        for value in _objects(file):
            if value is None:
                yield SKIPPED
            elif value is False:
                yield UNREAD
            else:
                try:
                    yield read(value)
                except (ValueError, KeyError, TypeError):
                    yield UNREAD

    return entries


def _port(value):
    number = int(value)
    if number != float(value) or not 0 <= number <= 65535:
        raise ValueError(value)
    return number


def object_entry(protocol, sport, dport, destination, packets, octets, stated=False):
    """An entry of fields that may be missing, by the names or numbers of a JSON log."""
    number = registry.protocol_number(str(protocol))
    if not isinstance(number, int) or packets < 0 or octets < 0:
        raise ValueError(protocol)
    port = None
    if number in registry.TRANSPORTS:
        sport, dport = _port(sport), _port(dport)
        port = dport if stated else server_port(sport, dport, destination)
    return read_entry(number, port, packets, octets)


def array(read):
    return lambda file: map(read, json.load(file))
