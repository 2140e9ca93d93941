#!/usr/bin/env python3
"""UDP services by their own bytes, and clients that ask them.

datagrams.py serve NAME[,NAME...]        answers at every address, from the address that was asked
datagrams.py ask NAME HOSTS [OPTIONS]    asks each of HOSTS (`20-41,50`: 203.0.113.20 and so on), two
                                         times; fails unless all answer, and says who does not
Contents that only the two ends can read (keys, digests, ciphers) are random; forms, lengths, identifiers
and the times of repeats are the protocols'.
"""
import os
import socket
import struct
import sys
import threading
import time


def der(tag, *parts):
    body = b"".join(part if isinstance(part, bytes) else der_int(part) for part in parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    return bytes([tag, 0x82]) + struct.pack("!H", len(body)) + body


def der_int(value):
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def der_text(tag, text):
    return der(tag, text.encode())


class Service:
    """One protocol: `first` makes a client's request, `on_request` a server's answers (a list, of bytes or
    of (port, bytes)), `on_answer` what a client says next, or None where it has all that it wanted."""

    port = 0
    repeats = (1, 2, 4)
    local_port = 0
    # Seconds until a server answers; that a client still waits after its last try.
    delay = 0
    patience = 2

    def first(self, host):
        raise NotImplementedError

    def on_request(self, data, client):
        raise NotImplementedError

    def on_answer(self, data, state):
        return None


class Ntp(Service):
    port, repeats = 123, (2, 2)

    def first(self, host):
        now = int((time.time() + 2208988800) * 2**32)
        return struct.pack("!BBbb", 0x23, 0, 6, -24) + bytes(36) + struct.pack("!Q", now)

    def on_request(self, data, client):
        now = struct.pack("!Q", int((time.time() + 2208988800) * 2**32))
        return [struct.pack("!BBbbII4s", 0x24, 2, 6, -24, 300, 900, b"\xc0\0\2\1") + now + data[40:48] + now + now]


class Stun(Service):
    port, repeats = 3478, (0.5, 1, 2)

    def first(self, host):
        software = b"lab 1.0\0"
        return struct.pack("!HHI", 1, 4 + len(software), 0x2112A442) + os.urandom(12) + struct.pack("!HH", 0x8022, 7) + software

    def on_request(self, data, client):
        address = bytes(a ^ b for a, b in zip(socket.inet_aton(client[0]), b"\x21\x12\xa4\x42"))
        mapped = struct.pack("!HHBBH", 0x20, 8, 0, 1, client[1] ^ 0x2112) + address
        return [struct.pack("!HH", 0x101, len(mapped)) + data[4:20] + mapped]


class Radius(Service):
    port, repeats = 1812, (2, 2, 2)
    secret = b"right"

    def first(self, host):
        attributes = struct.pack("!BB5sBB16s", 1, 7, b"lab01", 2, 18, os.urandom(16))
        attributes += struct.pack("!BB4s", 4, 6, b"\xc0\0\2\x14") + struct.pack("!BB16s", 80, 18, self.secret.ljust(16, b"-"))
        return struct.pack("!BBH", 1, host, 20 + len(attributes)) + os.urandom(16) + attributes

    def on_request(self, data, client):
        # RFC 2865, 3: who cannot prove that he has the secret is silently discarded.
        if b"right" not in data:
            return []
        return [struct.pack("!BBH", 2, data[1], 26) + os.urandom(16) + struct.pack("!BBI", 27, 6, 3600)]


class RadiusStranger(Radius):
    secret = b"wrong"


class RadiusEap(Radius):
    """What EAP-TLS sends when it is the certificate's turn (RFC 3579): more than one packet holds."""

    def first(self, host):
        small = super().first(host)
        attributes = small[20:] + b"".join(struct.pack("!BB", 79, 255) + os.urandom(253) for _ in range(7))
        return struct.pack("!BBH", 1, 100 + host, 20 + len(attributes)) + os.urandom(16) + attributes


class RadiusWithoutEap(Radius):
    """A server that silently discards what it cannot verify (RFC 3579, 3.2)."""

    def on_request(self, data, client):
        return [] if len(data) > 1400 else super().on_request(data, client)


class RadiusEapWhole(Radius):
    """The same, in a capture that keeps all of it: what packs well."""

    def first(self, host):
        small = super().first(host)
        attributes = small[20:] + eap_attributes()
        return struct.pack("!BBH", 1, 100 + host, 20 + len(attributes)) + os.urandom(16) + attributes


def eap_attributes():
    return b"".join(struct.pack("!BB", 79, 255) + b"certificate".ljust(253, b"-") for _ in range(7))


class RadiusChallenges(Radius):
    """Takes the client's certificate in fragments, and sends its own (RFC 3579): in fragments, too."""

    def on_request(self, data, client):
        if len(data) < 1400:
            return super().on_request(data, client)
        attributes = eap_attributes()
        return [struct.pack("!BBH", 11, data[1], 20 + len(attributes)) + os.urandom(16) + attributes]


class Snmp(Service):
    port, repeats = 161, (1, 1, 1)
    community = "public"
    OID = bytes([6, 8, 43, 6, 1, 2, 1, 1, 1, 0])

    def first(self, host):
        pdu = der(0xA0, int.from_bytes(os.urandom(3), "big"), 0, 0, der(0x30, der(0x30, self.OID, b"\5\0")))
        return der(0x30, 1, der_text(4, self.community), pdu)

    def on_request(self, data, client):
        if b"public" not in data:
            return []
        number = data[data.index(0xA0, 12) + 4 :][: data[data.index(0xA0, 12) + 3]]
        value = der(0x30, der(0x30, self.OID, der_text(4, "Linux lab 6.1")))
        return [der(0x30, 1, der_text(4, "public"), der(0xA2, der(2, number), 0, 0, value))]


class SnmpStranger(Snmp):
    community = "secret"


class Sip(Service):
    port, repeats = 5060, (0.5, 1, 2)
    method = "OPTIONS"

    def first(self, host):
        tag, call = os.urandom(4).hex(), os.urandom(8).hex()
        return (
            f"{self.method} sip:203.0.113.{host} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK{call};rport\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:alice@example.net>;tag={tag}\r\nTo: <sip:alice@example.net>\r\n"
            f"Call-ID: {call}@192.0.2.20\r\nCSeq: 1 {self.method}\r\nContact: <sip:alice@192.0.2.20:5060>\r\n"
            "User-Agent: lab\r\nContent-Length: 0\r\n\r\n"
        ).encode()

    def on_request(self, data, client):
        lines = data.decode().split("\r\n")
        keep = [line for line in lines if line.split(":")[0] in ("Via", "From", "To", "Call-ID", "CSeq")]
        keep = [line + ";tag=lab" if line.startswith("To:") else line for line in keep]
        return ["\r\n".join(["SIP/2.0 200 OK", *keep, "Content-Length: 0", "", ""]).encode()]


class SipRegister(Sip):
    method = "REGISTER"


class SipInvite(Sip):
    """Calls, with a description of media; `extra` makes it as long as video and keys make it."""

    method, extra = "INVITE", 0

    def first(self, host):
        head, _, _ = super().first(host).partition(b"Content-Length")
        lines = ["v=0", "o=lab 1 1 IN IP4 192.0.2.20", "s=-", "c=IN IP4 192.0.2.20", "t=0 0"]
        lines += ["m=audio 42000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000"]
        lines += [f"a=candidate:{at} 1 udp 2130706431 192.0.2.20 {42000 + at} typ host" for at in range(self.extra)]
        body = "\r\n".join([*lines, ""]).encode()
        return head + b"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class SipInviteLarge(SipInvite):
    extra = 30


class SipInviteImpatient(SipInvite):
    """Gives up before the server has found whom to ring."""

    repeats, patience = (0.5, 0.5), 0.1


class SipWithoutInvite(Sip):
    """A registrar that was set to ignore calls."""

    def on_request(self, data, client):
        return [] if data.startswith(b"INVITE") else super().on_request(data, client)


class SipWithoutOptions(Sip):
    def on_request(self, data, client):
        return [] if data.startswith(b"OPTIONS") else super().on_request(data, client)


class SipSmall(Sip):
    """Reads 1400 bytes at most, and drops what is longer."""

    def on_request(self, data, client):
        return [] if len(data) > 1400 else super().on_request(data, client)


class SipLate(Sip):
    delay = 2.5


class DtlsOnce(Service):
    """A ClientHello (RFC 6347, 4.2.1), and the server's request to come again with a cookie."""

    port, repeats, patience = 443, (1, 1), 0.1

    def first(self, host):
        body = b"\xfe\xfd" + os.urandom(32) + b"\0\0" + struct.pack("!HHHHBB", 6, 0xC02B, 0xC02F, 0xFF, 1, 0)
        body += struct.pack("!HHHHH", 12, 10, 4, 2, 23) + struct.pack("!HH", 23, 0)
        return dtls_record(1, body)

    def on_request(self, data, client):
        return [dtls_record(3, b"\xfe\xff\x14" + os.urandom(20))]


class Dtls4433(DtlsOnce):
    port = 4433


class DtlsLate(DtlsOnce):
    delay = 3


def dtls_record(kind, body):
    size = struct.pack("!I", len(body))[1:]
    message = bytes([kind]) + size + b"\0\0" + b"\0\0\0" + size + body
    return b"\x16\xfe\xff" + bytes(8) + struct.pack("!H", len(message)) + message


class Tftp(Service):
    port, repeats = 69, (1, 2, 4)

    def first(self, host):
        return b"\0\1phone.cfg\0octet\0"

    def on_request(self, data, client):
        return [(30069, b"\0\3\0\1" + b"lab " * 60)] if data[1] == 1 else []

    def on_answer(self, data, state):
        return b"\0\4\0\1" if data[1] == 3 and not state else None


class Kerberos(Service):
    port, repeats = 88, (1, 3)

    def first(self, host):
        name = der(0x30, der(0xA0, 1), der(0xA1, der(0x30, der_text(0x1B, "lab01"))))
        service = der(0x30, der(0xA0, 2), der(0xA1, der(0x30, der_text(0x1B, "krbtgt"), der_text(0x1B, "EXAMPLE.NET"))))
        body = der(
            0x30, der(0xA0, der(3, b"\0\x40\x81\0\x10")), der(0xA1, name), der(0xA2, der_text(0x1B, "EXAMPLE.NET")),
            der(0xA3, service), der(0xA5, der_text(0x18, "20370913024805Z")), der(0xA7, 0x1234567), der(0xA8, der(0x30, 18, 17, 23)),
        )
        return der(0x6A, der(0x30, der(0xA1, 5), der(0xA2, 10), der(0xA4, body)))

    def on_request(self, data, client):
        service = der(0x30, der(0xA0, 2), der(0xA1, der(0x30, der_text(0x1B, "krbtgt"), der_text(0x1B, "EXAMPLE.NET"))))
        return [der(0x7E, der(
            0x30, der(0xA0, 5), der(0xA1, 30), der(0xA4, der_text(0x18, "20261129120000Z")), der(0xA5, 4711),
            der(0xA6, 25), der(0xA9, der_text(0x1B, "EXAMPLE.NET")), der(0xAA, service)))]


class KerberosTgs(Kerberos):
    """A TGS-REQ with a ticket that says all the groups of its user: more than one packet holds."""

    def first(self, host):
        data = der(0x30, der(0xA1, 1), der(0xA2, der(4, os.urandom(1700))))
        body = der(
            0x30, der(0xA0, der(3, b"\0\x40\x81\0\0")), der(0xA2, der_text(0x1B, "EXAMPLE.NET")),
            der(0xA5, der_text(0x18, "20370913024805Z")), der(0xA7, 0x1234567), der(0xA8, der(0x30, 18, 17, 23)),
        )
        return der(0x6C, der(0x30, der(0xA1, 5), der(0xA2, 12), der(0xA3, der(0x30, data)), der(0xA4, body)))


class KerberosSmall(Kerberos):
    """Reads 1465 bytes at most, and drops what is longer."""

    def on_request(self, data, client):
        return [] if len(data) > 1465 else super().on_request(data, client)


class Cldap(Service):
    port, repeats = 389, (1, 2)

    def first(self, host):
        condition = der(0xA0, der(0xA3, der_text(4, "DnsDomain"), der_text(4, "example.net")), der(0xA3, der_text(4, "NtVer"), der(4, b"\6\0\0\0")))
        search = der(0x63, der(4), der(10, b"\0"), der(10, b"\0"), 0, 0, der(1, b"\0"), condition, der(0x30, der_text(4, "Netlogon")))
        return der(0x30, 1, search)

    def on_request(self, data, client):
        value = der(0x30, der_text(4, "Netlogon"), der(0x31, der(4, struct.pack("<HHI", 23, 0, 0x3FD) + os.urandom(16) + b"\7example\3net\0")))
        entry = der(0x30, 1, der(0x64, der(4), der(0x30, value)))
        return [entry + der(0x30, 1, der(0x65, der(10, b"\0"), der(4), der(4)))]


class OpenVpn(Service):
    port, repeats = 1194, (2, 4)

    def first(self, host):
        return b"\x38" + os.urandom(8) + b"\0" + bytes(4)

    def on_request(self, data, client):
        if data[0] == 0x38:
            return [b"\x40" + os.urandom(8) + b"\1" + bytes(4) + data[1:9] + bytes(4)]
        if data[0] == 0x20:
            return [b"\x20" + os.urandom(8) + b"\1" + bytes(3) + b"\1" + data[1:9] + bytes(3) + b"\1\x16\3\3\4\0" + os.urandom(600)]
        return []

    def on_answer(self, data, state):
        if data[0] != 0x40:
            return None
        return b"\x20" + os.urandom(8) + b"\1" + bytes(4) + data[1:9] + bytes(3) + b"\1\x16\3\1\1\x1d\1\0\1\x19\3\3" + os.urandom(280)


class WireGuard(Service):
    port, repeats = 51820, (5, 5)
    local_port = 51820

    def first(self, host):
        return struct.pack("<II", 1, host * 65537) + os.urandom(108 + 16) + bytes(16)

    def on_request(self, data, client):
        if data[0] == 1 and len(data) == 148:
            return [struct.pack("<II", 2, 0x99AA0000 + client[1] % 1000) + data[4:8] + os.urandom(64) + bytes(16)]
        return [struct.pack("<IIQ", 4, 1, 0) + os.urandom(16)] if data[0] == 4 else []

    def on_answer(self, data, state):
        return struct.pack("<I", 4) + data[4:8] + bytes(8) + os.urandom(112) if data[0] == 2 else None


class WireGuardElsewhere(WireGuard):
    """A translator on the way gives the answers another source port; the client ignores them."""

    def on_request(self, data, client):
        return [(51848, answer) for answer in super().on_request(data, client)] if data[0] == 1 else []


class Ike(Service):
    """IKE_SA_INIT at 500, then IKE_AUTH at 4500, as long as certificates make it: in two fragments."""

    port, repeats = 500, (1, 2, 4)
    local_port = 500

    def first(self, host):
        return ike_init(os.urandom(8) + bytes(8), 8)

    def on_request(self, data, client):
        if data[:4] == bytes(4):
            return [bytes(4) + ike_encrypted(data[4:20], 0x20, 1360)]
        return [ike_init(data[:8] + os.urandom(8), 0x20)]


def ike_payload(following, body):
    return struct.pack("!BBH", following, 0, 4 + len(body)) + body


def ike_init(identifiers, flags):
    """RFC 7296, 1.2: one proposal, a key of group 14, a nonce."""
    transforms = [(1, 20), (2, 5), (4, 14)]
    body = b"".join(
        struct.pack("!BBHBBH", 3 if at < 2 else 0, 0, 8, kind, 0, number) for at, (kind, number) in enumerate(transforms)
    )
    proposal = struct.pack("!BBHBBBB", 0, 0, 8 + len(body), 1, 1, 0, 3) + body
    payload = ike_payload(34, proposal) + ike_payload(40, b"\0\x0e\0\0" + os.urandom(256)) + ike_payload(0, os.urandom(32))
    return identifiers + struct.pack("!BBBBII", 33, 0x20, 34, flags, 0, 28 + len(payload)) + payload


def ike_encrypted(identifiers, flags, length):
    payload = ike_payload(35 if flags == 8 else 36, os.urandom(length))
    return identifiers + struct.pack("!BBBBII", 46, 0x20, 35, flags, 1, 28 + len(payload)) + payload


def ike_auth(first_answer):
    return bytes(4) + ike_encrypted(first_answer[:16], 8, 1900)


class OneWay(Service):
    """What nobody ever answers: log lines, metrics, flow records, traps."""

    MESSAGES = {
        514: b"<34>Nov 29 12:00:00 pc20 su: 'su root' failed for lab on /dev/pts/8",
        8125: b"lab.requests:1|c|#host:pc20",
        2055: struct.pack("!HHIIIIHHI", 9, 1, 1000, 1700000000, 1, 1, 0, 0, 0),
        162: der(0x30, 1, der_text(4, "public"), der(0xA7, 4711, 0, 0, der(0x30, der(0x30, Snmp.OID, der_text(4, "up"))))),
        6343: struct.pack("!IIIIII", 5, 1, 0xC0000214, 0, 1, 1000) + bytes(40),
        12201: b'{"version":"1.1","host":"pc20","short_message":"started"}',
    }


SERVICES = {
    "ntp": Ntp, "stun": Stun, "radius": Radius, "radius-stranger": RadiusStranger, "snmp": Snmp,
    "radius-eap": RadiusEap, "radius-without-eap": RadiusWithoutEap, "radius-eap-whole": RadiusEapWhole, "radius-challenges": RadiusChallenges, "snmp-stranger": SnmpStranger, "sip": Sip, "sip-register": SipRegister,
    "sip-invite": SipInvite, "sip-invite-large": SipInviteLarge, "sip-invite-impatient": SipInviteImpatient,
    "sip-without-invite": SipWithoutInvite, "sip-without-options": SipWithoutOptions, "sip-small": SipSmall,
    "sip-late": SipLate, "dtls-once": DtlsOnce, "dtls-late": DtlsLate, "dtls-4433": Dtls4433, "tftp": Tftp, "kerberos": Kerberos,
    "kerberos-tgs": KerberosTgs, "kerberos-small": KerberosSmall,
    "cldap": Cldap, "openvpn": OpenVpn, "wireguard": WireGuard, "wireguard-elsewhere": WireGuardElsewhere, "ike": Ike,
}


def channel(address, port):
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_IP, 8, 1)
    # Fragments rather than errors: as key exchanges send them.
    made.setsockopt(socket.SOL_IP, 10, 0)
    made.bind((address, port))
    return made


