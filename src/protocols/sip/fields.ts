import { Analysis } from '../analysis.ts';
import { characters } from '../bytes.ts';
import { nameOfData } from '../dissectors.ts';
import { type Condition, FieldTable, type PartReader } from '../fields/field.ts';
import { Protocol } from '../protocol.ts';
import * as sip from './codec.ts';

/** Bytes of headers that are read, and headers of one name. */
const LONGEST_HEAD = 65_536;

/** Over UDP the layer is one that no decoder claims, and is known by its name. */
const isSip: Condition = (_bytes, _at, _end, view, layer) =>
  view.layerProtocol[layer] === Protocol.SIP || nameOfData(view, layer) === 'sip';

const table = new FieldTable([Protocol.SIP, Protocol.DATA], '', { needs: Analysis.APPLICATION })
  .when(isSip)
  .protocol('sip', 'Session Initiation Protocol');

/** The first line's words: `METHOD URI SIP/2.0`, or `SIP/2.0 status reason`. */
function firstLine(ofRequests: boolean, read: (line: string) => string | undefined): PartReader {
  return (bytes, at, end, sink) => {
    const method = sip.method(bytes, at, end);
    if (method < 0 || method > 0 !== ofRequests) return false;
    const value = read(characters(bytes, at, sip.lineEnd(bytes, at, end)));
    return value !== undefined && sink.text(value);
  };
}

/** Every header of a name (in lower case), or of its short form (RFC 3261 §7.3.3). */
function header(
  name: string,
  short: string,
  read: (value: string) => string | undefined = (value) => value,
): PartReader {
  return (bytes, at, end, sink) => {
    if (sip.method(bytes, at, end) < 0) return false;
    const lines = characters(bytes, at, Math.min(end, at + LONGEST_HEAD)).split('\r\n');
    for (const line of lines.slice(1)) {
      if (line === '') return false;
      const colon = line.indexOf(':');
      if (colon < 0) continue;
      const key = line.slice(0, colon).trimEnd().toLowerCase();
      if (key !== name && (short === '' || key !== short)) continue;
      const value = read(line.slice(colon + 1).trim());
      if (value !== undefined && sink.text(value)) return true;
    }
    return false;
  };
}

/** The number that a header has. */
function numberOf(name: string, short: string, pattern = /^(\d{1,10})/): PartReader {
  return (bytes, at, end, sink, view, layer) => {
    let isEnough = false;
    header(name, short, (value) => {
      const digits = pattern.exec(value)?.[1];
      if (!isEnough && digits !== undefined) isEnough = sink.number(Number(digits));
      return undefined;
    })(bytes, at, end, sink, view, layer);
    return isEnough;
  };
}

table
  .string(
    'sip.Request-Line',
    'First line of a request',
    firstLine(true, (line) => line),
  )
  .string(
    'sip.Method',
    'What is asked',
    firstLine(true, (line) => line.split(' ')[0]),
  )
  .string(
    'sip.r-uri',
    'Whom a request is for',
    firstLine(true, (line) => line.split(' ')[1]),
  )
  .string(
    'sip.Status-Line',
    'First line of a response',
    firstLine(false, (line) => line),
  )
  .number('sip.Status-Code', 'FT_UINT32', 'BASE_DEC', 'Status of a response', (bytes, at, end) =>
    sip.method(bytes, at, end) === 0 ? sip.status(bytes, at, end) : Number.NaN,
  )
  .string('sip.Call-ID', 'The call', header('call-id', 'i'))
  .string('sip.From', 'Who calls', header('from', 'f'))
  .string(
    'sip.from.tag',
    "The caller's tag",
    header('from', 'f', (value) => tag(value)),
  )
  .string('sip.To', 'Who is called', header('to', 't'))
  .string(
    'sip.to.tag',
    "The callee's tag",
    header('to', 't', (value) => tag(value)),
  )
  .string('sip.Via', 'Hops that a request went by', header('via', 'v'))
  .string(
    'sip.Via.branch',
    'Transaction of a hop',
    header('via', 'v', (value) => /;\s*branch=([^;,\s]+)/i.exec(value)?.[1]),
  )
  .string('sip.Contact', 'Where to send later requests', header('contact', 'm'))
  .string('sip.CSeq', 'Number and method', header('cseq', ''))
  .part('sip.CSeq.seq', 'FT_UINT32', 'BASE_DEC', 'Number', numberOf('cseq', ''))
  .string(
    'sip.CSeq.method',
    'Method of the request',
    header('cseq', '', (value) => /^\d+\s+(\S+)/.exec(value)?.[1]),
  )
  .part('sip.Max-Forwards', 'FT_UINT32', 'BASE_DEC', 'Hops left', numberOf('max-forwards', ''))
  .part('sip.Expires', 'FT_UINT32', 'BASE_DEC', 'Seconds that it holds', numberOf('expires', ''))
  .part(
    'sip.Content-Length',
    'FT_UINT32',
    'BASE_DEC',
    'Bytes of the body',
    numberOf('content-length', 'l'),
  )
  .string('sip.Content-Type', 'Kind of the body', header('content-type', 'c'))
  .string('sip.User-Agent', "The client's program", header('user-agent', ''))
  .string('sip.Server', "The server's program", header('server', ''))
  .string('sip.Allow', 'Methods that are understood', header('allow', ''))
  .string('sip.Supported', 'Extensions that are understood', header('supported', 'k'))
  .string('sip.Require', 'Extensions that are needed', header('require', ''))
  .string('sip.Route', 'Hops that a request is to take', header('route', ''))
  .string('sip.Record-Route', 'Hops that later requests are to take', header('record-route', ''))
  .string('sip.Warning', 'What went wrong', header('warning', ''))
  .string('sip.Reason', 'Why a call ends', header('reason', ''))
  .string('sip.Subject', 'Subject', header('subject', 's'));

function tag(value: string): string | undefined {
  return /;\s*tag=([^;,\s]+)/i.exec(value)?.[1];
}

/** Session Initiation Protocol. */
export const sipFields = table.fields;
