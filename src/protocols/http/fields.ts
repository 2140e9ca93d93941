import { Analysis } from '../analysis.ts';
import { characters as allCharacters } from '../bytes.ts';
import { FieldTable, type PartReader } from '../fields/field.ts';
import type { PacketView } from '../packet-view.ts';
import { Protocol } from '../protocol.ts';
import * as http from './codec.ts';

const STREAMS = { needs: Analysis.APPLICATION } as const;

/** Characters of one value: a bound on what a crafted header can cost. */
const MAXIMUM_VALUE = 65536;

/** Bytes [start, end) as text, one character per byte. */
function characters(bytes: Uint8Array, start: number, end: number): string {
  return allCharacters(bytes, start, Math.min(end, start + MAXIMUM_VALUE));
}

interface Line {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
  readonly isResponse: boolean;
}

/** The first line of the message in `layer`, or null where it is none: the middle of a body. */
function firstLine(view: PacketView, layer: number): Line | null {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  if (!http.startsMessage(bytes, at, limit)) return null;
  const end = http.lineEnd(bytes, at, limit);
  return { bytes, at, end, isResponse: http.isResponse(bytes, at, limit) };
}

/**
 * Whether what is told after the header of a response can be told: not where the capture ends among its
 * lines.
 */
function isWhole(view: PacketView, layer: number): boolean {
  const bytes = view.layerBytes(layer);
  const at = view.layerStart[layer];
  const limit = view.layerEnd[layer];
  return http.bodyAt(bytes, at, limit) >= 0 || http.lineEnd(bytes, at, limit) === limit;
}

/** Words of the first line: [start, end) of the first two, and where the rest starts. */
function words(line: Line): readonly [number, number, number, number] {
  const first = wordEnd(line.bytes, line.at, line.end);
  const second = skipSpace(line.bytes, first, line.end);
  const secondEnd = wordEnd(line.bytes, second, line.end);
  return [first, second, secondEnd, skipSpace(line.bytes, secondEnd, line.end)];
}
function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  let place = at;
  while (place < end && bytes[place] !== 0x20) place++;
  return place;
}
function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let place = at;
  while (place < end && bytes[place] === 0x20) place++;
  return place;
}

/** A text of the first line of requests, or of responses. */
function ofFirstLine(
  isResponse: boolean,
  read: (line: Line, places: ReturnType<typeof words>) => string | null,
): PartReader {
  return (_bytes, _at, _end, sink, view, layer) => {
    const line = firstLine(view, layer);
    if (line === null || line.isResponse !== isResponse) return false;
    const text = read(line, words(line));
    return text !== null && sink.text(text);
  };
}

const target = (line: Line, [, start, end]: ReturnType<typeof words>) =>
  characters(line.bytes, start, end);

/** What follows the first two words; none where that is nothing. */
const restOfLine = (line: Line, [, , , rest]: ReturnType<typeof words>) =>
  rest < line.end ? characters(line.bytes, rest, line.end) : null;

/** The parts of a target that has a query. */
function query(read: (path: string, query: string) => readonly string[]): PartReader {
  return (_bytes, _at, _end, sink, view, layer) => {
    const line = firstLine(view, layer);
    if (line === null || line.isResponse) return false;
    const whole = target(line, words(line));
    const mark = whole.indexOf('?');
    if (mark < 0) return false;
    for (const text of read(whole.slice(0, mark), whole.slice(mark + 1))) {
      if (sink.text(text)) return true;
    }
    return false;
  };
}

/** Wireshark's names of status codes. */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  102: 'Processing',
  103: 'Early Hints',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  203: 'Non-authoritative Information',
  204: 'No Content',
  205: 'Reset Content',
  206: 'Partial Content',
  207: 'Multi-Status',
  208: 'Already Reported',
  226: 'IM Used',
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  305: 'Use Proxy',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Time-out',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Requested Range Not Satisfiable',
  417: 'Expectation Failed',
  418: "I'm a teapot",
  421: 'Misdirected Request',
  422: 'Unprocessable Entity',
  423: 'Locked',
  424: 'Failed Dependency',
  425: 'Too Early',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version not supported',
  507: 'Insufficient Storage',
  508: 'Loop Detected',
  510: 'Not Extended',
  511: 'Network Authentication Required',
};

