// Conversations as packets of a capture, and what the program makes of it: for tests.

import { type DiagnoseOptions, diagnose, openCapture, type Report } from '../src/index.ts';
import { type WrittenPacket, writePcap } from './capture-writer.ts';
import { ethernet, etherType } from './packet-builder.ts';
import { ACK, datagramBytes, FIN, PSH, type Side, SYN, segmentBytes } from './tracked.ts';

const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
const CLIENT_ISN = 1_000;
const SERVER_ISN = 5_000;
/** Time to live of what a server sends, where nothing else is said. */
const FAR = 52;
/** Longest segment. */
const SEGMENT = 1_400;

/** One side's data: of the client, or of the server with its time to live. */
export type Said =
  | { readonly client: Uint8Array }
  | { readonly server: Uint8Array; readonly ttl?: number; readonly isPushed?: boolean };

export class Conversations {
  readonly #packets: { at: number; packet: WrittenPacket }[] = [];
  #port = 40_000;

  add(at: number, bytes: Uint8Array): void {
    const type = bytes[0] >> 4 === 6 ? etherType.ipv6 : etherType.ipv4;
    const seconds = 1_700_000_000 + Math.floor(at);
    const nanoseconds = Math.round((at % 1) * 1e6) * 1_000;
    const frame = ethernet({ ...MACS, etherType: type }, bytes);
    this.#packets.push({ at, packet: { bytes: frame, seconds, nanoseconds } });
  }

  /**
   * A connection with its handshake, what both say in turn, and both FINs, the client's first.
   * @param ttl of the server's packets
   * @param roundTrip in seconds
   */
  tcp(
    at: number,
    client: string,
    server: Side,
    said: readonly Said[],
    {
      ttl = FAR,
      roundTrip = 0.02,
      ends = true,
    }: { ttl?: number; roundTrip?: number; ends?: boolean | 'by server' } = {},
  ): void {
    const from = { address: client, port: this.#port++ };
    let sequence = CLIENT_ISN;
    let answer = SERVER_ISN;
    let time = at;
    const asks = (flags: number, data?: Uint8Array) => {
      this.add(
        time,
        segmentBytes(from, server, {
          ...{ flags, sequence, acknowledgment: flags === SYN ? 0 : answer },
          ...(data && { data }),
        }),
      );
      time += roundTrip;
    };
    const says = (flags: number, own: number, data?: Uint8Array) => {
      this.add(
        time,
        segmentBytes(server, from, {
          ...{ flags, sequence: answer, acknowledgment: sequence, ttl: own },
          ...(data && { data }),
        }),
      );
      time += 0.000_05;
    };
    asks(SYN);
    sequence++;
    says(SYN | ACK, ttl);
    answer++;
    asks(ACK);
    time -= roundTrip;
    for (const one of said) {
      const data = 'client' in one ? one.client : one.server;
      for (let from = 0; from < data.length; from += SEGMENT) {
        const part = data.subarray(from, from + SEGMENT);
        if ('client' in one) {
          asks(PSH | ACK, part);
          sequence += part.length;
        } else {
          says(one.isPushed === false ? ACK : PSH | ACK, one.ttl ?? ttl, part);
          answer += part.length;
        }
      }
      if ('server' in one) asks(ACK);
    }
    if (ends === false) return;
    if (ends === 'by server') {
      says(FIN | ACK, ttl);
      answer++;
      asks(FIN | ACK);
      sequence++;
      says(ACK, ttl);
      return;
    }
    asks(FIN | ACK);
    sequence++;
    says(FIN | ACK, ttl);
    answer++;
    asks(ACK);
  }

  /** A datagram and its answers, each so many seconds after it. */
  udp(
    at: number,
    client: string,
    server: Side,
    asked: Uint8Array,
    answers: readonly {
      readonly data: Uint8Array;
      readonly after?: number;
      readonly ttl?: number;
    }[],
  ): void {
    const from = { address: client, port: this.#port++ };
    this.add(at, datagramBytes(from, server, asked));
    for (const { data, after = 0.02, ttl = FAR } of answers) {
      this.add(at + after, datagramBytes(server, from, data, ttl));
    }
  }

  /** What the program says, seconds after the last packet; the capture ends with one of no concern. */
  async report(options: DiagnoseOptions = {}, after = 60): Promise<Report> {
    const sorted = this.#packets.toSorted((one, other) => one.at - other.at);
    const end = (sorted.at(-1)?.at ?? 0) + after;
    const noise = { address: '192.0.2.250', port: 40_000 };
    const group = { address: '239.1.2.3', port: 40_001 };
    this.add(end, datagramBytes(noise, group, new Uint8Array(4)));
    const packets = [...sorted, ...this.#packets.slice(-1)].map(({ packet }) => packet);
    const bytes = writePcap(packets);
    return diagnose(await openCapture(bytes), options);
  }
}

/** An endpoint of a report by its server and port. */
export function endpointOf(report: Report, server: string, port: number) {
  const found = report.endpoints.find((one) => one.server === server && one.port === port);
  if (found === undefined) throw new Error(`${server} ${port} is not in the report`);
  return found;
}
