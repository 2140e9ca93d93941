import { MAPPED_PREFIX } from '../protocols/address-text.ts';
import { characters } from '../protocols/bytes.ts';
import * as http from '../protocols/http/codec.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import * as socks from '../protocols/socks/codec.ts';
import { isPrivateAddress } from './addresses.ts';
import type { CaptureFacts } from './facts/capture-facts.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import { HttpFacts, PortalFacts } from './facts/http-facts.ts';
import { hopLimit, isNearer } from './hop-limit.ts';
import { hashText } from './name-hash.ts';

/** Status of a portal's page (RFC 6585 §6). */
export const NETWORK_AUTHENTICATION_REQUIRED = 511;
/** Characters of a Location that are kept to show. */
const SHOWN_LOCATION = 120;
/** Targets of redirects, and networks that redirect to one of them, which are told apart. */
const MAXIMUM_TARGETS = 256;
const MAXIMUM_NETWORKS = 16;

/*
 * What an HTTP request asked, in one word that is below 0: the site's hash, and whether it is one of
 * the requests by which systems find out whether they are behind a portal.
 */
const ASKED = 0x80000000 | 0;
const IS_PROBE = 0x40000000;
const SITE = 0x3fffffff;
/** A proxy was asked: see `proxy-requests.ts`. */
export const ASKS_PROXY = -1;

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

/** Hash of the site that the host [host, end) belongs to. */
function siteHash(bytes: Uint8Array, host: number, end: number): number {
  return hashText(bytes, http.siteAt(bytes, host, end), end) & SITE;
}

/** Whether a segment's data begins as a request does. */
export function isHttpRequest(view: PacketView): boolean {
  const bytes = view.layerBytes(view.transport);
  const { payloadStart: at, payloadEnd: limit } = view;
  return http.looksLikeMessage(bytes, at, limit) && !http.isResponse(bytes, at, limit);
}

/** What the client's first data on a connection asks for, as a word below 0; 0 where it is no HTTP. */
export function httpRequest(view: PacketView): number {
  const bytes = view.layerBytes(view.transport);
  const at = view.payloadStart;
  const limit = view.payloadEnd;
  if (!isHttpRequest(view)) return 0;
  // What is asked of a proxy has no path: whoever answers was asked to.
  if (http.proxiedHostAt(bytes, at, limit) >= 0) return ASKS_PROXY;
  const path = http.pathAt(bytes, at, limit);
  const host = path < 0 ? -1 : http.findHeader(bytes, at, limit, 'host');
  if (host < 0) return 0;
  const end = http.hostEnd(bytes, host, limit);
  const pathEnd = http.pathEnd(bytes, path, limit);
  const whole = hashText(bytes, path, pathEnd, hashText(bytes, host, end));
  return ASKED | siteHash(bytes, host, end) | (PROBES.has(whole) ? IS_PROBE : 0);
}

/** ASKS_PROXY where the client's first data on a connection, whatever its port, asks a proxy; else 0. */
export function proxyRequest(view: PacketView): number {
  const bytes = view.layerBytes(view.transport);
  const { payloadStart: at, payloadEnd: limit } = view;
  if (socks.isOpening(bytes, at, limit) && limit - at === view.payloadLength) return ASKS_PROXY;
  if (!http.looksLikeMessage(bytes, at, limit) || http.isResponse(bytes, at, limit)) return 0;
  return http.proxiedHostAt(bytes, at, limit) < 0 ? 0 : ASKS_PROXY;
}

/**
 * Takes in the server's first data on a connection: whether it looks like the answer of a portal
 * in the server's place.
 * @param asked what `httpRequest` gave for the request
 * @param accepted time to live of the connection's SYN/ACK; -1 where that is not known
 */