const table = new FieldTable([Protocol.HTTP], 'http.')
  .label('chat', 'First line of a message', (view, layer) => firstLine(view, layer) !== null)
  .boolean('request', 0, 'Message is a request', (_bytes, _at, _end, view, layer) =>
    firstLine(view, layer)?.isResponse === false ? 1 : Number.NaN,
  )
  .boolean('response', 0, 'Message is a response', (_bytes, _at, _end, view, layer) =>
    isWhole(view, layer) && firstLine(view, layer)?.isResponse === true ? 1 : Number.NaN,
  )
  .string(
    'request.method',
    'Method',
    ofFirstLine(false, (line, [end]) => characters(line.bytes, line.at, end)),
  )
  .string('request.uri', 'Target as sent', ofFirstLine(false, target))
  .string(
    'request.uri.path',
    'Path of a target with a query',
    query((path) => [path]),
  )
  .string(
    'request.uri.query',
    'Query of a target',
    query((_path, rest) => [rest]),
  )
  .string(
    'request.uri.query.parameter',
    'Parameter of a query',
    query((_path, rest) => rest.split('&')),
  )
  .string('request.version', 'Version of a request', ofFirstLine(false, restOfLine))
  .string(
    'request.full_uri',
    'Target with the host in front',
    (_bytes, _at, _end, sink, view, layer) => {
      const line = firstLine(view, layer);
      if (line === null || line.isResponse) return false;
      const limit = view.layerEnd[layer];
      if (http.findHeader(line.bytes, line.at, limit, 'host') < 0) return false;
      return sink.text(http.fullTarget(line.bytes, line.at, limit));
    },
  )
  .string(
    'response.version',
    'Version of a response',
    ofFirstLine(true, (line, [end]) => characters(line.bytes, line.at, end)),
  )
  .uint16('response.code', 'Status code', (bytes, at, end) => {
    const code = http.statusCode(bytes, at, end);
    return code < 0 ? Number.NaN : code;
  })
  .string(
    'response.code.desc',
    'What the status code means',
    ofFirstLine(true, (line) => {
      const code = http.statusCode(line.bytes, line.at, line.end);
      return code < 0 ? null : (STATUS_NAMES[code] ?? `Unknown (${code})`);
    }),
  )
  .string('response.phrase', 'Reason that a response gives', ofFirstLine(true, restOfLine));

// ---------------------------------------------------------------- header fields

type HeaderVisit = (
  lower: string,
  start: number,
  end: number,
  lineEnd: number,
  line: number,
) => boolean;

/** Visits each header field: name in lower case, its value [start, end), its whole line. */
function eachHeader(view: PacketView, layer: number, visit: HeaderVisit): boolean {
  const line = firstLine(view, layer);
  if (line === null) return false;
  const { bytes } = line;
  const limit = view.layerEnd[layer];
  let at = line.end;
  for (;;) {
    while (at < limit && bytes[at] !== 0x0a) at++;
    at++;
    if (at >= limit || bytes[at] === 0x0d || bytes[at] === 0x0a) return false;
    const end = http.lineEnd(bytes, at, limit);
    let colon = at;
    while (colon < end && bytes[colon] !== 0x3a) colon++;
    if (colon < end) {
      let start = colon + 1;
      while (start < end && (bytes[start] === 0x20 || bytes[start] === 0x09)) start++;
      let stop = end;
      while (stop > start && (bytes[stop - 1] === 0x20 || bytes[stop - 1] === 0x09)) stop--;
      const name = characters(bytes, at, colon).trim().toLowerCase();
      if (visit(name, start, stop, end, at)) return true;
    }
    at = end;
  }
}

function header(name: string): PartReader {
  return (_bytes, _at, _end, sink, view, layer) => {
    const bytes = view.layerBytes(layer);
    return eachHeader(
      view,
      layer,
      (lower, start, end) => lower === name && sink.text(characters(bytes, start, end)),
    );
  };
}

/** Header fields: name here, meaning, and name in the header where it is not the same with hyphens. */
const HEADERS: readonly (readonly [field: string, meaning: string, header?: string])[] = [
  ['host', 'Host asked for'],
  ['user_agent', 'Program that asks'],
  ['server', 'Program that answers'],
  ['location', 'Where a redirection leads'],
  ['content_type', 'Type of the body'],
  ['content_length_header', 'Length of the body, as sent', 'content-length'],
  ['content_encoding', 'Compression of the body'],
  ['transfer_encoding', 'How the body is sent'],
  ['connection', 'What becomes of the connection'],
  ['upgrade', 'Protocol to change to'],
  ['referer', 'Page that led here'],
  ['cookie', 'Cookies sent'],
  ['set_cookie', 'Cookie to keep'],
  ['accept', 'Types that will do'],
  ['accept_language', 'Languages that will do'],
  ['accept_encoding', 'Compressions that will do'],
  ['date', 'Time of the response'],
  ['last_modified', 'Time of the last change'],
  ['cache_control', 'What caches may do'],
  ['authorization', 'Credentials'],
  ['proxy_authenticate', 'The proxy asks for credentials'],
  ['proxy_authorization', 'Credentials for the proxy'],
  ['www_authenticate', 'The server asks for credentials'],
  ['x_forwarded_for', 'Client behind a proxy'],
  ['sec_websocket_accept', 'WebSocket: answer to the key'],
  ['sec_websocket_extensions', 'WebSocket: extensions'],
  ['sec_websocket_key', 'WebSocket: key'],
  ['sec_websocket_protocol', 'WebSocket: protocol'],
  ['sec_websocket_version', 'WebSocket: version'],
  ['http2_settings', 'Settings for a change to HTTP/2'],
];
for (const [field, meaning, name = field.replaceAll('_', '-')] of HEADERS) {
  table.string(field, meaning, header(name));
}

