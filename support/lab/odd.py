#!/usr/bin/env python3
"""Servers that do what few do, at every address of a host: odd.py MODE PORT.

defer: TCP_DEFER_ACCEPT, a connection without a request is none; half-open: never ends its side;
pause: reads nothing for 12 s, then all, and answers; stuck: reads nothing, ever;
fast-open: takes data with the SYN; md5: TCP MD5 signatures (RFC 2385) with the lab's client.
Answers the first bytes of a connection, and goes on.
"""
import socket
import struct
import sys
import threading
import time

RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlab\n"
TCP_MD5SIG = 14
CLIENT = "192.0.2.20"


def md5_signature(address, key=b"lab"):
    family = struct.pack("=HH4s120x", socket.AF_INET, 0, socket.inet_aton(address))
    return family + struct.pack("=BBHi80s", 0, 0, len(key), 0, key)


def body_of(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def serve(mode, connection):
    if mode == "stuck":
        time.sleep(600)
    if mode == "pause":
        time.sleep(12)
    try:
        received = b""
        while data := connection.recv(65536):
            received += data
            head, end, rest = received.partition(b"\r\n\r\n")
            if end and len(rest) >= body_of(head):
                received = b""
                connection.sendall(RESPONSE)
        if mode == "half-open":
            time.sleep(600)
        connection.close()
    except OSError:
        pass


def main():
    mode, port = sys.argv[1], int(sys.argv[2])
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if mode in ("pause", "stuck"):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    if mode == "defer":
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 3)
    if mode == "fast-open":
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 100)
    if mode == "md5":
        listener.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, md5_signature(CLIENT))
    listener.bind(("", port))
    listener.listen(200)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(mode, connection), daemon=True).start()


main()