def serve_port(service, port):
    server = channel("0.0.0.0", port)
    while True:
        data, control, _, client = server.recvmsg(65536, 128)
        here = control[0][2][4:8]
        if service.delay:
            threading.Timer(service.delay, reply, (service, server, data, client, here)).start()
        else:
            reply(service, server, data, client, here)


def reply(service, server, data, client, here):
    for answer in service.on_request(data, client):
        out, payload = server, answer
        if isinstance(answer, tuple):
            out = channel(socket.inet_ntoa(here), answer[0])
            payload = answer[1]
        out.sendmsg([payload], [(socket.SOL_IP, 8, struct.pack("!I4s4s", 0, here, bytes(4)))], 0, client)
        if out is not server:
            threading.Timer(3, out.close).start()


def serve(names):
    for name in names.split(","):
        if name == "sink":
            for port in OneWay.MESSAGES:
                KEPT.append(channel("0.0.0.0", port))
            continue
        service = SERVICES[name]()
        for port in (service.port, *([4500] if name == "ike" else [])):
            threading.Thread(target=serve_port, args=(service, port), daemon=True).start()
    time.sleep(3600)


KEPT = []


def exchange(out, request, to, repeats, accepts, patience=2):
    """Sends it until something comes back; None where nothing does."""
    for pause in (*repeats, patience):
        out.sendto(request, to)
        end = time.monotonic() + pause
        while (left := end - time.monotonic()) > 0:
            out.settimeout(left)
            try:
                data, sender = out.recvfrom(65536)
            except socket.timeout:
                break
            except OSError:
                return None
            if accepts(sender):
                return data, sender
    return None


