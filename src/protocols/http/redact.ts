import { formatIpv4, parseIpv4 } from '../address-text.ts';
import { characters } from '../bytes.ts';
import type { Canvas, Mappers } from '../redact/canvas.ts';

const METHODS = /^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE) /;
const RESPONSE = /^HTTP\/1\.[01] \d{3}(?= |\r|$)/;
/** Characters of the header that are looked at. */
const LONGEST_HEADER = 65_536;

/** Names of headers that may stand as they are; whose name is not known may be somebody's own. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['accept', 'accept-encoding', 'accept-language', 'accept-ranges', 'age', 'allow'],
  ...['authorization', 'cache-control', 'connection', 'content-disposition', 'content-encoding'],
  ...['content-language', 'content-length', 'content-security-policy', 'content-type', 'cookie'],
  ...['date', 'dnt', 'etag', 'expect', 'expires', 'forwarded', 'from', 'host', 'if-match'],
  ...['if-modified-since', 'if-none-match', 'keep-alive', 'last-modified', 'link', 'location'],
  ...['origin', 'pragma', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'range'],
  ...[
    'referer',
    'retry-after',
    'server',
    'set-cookie',
    'strict-transport-security',
    'te',
    'trailer',
  ],
  ...['transfer-encoding', 'upgrade', 'upgrade-insecure-requests', 'user-agent', 'vary', 'via'],
  ...['www-authenticate', 'x-forwarded-for', 'x-requested-with', 'x-powered-by'],
]);
/** Values that tell nothing of anybody: words of the protocol, and the length of the body. */
const PLAIN: ReadonlyMap<string, RegExp> = new Map([
  ['connection', /^(?:close|keep-alive|upgrade|te)(?:, ?(?:close|keep-alive|upgrade|te))*$/i],
  ['proxy-connection', /^(?:close|keep-alive)$/i],
  ['upgrade', /^(?:websocket|h2c|http\/2\.0|tls\/1\.[0-3])$/i],
  ['accept-ranges', /^(?:bytes|none)$/i],
  ['transfer-encoding', /^(?:chunked|identity)$/i],
  ['content-length', /^(?:0|[1-9]\d{0,9})$/],
]);

/**
 * Names that systems and browsers ask for on every network, to find out whether they are behind a
 * portal: the argument about a portal needs them, and they tell of nobody.
 */
export const CONNECTIVITY_CHECKS: readonly string[] = [
  ...['captive.apple.com', 'www.apple.com', 'connectivitycheck.gstatic.com', 'www.gstatic.com'],
  ...['connectivitycheck.android.com', 'clients3.google.com', 'www.google.com'],
  ...['www.msftconnecttest.com', 'ipv6.msftconnecttest.com', 'www.msftncsi.com'],
  ...['dns.msftncsi.com', 'detectportal.firefox.com', 'nmcheck.gnome.org'],
  ...['connectivity-check.ubuntu.com', 'network-test.debian.org', 'fedoraproject.org'],
];

/** Paths by which systems look for a portal. */
const PATHS: ReadonlySet<string> = new Set([
  ...['/', '/hotspot-detect.html', '/library/test/success.html', '/generate_204', '/success.txt'],
  ...['/connecttest.txt', '/ncsi.txt', '/canonical.html', '/check_network_status.txt', '/nm'],
  '/static/hotspot.txt',
]);

/** Whether an HTTP/1 message may begin at `at`. */
export function looksLikeHttp(bytes: Uint8Array, at: number, limit: number): boolean {
  const head = characters(bytes, at, Math.min(limit, at + 16));
  return METHODS.test(head) || RESPONSE.test(head);
}

const masked = (text: string): string => text.replace(/[^\r\n\t ]/g, 'x');

/**
 * Redacts the HTTP/1 message at [at, limit): method, version, status, names of headers, and the
 * hosts (replaced) stay; paths, values and the body do not. Lengths stay.
 */
