#!/usr/bin/env python3
"""Web pages by the name that is asked for, as filters and portals send them.

pages.py listen PORT RULES    a web server, of its own or of what a rule redirects to it
pages.py inject DEVICE RULES  answers in the middle of others' connections, at a request that the server
                              never gets (a rule must see to that)
RULES is JSON: [{"names": REGEX of the Host, "status": "403 Forbidden", "headers": [...], "body": "..."}];
HOST and PATH in a header or body are the request's.
"""
import json
import re
import socket
import struct
import sys
import threading


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def response(rules, request, last):
    text = request.decode("latin1")
    host = re.search(r"(?im)^host: *([^\r:]*)", text)
    host = host.group(1) if host else ""
    path = text.split(" ")[1] if text.count(" ") > 1 else "/"
    rule = next((rule for rule in rules if re.search(rule["names"], host)), None)
    if rule is None:
        return b""
    fill = lambda word: word.replace("HOST", host).replace("PATH", path)
    body = fill(rule.get("body", "")).encode()
    lines = [f"HTTP/1.1 {rule['status']}", *map(fill, rule.get("headers", [])), "Content-Type: text/html"]
    lines += [f"Content-Length: {len(body)}", *(["Connection: close"] if last else [])]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def serve(client, rules):
    received = b""
    try:
        while data := client.recv(65536):
            received += data
            while b"\r\n\r\n" in received:
                request, _, received = received.partition(b"\r\n\r\n")
                client.sendall(response(rules, request, False))
    except OSError:
        pass
    client.close()


def listen(port, rules):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", port))
    listener.listen(200)
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(client, rules), daemon=True).start()


def segment(packet, flags, number, acknowledged, payload):
    """In the name of the server that `packet` goes to."""
    at = (packet[0] & 15) * 4
    client, server = packet[12:16], packet[16:20]
    ports = packet[at + 2 : at + 4] + packet[at : at + 2]
    tcp = ports + struct.pack("!IIBBHHH", number, acknowledged, 0x50, flags, 65535, 0, 0) + payload
    sum_ = checksum(server + client + struct.pack("!BBH", 0, 6, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack("!H", sum_) + tcp[18:]
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0x4000, 64, 6, 0) + server + client
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + tcp


def inject(device, rules):
    frames = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    frames.bind((device, 3))
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    answered = {}
    while True:
        packet, address = frames.recvfrom(65536)
        if address[1] != 0x0800 or address[2] == socket.PACKET_OUTGOING or packet[9] != 6:
            continue
        at = (packet[0] & 15) * 4
        source, port, number, acknowledged, offset, flags = struct.unpack("!HHIIBB", packet[at : at + 14])
        payload = packet[at + (offset >> 4) * 4 : struct.unpack("!H", packet[2:4])[0]]
        flow = (packet[12:20], source, port)
        client = socket.inet_ntoa(packet[12:16])
        if flags & 2 or port != 80:
            answered.pop(flow, None)
        elif payload and payload[:4] in (b"GET ", b"POST") and flow not in answered:
            page = response(rules, payload, True)
            if not page:
                continue
            answered[flow] = acknowledged + len(page) + 1
            out.sendto(segment(packet, 0x19, acknowledged, number + len(payload), page), (client, 0))
        elif flags & 1 and flow in answered:
            number_after = (number + len(payload) + 1) & 0xFFFFFFFF
            out.sendto(segment(packet, 0x10, answered[flow], number_after, b""), (client, 0))


ROLES = {"listen": lambda where, rules: listen(int(where), rules), "inject": inject}
ROLES[sys.argv[1]](sys.argv[2], json.loads(sys.argv[3]))