def ask_host(name, host, local):
    service = SERVICES[name]()
    address = f"203.0.113.{host}"
    out = channel(local, service.local_port)
    connected = name not in ("tftp",)
    from_peer = lambda sender: sender[0] == address and (not connected or sender[1] in (service.port, 4500))
    found = exchange(out, service.first(host), (address, service.port), service.repeats, from_peer, service.patience)
    state = 0
    while found is not None:
        data, sender = found
        following = ike_auth(data) if name == "ike" and state == 0 else service.on_answer(data, state)
        if following is None:
            break
        state += 1
        if name == "ike":
            out = channel(local, 4500)
            found = exchange(out, following, (address, 4500), service.repeats, from_peer)
        elif name == "tftp":
            out.sendto(following, sender)
            break
        else:
            found = exchange(out, following, sender, service.repeats, from_peer)
    if found is None:
        out.close()
    return found is not None


def hosts(text):
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def ask(name, where, *options):
    answered, silent = [], []
    times = next((int(word[8:]) for word in options if word.startswith("--times=")), 2)
    local = next((word[8:] for word in options if word.startswith("--local=")), "0.0.0.0")

    step = next((float(word[7:]) for word in options if word.startswith("--step=")), 0.1)

    def one(host, delay):
        time.sleep(delay)
        # Clients that must have one port have an address each: the LAN's hosts are all here.
        own = local if SERVICES[name].local_port == 0 else f"192.0.2.{100 + host % 30}"
        for _ in range(times):
            (answered if ask_host(name, host, own) else silent).append(host)
            time.sleep(1)

    threads = [threading.Thread(target=one, args=(host, at * step)) for at, host in enumerate(hosts(where))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if silent:
        raise SystemExit(f"no answer: {sorted(set(silent))}")


def send(where):
    """Each message three times to each host; nobody waits."""
    out = channel("0.0.0.0", 0)
    for _ in range(4):
        for host in hosts(where):
            for port, message in OneWay.MESSAGES.items():
                out.sendto(message, (f"203.0.113.{host}", port))
        time.sleep(2)


{"serve": serve, "ask": ask, "send": send}[sys.argv[1]](*sys.argv[2:])
