// All clients of a scenario, in the client's network namespace: `node clients.mjs CONFIG.json`.
// Prints one line of JSON for each attempt: what the client itself saw.

import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { connect, isIPv6, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import * as packet from 'dns-packet';
import { initialDatagram, newQuicClient, shortDatagram } from './quic.ts';
import type { ClientTask } from './scenario.ts';

/** One line of the output. */
export interface AttemptResult {
  readonly task: string;
  readonly ok: boolean;
  readonly error: string;
  /** From the attempt's start to its end. */
  readonly seconds: number;
}

type Task<Kind> = Extract<ClientTask, { kind: Kind }>;

export interface ClientsConfig {
  readonly tasks: readonly ClientTask[];
  /** Seconds that the background goes on after all other tasks. */
  readonly linger: number;
  /** The capturing program, and what is done to it: by this process, whose clock is the tasks'. */
  readonly capture: {
    readonly pid: number;
    readonly stop: number | null;
    readonly stalls: readonly { readonly from: number; readonly to: number }[];
  } | null;
  /** The path between firewall and servers, and when it is to change, if at all. */
  readonly relay: { readonly pid: number; readonly change: number } | null;
}

const { tasks, linger, capture, relay }: ClientsConfig = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
);

/** `address` as c-ares wants it. */
function withPort(address: string, port: number): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

async function resolveName(resolver: string, name: string, ipv6: boolean): Promise<void> {
  const dns = new Resolver({ timeout: 2000, tries: 2 });
  dns.setServers([resolver]);
  await (ipv6 ? dns.resolve6(name) : dns.resolve4(name));
}

/** As long as a key share of post-quantum cryptography: some 1,500 bytes. */
const MANY_PROTOCOLS = Array.from({ length: 80 }, (_, index) => `protocol-number-${index}`);

async function web(task: Task<'tls' | 'http'>): Promise<void> {
  if (task.resolver !== undefined && task.serverName !== undefined) {
    await resolveName(task.resolver, task.serverName, isIPv6(task.address));
  }
  await new Promise<void>((resolve, reject) => {
    let stage = 'connect';
    const setStage = (next: string): void => {
      stage = next;
    };
    const transport = connect({
      host: task.address,
      port: task.port,
      noDelay: true,
      allowHalfOpen: task.closesAfter !== undefined,
      ...(task.localAddress === undefined ? {} : { localAddress: task.localAddress }),
      ...(task.localPort === undefined ? {} : { localPort: task.localPort }),
    });
    const timer = setTimeout(
      () => fail(new Error(`timeout in ${stage}`)),
      (task.timeout ?? 5) * 1000,
    );
    const fail = (error: Error): void => {
      clearTimeout(timer);
      transport.destroy();
      reject(error);
    };
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    transport.on('error', fail);
    transport.on('connect', async () => {
      if (task.aborts === 'after-handshake') {
        transport.resetAndDestroy();
        done();
        return;
      }
      if (task.keepAlive !== undefined) transport.setKeepAlive(true, task.keepAlive * 1000);
      if (task.hesitates !== undefined) await sleep(task.hesitates * 1000);
      if (task.kind === 'http') {
        converse(task, transport, transport, setStage, done, fail);
        return;
      }
      stage = 'handshake';
      const secure = connectTls({
        socket: transport,
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1', ...(task.bigHello ? MANY_PROTOCOLS : [])],
        ...(task.serverName === undefined ? {} : { servername: task.serverName }),
      });
      secure.on('error', fail);
      secure.on('close', () => fail(new Error(`closed in ${stage}`)));
      secure.on('secureConnect', () => converse(task, secure, transport, setStage, done, fail));
    });
    transport.on('close', () => fail(new Error(`closed in ${stage}`)));
  });
}

/** Requests and responses on an open connection, then the client's FIN. */
function converse(
  task: Task<'tls' | 'http'>,
  socket: Socket,
  transport: Socket,
  setStage: (stage: string) => void,
  done: () => void,
  fail: (error: Error) => void,
): void {
  let left = task.requests ?? 1;
  let received = Buffer.alloc(0);
  const request = (): void => {
    setStage('response');
    const body = Buffer.alloc(task.upload ?? 0, 'data');
    const method = task.upload === undefined ? 'GET' : 'POST';
    const head = `${method} ${task.path ?? '/'} HTTP/1.1\r\nHost: ${task.serverName ?? task.address}\r\n`;
    const length = task.upload === undefined ? '' : `Content-Length: ${body.length}\r\n`;
    socket.write(`${head}${length}\r\n`);
    if (body.length > 0) socket.write(body);
  };
  socket.on('data', (bytes) => {
    if (task.aborts === 'in-transfer') {
      transport.resetAndDestroy();
      done();
      return;
    }
    received = Buffer.concat([received, bytes]);
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = received.subarray(0, end).toString('latin1');
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    received = Buffer.alloc(0);
    const status = Number(head.split(' ')[1]);
    if (status !== (task.status ?? 200)) {
      fail(new Error(`status ${status}`));
      return;
    }
    left--;
    if (left > 0) {
      setTimeout(request, (task.requestPause ?? 0.5) * 1000);
      return;
    }
    // The exchange is complete. What the server does now, be it FIN or RST, is still waited for.
    done();
    const closesAfter = (task.closesAfter ?? 0.5) * 1000;
    setTimeout(() => socket.end(), closesAfter);
    setTimeout(() => transport.destroy(), closesAfter + 1000);
  });
  request();
}

