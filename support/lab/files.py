#!/usr/bin/env python3
"""A small FTP server, and clients that fetch a file from many hosts.

files.py serve                       listens at 21; passive data at 40021, active from 20
files.py get passive|active HOSTS    `20-41`; fails unless every host gives its file
"""
import socket
import sys
import threading
import time

DATA = 40021


def listener(port):
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("", port))
    made.listen(200)
    return made


class Passive:
    """Connections to the passive port, by the client and the address that it asked."""

    def __init__(self):
        self.waiting = {}
        self.changed = threading.Condition()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        data = listener(DATA)
        while True:
            channel, client = data.accept()
            with self.changed:
                self.waiting[client[0], channel.getsockname()[0]] = channel
                self.changed.notify_all()

    def take(self, client, here):
        with self.changed:
            self.changed.wait_for(lambda: (client, here) in self.waiting, 8)
            return self.waiting.pop((client, here), None)


def serve_one(control, client, passive):
    here = control.getsockname()[0]
    say = lambda line: control.sendall(line.encode() + b"\r\n")
    target = None
    try:
        say("220 files.example.net FTP server ready")
        for line in control.makefile("r", newline="\r\n"):
            word, _, rest = line.strip().partition(" ")
            if word == "USER":
                say("331 Password required")
            elif word == "PASS":
                say("230 Logged in")
            elif word == "PASV":
                target = None
                say(f"227 Entering Passive Mode ({here.replace('.', ',')},{DATA // 256},{DATA % 256})")
            elif word == "PORT":
                parts = rest.split(",")
                target = (".".join(parts[:4]), int(parts[4]) * 256 + int(parts[5]))
                say("200 PORT command successful")
            elif word == "RETR":
                say("150 Opening data connection")
                if target is None:
                    data = passive.take(client, here)
                else:
                    data = socket.socket()
                    data.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    data.bind((here, 20))
                    data.settimeout(8)
                    try:
                        data.connect(target)
                    except OSError:
                        data = None
                if data is None:
                    say("425 Can't open data connection")
                    continue
                data.sendall(b"lab " * 100)
                data.close()
                say("226 Transfer complete")
            elif word == "QUIT":
                say("221 Goodbye")
                break
            else:
                say("200 OK")
    except OSError:
        pass
    control.close()


def serve():
    passive = Passive()
    control = listener(21)
    while True:
        channel, client = control.accept()
        threading.Thread(target=serve_one, args=(channel, client[0], passive), daemon=True).start()


def get(mode, address, number, fetched):
    control = socket.create_connection((address, 21), 20)
    control.settimeout(20)
    lines = control.makefile("r", newline="\r\n")

    def say(line):
        control.sendall(line.encode() + b"\r\n")
        return lines.readline()

    lines.readline()
    say("USER lab")
    say("PASS secret")
    own = None
    if mode == "active":
        own = socket.socket()
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own.bind(("", 41000 + number))
        own.listen(1)
        own.settimeout(9)
        here = control.getsockname()[0]
        say(f"PORT {here.replace('.', ',')},{(41000 + number) // 256},{(41000 + number) % 256}")
        control.sendall(b"RETR notes.txt\r\n")
    else:
        say("PASV")
        control.sendall(b"RETR notes.txt\r\n")
    try:
        data = own.accept()[0] if own else socket.create_connection((address, DATA), 7)
        if data.recv(1000):
            fetched.add(address)
        data.close()
    except OSError:
        pass
    # 150, then 226 or 425.
    lines.readline()
    lines.readline()
    say("QUIT")
    control.close()


def get_all(mode, where):
    first, _, last = where.partition("-")
    addresses = [f"203.0.113.{host}" for host in range(int(first), int(last) + 1)]
    fetched = set()
    threads = []
    for number, address in enumerate(addresses):
        threads.append(threading.Thread(target=get, args=(mode, address, number, fetched)))
        threads[-1].start()
        time.sleep(0.12)
    for thread in threads:
        thread.join()
    if len(fetched) < len(addresses):
        raise SystemExit(f"no file from {len(addresses) - len(fetched)} of {len(addresses)}")


if sys.argv[1] == "serve":
    serve()
else:
    get_all(*sys.argv[2:])
