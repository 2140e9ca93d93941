#!/usr/bin/env python3
"""A cloud's mirror: copies what crosses a port to one interface, inside UDP.

encapsulate.py TO PORT geneve|vxlan|gtpu      (IPv4 alone)
Geneve and VXLAN (RFC 8926, RFC 7348) carry the frame, GTP-U (3GPP TS 29.281) the IP packet.
"""
import os
import socket
import struct
import sys

PORTS = {"geneve": 6081, "vxlan": 4789, "gtpu": 2152}


def checksum(header):
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def wrapped(kind, frame, goes_out):
    if kind == "geneve":
        # One option of eight bytes, as cloud gateways add them.
        return struct.pack("!BBHI", 2, 0, 0x6558, 0x00002A00) + struct.pack("!HBBI", 0x0108, 1, 1, 0xC0FFEE) + frame
    if kind == "vxlan":
        return struct.pack("!II", 0x08000000, 0x00002A00) + frame
    identifier = 0x1001 if goes_out else 0x2002
    return struct.pack("!BBHI", 0x30, 0xFF, len(frame) - 14, identifier) + frame[14:]


def main():
    to, port, kind = sys.argv[1:]
    # A mirror does not wait for its turn, nor lose what comes meanwhile.
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind((to, 0))
    source = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    source.setsockopt(socket.SOL_SOCKET, 33, 1 << 23)
    source.bind((port, 3))
    number = 0
    while True:
        frame, address = source.recvfrom(65536)
        if frame[12:14] != b"\x08\0":
            continue
        # At the switch's port to the firewall, what goes out goes to the servers.
        goes_out = address[2] == socket.PACKET_OUTGOING
        payload = wrapped(kind, frame, goes_out)
        number = (number + 1) & 0xFFFF
        ends = bytes([10, 0, 0, 1]) + bytes([10, 0, 0, 2])
        if kind == "gtpu" and not goes_out:
            ends = ends[4:] + ends[:4]
        udp = struct.pack("!HHHH", PORTS[kind] if kind == "gtpu" else 49152 + number % 64, PORTS[kind], 8 + len(payload), 0)
        head = struct.pack("!BBHHHBBH", 0x45, 0, 28 + len(payload), number, 0, 64, 17, 0) + ends
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        out.send(b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0" + head + udp + payload)


main()
