import { Unknown } from '../../capture/packet-record.ts';
import { readUint16, readUint32 } from '../bytes.ts';
import type { PacketText } from '../info/packet-text.ts';
import type { PacketView } from '../packet-view.ts';
import { TcpAnalysisFlag, type TcpAnnotation } from './annotation.ts';
import * as tcp from './codec.ts';

/** Flag bits from the lowest up, as Wireshark names them. */
const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'];

/** In the order in which Wireshark puts each before what is there already. */
const ANALYSIS_TEXTS: ReadonlyArray<readonly [TcpAnalysisFlag, string]> = [
  [TcpAnalysisFlag.RETRANSMISSION, 'TCP Retransmission'],
  [TcpAnalysisFlag.FAST_RETRANSMISSION, 'TCP Fast Retransmission'],
  [TcpAnalysisFlag.SPURIOUS_RETRANSMISSION, 'TCP Spurious Retransmission'],
  [TcpAnalysisFlag.OUT_OF_ORDER, 'TCP Out-Of-Order'],
  [TcpAnalysisFlag.REUSED_PORTS, 'TCP Port numbers reused'],
  [TcpAnalysisFlag.LOST_SEGMENT, 'TCP Previous segment not captured'],
  [TcpAnalysisFlag.ACK_LOST_SEGMENT, 'TCP ACKed unseen segment'],
  [TcpAnalysisFlag.WINDOW_UPDATE, 'TCP Window Update'],
  [TcpAnalysisFlag.WINDOW_FULL, 'TCP Window Full'],
  [TcpAnalysisFlag.KEEP_ALIVE, 'TCP Keep-Alive'],
  [TcpAnalysisFlag.KEEP_ALIVE_ACK, 'TCP Keep-Alive ACK'],
  [TcpAnalysisFlag.DUPLICATE_ACK, 'TCP Dup ACK'],
  [TcpAnalysisFlag.ZERO_WINDOW_PROBE, 'TCP ZeroWindowProbe'],
  [TcpAnalysisFlag.ZERO_WINDOW, 'TCP ZeroWindow'],
  [TcpAnalysisFlag.ZERO_WINDOW_PROBE_ACK, 'TCP ZeroWindowProbeAck'],
];

/** `[TCP Retransmission] ` and the like, or ''. */
export function analysisPrefix(annotation: TcpAnnotation): string {
  if (!annotation.valid || annotation.flags === 0) return '';
  let prefix = '';
  for (const [flag, text] of ANALYSIS_TEXTS) {
    if ((annotation.flags & flag) === 0) continue;
    prefix =
      flag === TcpAnalysisFlag.DUPLICATE_ACK
        ? `[${text} ${annotation.duplicateAckFrame}#${annotation.duplicateAckNumber}] ${prefix}`
        : `[${text}] ${prefix}`;
  }
  return prefix;
}

function flagNames(flags: number): string {
  const names = FLAG_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0);
  if ((flags & tcp.RESERVED) !== 0) names.push('Reserved');
  return names.length === 0 ? '<None>' : names.join(', ');
}

