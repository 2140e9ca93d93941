#!/usr/bin/env python3
"""Reads the server name of TLS ClientHellos, as filters and servers do, and refuses some by a fatal alert.

tls_alerts.py PORT NAMES ALERT [TO]   NAMES: a REGEX of those that are refused; all else is relayed to where a
                                      rule redirected it from, or to the port TO of the address that was asked
"""
import re
import socket
import struct
import sys
import threading

SO_ORIGINAL_DST = 80


def copy(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(client, names, alert, to):
    with client:
        client.settimeout(30)
        try:
            hello = client.recv(16384)
            if names.search(hello):
                client.sendall(b"\x15\x03\x03\x00\x02\x02" + bytes([alert]))
                return
            if to is None:
                raw = client.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16)
                port, address = struct.unpack("!2xH4s8x", raw)
                upstream = (socket.inet_ntoa(address), port)
            else:
                upstream = (client.getsockname()[0], to)
            with socket.create_connection(upstream, timeout=20) as server:
                server.sendall(hello)
                back = threading.Thread(target=copy, args=(server, client), daemon=True)
                back.start()
                copy(client, server)
                back.join()
        except OSError:
            pass


def main():
    port, names, alert = int(sys.argv[1]), re.compile(sys.argv[2].encode()), int(sys.argv[3])
    to = int(sys.argv[4]) if len(sys.argv) > 4 else None
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", port))
    listener.listen(200)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, names, alert, to), daemon=True).start()


main()
