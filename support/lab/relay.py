#!/usr/bin/env python3
"""The way from the firewall to the edge router of the servers: several routers and some distance.

relay.py CONFIG opens the two TUN devices of CONFIG (JSON), prints "ready", and forwards packets
between them: later, with a lower time to live, and not always. A packet keeps its place in the order.
SIGUSR1 makes it another way: what CONFIG's "change" says. With "tells" the routers, 198.51.100.225 and
on, say by ICMP whose time to live ended at them (IPv4); one may have a filter ("filters"). With "clocks"
servers ignore a SYN whose timestamp is behind the last one of the same client address.
The caller moves the devices into their network namespaces.
"""
import fcntl
import heapq
import ipaddress
import json
import os
import random
import select
import signal
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000


def open_tun(name):
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return descriptor


def checksum(header):
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def cross_routers(packet, hops):
    """Takes `hops` from the time to live or hop limit; None where a router discards the packet."""
    if packet[0] >> 4 == 4:
        if packet[8] <= hops:
            return None
        packet[8] -= hops
        header_length = (packet[0] & 15) * 4
        packet[10:12] = b"\0\0"
        packet[10:12] = struct.pack("!H", checksum(packet[:header_length]))
    else:
        if packet[7] <= hops:
            return None
        packet[7] -= hops
    return packet


def time_exceeded(packet, router):
    """What the n-th router says of a packet that ended there (RFC 792)."""
    head = (packet[0] & 15) * 4
    body = struct.pack("!BBHI", 11, 0, 0, 0) + bytes(packet[: head + 8])
    body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
    source = bytes((198, 51, 100, 224 + router))
    fields = (0x45, 0xC0, 20 + len(body), random.getrandbits(16), 0, 256 - router, 1, 0)
    answer = struct.pack("!BBHHHBBH", *fields) + source + bytes(packet[12:16])
    return answer[:10] + struct.pack("!H", checksum(answer)) + answer[12:] + body


def tcp_option(segment, kind):
    """Where the option's value is in a segment; None without it."""
    at, end = 20, (segment[12] >> 4) * 4
    while at + 1 < end and segment[at] != 0:
        if segment[at] == 1:
            at += 1
        elif segment[at] == kind:
            return at + 2
        else:
            at += max(2, segment[at + 1])
    return None


class Filters:
    """What routers and servers do not let pass, of what clients send by IPv4."""

    def __init__(self, config):
        self.filters = config["filters"]
        self.clocks = {} if config["clocks"] else None

    def drop(self, packet, hops):
        if packet[0] >> 4 != 4 or packet[9] not in (6, 17):
            return False
        transport = packet[(packet[0] & 15) * 4 :]
        port = struct.unpack("!H", transport[2:4])[0]
        for entry in self.filters:
            if entry["port"] == port and min(packet[8], hops + 1) >= entry["hop"]:
                return True
        if self.clocks is None or packet[9] != 6 or transport[13] & 0x12 != 2:
            return False
        at = tcp_option(transport, 8)
        if at is None:
            return False
        ends = bytes(packet[12:20]) + bytes(transport[2:4])
        clock = struct.unpack("!I", transport[at : at + 4])[0]
        if clock < self.clocks.get(ends, 0):
            return True
        if len(self.clocks) < 10000:
            self.clocks[ends] = clock
        return False


class Path:
    def __init__(self, config):
        self.delay = config["delay"]
        self.hops = config["hops"]


class Paths:
    """Delay and hops by the server's address."""

    def __init__(self, config):
        self.usual = Path(config)
        self.prefixes = [
            (ipaddress.ip_network(entry["prefix"]), Path({**config, **entry}))
            for entry in config["prefixes"]
        ]
        self.known = {}

    def to(self, packet, from_server):
        if packet[0] >> 4 == 4:
            address = bytes(packet[12:16] if from_server else packet[16:20])
        else:
            address = bytes(packet[8:24] if from_server else packet[24:40])
        path = self.known.get(address)
        if path is None:
            path = self.usual
            for network, other in self.prefixes:
                if ipaddress.ip_address(address) in network:
                    path = other
                    break
            if len(self.known) < 10000:
                self.known[address] = path
        return path


def main():
    config = json.loads(sys.argv[1])
    devices = [open_tun(name) for name in config["devices"]]
    paths = Paths(config)
    filters = Filters(config)

    def change(_signal, _frame):
        nonlocal paths
        paths = Paths({**config, **config["change"]})

    signal.signal(signal.SIGUSR1, change)
    loss = config["loss"]
    waiting = []
    latest = {}
    number = 0
    print("ready", flush=True)
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, out, packet = heapq.heappop(waiting)
            try:
                os.write(out, packet)
            except OSError:
                pass  # the device is down or its queue is full: as lost as on any link
        patience = max(0.0, waiting[0][0] - now) if waiting else None
        readable, _, _ = select.select(devices, [], [], patience)
        for descriptor in readable:
            from_server = descriptor == devices[1]
            for _ in range(64):
                try:
                    packet = bytearray(os.read(descriptor, 65536))
                except OSError:
                    break
                if random.random() < loss:
                    continue
                path = paths.to(packet, from_server)
                if not from_server and filters.drop(packet, path.hops):
                    continue
                router = packet[8]
                if cross_routers(packet, path.hops) is None:
                    if config["tells"] and not from_server and packet[0] >> 4 == 4:
                        number += 1
                        due = time.monotonic() + 2 * path.delay * router / (path.hops + 1)
                        answer = time_exceeded(packet, router)
                        heapq.heappush(waiting, (due, number, devices[0], answer))
                    continue
                key = (descriptor, path)
                jitter = random.random() * path.delay * 0.15
                due = max(latest.get(key, 0.0), time.monotonic() + path.delay + jitter)
                latest[key] = due
                number += 1
                heapq.heappush(waiting, (due, number, devices[0 if from_server else 1], packet))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
