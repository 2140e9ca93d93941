#!/usr/bin/env python3
"""A box on the way that sends RSTs in a server's name: for packets that it saw, or after a time.

resets.py --interface eth0 --servers PREFIX --ports 443,8443 --on syn|data [--delay SECONDS]
          [--ttl 64] [--number zero|initial|expected] [--without-ack] [--frame-of MAC]
`--frame-of`: sent out of the interface it came in by, with this MAC address as sender and receiver.
One RST for each SYN (each flow, where it is for data). Nothing is held up: a rule must do that.
"""
import argparse
import heapq
import ipaddress
import select
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


def reset(options, client, server, ports, number, acknowledged):
    flags = 4 if options.without_ack else 20
    tcp = struct.pack("!HHIIBBHHH", ports[1], ports[0], number, acknowledged, 0x50, flags, 0, 0, 0)
    sum_ = checksum(server + client + struct.pack("!BBH", 0, 6, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack("!H", sum_) + tcp[18:]
    head = struct.pack("!BBHHHBBH", 0x45, 0, 40, 0, 0x4000, options.ttl, 6, 0) + server + client
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + tcp


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--interface", default="eth0")
    parser.add_argument("--servers", required=True)
    parser.add_argument("--ports", required=True)
    parser.add_argument("--on", choices=["syn", "data"], default="syn")
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--ttl", type=int, default=64)
    parser.add_argument("--number", choices=["zero", "initial", "expected"], default="zero")
    parser.add_argument("--without-ack", action="store_true")
    parser.add_argument("--frame-of", default="")
    options = parser.parse_args()
    servers = ipaddress.ip_network(options.servers)
    ports = {int(port) for port in options.ports.split(",")}
    # All protocols: of a bridge's port no other socket sees anything.
    frames = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    frames.bind((options.interface, 3))
    mac = bytes.fromhex(options.frame_of.replace(":", ""))
    if mac:
        out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        out.bind((options.interface, 0))
    else:
        out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    waiting = []
    seen = set()
    while True:
        patience = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        readable, _, _ = select.select([frames], [], [], patience)
        while waiting and waiting[0][0] <= time.monotonic():
            _, packet, client = heapq.heappop(waiting)
            if mac:
                out.send(mac + mac + b"\x08\0" + packet)
            else:
                out.sendto(packet, (client, 0))
        if not readable:
            continue
        data, address = frames.recvfrom(65536)
        if address[1] != 0x0800 or address[2] == socket.PACKET_OUTGOING or data[9] != 6:
            continue
        client, server = data[12:16], data[16:20]
        at = (data[0] & 15) * 4
        source, port, number, acknowledged, offset, flags = struct.unpack("!HHIIBB", data[at : at + 14])
        if port not in ports or ipaddress.ip_address(server) not in servers:
            continue
        length = struct.unpack("!H", data[2:4])[0] - at - (offset >> 4) * 4
        flow = (client, server, source, port)
        if options.on == "syn":
            if flags & 0x12 != 2:
                continue
        elif length == 0 or flow in seen:
            continue
        if len(seen) < 10000:
            seen.add(flow)
        next_number = (number + length + (flags >> 1 & 1)) & 0xFFFFFFFF
        ours = {"zero": 0, "initial": number, "expected": acknowledged}[options.number]
        packet = reset(options, client, server, (source, port), ours, 0 if options.without_ack else next_number)
        heapq.heappush(waiting, (time.monotonic() + options.delay, packet, socket.inet_ntoa(client)))


main()
