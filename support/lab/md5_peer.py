#!/usr/bin/env python3
"""Connections whose segments are signed (TCP MD5, RFC 2385): md5_peer.py FIRST COUNT PORT works|fails.

Two to each of COUNT hosts. Ends well where all do what the last word says.
"""
import ipaddress
import socket
import struct
import sys
import threading
import time

TCP_MD5SIG = 14


def ask(address, port):
    family = struct.pack("=HH4s120x", socket.AF_INET, 0, socket.inet_aton(address))
    key = family + struct.pack("=BBHi80s", 0, 0, 3, 0, b"lab")
    with socket.socket() as client:
        client.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, key)
        client.settimeout(8)
        try:
            client.connect((address, port))
            client.sendall(b"GET / HTTP/1.1\r\nHost: lab.example.net\r\n\r\n")
            return client.recv(1000) != b""
        except OSError:
            return False


def main():
    first, count, port = ipaddress.ip_address(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    wanted = sys.argv[4] == "works"
    wrong = []

    def use(address):
        for _ in range(2):
            if ask(address, port) != wanted:
                wrong.append(address)
            time.sleep(2)

    threads = [threading.Thread(target=use, args=(str(first + n),)) for n in range(count)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    print(wrong)
    sys.exit(1 if wrong else 0)


main()
