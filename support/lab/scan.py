#!/usr/bin/env python3
"""A port scanner as the known ones are: raw packets from one port, with one window and sequence number.

scan.py --targets A,B --ports 1-100,443 [--flags S] [--pace SECONDS] [--again SECONDS] [--decoys A,B]
`--again`: what has no answer by then is asked once more. Decoys are senders that are not this host.
"""
import argparse
import random
import socket
import struct
import time

BITS = {"F": 1, "S": 2, "R": 4, "P": 8, "A": 16, "U": 32}


def numbers(text):
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(source, target, port, options, identification):
    flags = sum(BITS[letter] for letter in options.flags)
    more = struct.pack("!BBH", 2, 4, 1460) if options.flags == "S" else b""
    offset = (20 + len(more)) // 4 << 4
    number = options.number if flags & 2 else 0
    acknowledged = options.number if flags & 16 else 0
    tcp = struct.pack(
        "!HHIIBBHHH", options.source_port, port, number, acknowledged, offset, flags, options.window, 0, 0
    )
    tcp += more
    addresses = socket.inet_aton(source) + socket.inet_aton(target)
    sum_ = checksum(addresses + struct.pack("!BBH", 0, 6, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack("!H", sum_) + tcp[18:]
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), identification, 0, options.ttl, 6, 0)
    return head + addresses + tcp


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--targets", required=True)
    parser.add_argument("--ports", required=True)
    parser.add_argument("--flags", default="S")
    parser.add_argument("--pace", type=float, default=0.02)
    parser.add_argument("--again", type=float, default=0)
    parser.add_argument("--decoys", default="")
    parser.add_argument("--source-port", type=int, default=51234)
    parser.add_argument("--window", type=int, default=1024)
    parser.add_argument("--number", type=int, default=2718281828)
    parser.add_argument("--ttl", type=int, default=64)
    options = parser.parse_args()
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    answers = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
    answers.setblocking(False)
    answered = set()
    sources = [options.source, *filter(None, options.decoys.split(","))]
    probes = [(target, port) for target in options.targets.split(",") for port in numbers(options.ports)]
    random.shuffle(probes)

    def listen():
        while True:
            try:
                data, (sender, _) = answers.recvfrom(256)
            except BlockingIOError:
                return
            at = (data[0] & 15) * 4
            port, to = struct.unpack("!HH", data[at : at + 4])
            if to == options.source_port:
                answered.add((sender, port))

    def send(chosen):
        for target, port in chosen:
            identification = random.getrandbits(16)
            for source in sources:
                out.sendto(packet(source, target, port, options, identification), (target, 0))
            time.sleep(options.pace)
            listen()

    send(probes)
    if options.again > 0:
        time.sleep(options.again)
        listen()
        send([probe for probe in probes if probe not in answered])
    time.sleep(1)
    listen()
    print(f"{len(answered)} of {len(probes)} answered")


main()
