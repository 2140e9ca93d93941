#!/usr/bin/env python3
"""TCP traceroutes by the kernel's own SYNs: traceroute.py FIRST COUNT PORT [PORT...].

One connection for each time to live, from 1 on to 12, each closed again. Ends well.
"""
import ipaddress
import socket
import sys
import threading
import time


def trace(address, ports):
    for port in ports:
        for ttl in range(1, 13):
            with socket.socket() as probe:
                probe.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
                probe.settimeout(0.5)
                try:
                    probe.connect((address, port))
                    break
                except ConnectionRefusedError:
                    break
                except OSError:
                    pass


def main():
    first, count, *ports = ipaddress.ip_address(sys.argv[1]), *map(int, sys.argv[2:])
    threads = [
        threading.Thread(target=trace, args=(str(first + n), ports)) for n in range(count)
    ]
    for thread in threads:
        thread.start()
        time.sleep(0.2)
    for thread in threads:
        thread.join()


main()
