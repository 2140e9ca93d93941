import type { ClockBy } from '../../evidence/firewall-says.ts';
import type { CaptureLoss } from '../../evidence/loss.ts';
import type { FloodedService } from '../../evidence/no-service.ts';
import { type AddressWords, formatAddress } from '../../protocols/address-text.ts';
import { escapeText } from '../../protocols/escape.ts';
import { captureLossText } from './evidence.ts';
import { count, duration, grouped, listSome } from './phrases.ts';

const ADDRESSES_NAMED = 4;

/** A number of things that a note is about. */
export interface Numbered {
  number: number;
}

/** A number of TCP connections, and of how many. */
export interface Share extends Numbered {
  of: number;
}

/** An address that two hosts claim. */
export interface Conflict {
  address: AddressWords;
  macs: readonly [string, string];
  frames: readonly number[];
}

/** Packets in which no IP can be seen. */
export interface Undecoded {
  readonly linkTypes: readonly {
    /** LINKTYPE_ value, and its name. */
    readonly linkType: number;
    readonly name: string;
    readonly packets: number;
    /** Rows of a list: the text does not show their addresses. */
    readonly isNotShown: boolean;
  }[];
  readonly greTypes: readonly {
    /** GRE's protocol type (RFC 2784 §2.4): an EtherType, mostly. */
    readonly type: number;
    readonly packets: number;
  }[];
  readonly others: number;
  /** Data frames of 802.11 that are encrypted. */
  readonly encrypted: number;
  /** Frames of 802.11 that hold no data. */
  readonly withoutData: number;
}

/** Link types of what is no network of IP, by what people call them. */
const CARRIERS: ReadonlyMap<number, string> = new Map<number, string>([
  ...[186, 189, 220, 249, 266, 278, 288].map((type) => [type, 'USB'] as const),
  ...[187, 201, 251, 254, 255, 256, 272].map((type) => [type, 'Bluetooth'] as const),
  ...[195, 215, 230, 283].map((type) => [type, 'IEEE 802.15.4'] as const),
  ...[139, 140, 141, 142].map((type) => [type, 'SS7'] as const),
  ...[227].map((type) => [type, 'CAN bus'] as const),
  ...[165].map((type) => [type, 'BACnet MS/TP'] as const),
  ...[177, 203].map((type) => [type, 'ISDN'] as const),
  ...[231].map((type) => [type, 'D-Bus'] as const),
  ...[243].map((type) => [type, 'MPEG-2'] as const),
  ...[245, 264].map((type) => [type, 'NFC'] as const),
  ...[253].map((type) => [type, 'Netlink'] as const),
  ...[261, 262, 287].map((type) => [type, 'Z-Wave'] as const),
  ...[271].map((type) => [type, 'vsock'] as const),
]);

/** `3,412 packets of USB, which carry no IP`. */
export function undecodedText(undecoded: Undecoded): string {
  const byName = new Map<string, number>();
  for (const { linkType, name, packets, isNotShown } of undecoded.linkTypes) {
    const carrier = CARRIERS.get(linkType);
    const kind = isNotShown
      ? 'whose addresses the text does not show'
      : carrier === undefined
        ? `of link type ${name}, which is not decoded`
        : `of ${carrier}, which carry no IP`;
    byName.set(kind, (byName.get(kind) ?? 0) + packets);
  }
  const { greTypes, others, encrypted, withoutData } = undecoded;
  return [
    ...[...byName].map(([kind, number]) => `${count(number, 'packet')} ${kind}`),
    ...greTypes.map(
      ({ type, packets }) =>
        `${count(packets, 'packet')} in GRE tunnels, of protocol type 0x${type.toString(16).padStart(4, '0')}, which is not decoded`,
    ),
    ...(others > 0 ? [`${count(others, 'packet')} of further kinds`] : []),
    ...(encrypted > 0 ? [`${count(encrypted, 'data frame')} of Wi-Fi, encrypted`] : []),
    ...(withoutData > 0 ? [`${count(withoutData, 'frame')} of Wi-Fi without data`] : []),
  ].join('; ');
}

