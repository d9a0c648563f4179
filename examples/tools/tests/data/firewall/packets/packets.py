"""Sends packets to a host in another network namespace, as raw frames.

The arguments are the process in the namespace of the sender and the address of the host's interface. Each
line of the input is a packet, such as

    udp 10.9.0.2 10.9.0.1 sport=40000 dport=53
    icmp6 fe80::2 ff02::1 ttl=255 type=134

Packet N has a length of 600 + N bytes, by which it is recognized. Before they are sent, the host joins
multicast groups, and sends a datagram from each port of SENT. It knows the formats by their RFCs only.
"""

import ipaddress
import socket
import struct
import subprocess
import sys

FIRST = 600
GROUPS = ["224.0.0.251", "239.255.255.250", "ff02::fb", "ff02::c", "ff05::c"]
# The ports from which the host sends, and where to.
SENT = {
    45000: ("239.255.255.250", 1900),
    45001: ("10.9.0.2", 7777),
}
PROTOCOLS = {"icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "icmp6": 58, "sctp": 132}


def checksum(data):
    """The checksum of RFC 1071."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def crc32c(data):
    """The checksum of RFC 9260, appendix A."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x82F63B78 * (crc & 1)
    return ~crc & 0xFFFFFFFF


def transport(kind, fields, pseudo, size):
    """Returns a message of a transport or control protocol, of a size in bytes."""
    number = {name: int(value) for name, value in fields.items() if value.isdigit()}
    ports = struct.pack("!2H", number.get("sport", 40000), number.get("dport", 0))
    if kind == "udp":
        message, at = ports + struct.pack("!2H", size, 0), 6
    elif kind == "tcp":
        flags = sum({"S": 2, "R": 4, "A": 16}[flag] for flag in fields.get("flags", "S"))
        message, at = ports + struct.pack("!2I4H", 100, 777 if flags & 16 else 0, 5 << 12 | flags, 8192, 0, 0), 16
    elif kind == "sctp":
        # An INIT chunk, and a parameter to be skipped that fills the packet.
        init = struct.pack("!2BH2I2HI", 1, 0, size - 12, 1, 65535, 1, 1, 1)
        filler = struct.pack("!2H", 0x8000 | 0x4000, size - 12 - len(init))
        message = ports + struct.pack("!2I", 0, 0) + init + filler
        message += b"\0" * (size - len(message))
        return message[:8] + struct.pack("<I", crc32c(message)) + message[12:]
    else:  # ICMP, ICMPv6, IGMP
        message, at = struct.pack("!2BH", number["type"], number.get("code", 0), 0), 2
        if kind != "icmp6":
            pseudo = b""
    message += b"\0" * (size - len(message))
    total = checksum(pseudo + message)
    return message[:at] + struct.pack("!H", total) + message[at + 2 :]


def frame(line, length, interface, host):
    """Returns an Ethernet frame with a packet of a length in bytes."""
    kind, source, target, *rest = line.split()
    fields = dict(part.split("=") for part in rest)
    source, target = ipaddress.ip_address(source), ipaddress.ip_address(target)
    protocol, ttl = PROTOCOLS[kind], int(fields.get("ttl", 64))
    ends = source.packed + target.packed
    if source.version == 4:
        size = length - 20
        header = struct.pack("!2B3H2BH", 0x45, 0, length, length, 0, ttl, protocol, 0) + ends
        header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
        pseudo = ends + struct.pack("!2H", protocol, size)
        multicast = b"\x01\x00\x5e" + bytes([target.packed[1] & 127]) + target.packed[2:]
    else:
        # Messages of multicast listeners have the option Router Alert (RFC 2710, section 3).
        options = struct.pack("!8B", protocol, 0, 5, 2, 0, 0, 1, 0) if "alert" in fields else b""
        size = length - 40 - len(options)
        header = struct.pack("!IH2B", 6 << 28, length - 40, 0 if options else protocol, ttl) + ends + options
        pseudo = ends + struct.pack("!2I", size, protocol)
        multicast = b"\x33\x33" + target.packed[12:]
    ethernet = (multicast if target.is_multicast else host) + interface
    ethernet += struct.pack("!H", 0x0800 if source.version == 4 else 0x86DD)
    return ethernet + header + transport(kind, fields, pseudo, size)


def send(host):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as link:
        link.bind(("peer", 0))
        interface = link.getsockname()[4]
        for number, line in enumerate(sys.stdin):
            link.send(frame(line, FIRST + number, interface, host))


def join(group):
    index = socket.if_nametoindex("host")
    if ":" in group:
        member = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        request = struct.pack("@16sI", socket.inet_pton(socket.AF_INET6, group), index)
        member.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, request)
    else:
        member = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        request = struct.pack("@4s4si", socket.inet_aton(group), bytes(4), index)
        member.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
    return member


def main():
    process, address = sys.argv[1:]
    if process == "-":
        send(bytes.fromhex(address.replace(":", "")))
        return
    members = [join(group) for group in GROUPS]
    for port, target in SENT.items():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("10.9.0.1"))
            sender.bind(("10.9.0.1", port))
            sender.sendto(b"M-SEARCH", target)
    command = ["nsenter", "-t", process, "-n", sys.executable, sys.argv[0], "-", address]
    subprocess.run(command, check=True)
    del members


main()
