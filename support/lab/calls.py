#!/usr/bin/env python3
"""Calls: SIP with SDP over UDP, then RTP and RTCP, whose ports the SDP names (RFC 3261, 3550).

calls.py serve both|announce    answers at 5060, media at 30000 and 30001
calls.py call HOSTS             calls `20-41`; fails unless all are heard
"""
import os
import re
import socket
import struct
import sys
import threading
import time

PACKETS = 50
MEDIA = 30000


def channel(address, port):
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((address, port))
    return made


def description(address, port, direction):
    return (
        f"v=0\r\no=lab 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na={direction}\r\n"
    )


def media(rtp, rtcp, to, sends):
    """A second of silence in 20 ms packets, with a report of each half."""
    source = struct.unpack("!I", os.urandom(4))[0]
    for number in range(PACKETS):
        if sends:
            head = struct.pack("!BBHII", 0x80, 0x80 if number == 0 else 0, 1000 + number, 160 * number, source)
            rtp.sendto(head + b"\xff" * 160, to)
        if number % 25 == 10:
            report = struct.pack("!BBHIQIII", 0x80, 200, 6, source, 0, 160 * number, number, 160 * number)
            receiver = struct.pack("!BBHI", 0x80, 201, 1, source)
            name = struct.pack("!BBHIBB6sBB", 0x81, 202, 3, source, 1, 6, b"pc-lab", 0, 0)
            rtcp.sendto((report if sends else receiver) + name[:16], (to[0], to[1] + 1))
        time.sleep(0.02)


def head_of(text, word):
    found = re.search(rf"(?im)^{word}: *(.*)\r$", text)
    return found.group(1) if found else ""


def serve(mode):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_IP, 8, 1)
    server.bind(("", 5060))
    while True:
        data, control, _, client = server.recvmsg(65536, 128)
        here = socket.inet_ntoa(control[0][2][4:8])
        text = data.decode()
        method = text.split(" ")[0]

        def say(status, body="", text=text, client=client, here=here):
            lines = [f"{word}: {head_of(text, word)}" for word in ("Via", "From", "To", "Call-ID", "CSeq")]
            lines[2] += "" if "tag=" in lines[2] or status.startswith("100") else ";tag=lab"
            if body:
                lines += ["Content-Type: application/sdp"]
            message = "\r\n".join([f"SIP/2.0 {status}", *lines, f"Content-Length: {len(body)}", "", body])
            info = (socket.SOL_IP, 8, struct.pack("!I4s4s", 0, socket.inet_aton(here), bytes(4)))
            server.sendmsg([message.encode()], [info], 0, client)

        if method == "INVITE":
            say("100 Trying")
            say("180 Ringing")
            say("200 OK", description(here, MEDIA, "sendonly" if mode == "announce" else "sendrecv"))
            port = int(re.search(r"m=audio (\d+)", text).group(1))
            address = re.search(r"c=IN IP4 ([\d.]+)", text).group(1)
            rtp, rtcp = channel(here, MEDIA), channel(here, MEDIA + 1)
            threading.Timer(0.2, media, (rtp, rtcp, (address, port), True)).start()
        elif method == "BYE":
            say("200 OK")


def call(host, at, heard):
    address, own, local = f"203.0.113.{host}", 5062 + 2 * at, "192.0.2.20"
    port = 42000 + 2 * at
    control, rtp, rtcp = channel(local, own), channel(local, port), channel(local, port + 1)
    identifier, tag = os.urandom(8).hex(), os.urandom(4).hex()
    control.settimeout(3)
    rtp.settimeout(0.2)

    def message(method, number, to_tag="", body=""):
        kind = "Content-Type: application/sdp\r\n" if body else ""
        return (
            f"{method} sip:bob@{address} SIP/2.0\r\nVia: SIP/2.0/UDP {local}:{own};branch=z9hG4bK{identifier}{number}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:alice@{local}>;tag={tag}\r\nTo: <sip:bob@{address}>{to_tag}\r\n"
            f"Call-ID: {identifier}@{local}\r\nCSeq: {number} {method}\r\nContact: <sip:alice@{local}:{own}>\r\n"
            f"{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    try:
        control.sendto(message("INVITE", 1, body=description(local, port, "sendrecv")), (address, 5060))
        while not (answer := control.recv(65536).decode()).startswith("SIP/2.0 200"):
            pass
        control.sendto(message("ACK", 1, ";tag=lab"), (address, 5060))
        sends = "a=sendonly" not in answer
        threading.Thread(target=media, args=(rtp, rtcp, (address, MEDIA), sends)).start()
        count, end = 0, time.monotonic() + 2.2
        while time.monotonic() < end:
            try:
                rtp.recv(2000)
                count += 1
            except socket.timeout:
                pass
        control.sendto(message("BYE", 2, ";tag=lab"), (address, 5060))
        control.recv(65536)
        if count >= PACKETS // 2:
            heard.add(host)
    except socket.timeout:
        pass


def call_all(where):
    first, _, last = where.partition("-")
    wanted = range(int(first), int(last) + 1)
    heard = set()
    threads = [threading.Thread(target=call, args=(host, at, heard)) for at, host in enumerate(wanted)]
    for thread in threads:
        thread.start()
        time.sleep(0.3)
    for thread in threads:
        thread.join()
    if len(heard) < len(wanted):
        raise SystemExit(f"nothing heard from {len(wanted) - len(heard)} of {len(wanted)}")


{"serve": serve, "call": call_all}[sys.argv[1]](sys.argv[2])
