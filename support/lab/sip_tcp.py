#!/usr/bin/env python3
"""SIP over TCP (RFC 3261): one connection to each host, OPTIONS and then INVITE on it.

sip_tcp.py serve all|without-invite|late    answers at 5060; takes INVITE and says nothing; rings for long
sip_tcp.py ask HOSTS SECONDS TIMES          asks `20-41`; fails unless both are answered everywhere
"""
import os
import socket
import sys
import threading
import time


def head_of(text, word):
    return next((line for line in text.split("\r\n") if line.startswith(word + ":")), "")


def messages(connection):
    """What comes, message by message: none of these has a body."""
    data = b""
    while part := connection.recv(65536):
        data += part
        while b"\r\n\r\n" in data:
            message, _, data = data.partition(b"\r\n\r\n")
            yield message.decode()


def answer_all(connection, mode):
    for text in messages(connection):

        def say(status, text=text):
            lines = [head_of(text, word) for word in ("Via", "From", "To", "Call-ID", "CSeq")]
            lines[2] += "" if status.startswith("100") else ";tag=lab"
            connection.sendall("\r\n".join([f"SIP/2.0 {status}", *lines, "Content-Length: 0", "", ""]).encode())

        if text.startswith("INVITE"):
            if mode == "without-invite":
                continue
            say("100 Trying")
            if mode == "late":
                time.sleep(1)
                say("180 Ringing")
                time.sleep(42)
        if not text.startswith("ACK"):
            say("200 OK")


def serve(mode):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("", 5060))
    server.listen(64)
    while True:
        threading.Thread(target=answer_all, args=(server.accept()[0], mode), daemon=True).start()


def ask_host(host, patience, silent):
    address = f"203.0.113.{host}"
    connection = socket.create_connection((address, 5060), 5)
    connection.settimeout(patience)
    own = connection.getsockname()[1]
    answers = messages(connection)
    try:
        for number, method in enumerate(("OPTIONS", "INVITE"), 1):
            call = os.urandom(8).hex()
            request = (
                f"{method} sip:bob@{address} SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.20:{own};branch=z9hG4bK{call}\r\n"
                f"Max-Forwards: 70\r\nFrom: <sip:alice@example.net>;tag={call[:8]}\r\nTo: <sip:bob@{address}>\r\n"
                f"Call-ID: {call}@192.0.2.20\r\nCSeq: {number} {method}\r\nContact: <sip:alice@192.0.2.20:{own};transport=tcp>\r\n"
                "Content-Length: 0\r\n\r\n"
            )
            connection.sendall(request.encode())
            while next(answers).split(" ")[1] < "200":
                pass
            time.sleep(0.5)
    except (OSError, StopIteration):
        silent.append(host)
    connection.close()


def ask(where, patience, times):
    first, _, last = where.partition("-")
    silent = []

    def one(host):
        for _ in range(int(times)):
            ask_host(host, float(patience), silent)

    threads = [threading.Thread(target=one, args=(host,)) for host in range(int(first), int(last) + 1)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    if silent:
        raise SystemExit(f"no answer: {sorted(set(silent))}")


{"serve": serve, "ask": ask}[sys.argv[1]](*sys.argv[2:])
