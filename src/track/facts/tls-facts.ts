import type { CertificateNames } from '../../protocols/tls/certificate.ts';
import { FrameSample, Range } from '../frame-sample.ts';
import { NO_CODES, withCode } from './code-frames.ts';

const NO_NAMES: readonly ServerNameFacts[] = Object.freeze([]);
const NO_CERTIFICATES: readonly CertificateFacts[] = Object.freeze([]);
const NO_VALUES: readonly [number, number] = Object.freeze([-1, -1] as const);

/** A server's certificate, and the frame that it ends in. */
export interface CertificateFacts extends CertificateNames {
  readonly frame: number;
}

/** Server names of refused handshakes that are kept to show. */
const MOST_REFUSED_NAMES = 8;

/** Handshakes that the server's first data ends by a fatal alert (RFC 8446 §6.2). */
export class TlsRefusals {
  readonly alerts = new FrameSample();
  /** Description of the first. */
  description = -1;
  readonly timeToLive = new Range();
  /** Alerts from nearer than the SYN/ACK of the same connection; times to live of the first. */
  readonly injected = new FrameSample();
  injectedTimeToLive = -1;
  acceptedTimeToLive = -1;
  /** The names that were asked for; bounded. */
  names: readonly string[] = [];

  addName(name: string): void {
    if (this.names.length === MOST_REFUSED_NAMES || this.names.includes(name)) return;
    this.names = [...this.names, name];
  }
}

/** What the client's first data said, where that was a TLS ClientHello. */
export class TlsFacts {
  /** Server names that the client sent; bounded. */
  serverNames: readonly ServerNameFacts[] = NO_NAMES;
  /** Connections that the client ended because it did not accept the certificate, by its fatal alert. */
  distrusts: ReadonlyMap<number, FrameSample> = NO_CODES;
  /** Times to live of these connections' server: its SYN/ACKs and first data. */
  distrustTimeToLive: readonly [lowest: number, highest: number] = NO_VALUES;
  /** Who issued the server's certificates, and to whom; bounded. */
  certificates: readonly CertificateFacts[] = NO_CERTIFICATES;
  /** Handshakes that the server refuses. */
  refused: TlsRefusals | null = null;

  /** Takes in a fatal alert of the client about a certificate of a server at that time to live. */
  addDistrust(description: number, frame: number, lowest: number, highest: number): void {
    this.distrusts = withCode(this.distrusts, description, frame);
    const [low, high] = this.distrustTimeToLive;
    this.distrustTimeToLive = [low < 0 ? lowest : Math.min(low, lowest), Math.max(high, highest)];
  }

  /** Takes in the names in a certificate: other ones than those that are known. */
  addCertificate(names: CertificateNames, frame: number): void {
    const isKnown = this.certificates.some(
      ({ issuer, subject }) => issuer === names.issuer && subject === names.subject,
    );
    if (!isKnown) this.certificates = [...this.certificates, { ...names, frame }];
  }
}

/** Whose TLS it is: an endpoint, or what a proxy was asked for. */
export interface TlsOwner {
  clientHellos: number;
  /** Hash of the server name that was sent last, and its index plus 1; 0 where there was none yet. */
  lastNameHash: number;
  lastName: number;
  /** Handshakes that were read for their certificate. */
  certificatesRead: number;
  /** To read; what is written into is `own`. */
  readonly tls: TlsFacts;
  own(kind: 'tls'): TlsFacts;
}

/** What became of the connections that named one server (TLS server name). */
export interface ServerNameFacts {
  /** Hash of the name as sent; equal names have equal ones. */
  readonly hash: number;
  readonly name: string;
  /** Whether data came back on any connection. */
  works: boolean;
  /** Connections whose first data was lost or refused. */
  failures: number;
}
