#!/usr/bin/env python3
"""Four connections to each host by TCP Fast Open (RFC 7413): fast_open.py FIRST COUNT PORT works|fails.

The first one gets a cookie where it may, the others send their data with the SYN. Ends well where
the first one to each host works, and the others do what the last word says.
"""
import ipaddress
import socket
import struct
import sys
import threading
import time

REQUEST = b"GET / HTTP/1.1\r\nHost: lab.example.net\r\nX-Long: " + b"x" * 200 + b"\r\n\r\n"


def ask(address, port):
    with socket.socket() as client:
        # A socket with Python's timeout does not wait for the handshake.
        for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
            client.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", 5, 0))
        try:
            client.sendto(REQUEST, socket.MSG_FASTOPEN, (address, port))
            return client.recv(1000) != b""
        except OSError:
            return False


def main():
    first, count, port = ipaddress.ip_address(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    wanted = sys.argv[4] == "works"
    wrong = []

    def use(address):
        worked = []
        for _ in range(4):
            worked.append(ask(address, port))
            time.sleep(1.5)
        if not worked[0] or any(one != wanted for one in worked[1:]):
            wrong.append((address, worked))

    threads = [threading.Thread(target=use, args=(str(first + n),)) for n in range(count)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    print(wrong)
    sys.exit(1 if wrong else 0)


main()