export function redactHttp(canvas: Canvas, at: number, limit: number, mappers: Mappers): void {
  const text = characters(canvas.from, at, Math.min(limit, at + LONGEST_HEADER));
  const head = /\r?\n\r?\n/.exec(text);
  const end = head === null ? text.length : head.index + head[0].length;
  const lines = text.slice(0, end).split(/(?<=\n)/);
  const host =
    lines
      .find((line) => /^host:/i.test(line))
      ?.slice('host:'.length)
      .trim() ?? '';
  let place = at;
  lines.forEach((line, index) => {
    // What the segment cuts off is not known to be whole.
    const redacted = !line.endsWith('\n')
      ? masked(line)
      : index === 0
        ? startLine(line, host, mappers)
        : headerLine(line, mappers);
    canvas.text(place, redacted);
    place += line.length;
  });
  // The body's bytes are not there; that it is one, the lengths say.
}

function startLine(line: string, host: string, mappers: Mappers): string {
  const response = RESPONSE.exec(line);
  if (response !== null) return response[0] + masked(line.slice(response[0].length));
  const request = /^([A-Z]+ )(\S*)( HTTP\/1\.[01]\r?\n)$/.exec(line);
  if (request === null) return masked(line);
  const [, method, target, version] = request;
  return method + requestTarget(target, host, mappers) + version;
}

function requestTarget(target: string, host: string, mappers: Mappers): string {
  if (target.startsWith('/')) {
    const isCheck = CONNECTIVITY_CHECKS.includes(host.toLowerCase()) && PATHS.has(target);
    return isCheck ? target : `/${masked(target.slice(1))}`;
  }
  if (/^https?:\/\//i.test(target)) return url(target, mappers);
  const authority = /^([^:/?#]+)(:\d{1,5})$/.exec(target);
  if (authority === null) return masked(target);
  return fitted(authority[1], '', authority[2], target.length, mappers);
}

function headerLine(line: string, mappers: Mappers): string {
  const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)(:[ \t]*)([^\r\n]*)(\r?\n)$/.exec(line);
  // The empty line, a folded value, or no header at all.
  if (parts === null) return masked(line);
  const [, name, colon, value, lineEnd] = parts;
  const known = name.toLowerCase();
  const shown = KNOWN.has(known) ? name : masked(name);
  return shown + colon + headerValue(known, value, mappers) + lineEnd;
}

function headerValue(name: string, value: string, mappers: Mappers): string {
  if (PLAIN.get(name)?.test(value)) return value;
  if (name === 'host') {
    const parts = /^([^:\s]+)(:\d{1,5})?$/.exec(value);
    return parts === null
      ? masked(value)
      : fitted(parts[1], '', parts[2] ?? '', value.length, mappers);
  }
  if (name === 'location') return url(value, mappers);
  return masked(value);
}

/** An absolute URL with its host replaced and its path masked; others are all masked. */
function url(text: string, mappers: Mappers): string {
  const parts = /^(https?:\/\/)([^:/?#\s@[\]]+)(:\d{1,5})?([/?#]\S*)?$/i.exec(text);
  if (parts === null) return text.startsWith('/') ? `/${masked(text.slice(1))}` : masked(text);
  return fitted(parts[2], parts[1], parts[3] ?? '', text.length, mappers);
}

/**
 * The host's replacement between what stands before and behind it, filled up to `length` with a
 * masked path or with blanks. An address's text may be longer than the one that it replaces: where
 * there is no room, its block's shortest stands for it.
 */
function fitted(
  host: string,
  before: string,
  after: string,
  length: number,
  { addresses, names }: Mappers,
): string {
  const address = parseIpv4(host);
  let replaced = address === null ? names.host(host) : formatIpv4(addresses.ipv4(address));
  const room = length - before.length - after.length;
  if (replaced.length > room && address !== null) {
    const mapped = addresses.ipv4(address);
    const [a, b] = replaced.split('.');
    const low = `${(mapped >>> 8) % 10}.${mapped % 10 < 0 ? 1 : mapped % 10}`;
    replaced = `${a}.${b}.${low}`;
    if (replaced.length > room) replaced = 'x'.repeat(room);
  }
  const rest = room - replaced.length;
  const filler = rest === 0 ? '' : before === '' ? ' '.repeat(rest) : `/${'x'.repeat(rest - 1)}`;
  return before + replaced + after + filler;
}