/** Notes on a capture's quality: what weakens verdicts, or should be known beside them. */
export const quality = {
  'lost-packets': ({ loss }: { loss: CaptureLoss }) =>
    `${captureLossText(loss)} Silence may be the capture's own.`,
  'packet-loss': ({ share }: { share: number }) =>
    `The line loses packets: about ${Math.round(share * 100)} % had to be sent again, though the services answer.`,
  'too-short': ({ number }: Numbered) =>
    `The capture ends too soon for ${count(number, 'service')}: an answer may have come after its end.`,
  'one-way': ({ number, of }: Share) =>
    `${number} of ${count(of, 'TCP connection')} with packets of one side only.`,
  'late-start': ({ number, of }: Share) =>
    `${number} of ${count(of, 'TCP connection')} began before the capture.`,
  duplicates: ({ number }: Numbered) =>
    `At least ${count(number, 'packet')} captured more than once (mirrored port or "any" interface); each counted once.`,
  'cut-short': ({ number }: Numbered) =>
    `${count(number, 'packet')} cut by the snap length before the transport header was whole.`,
  'cut-questions': ({ number }: Numbered) =>
    `${count(number, 'DNS question')} cut by the snap length: different names may count as one.`,
  undecoded: ({ undecoded }: { undecoded: Undecoded }) =>
    `${undecodedText({ ...undecoded, encrypted: 0, withoutData: 0 })}.`,
  'encrypted-frames': ({ number }: Numbered) =>
    `${count(number, 'data frame')} of Wi-Fi ${number === 1 ? 'is' : 'are'} encrypted: what ${number === 1 ? 'it carries' : 'they carry'} cannot be seen.`,
  malformed: ({ number }: Numbered) => `${count(number, 'packet')} with malformed headers.`,
  'clock-jumps': ({ number }: Numbered) =>
    `The clock went back ${count(number, 'time')} while capturing; times across that are not counted.`,
  pauses: ({ number, longest }: Numbered & { longest: number }) =>
    `The capture has nothing for up to ${duration(longest)} in the middle of traffic (${count(number, 'pause')}): the host slept, its clock was set, or two captures are in one file; that time is not counted as silence.`,
  'flow-limit': ({ number }: Numbered) =>
    `More connections at once than are followed: ${count(number, 'quiet one')} ended early; their silence is not counted as such.`,
  'endpoint-limit': ({ number }: Numbered) =>
    `More endpoints than are followed (a scan or flood): ${count(number, 'connection')} not judged.`,
  'endpoints-left-out': ({ number }: Numbered) =>
    `More endpoints than are followed: ${count(number, 'time')} one that answered was left out to make room.`,
  'endpoints-not-listed': ({ answered, others }: { answered: number; others: number }) =>
    `More endpoints than a report can list: ${[
      ...(others > 0 ? [`${grouped(others)} that did not answer (the least grave)`] : []),
      ...(answered > 0 ? [`${grouped(answered)} that answered`] : []),
    ].join(' and ')} are left out.`,
  'syn-flood': ({ attempts, server, port }: FloodedService) =>
    `${count(attempts, 'connection attempt')} to ${formatAddress(...server)} TCP ${port} from very many clients that never go on: a SYN flood or scan, not judged.`,
  'address-conflict': ({ address, macs, frames }: Conflict) =>
    `Two hosts claim the address ${formatAddress(...address)} in turn: ${macs.join(' and ')} (frames ${frames.join(', ')}). Each gets some of its packets.`,
  'statements-without-ports': ({ number, refused }: Numbered & { refused: number }) =>
    `${count(number, 'line')} of the log ${number === 1 ? 'is' : 'are'} about packets without ports (ICMP, ESP, GRE, fragments); ${grouped(refused)} of them were refused.`,
  'log-joined': ({
    file,
    lines,
    joined,
    clock,
    offset,
  }: {
    file: string;
    lines: number;
    joined: number;
    clock: ClockBy;
    /** Seconds that the log's clock is ahead. */
    offset: number;
  }) =>
    `${escapeText(file)}: ${count(joined, 'line')} of ${grouped(lines)} ${joined === 1 ? 'is' : 'are'} about connections of this capture. ${
      {
        'own-zone': 'Its times are of a known zone.',
        'given-zone': 'Its times are of the zone that was given.',
        connections: `By connections that both have, its clock is ${offset === 0 ? 'that of the capture' : `${offsetText(Math.abs(offset))} ${offset > 0 ? 'ahead of' : 'behind'} the capture’s`}.`,
        none: 'Its times could not be compared with the capture’s: it may tell of another time.',
      }[clock]
    }`,
  'log-unreadable': ({ file, why }: { file: string; why: string }) =>
    `${escapeText(file)} could not be read: ${escapeText(why)}.`,
  'statements-left-out': ({ number }: Numbered) =>
    `${count(number, 'line')} of the log ${number === 1 ? 'is' : 'are'} about more services than are kept.`,
  'target-absent': ({ target }: { target: AbsentTarget }) =>
    `No client asks for ${absentText(target)}, in this capture.`,
  'target-not-tried': ({ name, addresses, port, frame }: TargetNotTried) =>
    `The name ${name} was looked up, and came to ${listSome(addresses, ADDRESSES_NAMED)} (frame ${frame}); no packet goes there${port === null ? '' : ` at port ${port}`}. If a client did try, a firewall or security program on that PC itself may keep its packets from leaving; else it asks a proxy or another address, had no need yet, or a capture filter left it out.`,
};

/** A name that came to addresses to which nothing was sent. */
export interface TargetNotTried {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly port: number | null;
  readonly frame: number;
}

/** What a case is about, as the user gave it or a look-up found it. */
export type AbsentTarget =
  | { readonly given: string }
  | {
      readonly question: string;
      readonly addresses: readonly string[];
      readonly tool: string;
    };

function absentText(target: AbsentTarget): string {
  if ('given' in target) return `${target.given}, a target of this case`;
  const { question, addresses, tool } = target;
  return `${question} (${listSome(addresses, ADDRESSES_NAMED)}), looked up with ${tool}`;
}

/** Seconds to the second, as clocks differ: "2 h 40 s". */
function offsetText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, unit]) => `${number} ${unit}`)
    .join(' ');
}
