#!/usr/bin/env python3
"""DNS answers that contradict each other, or only seem to.

dns_box.py inject DEVICE PREFIX ADDRESS   a box on the way answers each question for PREFIX in the
                                          resolver's name with ADDRESS; the question goes on
dns_box.py serve ADDRESS SECONDS ROTATE   a resolver that takes SECONDS for its first answer to a
                                          client, and answers repeats, too; ROTATE 1: four addresses of
                                          the name, each answer in another order
dns_box.py ask LOCAL RESOLVER NAME...     a client that repeats each question unchanged after a second
"""
import ipaddress
import socket
import struct
import sys
import threading
import time


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def answer(query, addresses):
    """To a question for an A record; an empty answer to any other."""
    end = query.index(b"\0", 12) + 5
    asks_a = query[end - 4 : end] == b"\0\1\0\1"
    records = b"".join(
        struct.pack("!HHHIH", 0xC00C, 1, 1, 60, 4) + socket.inet_aton(address)
        for address in (addresses if asks_a else [])
    )
    count = len(addresses) if asks_a else 0
    return query[:2] + struct.pack("!HHHHH", 0x8180, 1, count, 0, 0) + query[12:end] + records


def inject(device, prefix, address):
    servers = ipaddress.ip_network(prefix)
    frames = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    frames.bind((device, 3))
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    while True:
        packet, source = frames.recvfrom(65536)
        if source[1] != 0x0800 or source[2] == socket.PACKET_OUTGOING or packet[9] != 17:
            continue
        at = (packet[0] & 15) * 4
        client, server = packet[12:16], packet[16:20]
        if packet[at + 2 : at + 4] != b"\0\x35" or ipaddress.ip_address(server) not in servers:
            continue
        payload = answer(packet[at + 8 :], [address])
        udp = b"\0\x35" + packet[at : at + 2] + struct.pack("!HH", 8 + len(payload), 0) + payload
        sum_ = checksum(server + client + struct.pack("!BBH", 0, 17, len(udp)) + udp)
        udp = udp[:6] + struct.pack("!H", sum_) + udp[8:]
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0x4000, 64, 17, 0) + server + client
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        out.sendto(head + udp, (socket.inet_ntoa(client), 0))


def name_of(query):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    return ".".join(labels)


def serve(address, seconds, rotate):
    """As zone.ts has it: `shop-20` is host 20."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_IP, 8, 1)
    server.bind((address, 53))
    turns = 0
    while True:
        query, control, _, client = server.recvmsg(4096, 128)
        here = socket.inet_ntoa(control[0][2][4:8])
        host = int(name_of(query).split(".")[0].split("-")[1])
        addresses = [f"203.0.113.{host + step}" for step in (range(4) if rotate == "1" else [0])]
        turns += 1
        addresses = addresses[turns % len(addresses) :] + addresses[: turns % len(addresses)]

        def respond(payload=answer(query, addresses), client=client, here=here):
            info = (socket.SOL_IP, 8, struct.pack("!I4s4s", 0, socket.inet_aton(here), b"\0" * 4))
            server.sendmsg([payload], [info], 0, client)

        threading.Timer(float(seconds), respond).start()


def ask(local, resolver, *names):
    """Fails unless every question gets an answer for each time that it is asked."""
    missing = []

    def one(name, number):
        channel = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        channel.bind((local, 0))
        channel.settimeout(8)
        labels = b"".join(bytes([len(word)]) + word.encode() for word in name.split("."))
        query = struct.pack("!HHHHHH", 0x1000 + number, 0x100, 1, 0, 0, 0) + labels + b"\0\0\1\0\1"
        channel.sendto(query, (resolver, 53))
        time.sleep(1)
        channel.sendto(query, (resolver, 53))
        try:
            channel.recv(4096)
            channel.recv(4096)
        except OSError:
            missing.append(name)

    threads = [threading.Thread(target=one, args=(name, at)) for at, name in enumerate(names)]
    for thread in threads:
        thread.start()
        time.sleep(0.2)
    for thread in threads:
        thread.join()
    if missing:
        raise SystemExit(f"unanswered: {missing}")


{"inject": inject, "serve": serve, "ask": ask}[sys.argv[1]](*sys.argv[2:])
