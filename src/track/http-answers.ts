import { MAPPED_PREFIX } from '../protocols/address-text.ts';
import * as http from '../protocols/http/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { isPrivateAddress } from './addresses.ts';
import { type CaptureFacts, type EndpointFacts, PortalFacts } from './facts.ts';

const HTTP_PORTS = [80, 8080];
const NETWORK_AUTHENTICATION_REQUIRED = 511;
/** Characters of a Location that are kept to show. */
const SHOWN_LOCATION = 120;
/** Targets of redirects, and networks that redirect to one of them, which are told apart. */
const MAXIMUM_TARGETS = 256;
const MAXIMUM_NETWORKS = 16;

const SLASH = 0x2f;
const COLON = 0x3a;
const QUESTION_MARK = 0x3f;
const DOT = 0x2e;

/*
 * What an HTTP request asked, in one word that is below 0: the site's hash, and whether it is one of
 * the requests by which systems find out whether they are behind a portal.
 */
const ASKED = 0x80000000 | 0;
const IS_PROBE = 0x40000000;
const SITE = 0x3fffffff;

const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/** FNV-1a over the bytes, ASCII letters in lower case; goes on from `hash`. */
function hashText(bytes: Uint8Array, from: number, to: number, hash = FNV_OFFSET): number {
  let value = hash;
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    value = Math.imul(value ^ (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte), FNV_PRIME);
  }
  return value;
}

/** Host and path of the requests by which operating systems and browsers look for a portal. */
const PROBES: ReadonlySet<number> = new Set(
  [
    'captive.apple.com/hotspot-detect.html',
    'captive.apple.com/',
    'www.apple.com/library/test/success.html',
    'connectivitycheck.gstatic.com/generate_204',
    'connectivitycheck.android.com/generate_204',
    'clients3.google.com/generate_204',
    'www.google.com/generate_204',
    'www.gstatic.com/generate_204',
    'www.msftconnecttest.com/connecttest.txt',
    'ipv6.msftconnecttest.com/connecttest.txt',
    'www.msftncsi.com/ncsi.txt',
    'detectportal.firefox.com/success.txt',
    'detectportal.firefox.com/canonical.html',
    'nmcheck.gnome.org/check_network_status.txt',
    'connectivity-check.ubuntu.com/',
    'network-test.debian.org/nm',
    'fedoraproject.org/static/hotspot.txt',
  ].map((probe) => {
    const bytes = Uint8Array.from(probe, (character) => character.charCodeAt(0));
    return hashText(bytes, 0, bytes.length);
  }),
);

/** End of a host name: before the port, the path, or what else cannot be in one. */
function hostEnd(bytes: Uint8Array, from: number, limit: number): number {
  for (let i = from; i < limit; i++) {
    const byte = bytes[i];
    if (byte === COLON || byte === SLASH || byte === QUESTION_MARK || byte <= 0x20) return i;
  }
  return limit;
}

/**
 * Hash of the site that a host belongs to: its last two labels. Crude (`co.uk`), on the safe side:
 * what is one site in truth is never taken for two.
 */
function siteHash(bytes: Uint8Array, from: number, to: number): number {
  let dots = 0;
  let start = from;
  for (let i = to - 1; i >= from; i--) {
    if (bytes[i] === DOT && ++dots === 2) {
      start = i + 1;
      break;
    }
  }
  return hashText(bytes, start, to) & SITE;
}

/** The IPv4 address (int32) that the text is, or -1 where it is none or not a whole one. */
function addressOf(bytes: Uint8Array, from: number, to: number): number {
  let address = 0;
  let octet = -1;
  let octets = 0;
  for (let i = from; i <= to; i++) {
    const byte = i < to ? bytes[i] : DOT;
    if (byte === DOT) {
      if (octet < 0 || octet > 255) return -1;
      address = (address << 8) | octet;
      octet = -1;
      octets++;
    } else if (byte >= 0x30 && byte <= 0x39 && octet < 1000) {
      octet = Math.max(0, octet) * 10 + byte - 0x30;
    } else {
      return -1;
    }
  }
  return octets === 4 ? address : -1;
}

/** Whether plain HTTP is expected on that port of a server. */
export function isHttpPort(port: number): boolean {
  return HTTP_PORTS.includes(port);
}

