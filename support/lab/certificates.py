#!/usr/bin/env python3
"""TLS servers by their certificates: an interceptor with a CA of its own, or an origin.

certificates.py PORT RULES [--intercept] [--version 1.2|1.3]
RULES is JSON: a list of {"names": REGEX of the server name, "issuer": "CN" or "CN/O", "root": FILE}.
`self`: a certificate that signed itself; `expired`: its time is over; `root`: where the CA's own
certificate is put for clients that are to trust it; `bare`: the leaf does not name the issuer's key.
With --intercept a connection that a rule redirected here is relayed to the server that it was meant for.
"""
import argparse
import datetime
import json
import re
import select
import socket
import ssl
import struct
import tempfile
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SO_ORIGINAL_DST = 80
DAY = datetime.timedelta(days=1)


def distinguished(text):
    common, _, organization = text.partition("/")
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organization:
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(parts)


class Rule:
    def __init__(self, entry):
        self.names = re.compile(entry["names"])
        self.entry = entry
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.authority = self.certificate(distinguished(entry.get("issuer", "none")), None)
        if "root" in entry:
            with open(entry["root"], "ab") as file:
                file.write(self.authority.public_bytes(serialization.Encoding.PEM))
        self.leaf_key = ec.generate_private_key(ec.SECP256R1())

    def certificate(self, subject, server):
        now = datetime.datetime.utcnow()
        key = self.key if server is None or "self" in self.entry else self.leaf_key
        own = server is None or "self" in self.entry
        issuer = subject if own else self.authority.subject
        age = 400 if server is not None and "expired" in self.entry else 10
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - age * DAY).not_valid_after(now + (90 - age) * DAY + (3560 * DAY if server is None else 0 * DAY))
        if server is None:
            builder = builder.add_extension(x509.BasicConstraints(True, None), True)
            usage = [False] * 5 + [True, True, False, False]
            builder = builder.add_extension(x509.KeyUsage(*usage), True)
            builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        else:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(server)]), False)
            if "bare" not in self.entry:
                known = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
                builder = builder.add_extension(known, False)
        return builder.sign(self.key, hashes.SHA256())

    def context(self, server, version):
        leaf = self.certificate(distinguished(server), server)
        key = self.key if "self" in self.entry else self.leaf_key
        with tempfile.NamedTemporaryFile() as file:
            file.write(leaf.public_bytes(serialization.Encoding.PEM))
            if "self" not in self.entry and "leaf-only" not in self.entry:
                file.write(self.authority.public_bytes(serialization.Encoding.PEM))
            file.write(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
            file.flush()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(file.name)
        if version == "1.2":
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        return context


class Contexts:
    def __init__(self, rules, version):
        self.rules = [Rule(entry) for entry in rules]
        self.version = version
        self.known = {}
        self.lock = threading.Lock()

    def of(self, server):
        with self.lock:
            if server not in self.known:
                rule = next(rule for rule in self.rules if rule.names.search(server))
                self.known[server] = rule.context(server, self.version)
            return self.known[server]


def relay(client, server):
    """Until one of them ends; in one thread, for OpenSSL's sake."""
    other = {client: server, server: client}
    while True:
        ready = [channel for channel in other if channel.pending()]
        for channel in ready or select.select(list(other), [], [], 20)[0] or [None]:
            data = channel.recv(16384) if channel else b""
            if not data:
                return
            other[channel].sendall(data)


def answer(client):
    request = b""
    while b"\r\n\r\n" not in request:
        data = client.recv(16384)
        if not data:
            return
        request += data
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlab\n")


def serve(connection, contexts, intercept):
    connection.settimeout(20)
    upstream = None
    try:
        if intercept:
            raw = connection.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16)
            port, address = struct.unpack("!2xH4s8x", raw)
            upstream = socket.create_connection((socket.inet_ntoa(address), port), timeout=20)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        names = []

        def choose(channel, name, _context):
            names.append(name or "unnamed")
            channel.context = contexts.of(names[0])

        context.sni_callback = choose
        if contexts.version == "1.2":
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        client = context.wrap_socket(connection, server_side=True)
        if upstream is None:
            answer(client)
        else:
            outward = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            outward.check_hostname = False
            outward.verify_mode = ssl.CERT_NONE
            server = outward.wrap_socket(upstream, server_hostname=names[0])
            relay(client, server)
        try:
            client.unwrap()
        except OSError:
            pass
        client.close()
    except OSError:
        connection.close()
    finally:
        if upstream is not None:
            upstream.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("rules")
    parser.add_argument("--intercept", action="store_true")
    parser.add_argument("--version", default="1.3")
    options = parser.parse_args()
    contexts = Contexts(json.loads(options.rules), options.version)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", options.port))
    listener.listen(200)
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(client, contexts, options.intercept), daemon=True).start()


main()
