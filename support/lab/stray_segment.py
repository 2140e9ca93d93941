#!/usr/bin/env python3
"""Segments far outside of a connection's window.

stray_segment.py PORT AFTER: for each connection of a server on that port, behind its n-th segment with data, one more
with ten bytes that are megabytes ahead. A connection tracker calls it invalid (data that is too old it lets pass, since
Linux 6.2), and a translator that does not drop it leaves its addresses as they are.
"""
import socket
import struct
import sys
import time

from resets import checksum

OUTGOING = 4
AHEAD = 1 << 22


def segment(source, target, ports, number, acknowledged):
    payload = b"elsewhere\n"
    tcp = struct.pack("!HHIIBBHHH", *ports, number, acknowledged, 0x50, 0x18, 502, 0, 0) + payload
    sum_ = checksum(source + target + struct.pack("!BBH", 0, 6, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack("!H", sum_) + tcp[18:]
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0x4000, 64, 6, 0) + source + target
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + tcp


def main():
    port, after = int(sys.argv[1]), int(sys.argv[2])
    frames = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    frames.bind(("eth0", 3))
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    seen = {}
    while True:
        packet, (_, _, kind, *_) = frames.recvfrom(65536)
        if kind != OUTGOING or packet[0] >> 4 != 4 or packet[9] != 6:
            continue
        at = (packet[0] & 15) * 4
        total = struct.unpack_from("!H", packet, 2)[0]
        source_port, target_port, number, acknowledged = struct.unpack_from("!HHII", packet, at)
        length = total - at - (packet[at + 12] >> 4) * 4
        if source_port != port or length <= 10:
            continue
        source, target = packet[12:16], packet[16:20]
        key = (source, target, target_port)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] != after:
            continue
        time.sleep(0.02)
        stray = segment(source, target, (source_port, target_port), (number + AHEAD) & 0xFFFFFFFF, acknowledged)
        out.sendto(stray, (socket.inet_ntoa(target), 0))


main()