/** What the client's first data on a connection asks for, as a word below 0; 0 where it is no HTTP. */
export function httpRequest(view: PacketView): number {
  const bytes = view.layerBytes(view.transport);
  const at = view.payloadStart;
  const limit = view.payloadEnd;
  if (!http.looksLikeMessage(bytes, at, limit) || http.isResponse(bytes, at, limit)) return 0;
  const target = http.methodEnd(bytes, at, limit) + 1;
  // The absolute form is for proxies (RFC 9112 §3.2.2): whoever answers was asked to.
  if (target <= 0 || bytes[target] !== SLASH) return 0;
  const host = http.findHeader(bytes, at, limit, 'host');
  if (host < 0) return 0;
  const end = hostEnd(bytes, host, limit);
  let path = http.targetEnd(bytes, target, limit);
  for (let i = target; i < path; i++) if (bytes[i] === QUESTION_MARK) path = i;
  const whole = hashText(bytes, target, path, hashText(bytes, host, end));
  return ASKED | siteHash(bytes, host, end) | (PROBES.has(whole) ? IS_PROBE : 0);
}

/**
 * Takes in the server's first data on a connection: whether it looks like the answer of a portal
 * in the server's place.
 * @param asked what `httpRequest` gave for the request
 */
export function httpAnswer(
  view: PacketView,
  asked: number,
  endpoint: EndpointFacts,
  capture: CaptureFacts,
): void {
  const bytes = view.layerBytes(view.transport);
  const at = view.payloadStart;
  const limit = view.payloadEnd;
  const status = http.statusCode(bytes, at, limit);
  if (status < 0) return;
  const isPublic = !isPrivateAddress(view.source0, view.source1, view.source2, view.source3);
  if (isPublic) capture.httpAnswers++;
  const isRedirect = status >= 300 && status < 400;
  const value = isRedirect ? http.findHeader(bytes, at, limit, 'location') : -1;
  const isPortalStatus = status === NETWORK_AUTHENTICATION_REQUIRED;
  const host = value < 0 ? -1 : hostOf(bytes, value, limit);
  const end = host < 0 ? -1 : hostEnd(bytes, host, limit);
  const isElsewhere = host >= 0 && siteHash(bytes, host, end) !== (asked & SITE);
  if (!isPortalStatus && !isElsewhere) {
    if (endpoint.portal !== null) endpoint.portal.otherAnswers++;
    return;
  }
  endpoint.portal ??= new PortalFacts();
  const { portal } = endpoint;
  portal.answers++;
  portal.frames.add(view.frameNumber);
  if (isPortalStatus) portal.demands++;
  if (!isElsewhere) return;
  if ((asked & IS_PROBE) !== 0) portal.probes++;
  const address = addressOf(bytes, host, end);
  if (address !== -1 && isPrivateAddress(0, 0, MAPPED_PREFIX, address)) portal.toPrivate++;
  portal.target = hashText(bytes, host, end);
  if (portal.location === '') {
    const shown = Math.min(http.lineEnd(bytes, value, limit), value + SHOWN_LOCATION);
    portal.location = String.fromCharCode(...bytes.subarray(value, shown));
  }
  if (!isPublic) return;
  capture.httpRedirects++;
  let networks = capture.redirectTargets.get(portal.target);
  if (networks === undefined) {
    if (capture.redirectTargets.size === MAXIMUM_TARGETS) return;
    networks = new Set();
    capture.redirectTargets.set(portal.target, networks);
  }
  const network = view.source2 === MAPPED_PREFIX ? view.source3 >>> 16 : view.source0;
  if (networks.size < MAXIMUM_NETWORKS) networks.add(network);
}

const AUTHORITY = Uint8Array.from('://', (character) => character.charCodeAt(0));
/** Bytes in "https". */
const LONGEST_SCHEME = 5;

/** Offset of the host in an absolute URL, or -1 where it is relative. */
function hostOf(bytes: Uint8Array, at: number, limit: number): number {
  for (let i = at; i <= at + LONGEST_SCHEME && i + AUTHORITY.length < limit; i++) {
    if (AUTHORITY.every((byte, n) => bytes[i + n] === byte)) return i + AUTHORITY.length;
  }
  return -1;
}