/** What a proxy connected the conversation to. */
table
  .text('proxy_connect_host', 'Host that a proxy connected to', (view) => tunnel(view)?.[1] ?? null)
  .number(
    'proxy_connect_port',
    'FT_UINT16',
    'BASE_DEC',
    'Port that a proxy connected to',
    (_bytes, _at, _end, view) => Number(tunnel(view)?.[2] ?? Number.NaN),
    STREAMS,
  );

function tunnel(view: PacketView): RegExpExecArray | null {
  const { valid, tunnelTarget } = view.applicationAnnotation;
  if (!valid || tunnelTarget === '') return null;
  const found = /^([^:]*):(\d{1,5})/.exec(tunnelTarget);
  return found !== null && Number(found[2]) <= 65_535 ? found : null;
}

/** Every line of the header, its line end included. */
function lines(isResponse: boolean): PartReader {
  return (_bytes, _at, _end, sink, view, layer) => {
    if (firstLine(view, layer)?.isResponse !== isResponse) return false;
    const bytes = view.layerBytes(layer);
    const limit = view.layerEnd[layer];
    return eachHeader(view, layer, (_name, _start, _end, lineEnd, line) => {
      let end = lineEnd;
      if (end < limit && bytes[end] === 0x0d) end++;
      if (end < limit && bytes[end] === 0x0a) end++;
      return sink.text(characters(bytes, line, end));
    });
  };
}

table
  .uint64('content_length', 'Length of the body in bytes', (bytes, at, end) => {
    const body = http.bodyAt(bytes, at, end);
    const length = http.contentLength(bytes, at, body < 0 ? end : body);
    return length < 0 || !http.startsMessage(bytes, at, end) ? Number.NaN : length;
  })
  .string('cookie_pair', 'Cookie', (_bytes, _at, _end, sink, view, layer) => {
    const bytes = view.layerBytes(layer);
    return eachHeader(view, layer, (name, start, end) => {
      if (name !== 'cookie') return false;
      for (const pair of characters(bytes, start, end).split(';')) {
        if (pair.trim() !== '' && sink.text(pair.trimStart())) return true;
      }
      return false;
    });
  })
  .string('request.line', 'Header line of a request', lines(false))
  .string('response.line', 'Header line of a response', lines(true))
  .frame(
    'request_in',
    'Frame of the request that this response answers',
    (_bytes, _at, _end, view, layer) => requestFrame(view, layer) || Number.NaN,
    STREAMS,
  )
  .span(
    'time',
    'Time from the request to this response',
    (view, layer, sink) => {
      if (requestFrame(view, layer) === 0) return false;
      const { requestSeconds, requestNanoseconds } = view.applicationAnnotation;
      const nanoseconds = view.nanoseconds - requestNanoseconds;
      const borrow = nanoseconds < 0 ? 1 : 0;
      return sink.time(view.seconds - requestSeconds - borrow, nanoseconds + borrow * 1e9);
    },
    STREAMS,
  )
  .string(
    'response_for.uri',
    'Target of the request that this response answers',
    (_bytes, _at, _end, sink, view, layer) => {
      // A second response to the same request has its target, though not its frame and time.
      const { requestUri } = view.applicationAnnotation;
      return isResponse(view, layer) && requestUri !== '' && sink.text(requestUri);
    },
    STREAMS,
  );

function requestFrame(view: PacketView, layer: number): number {
  return isResponse(view, layer) ? view.applicationAnnotation.requestFrame : 0;
}

/** Whether the layer is a response, and its stream was followed. */
function isResponse(view: PacketView, layer: number): boolean {
  if (!view.applicationAnnotation.valid || !isWhole(view, layer)) return false;
  return firstLine(view, layer)?.isResponse === true;
}

/** Hypertext Transfer Protocol, version 1. */
export const httpFields = table.fields;
