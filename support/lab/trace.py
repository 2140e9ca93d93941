#!/usr/bin/env python3
"""Traceroute by SYNs or UDP to one port, as `traceroute -T -p` and firewalk do it: raw packets.

trace.py --source A --targets A,B --ports 443,8443 [--first 1] [--most 12] [--probes 3] [--udp] [--pace SECONDS]
Each probe has a source port of its own, and a time to live that rises.
"""
import argparse
import random
import socket
import struct
import time


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def probe(source, target, source_port, port, ttl, udp):
    addresses = socket.inet_aton(source) + socket.inet_aton(target)
    if udp:
        body = struct.pack("!HHHH", source_port, port, 8 + 12, 0) + b"lab traceme "
        protocol = 17
    else:
        number = random.getrandbits(32)
        body = struct.pack("!HHIIBBHHH", source_port, port, number, 0, 0x60, 2, 5840, 0, 0)
        body += struct.pack("!BBH", 2, 4, 1460)
        protocol = 6
    sum_ = checksum(addresses + struct.pack("!BBH", 0, protocol, len(body)) + body)
    at = 6 if udp else 16
    body = body[:at] + struct.pack("!H", sum_) + body[at + 2 :]
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), random.getrandbits(16), 0, ttl, protocol, 0)
    return head + addresses + body


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--targets", required=True)
    parser.add_argument("--ports", required=True)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--most", type=int, default=12)
    parser.add_argument("--probes", type=int, default=3)
    parser.add_argument("--udp", action="store_true")
    parser.add_argument("--pace", type=float, default=0.05)
    options = parser.parse_args()
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    source_port = 30000 + random.randrange(10000)
    for ttl in range(options.first, options.most + 1):
        for _ in range(options.probes):
            for target in options.targets.split(","):
                for port in options.ports.split(","):
                    source_port += 1
                    out.sendto(
                        probe(options.source, target, source_port % 65536, int(port), ttl, options.udp),
                        (target, 0),
                    )
                    time.sleep(options.pace)


main()
