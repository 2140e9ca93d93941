// What fails after the first answer, on the way back, or has something else answer in its place.
import { writePcapng } from '../capture-writer.ts';
import { concat, filler, hex, tcpFlag, text } from '../packet-builder.ts';
import type { CaptureFile } from './capture-file.ts';
import { atTheOffice, client, distantServer, resolver, router } from './office.ts';
import { type Host, microseconds, millisecond, type Scenario, second } from './scenario.ts';
import { visit } from './services.ts';

const { syn, ack, psh, rst } = tcpFlag;
const begin = microseconds('2024-09-04 09:00:00.118204');

function file(name: string, scenario: Scenario): CaptureFile {
  return { name, bytes: writePcapng(scenario.frames()) };
}

/** Header of a client's Initial, version 1, as RFC 9001 A.2 has it, but for the connection ID. */
function initial(connection: number): Uint8Array {
  const header = concat(
    hex('c00000000108'),
    Uint8Array.of(connection),
    hex('94c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11'),
  );
  return concat(header, filler(1_200 - header.length));
}

/** A browser tries HTTP/3 first, waits, and goes on over TCP: UDP 443 is blocked. */
function quicDrop(): Scenario {
  const scenario = atTheOffice(0x1101, begin, 20 * second, 6);
  const server = distantServer('203.0.113.120');
  for (const start of [1, 6]) {
    const port = scenario.port();
    for (const after of [0, 0.3, 0.9, 2.1]) {
      scenario.udp(begin + (start + after) * second, client, port, server, 443, initial(start));
    }
    const fallback = { name: 'video.example.com', host: server, port: 443 as const };
    visit(scenario, begin + (start + 0.4) * second, client, resolver, fallback);
  }
  return scenario;
}

/** The router of a hotel answers plain HTTP in every server's name, until the user has logged in. */
function captivePortal(): Scenario {
  const scenario = atTheOffice(0x1102, begin, 12 * second, 4);
  const asked: [string, string, number][] = [
    ['203.0.113.121', 'news.example.com', 1],
    ['198.51.100.122', 'weather.example.org', 3],
    ['203.0.113.121', 'news.example.com', 6],
  ];
  for (const [address, name, start] of asked) {
    const impostor: Host = { ...router, address };
    const connection = scenario.connection(begin + start * second, client, impostor, 80).open();
    connection.wait(200);
    connection.send(text(`GET / HTTP/1.1\r\nHost: ${name}\r\n\r\n`));
    connection.receive(
      text(
        `HTTP/1.1 302 Found\r\nLocation: http://login.hotel.example/?from=${name}\r\nContent-Length: 0\r\n\r\n`,
      ),
    );
    connection.close();
  }
  return scenario;
}

/** A firewall forgets connections after ten idle minutes, and drops what it no longer knows. */
function idleTimeout(): Scenario {
  const scenario = atTheOffice(0x1103, begin, 760 * second, 7);
  const server = distantServer('203.0.113.123');
  for (const start of [1, 2, 3]) {
    const connection = scenario.connection(begin + start * second, client, server, 8443).open();
    connection.wait(200);
    connection.send(filler(180));
    connection.receive(filler(420));
    connection.wait(600 * second);
    connection.unansweredData(filler(90), [0.3, 0.9, 2.1, 4.5, 9.3]);
    connection.wait(9.6 * second);
    connection.clientSegment(rst | ack);
  }
  return scenario;
}

/** Captured outside a firewall that lets SYNs out and no SYN/ACK back in. */
function synAckDrop(): Scenario {
  const scenario = atTheOffice(0x1104, begin, 30 * second, 6);
  const server = distantServer('203.0.113.124');
  for (const start of [1, 10]) {
    const connection = scenario.connection(begin + start * second, client, server, 443);
    const sequence = connection.nextSequence;
    for (const after of [0, 1, 3, 7]) {
      connection.now = begin + (start + after) * second;
      connection.clientSegment(syn, { sequence });
      connection.now += server.roundTrip;
      connection.serverSegment(syn | ack, {
        sequence: connection.serverInitialSequence,
        acknowledgment: sequence + 1,
      });
    }
  }
  return scenario;
}

/** A device that reads what passes resets every connection at its second request. */
function resetLater(): Scenario {
  const scenario = atTheOffice(0x1105, begin, 15 * second, 6);
  const server = distantServer('203.0.113.125');
  for (const start of [1, 3, 6]) {
    const connection = scenario.connection(begin + start * second, client, server, 443).open();
    connection.wait(200);
    connection.send(filler(180));
    connection.receive(filler(420));
    connection.wait(300 * millisecond);
    connection.clientSegment(psh | ack, { payload: filler(260) });
    connection.wait(1_900);
    connection.serverSegment(rst | ack, { through: { ...router, timeToLive: 62 } });
  }
  return scenario;
}

export function laterFailureCaptures(): CaptureFile[] {
  return [
    file('quic-drop.pcapng', quicDrop()),
    file('captive-portal.pcapng', captivePortal()),
    file('idle-timeout.pcapng', idleTimeout()),
    file('syn-ack-drop.pcapng', synAckDrop()),
    file('reset-later.pcapng', resetLater()),
  ];
}
