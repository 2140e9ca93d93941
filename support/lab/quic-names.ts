// QUIC handshakes with real cryptography up to the server's first flight, at many addresses: what is on the way
// can read the server name in them.
//
//   serve FIRST-LAST [--refuses=WORD] [--silent=SECONDS]   a server at each host
//   serve FIRST-LAST --at=ADDRESS …                        one at that address, which stands for all of them
//   ask FIRST-LAST NAME...                                 a connection to each host for each name, in turn
//
// A name is a word that the host's number follows; one that begins with `blocked` has a connection ID that begins
// with 0xbb, so that a rule of the kernel's can tell it, as a filter that decrypts Initials tells it by the name.

import { createSocket } from 'node:dgram';
import {
  type Connection,
  clientHello,
  firstFlight,
  frame,
  initial,
  newConnection,
  readInitial,
  serverFlight,
  short,
} from '../quic-packets.ts';

const PORT = 443;
const [mode, range, ...rest] = process.argv.slice(2);
const [first, last] = range.split('-').map(Number);
const hosts = Array.from({ length: last - first + 1 }, (_, i) => first + i);
const addressOf = (host: number) => `203.0.113.${host}`;
const option = (name: string) =>
  rest.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;

function serve(): void {
  const refuses = option('refuses');
  const wakes = Date.now() + Number(option('silent') ?? 0) * 1000;
  const at = option('at');
  for (const own of at === null ? hosts.map(addressOf) : [at]) {
    const socket = createSocket('udp4');
    socket.on('message', (datagram, { port, address }) => {
      if (Date.now() < wakes) return;
      const read = readInitial(datagram);
      if (read === null || read.frames === null) {
        // A packet of 1-RTT is answered by one.
        if ((datagram[0] & 0x80) === 0)
          socket.send(short(datagram.subarray(1, 9), 200), port, address);
        return;
      }
      const connection: Connection = {
        version: read.version,
        original: read.destination,
        server: read.destination,
        client: read.source,
      };
      // TLS alert 112: unrecognized_name.
      const refusal = initial(connection, 'server', [frame.ack(0), frame.close(0x100 + 112)]);
      const isRefused = refuses !== null && read.frames.includes(refuses);
      for (const answer of isRefused ? [refusal] : serverFlight(connection)) {
        socket.send(answer, port, address);
      }
    });
    socket.bind(PORT, own);
  }
}

/** One connection: Initials at the probe timeouts of RFC 9002 §6.2.2 until something comes. */
function connect(host: number, word: string): Promise<'works' | 'refused' | 'silent'> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const connection = newConnection();
    connection.original[0] = word.startsWith('blocked') ? 0xbb : 0x11;
    const name = `${word}-${host}.example.net`;
    const flight = firstFlight(connection, clientHello(name, word.endsWith('pq') ? 1_216 : 32));
    let answers = 0;
    const timers = [0, 1, 3].map((seconds) =>
      setTimeout(() => {
        if (answers === 0) for (const one of flight) socket.send(one, PORT, addressOf(host));
      }, seconds * 1000),
    );
    const end = (how: 'works' | 'refused' | 'silent') => {
      for (const timer of timers) clearTimeout(timer);
      socket.close();
      resolve(how);
    };
    timers.push(setTimeout(() => end(answers === 0 ? 'silent' : 'refused'), 7000));
    socket.on('message', (datagram) => {
      answers++;
      if ((datagram[0] & 0x80) === 0) end('works');
      else if (datagram.length > 1_000)
        socket.send(short(connection.client, 60), PORT, addressOf(host));
      else if (answers === 1) setTimeout(() => answers === 1 && end('refused'), 300);
    });
  });
}

async function ask(): Promise<void> {
  const counts = new Map<string, number>();
  await Promise.all(
    hosts.map(async (host, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 60));
      for (const word of rest) {
        const how = `${word} ${await connect(host, word)}`;
        counts.set(how, (counts.get(how) ?? 0) + 1);
      }
    }),
  );
  const text = [...counts].map(([how, count]) => `${how}: ${count}`).join(', ');
  console.log(text);
  if (/silent|refused/.test(text)) {
    console.error(text);
    process.exit(1);
  }
}

if (mode === 'serve') serve();
else await ask();
