import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedHandshake } from './tls-handshake.ts';
import { run } from './tools.ts';

export interface OpensslChoices {
  /** As `openssl ciphers` names it. */
  readonly cipher: string;
  /** RSA certificates go with RSA suites, others with ECDSA ones. */
  readonly isRsa: boolean;
  /** MACs are of the content, also where both sides know RFC 7366. */
  readonly isMacThenEncrypt?: boolean;
  /** Changes what the server sends on its way: what the client then thinks of it, it says encrypted. */
  readonly tamper?: (bytes: Uint8Array) => Uint8Array;
}

/** Milliseconds after which the client is ended. */
const LONGEST_EXCHANGE = 10_000;

/** The port that `s_server -accept 0` says it was given. */
function portOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    server.once('exit', () => reject(new Error(`openssl s_server: ${printed}`)));
    server.stdout?.on('data', (text: Buffer) => {
      printed += text.toString();
      const port = /^ACCEPT .*:(\d+)/m.exec(printed)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

/** An exchange of TLS 1.2 between `openssl s_client` and `s_server`, as it passed a relay between them. */
export async function opensslExchange(choices: OpensslChoices): Promise<RecordedHandshake> {
  const folder = mkdtempSync(join(tmpdir(), 'pcap-verdict-openssl-'));
  const [key, certificate, log] = ['key', 'certificate', 'keys.log'].map((one) =>
    join(folder, one),
  );
  const kind = choices.isRsa ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const subject = ['-subj', '/CN=www.example.com', '-keyout', key, '-out', certificate];
  run('openssl', ['req', '-x509', '-nodes', '-newkey', ...kind, ...subject]);
  writeFileSync(log, '');
  const sent: { isClient: boolean; bytes: Uint8Array }[] = [];
  const tamper = choices.tamper ?? ((bytes: Uint8Array) => bytes);
  const macs = choices.isMacThenEncrypt ? ['-no_etm'] : [];
  const suite = ['-tls1_2', '-cipher', choices.cipher, ...macs];
  const served = ['-accept', '0', '-key', key, '-cert', certificate, '-rev', ...suite];
  const server = spawn('openssl', ['s_server', ...served], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const port = await portOf(server);
    const relay = createServer((client: Socket) => {
      const onward = connect(port, '127.0.0.1');
      for (const socket of [client, onward]) socket.on('error', () => socket.destroy());
      client.on('data', (bytes) => {
        sent.push({ isClient: true, bytes: new Uint8Array(bytes) });
        onward.write(bytes);
      });
      onward.on('data', (bytes) => {
        const changed = tamper(new Uint8Array(bytes));
        sent.push({ isClient: false, bytes: changed });
        client.write(changed);
        // The question has its answer, or the client has something else to say.
        setTimeout(() => asking.stdin?.end(), 200);
      });
      client.on('end', () => onward.end());
      onward.on('end', () => client.end());
    });
    await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done));
    const address = relay.address();
    const at = typeof address === 'object' && address !== null ? address.port : 0;
    const asking = spawn(
      'openssl',
      [
        's_client',
        '-connect',
        `127.0.0.1:${at}`,
        '-keylogfile',
        log,
        '-quiet',
        '-no_ign_eof',
        ...suite,
      ],
      { stdio: ['pipe', 'ignore', 'ignore'] },
    );
    asking.stdin?.write('a question\n');
    const late = setTimeout(() => asking.kill(), LONGEST_EXCHANGE);
    await new Promise((done) => asking.once('exit', done));
    clearTimeout(late);
    await new Promise((done) => setTimeout(done, 50));
    relay.close();
    return { sent, keyLog: new Uint8Array(readFileSync(log)) };
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}
