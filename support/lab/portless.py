#!/usr/bin/env python3
"""What has no ports: ESP after a key exchange (RFC 4303), and PPTP's GRE after its control connection (RFC 2637).

portless.py serve esp|gre        answers each packet, from the address that was asked
portless.py ask esp|gre HOSTS    asks `20-41` (203.0.113.20 and so on) for six seconds; fails unless all answer
What is encrypted is random.
"""
import os
import select
import socket
import struct
import sys
import threading
import time

PROTOCOLS = {"esp": 50, "gre": 47}


def packet_of(kind, number, identifier):
    data = os.urandom(84)
    if kind == "esp":
        return struct.pack("!II", identifier, number) + data
    return struct.pack("!HHHHI", 0x3001, 0x880B, len(data) + 4, identifier & 0xFFFF, number) + b"\xff\x03\0\xfd" + data


def serve_control():
    """PPTP's control connection: replies of the right types and lengths."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", 1723))
    listener.listen(100)

    def one(channel):
        while data := channel.recv(4096):
            kind = struct.unpack("!H", data[8:10])[0]
            length = {1: 156, 7: 32}.get(kind, 20)
            channel.sendall(struct.pack("!HHIHH", length, 1, 0x1A2B3C4D, kind + 1, 0) + b"\1\0\1\0" + bytes(length - 16))

    while True:
        channel, _ = listener.accept()
        threading.Thread(target=one, args=(channel,), daemon=True).start()


def serve(kind):
    if kind == "gre":
        threading.Thread(target=serve_control, daemon=True).start()
    server = socket.socket(socket.AF_INET, socket.SOCK_RAW, PROTOCOLS[kind])
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    numbers = {}
    while True:
        data, client = server.recvfrom(65536)
        if data[9] != PROTOCOLS[kind]:
            continue
        here = data[16:20]
        numbers[here] = numbers.get(here, 0) + 1
        answer = packet_of(kind, numbers[here], 0xB0000000 + here[3])
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(answer), 0, 0x4000, 64, PROTOCOLS[kind], 0)
        out.sendto(head + here + socket.inet_aton(client[0]) + answer, client)


def control(address):
    channel = socket.create_connection((address, 1723), 20)
    start = struct.pack("!HHIHHHHIIHH", 156, 1, 0x1A2B3C4D, 1, 0, 0x100, 0, 3, 3, 0, 0)
    channel.sendall(start + bytes(156 - len(start)))
    channel.recv(4096)
    call = struct.pack("!HHIHHHHIIIIHH", 168, 1, 0x1A2B3C4D, 7, 0, 7, 1, 300, 100000000, 3, 3, 64, 0)
    channel.sendall(call + bytes(168 - len(call)))
    channel.recv(4096)
    return channel


def ask(kind, where):
    first, _, last = where.partition("-")
    addresses = [f"203.0.113.{host}" for host in range(int(first), int(last) + 1)]
    controls = [control(address) for address in addresses] if kind == "gre" else []
    clients = {}
    for address in addresses:
        clients[address] = socket.socket(socket.AF_INET, socket.SOCK_RAW, PROTOCOLS[kind])
        # The address that datagrams.py exchanges keys from.
        local = f"192.0.2.{100 + int(address.split('.')[3]) % 30}" if kind == "esp" else "192.0.2.20"
        clients[address].bind((local, 0))
    answered = set()
    for number in range(1, 13):
        for at, (address, client) in enumerate(clients.items()):
            client.sendto(packet_of(kind, number, 0xA0000000 + at), (address, 0))
        end = time.monotonic() + 0.5
        while (left := end - time.monotonic()) > 0:
            for client in select.select(list(clients.values()), [], [], left)[0]:
                answered.add(client.recvfrom(65536)[1][0])
    for channel in controls:
        channel.close()
    silent = [address for address in addresses if address not in answered]
    if silent:
        raise SystemExit(f"no answer from {len(silent)} of {len(addresses)}")


{"serve": serve, "ask": ask}[sys.argv[1]](*sys.argv[2:])
