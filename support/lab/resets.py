#!/usr/bin/env python3
"""A box on the way that sends RSTs in a server's name: for packets that it saw, or after a time.

resets.py --interface eth0 --servers PREFIX --ports 443,8443 --on syn|data [--after 1] [--delay SECONDS]
          [--ttl 64] [--number zero|initial|expected] [--without-ack] [--frame-of MAC]
          [--copies 1] [--step 1460] [--like-client] [--text WORDS] [--both]
`--frame-of`: sent out of the interface it came in by, with this MAC address as sender and receiver.
`--after`: for the flow's n-th packet with data, where it is for data. `--copies`: that many RSTs, each
numbered `--step` further. `--like-client`: IP identification, time to live and window are those of the
client's packet. `--text`: data in the RST (RFC 9293, 3.5.3). `--both`: one to the server, too.
One time for each SYN (each flow, where it is for data). Nothing is held up: a rule must do that.
"""
import argparse
import heapq
import ipaddress
import select
import socket
import struct
import time


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def reset(look, source, target, ports, number, acknowledged):
    """`look`: identification, time to live, window, text; `acknowledged` is None in a RST without ACK."""
    identification, ttl, window, text = look
    flags = 4 if acknowledged is None else 20
    fields = (*ports, number & 0xFFFFFFFF, acknowledged or 0, 0x50, flags, window, 0, 0)
    tcp = struct.pack("!HHIIBBHHH", *fields) + text
    sum_ = checksum(source + target + struct.pack("!BBH", 0, 6, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack("!H", sum_) + tcp[18:]
    fields = (0x45, 0, 20 + len(tcp), identification, 0x4000, ttl, 6, 0)
    head = struct.pack("!BBHHHBBH", *fields) + source + target
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + tcp


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--interface", default="eth0")
    parser.add_argument("--servers", required=True)
    parser.add_argument("--ports", required=True)
    parser.add_argument("--on", choices=["syn", "data"], default="syn")
    parser.add_argument("--after", type=int, default=1)
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--ttl", type=int, default=64)
    parser.add_argument("--number", choices=["zero", "initial", "expected"], default="zero")
    parser.add_argument("--without-ack", action="store_true")
    parser.add_argument("--frame-of", default="")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--step", type=int, default=1460)
    parser.add_argument("--like-client", action="store_true")
    parser.add_argument("--text", default="")
    parser.add_argument("--both", action="store_true")
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
    seen = {}
    while True:
        patience = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        readable, _, _ = select.select([frames], [], [], patience)
        while waiting and waiting[0][0] <= time.monotonic():
            _, packet = heapq.heappop(waiting)
            if mac:
                out.send(mac + mac + b"\x08\0" + packet)
            else:
                out.sendto(packet, (socket.inet_ntoa(packet[16:20]), 0))
        if not readable:
            continue
        data, address = frames.recvfrom(65536)
        if address[1] != 0x0800 or address[2] == socket.PACKET_OUTGOING or data[9] != 6:
            continue
        client, server = data[12:16], data[16:20]
        at = (data[0] & 15) * 4
        head = struct.unpack("!HHIIBBH", data[at : at + 16])
        source, port, number, acknowledged, offset, flags, window = head
        if port not in ports or ipaddress.ip_address(server) not in servers:
            continue
        length = struct.unpack("!H", data[2:4])[0] - at - (offset >> 4) * 4
        if options.on == "syn":
            if flags & 0x12 != 2:
                continue
        else:
            flow = (client, server, source, port)
            if length == 0 or (flow not in seen and len(seen) >= 10000):
                continue
            seen[flow] = seen.get(flow, 0) + 1
            if seen[flow] != options.after:
                continue
        next_number = (number + length + (flags >> 1 & 1)) & 0xFFFFFFFF
        ours = {"zero": 0, "initial": number, "expected": acknowledged}[options.number]
        look = (0, options.ttl, 0, options.text.encode())
        if options.like_client:
            look = (struct.unpack("!H", data[4:6])[0], data[8], window, options.text.encode())
        due = time.monotonic() + options.delay
        for copy in range(options.copies):
            step = copy * options.step
            answer = None if options.without_ack else next_number
            packet = reset(look, server, client, (port, source), ours + step, answer)
            heapq.heappush(waiting, (due + copy / 10000, packet))
            if options.both:
                packet = reset(look, client, server, (source, port), next_number + step, None)
                heapq.heappush(waiting, (due + copy / 10000, packet))


if __name__ == "__main__":
    main()
