// All servers of one host, in its network namespace: `node servers.mjs CONFIG.json`.
// Prints `ready` when every one listens.

import { spawn } from 'node:child_process';
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer, isIPv6, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import * as packet from 'dns-packet';
import { handshakeDatagrams } from './quic.ts';
import type { ServerSpec } from './scenario.ts';
import { lookUp } from './zone.ts';

export interface ServersConfig {
  readonly servers: readonly ServerSpec[];
  readonly certificate: string;
  readonly key: string;
}

const config: ServersConfig = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tlsFiles = { cert: readFileSync(config.certificate), key: readFileSync(config.key) };
const ready: Promise<void>[] = [];

type Dns = Extract<ServerSpec, { kind: 'dns' }>;
type Web = Extract<ServerSpec, { kind: 'tls' | 'http' }>;
type Greeting = Extract<ServerSpec, { kind: 'greeting' }>;

// dns-packet's flags: the low four bits are the response code.
const RECURSION = packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE;
const CODES = { nxdomain: 3, servfail: 2, refused: 5 } as const;

function dnsResponse(spec: Dns, query: Uint8Array): Buffer | null {
  if (spec.answers === 'silent') return null;
  const { id, questions } = packet.decode(Buffer.from(query));
  const question = questions?.[0];
  if (question === undefined) return null;
  const { name, type } = question;
  let code = 0;
  let data: string[] = [];
  if (spec.answers === 'nxdomain' || spec.answers === 'servfail' || spec.answers === 'refused') {
    code = CODES[spec.answers];
  } else if (spec.answers === 'elsewhere') {
    data = type === 'A' ? ['192.0.2.80'] : type === 'AAAA' ? ['2001:db8:1::80'] : [];
  } else {
    const found = lookUp(name, type);
    if (found === null) code = CODES.nxdomain;
    else data = found;
  }
  return packet.encode({
    type: 'response',
    id,
    flags: RECURSION | code,
    questions,
    answers: data.map((value) => ({ name, type, ttl: 60, data: value }) as packet.Answer),
  });
}

/** What starts and what stops the services that have `stops`. */
const switches: { start(): unknown; stop(): void }[] = [];

function listenDns(spec: Dns): void {
  const port = spec.port ?? 53;
  const later = (response: Buffer, act: () => void): void => {
    const type = packet.decode(response).questions?.[0]?.type;
    const isDelayed = spec.delayed === undefined || spec.delayed === type;
    setTimeout(act, isDelayed ? (spec.delay ?? 0) * 1000 : 0);
  };
  const transports = spec.transports ?? ['udp', 'tcp'];
  if (transports.includes('udp')) {
    let socket: DatagramSocket;
    const start = (): Promise<void> => {
      socket = createSocket(isIPv6(spec.address) ? 'udp6' : 'udp4');
      socket.on('message', (query, from) => {
        const response = dnsResponse(spec, query);
        if (response !== null)
          later(response, () => socket.send(response, from.port, from.address));
      });
      return new Promise((resolve) => socket.bind(port, spec.address, () => resolve()));
    };
    ready.push(start());
    if (spec.stops) switches.push({ start, stop: () => socket.close() });
  }
  if (transports.includes('tcp')) {
    const server = createServer((socket) => {
      let received = Buffer.alloc(0);
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        received = Buffer.concat([received, bytes]);
        while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
          const length = received.readUInt16BE(0);
          const response = dnsResponse(spec, received.subarray(2, 2 + length));
          received = received.subarray(2 + length);
          if (response === null) continue;
          const framed = Buffer.alloc(2 + response.length);
          framed.writeUInt16BE(response.length);
          response.copy(framed, 2);
          later(response, () => socket.write(framed));
        }
      });
    });
    ready.push(new Promise((resolve) => server.listen(port, spec.address, () => resolve())));
  }
}

