#!/usr/bin/env python3
"""A mirror port: copies the frames of several ports to one interface, tagged with each port's VLAN.

mirror.py TO PORT:VLAN [PORT:VLAN...]
What crosses two of the ports comes twice.
"""
import select
import socket
import struct
import sys

ETH_P_ALL = 3


def main():
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind((sys.argv[1], 0))
    ports = {}
    for word in sys.argv[2:]:
        name, _, vlan = word.partition(":")
        port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        port.bind((name, ETH_P_ALL))
        ports[port] = struct.pack("!HH", 0x8100, int(vlan))
    while True:
        for port in select.select(list(ports), [], [])[0]:
            frame = port.recv(65536)
            out.send(frame[:12] + ports[port] + frame[12:])


main()