export function httpAnswer(
  view: PacketView,
  asked: number,
  accepted: number,
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
  refusedOrInjected(view, status, accepted, endpoint);
  const isRedirect = status >= 300 && status < 400;
  const value = isRedirect ? http.findHeader(bytes, at, limit, 'location') : -1;
  const isPortalStatus = status === NETWORK_AUTHENTICATION_REQUIRED;
  const host = value < 0 ? -1 : http.urlHostAt(bytes, value, limit);
  const end = host < 0 ? -1 : http.hostEnd(bytes, host, limit);
  const isElsewhere = host >= 0 && siteHash(bytes, host, end) !== (asked & SITE);
  if (!isPortalStatus && !isElsewhere) {
    if (endpoint.portal !== null) endpoint.portal.otherAnswers++;
    return;
  }
  endpoint.portal ??= new PortalFacts();
  const { portal } = endpoint;
  portal.answers++;
  portal.frames.add(view.frameNumber);
  portal.timeToLive.add(hopLimit(view));
  if (isPortalStatus) portal.demands++;
  if (!isElsewhere) return;
  if ((asked & IS_PROBE) !== 0) portal.probes++;
  const address = http.hostAddress(bytes, host, end);
  if (address !== -1 && isPrivateAddress(0, 0, MAPPED_PREFIX, address)) portal.toPrivate++;
  portal.target = hashText(bytes, host, end);
  if (portal.location === '') {
    const shown = Math.min(http.lineEnd(bytes, value, limit), value + SHOWN_LOCATION);
    portal.location = characters(bytes, value, shown);
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

/** Takes in the server's first data, in a list that does not show from how far it comes. */
export function unshownPage(view: PacketView, endpoint: EndpointFacts): void {
  const bytes = view.layerBytes(view.transport);
  const status = http.statusCode(bytes, view.payloadStart, view.payloadEnd);
  const isRedirect = status >= 300 && status < 400 && status !== NOT_MODIFIED;
  const isRefusal = status === FORBIDDEN || status === UNAVAILABLE_FOR_LEGAL_REASONS;
  if (!isRedirect && !isRefusal && status !== NETWORK_AUTHENTICATION_REQUIRED) return;
  const unshown = endpoint.ownUnshown();
  if (unshown.status === 0) unshown.status = status;
  unshown.pages.add(view.frameNumber);
}

const NOT_MODIFIED = 304;
const FORBIDDEN = 403;
const UNAVAILABLE_FOR_LEGAL_REASONS = 451;
/** All from here on say that the server fails. */
const INTERNAL_SERVER_ERROR = 500;

/** A refusal, a failure, or an answer from nearer than the SYN/ACK: nothing that comes from the server does. */
function refusedOrInjected(
  view: PacketView,
  status: number,
  accepted: number,
  endpoint: EndpointFacts,
): void {
  const timeToLive = hopLimit(view);
  const isInjected = isNearer(timeToLive, accepted);
  const isRefusal = status === FORBIDDEN || status === UNAVAILABLE_FOR_LEGAL_REASONS;
  const isFailure = status >= INTERNAL_SERVER_ERROR && status !== NETWORK_AUTHENTICATION_REQUIRED;
  if (!isInjected && !isRefusal && !isFailure) return;
  endpoint.http ??= new HttpFacts();
  const { http: facts } = endpoint;
  if (isInjected) {
    facts.injected.add(view.frameNumber);
    if (facts.injectedStatus === 0) {
      facts.injectedStatus = status;
      facts.injectedTimeToLive = timeToLive;
      facts.acceptedTimeToLive = accepted;
    }
  }
  if (isFailure && !isInjected) {
    facts.failures.add(view.frameNumber);
    if (facts.failure === 0) {
      facts.failure = status;
      facts.failureWords = reasonOf(view);
    }
  }
  if (!isRefusal) return;
  facts.refusals.add(view.frameNumber);
  facts.timeToLive.add(timeToLive);
  if (facts.status !== 0) return;
  facts.status = status;
  facts.words = reasonOf(view);
}

function reasonOf(view: PacketView): string {
  const bytes = view.layerBytes(view.transport);
  return http.reasonText(bytes, view.payloadStart, view.payloadEnd);
}