/** One connection to a web server: HTTP/1.1 with Content-Length, as little of it as is needed. */
function serveHttp(spec: Web, socket: Socket, transport: Socket): void {
  let received = Buffer.alloc(0);
  socket.on('error', () => {});
  if (spec.idle !== undefined) {
    socket.setTimeout(spec.idle * 1000, () => transport.resetAndDestroy());
  }
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes]);
    for (;;) {
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = received.subarray(0, end).toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      received = received.subarray(end + 4 + length);
      if (spec.resets === 'after-request') {
        setTimeout(() => transport.resetAndDestroy(), (spec.delay ?? 0) * 1000);
        return;
      }
      const refused = spec.resets === 'after-refusal' && head.includes(' /private ');
      const usual = refused ? '403 Forbidden' : `${spec.status ?? 200} OK`;
      const status = spec.redirect !== undefined ? '302 Found' : usual;
      const body = Buffer.alloc(spec.bytes ?? 300, 'lab ');
      const lines = [`HTTP/1.1 ${status}`, `Content-Length: ${body.length}`];
      if (spec.redirect !== undefined) lines.push(`Location: ${spec.redirect}`);
      setTimeout(
        () => {
          socket.write(`${lines.join('\r\n')}\r\n\r\n`);
          socket.write(body, () => {
            if (refused || spec.resets === 'with-response') transport.resetAndDestroy();
            else if (spec.closes) socket.end(() => socket.destroy());
          });
          if (spec.resets === 'after-exchange') setTimeout(() => transport.resetAndDestroy(), 300);
        },
        (spec.delay ?? 0) * 1000,
      );
    }
  });
}

function listenWeb(spec: Web): void {
  const { applicationProtocol } = spec;
  const protocols =
    applicationProtocol === undefined ? {} : { ALPNProtocols: [applicationProtocol] };
  const secure = createTlsServer({ ...tlsFiles, ...protocols });
  secure.on('tlsClientError', () => {});
  const transports = new Map<string, Socket>();
  const open = new Set<Socket>();
  secure.on('secureConnection', (socket) => {
    const transport = transports.get(`${socket.remoteAddress} ${socket.remotePort}`);
    serveHttp(spec, socket, transport ?? socket);
  });
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    if (spec.stops) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    }
    if (spec.resets === 'at-accept') socket.resetAndDestroy();
    else if (spec.resets === 'at-first-data') socket.once('data', () => socket.resetAndDestroy());
    else if (spec.kind === 'http') serveHttp(spec, socket, socket);
    else {
      const peer = `${socket.remoteAddress} ${socket.remotePort}`;
      transports.set(peer, socket);
      socket.on('close', () => transports.delete(peer));
      secure.emit('connection', socket);
    }
  });
  const start = (): unknown => server.listen(spec.port, spec.address);
  ready.push(new Promise((resolve) => server.once('listening', resolve)));
  start();
  if (!spec.stops) return;
  const stop = (): void => {
    server.close();
    for (const socket of open) socket.resetAndDestroy();
  };
  switches.push({ start, stop });
}

function listenGreeting(spec: Greeting): void {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      if (spec.text === '') return;
      if (bytes.toString('latin1').startsWith('QUIT')) socket.end('221 bye\r\n');
      else socket.write(`${spec.says ?? '250 ok'}\r\n`);
    });
    if (spec.text !== '') socket.write(`${spec.text}\r\n`);
  });
  ready.push(new Promise((resolve) => server.listen(spec.port, spec.address, () => resolve())));
}

/** A listening socket with the shortest queue, from which nobody takes a connection. */
function listenOverloaded(address: string, port: number): void {
  const family = isIPv6(address) ? 'AF_INET6' : 'AF_INET';
  const code = `
import socket, time
s = socket.socket(socket.${family}); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("${address}", ${port})); s.listen(0); print("ready", flush=True)
time.sleep(600)`;
  const child = spawn('python3', ['-c', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill());
  ready.push(new Promise((resolve) => void child.stdout.once('data', () => resolve())));
}

function listenQuic(address: string, port: number): void {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  socket.on('message', (datagram, from) => {
    for (const answer of handshakeDatagrams(datagram)) socket.send(answer, from.port, from.address);
  });
  ready.push(new Promise((resolve) => socket.bind(port, address, () => resolve())));
}

process.on('SIGTERM', () => process.exit(0));
let isStopped = false;
process.on('SIGUSR2', () => {
  isStopped = !isStopped;
  for (const { start, stop } of switches) {
    if (isStopped) stop();
    else start();
  }
});
for (const spec of config.servers) {
  if (spec.kind === 'dns') listenDns(spec);
  else if (spec.kind === 'overloaded') listenOverloaded(spec.address, spec.port);
  else if (spec.kind === 'quic') listenQuic(spec.address, spec.port);
  else if (spec.kind === 'greeting') listenGreeting(spec);
  else listenWeb(spec);
}
await Promise.all(ready);
console.log('ready');
