"""Answers UDP queries on loopback, and prints what they are.

It decodes and encodes with `struct` only, by RFC 1035, RFC 5905 and RFC 8489. The argument is the protocol.
The first line of the output is the port, and each datagram is a line after it.
"""

import socket
import struct
import sys


def dns(data):
    ident, flags, questions, answers, authorities, additional = struct.unpack_from("!6H", data)
    at, labels = 12, []
    while data[at]:
        labels.append(data[at + 1 : at + 1 + data[at]].decode())
        at += 1 + data[at]
    kind, of_class = struct.unpack_from("!2H", data, at + 1)
    assert at + 5 == len(data), "bytes after the question"
    print(
        f"flags {flags:#06x} counts {questions} {answers} {authorities} {additional} "
        f"name {'.'.join(labels)}. type {kind} class {of_class}"
    )
    # REFUSED, with the question
    return struct.pack("!6H", ident, 0x8005, 1, 0, 0, 0) + data[12:]


def ntp(data):
    fields = struct.unpack("!BBbb11I", data)
    leap, version, mode = fields[0] >> 6, fields[0] >> 3 & 7, fields[0] & 7
    others = {*fields[1:13]}
    print(f"leap {leap} version {version} mode {mode} others {sorted(others)}")
    origin = fields[13:15]
    assert origin != (0, 0), "no transmit timestamp"
    head = (0 << 6 | version << 3 | 4, 2, 6, -20, 0, 0, 0x7F000001, 1, 1)
    return struct.pack("!BBbb11I", *head, *origin, 2, 2, 3, 3)


def stun(data):
    kind, length, cookie = struct.unpack_from("!HHI", data)
    print(f"type {kind:#06x} length {length} cookie {cookie:#010x} bytes {len(data)}")
    # XOR-MAPPED-ADDRESS of 192.0.2.1, port 32853
    attribute = struct.pack("!HHBBHI", 0x0020, 8, 0, 1, 32853 ^ 0x2112, 0xC0000201 ^ 0x2112A442)
    return struct.pack("!HHI", 0x0101, len(attribute), cookie) + data[8:20] + attribute


protocols = {"dns": dns, "ntp": ntp, "stun": stun}
answer = protocols[sys.argv[1]]
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    data, client = server.recvfrom(65536)
    reply = answer(data)
    sys.stdout.flush()
    server.sendto(reply, client)