async function dns(task: Task<'dns'>): Promise<void> {
  const resolver = new Resolver({ timeout: (task.timeout ?? 5) * 1000, tries: task.tries ?? 2 });
  resolver.setServers([...task.servers]);
  if (task.localAddress !== undefined) {
    if (isIPv6(task.localAddress)) resolver.setLocalAddress('0.0.0.0', task.localAddress);
    else resolver.setLocalAddress(task.localAddress);
  }
  for (const name of task.names) {
    try {
      await resolver.resolve(name, task.type ?? 'A');
      if (task.code !== undefined) throw new Error(`answered without ${task.code}`);
    } catch (error) {
      if (task.code === undefined || (error as { code?: string }).code !== task.code) throw error;
    }
  }
}

function probe(task: Task<'probe'>): Promise<void> {
  const ask = ({ address, port }: { address: string; port: number }): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
      const timers: NodeJS.Timeout[] = [];
      const finish = (answered: boolean): void => {
        for (const timer of timers) clearTimeout(timer);
        socket.close();
        resolve(answered);
      };
      socket.on('message', () => finish(true));
      socket.on('error', () => finish(false));
      if (task.localAddress !== undefined) socket.bind(0, task.localAddress);
      for (const seconds of [0, 1, 2, 4]) {
        const send = (): void => {
          const id = Math.floor(Math.random() * 65_536);
          const questions = [{ name: task.name, type: 'TXT' as const }];
          const flags = packet.RECURSION_DESIRED;
          socket.send(packet.encode({ type: 'query', id, flags, questions }), port, address);
        };
        timers.push(setTimeout(send, seconds * 1000));
      }
      timers.push(setTimeout(() => finish(false), (task.timeout ?? 8) * 1000));
    });
  return Promise.all(task.servers.map(ask)).then((answered) => {
    const missing = task.servers.filter((_, index) => !answered[index]);
    if (missing.length === 0) return;
    throw new Error(`timeout: ${missing.map((s) => withPort(s.address, s.port)).join(' ')}`);
  });
}

function dnsTcp(task: Task<'dns-tcp'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: task.server, port: 53, noDelay: true });
    const timer = setTimeout(() => fail(new Error('timeout')), (task.timeout ?? 5) * 1000);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    socket.on('error', fail);
    socket.on('connect', () => {
      const query = packet.encode({
        type: 'query',
        id: Math.floor(Math.random() * 65_536),
        flags: packet.RECURSION_DESIRED,
        questions: [{ name: task.name, type: 'A' }],
      });
      const framed = Buffer.alloc(2 + query.length);
      framed.writeUInt16BE(query.length);
      Buffer.from(query).copy(framed, 2);
      socket.write(framed);
    });
    socket.on('data', () => {
      clearTimeout(timer);
      socket.end();
      resolve();
    });
  });
}

/** Initials at 0, 1, 3, 7 s: the initial probe timeout of RFC 9002, 6.2.2 and its backoff. */
function quic(task: Task<'quic'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(task.address) ? 'udp6' : 'udp4');
    const client = newQuicClient();
    let timers: NodeJS.Timeout[] = [];
    const finish = (act: () => void): void => {
      for (const timer of timers) clearTimeout(timer);
      socket.close();
      act();
    };
    let answers = 0;
    socket.on('error', (error) => finish(() => reject(error)));
    socket.on('message', () => {
      answers++;
      if (answers < 3) socket.send(shortDatagram(client.destination, 60 + 300 * answers));
      else finish(resolve);
    });
    socket.connect(task.port, task.address, () => {
      timers = [0, 1, 3, 7].map((seconds) =>
        setTimeout(() => socket.send(initialDatagram(client)), seconds * 1000),
      );
      const patience = (task.timeout ?? 10) * 1000;
      timers.push(setTimeout(() => finish(() => reject(new Error('timeout'))), patience));
    });
  });
}