/** What the line shows for one option; '' for those that Wireshark leaves out. */
function optionText(bytes: Uint8Array, at: number, length: number, base: number): string {
  const kind = bytes[at];
  switch (kind) {
    case tcp.OPTION_MSS:
      return length === 4 ? ` MSS=${readUint16(bytes, at + 2)}` : '';
    case tcp.OPTION_WINDOW_SCALE:
      return length === 3 ? ` WS=${2 ** Math.min(bytes[at + 2], tcp.MAXIMUM_WINDOW_SHIFT)}` : '';
    case tcp.OPTION_SACK_PERMITTED:
      return ' SACK_PERM';
    case tcp.OPTION_SACK: {
      let text = '';
      for (let edge = at + 2; edge + 8 <= at + length; edge += 8) {
        const left = (readUint32(bytes, edge) - base) >>> 0;
        const right = (readUint32(bytes, edge + 4) - base) >>> 0;
        text += ` SLE=${left} SRE=${right}`;
      }
      return text;
    }
    case tcp.OPTION_ECHO:
    case tcp.OPTION_ECHO_REPLY:
      return length === 6 ? ` ECHO=${readUint32(bytes, at + 2)}` : '';
    case tcp.OPTION_TIMESTAMPS:
      return length === 10
        ? ` TSval=${readUint32(bytes, at + 2)} TSecr=${readUint32(bytes, at + 6)}`
        : '';
    case tcp.OPTION_CC:
    case tcp.OPTION_CC_NEW:
    case tcp.OPTION_CC_ECHO:
      return length === 6 ? ` CC=${readUint32(bytes, at + 2)}` : '';
    case tcp.OPTION_MD5:
      return ' MD5';
    case tcp.OPTION_USER_TIMEOUT:
      return length === 4 ? ` USER_TO=${readUint16(bytes, at + 2)}` : '';
    case tcp.OPTION_AUTHENTICATION:
      return 'TCP AO';
    case tcp.OPTION_FAST_OPEN:
      return length === 2 ? ' TFO=R' : ' TFO=C';
    case tcp.OPTION_EXPERIMENT_1:
    case tcp.OPTION_EXPERIMENT_2: {
      if (length < 4) return '';
      const experiment = readUint16(bytes, at + 2);
      if (experiment === tcp.EXPERIMENT_FAST_OPEN) return length === 4 ? ' TFO=R' : ' TFO=C';
      return ` ExID=0x${experiment.toString(16).padStart(4, '0')}`;
    }
    default:
      return '';
  }
}

/** Wireshark's packet-tcp.c: the line of a TCP header, without the text of what it carries. */
export function describeTcp(view: PacketView, layer: number, text: PacketText): void {
  text.protocol = 'TCP';
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  const annotation = view.tcpAnnotation;
  const flags = tcp.flags(bytes, at);
  const header = tcp.headerLength(bytes, at);
  const hasAck = (flags & tcp.ACK) !== 0;
  const sequence = annotation.valid ? annotation.relativeSequence : tcp.sequence(bytes, at);
  const acknowledgment = annotation.valid
    ? annotation.relativeAcknowledgment
    : tcp.acknowledgment(bytes, at);
  let line = `${tcp.sourcePort(bytes, at)} → ${tcp.destinationPort(bytes, at)} [${flagNames(flags)}] Seq=${sequence}`;
  if (hasAck) line += ` Ack=${acknowledgment}`;
  if ((view.unknown & Unknown.WINDOW) === 0) {
    line += ` Win=${annotation.valid ? annotation.windowSize : tcp.window(bytes, at)}`;
  }
  if (header < tcp.MINIMUM_HEADER_LENGTH) {
    text.info = `${line}, bogus TCP header length (${header}, must be at least 20)`;
    return;
  }
  if ((flags & tcp.URG) !== 0) line += ` Urg=${tcp.urgentPointer(bytes, at)}`;
  if (layer === view.transport) line += ` Len=${view.payloadLength}`;
  // SACK edges are relative to what the other side started with.
  const base = hasAck ? tcp.acknowledgment(bytes, at) - acknowledgment : 0;
  const end = tcp.optionsEnd(bytes, at, limit);
  let option = at + tcp.MINIMUM_HEADER_LENGTH;
  if (!tcp.optionFits(bytes, option, end)) option = -1;
  for (; option >= 0; option = tcp.nextOption(bytes, option, end)) {
    if (bytes[option] === tcp.OPTION_MULTIPATH) text.protocol = 'MPTCP';
    line += optionText(bytes, option, tcp.optionLength(bytes, option), base);
  }
  if (end < at + header && view.declaredLimit > limit) {
    // Wireshark stops here, before it comes to the analysis.
    text.info = `${line}[Packet size limited during capture]`;
    return;
  }
  text.info = analysisPrefix(annotation) + line;
}
