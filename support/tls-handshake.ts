import { Duplex } from 'node:stream';
import { connect, TLSSocket } from 'node:tls';

/** A key for tests, which everybody knows, and its certificate. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJ0OJGK8mGy2zPSLF
jwl40hfvdaM4Mj2QGBnwphwjlsqhRANCAASy8aEA4LezRKBNbek0bavkmOwJGyEh
WCVSsr02Xz7EVk6CxRqM4xERqJOR6EYqnCBlLTU+is8QNNpCmM8jPSZz
-----END PRIVATE KEY-----
`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBzDCCAXOgAwIBAgIUdg7hX1IzDdo1Z64uV7xd6tSO45cwCgYIKoZIzj0EAwIw
OzEfMB0GA1UECgwWRXhhbXBsZSBUcnVzdCBTZXJ2aWNlczEYMBYGA1UEAwwPd3d3
LmV4YW1wbGUuY29tMCAXDTI2MTEyOTE5NTUwN1oYDzIxMjYxMTA1MTk1NTA3WjA7
MR8wHQYDVQQKDBZFeGFtcGxlIFRydXN0IFNlcnZpY2VzMRgwFgYDVQQDDA93d3cu
ZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASy8aEA4LezRKBN
bek0bavkmOwJGyEhWCVSsr02Xz7EVk6CxRqM4xERqJOR6EYqnCBlLTU+is8QNNpC
mM8jPSZzo1MwUTAdBgNVHQ4EFgQUPoWIjAnTzJmfjOmLWp4H+peEOVQwHwYDVR0j
BBgwFoAUPoWIjAnTzJmfjOmLWp4H+peEOVQwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNHADBEAiA4EAxdcTdjiUNGR31jxl9fM+0WDIo1QScTxys0EwFDHQIg
Wf/ea1VuCHx6oSYriebJAQDpuyxYcTFwA+rNF+bNAvM=
-----END CERTIFICATE-----
`;

/** Whom it is for, and who signed it: itself. */
export const CERTIFICATE_NAME = 'www.example.com, Example Trust Services';

export interface RecordedHandshake {
  /** What was sent, in its order. */
  readonly sent: readonly { readonly isClient: boolean; readonly bytes: Uint8Array }[];
  /** The client's key log. */
  readonly keyLog: Uint8Array;
}

export interface HandshakeChoices {
  readonly cipher?: string;
  /** Groups that the client offers and those that the server takes: unlike ones cost a retry. */
  readonly clientCurves?: string;
  readonly serverCurves?: string;
  readonly version?: 'TLSv1.2' | 'TLSv1.3';
}

/** A stream whose other end is told of what is written into it. */
class Wire extends Duplex {
  constructor(private readonly onWrite: (bytes: Uint8Array) => void) {
    super();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.onWrite(new Uint8Array(chunk));
    done();
  }
}

/** A whole exchange of Node's own TLS in memory: handshake, a question, an answer. */
export async function recordHandshake(choices: HandshakeChoices = {}): Promise<RecordedHandshake> {
  const { cipher, clientCurves, serverCurves, version = 'TLSv1.3' } = choices;
  const sent: { isClient: boolean; bytes: Uint8Array }[] = [];
  const lines: Buffer[] = [];
  const wires: Record<'client' | 'server', Wire> = {
    client: new Wire((bytes) => {
      sent.push({ isClient: true, bytes });
      wires.server.push(bytes);
    }),
    server: new Wire((bytes) => {
      sent.push({ isClient: false, bytes });
      wires.client.push(bytes);
    }),
  };
  const common = { minVersion: version, maxVersion: version, ...(cipher && { ciphers: cipher }) };
  const server = new TLSSocket(wires.server, {
    ...common,
    isServer: true,
    key: KEY,
    cert: CERTIFICATE,
    ...(serverCurves && { ecdhCurve: serverCurves }),
  });
  const client = connect({
    ...common,
    socket: wires.client,
    servername: 'www.example.com',
    rejectUnauthorized: false,
    ...(clientCurves && { ecdhCurve: clientCurves }),
  });
  client.on('keylog', (line: Buffer) => lines.push(line));
  server.on('data', () => server.write('an answer'));
  await new Promise<void>((resolve, reject) => {
    client.once('error', reject);
    server.once('error', reject);
    client.once('data', () => resolve());
    client.once('secureConnect', () => client.write('a question'));
  });
  client.destroy();
  server.destroy();
  return { sent, keyLog: new Uint8Array(Buffer.concat(lines)) };
}