function happyEyeballs(task: Task<'happy-eyeballs'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const addresses = task.addresses.map((address) => ({
      address,
      family: isIPv6(address) ? 6 : 4,
    }));
    const transport = connect({
      host: task.serverName,
      port: task.port,
      autoSelectFamily: true,
      lookup: (_name, _options, answer) => answer(null, addresses),
    });
    const timer = setTimeout(() => fail(new Error('timeout')), (task.timeout ?? 5) * 1000);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      transport.destroy();
      reject(error);
    };
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    transport.on('error', fail);
    transport.on('connect', () => {
      const { serverName, id, expect } = task;
      const request = {
        kind: 'http',
        id,
        expect,
        serverName,
        address: '',
        port: task.port,
      } as const;
      converse(request, transport, transport, () => {}, done, fail);
    });
  });
}

function portCheck(task: Task<'connect'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const { localAddress } = task;
    const socket = connect({
      host: task.address,
      port: task.port,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    const timer = setTimeout(() => fail(new Error('timeout')), (task.timeout ?? 5) * 1000);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    socket.on('error', fail);
    socket.on('connect', () => {
      clearTimeout(timer);
      socket.end();
      setTimeout(() => socket.destroy(), 1000);
      resolve();
    });
  });
}

function greeting(task: Task<'greeting'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: task.address, port: task.port, noDelay: true });
    let stage = 'connect';
    const lines = ['EHLO client.example.net\r\n', 'NOOP\r\n', 'QUIT\r\n'];
    const timer = setTimeout(
      () => fail(new Error(`timeout in ${stage}`)),
      (task.timeout ?? 5) * 1000,
    );
    const fail = (error: Error): void => {
      clearTimeout(timer);
      // As a mail client gives up: by FIN.
      socket.end();
      setTimeout(() => socket.destroy(), 1000);
      reject(error);
    };
    socket.on('error', fail);
    socket.on('connect', () => {
      stage = 'greeting';
    });
    socket.on('data', () => {
      const line = lines.shift();
      if (line === undefined) {
        clearTimeout(timer);
        socket.end();
        resolve();
        return;
      }
      stage = line.slice(0, 4);
      socket.write(line);
    });
  });
}

function command(task: Task<'command'>): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', task.run], (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`status ${error.code}: ${stdout}${stderr}`.trim().slice(0, 200)));
    });
  });
}

function attempt(task: ClientTask): Promise<void> {
  switch (task.kind) {
    case 'tls':
    case 'http':
      return web(task);
    case 'dns':
      return dns(task);
    case 'probe':
      return probe(task);
    case 'dns-tcp':
      return dnsTcp(task);
    case 'quic':
      return quic(task);
    case 'happy-eyeballs':
      return happyEyeballs(task);
    case 'connect':
      return portCheck(task);
    case 'greeting':
      return greeting(task);
    case 'command':
      return command(task);
  }
}

let foreground = tasks.filter((task) => task.background !== true).length;
let foregroundEnd = performance.now();

async function run(task: ClientTask): Promise<void> {
  await sleep((task.start ?? 0) * 1000);
  for (let tried = 0; tried < (task.attempts ?? 1); tried++) {
    const over = performance.now() - foregroundEnd > linger * 1000;
    if (task.background === true && foreground === 0 && over) return;
    const start = performance.now();
    let message = '';
    try {
      await attempt(task);
    } catch (error) {
      const { code } = error as { code?: string };
      message = `${code === undefined ? '' : `${code}: `}${(error as Error).message}` || 'failed';
    }
    const seconds = Math.round(performance.now() - start) / 1000;
    const result: AttemptResult = { task: task.id, ok: message === '', error: message, seconds };
    console.log(JSON.stringify(result));
    if (tried + 1 < (task.attempts ?? 1)) await sleep((task.pause ?? 2) * 1000);
  }
  if (task.background !== true) {
    foreground--;
    foregroundEnd = performance.now();
  }
}

function signal(seconds: number, name: 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void {
  if (capture === null) return;
  const { pid } = capture;
  setTimeout(() => process.kill(pid, name), seconds * 1000);
}

for (const { from, to } of capture?.stalls ?? []) {
  signal(from, 'SIGSTOP');
  signal(to, 'SIGCONT');
}
if (relay !== null) setTimeout(() => process.kill(relay.pid, 'SIGUSR1'), relay.change * 1000);
if (capture !== null && capture.stop !== null) signal(capture.stop, 'SIGTERM');
await Promise.all(tasks.map(run));
// The last connections are still being closed.
await sleep(2000);
process.exit(0);
