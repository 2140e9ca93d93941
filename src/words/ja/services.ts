import type { ProfileFunction, ProfileOpening } from '../../profiles/profile.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type { LookupSource, Named, PortOfService, Server, Service } from '../en/services.ts';
import { isForIpv6, openedPorts } from '../openings.ts';
import type { Words } from '../words.ts';
import { before, list, listSome } from './phrases.ts';
import { products } from './products.ts';

const ADDRESSES_NAMED = 4;
const PORTS_NAMED = 5;
const PARTS_NAMED = 3;
const NOT_SHOWN = '（ポートの表示なし）';
const PORT_NOT_SHOWN = `DNS${NOT_SHOWN}`;

export function serverText({
  server,
  via,
  name,
}: Pick<Service, 'server' | 'via' | 'name'>): string {
  return via !== null && name !== null ? name : formatAddress(...server);
}

/** 「TCP 443」; what is asked for, where no port is known. */
export function portText({ protocol, port, isPortAssumed }: PortOfService): string {
  if (isPortAssumed) return PORT_NOT_SHOWN;
  const label = protocol.toUpperCase();
  return port < 0 ? `${label}${NOT_SHOWN}` : `${label} ${port}`;
}

/**
 * 「VPN gateways 192.0.2.10、192.0.2.11 への UDP 500、4500」; where servers were asked on
 * different ports, each with its own.
 * @param named whether one server's name follows its address
 */
export function servicesText(services: readonly Service[], named = true): string {
  const byServer = new Map<string, Service[]>();
  for (const service of services) push(byServer, serverText(service), [service]);
  const byPorts = new Map<string, Service[]>();
  for (const own of byServer.values()) push(byPorts, portsText(own), own);
  // Many sets of ports: better all ports to all servers than a long list.
  if (byPorts.size > PARTS_NAMED) return alikeText(services, named);
  const parts = [...byPorts.values()].map((own) => alikeText(own, named));
  return parts.length < 2 ? parts.join('') : `${list(parts.slice(0, -1))}、および ${parts.at(-1)}`;
}

function push(map: Map<string, Service[]>, key: string, services: readonly Service[]): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [...services]);
  // One by one: a copy for each server takes minutes where a scan has very many.
  else for (const service of services) known.push(service);
}

function alikeText(services: readonly Service[], named: boolean): string {
  const functions = new Set(services.map((service) => service.function));
  const [fn] = functions.size === 1 ? functions : [null];
  const names = new Map(services.map((service) => [serverText(service), service.name]));
  const listed = listSome([...names.keys()], ADDRESSES_NAMED);
  // A product's servers are known by its words; one in a range of its, or on its port, is not.
  const isKnown = fn !== null && services.every(({ isRecognized }) => isRecognized);
  const isByName = services.every(({ via }) => via !== null);
  const [name] = names.size === 1 && !isKnown && !isByName ? names.values() : [null];
  const who = fn === null ? listed : `${products(fn.serverTitle)} ${listed}`;
  const called = named && name !== null ? `（${name}）` : '';
  return `${before(`${who}${called}`)}への ${portsText(services)}`;
}

/** 「TCP 443」「UDP 53、443 と TCP 53」. */
function portsText(services: readonly Service[]): string {
  const parts: string[] = [];
  for (const wanted of ['udp', 'tcp'] as const) {
    const label = wanted.toUpperCase();
    const numbers = services
      .filter(({ protocol, isPortAssumed }) => protocol === wanted && !isPortAssumed)
      .map(({ port }) => port);
    const distinct = [...new Set(numbers)].sort((a, b) => a - b);
    if (distinct.length > PORTS_NAMED) parts.push(`${label}（${distinct.length} ポート）`);
    else if (distinct.length > 0)
      parts.push(`${label} ${list(distinct.map((port) => (port < 0 ? NOT_SHOWN : `${port}`)))}`);
  }
  if (services.some(({ isPortAssumed }) => isPortAssumed)) parts.push(PORT_NOT_SHOWN);
  return parts.join(' と ');
}

/** 「192.0.2.1、192.0.2.2 への UDP と TCP 53（encrypted DNS）」. */
export function openingText(opening: ProfileOpening): string {
  const { to, note } = opening;
  const ports = openedPorts(opening).map(
    ({ protocols, numbers }) => `${protocols.join(' と ')} ${list(numbers)}`,
  );
  const where = isForIpv6(opening) ? '（拠点で IPv6 を使用している場合）' : '';
  return `${before(list(to))}への ${ports.join(' と ')}${note === undefined ? '' : `（${products(note)}）`}${where}`;
}

/** 「nslookup（ad.lab.local、192.168.0.65 への問い合わせ）」; null where it is not known. */
export function lookupText(source: LookupSource | null): string {
  if (source === null) return '名前解決の結果';
  const { tool, server } = source;
  if (server === null) return tool;
  const { name, address } = server;
  return `${tool}（${before(name === null ? address : `${name}、${address}`)}への問い合わせ）`;
}

/** How it is known what a server is. */
export const knownBy: Words['knownBy'] = {
  'known-by-product': (server) => `${whatText(server)}：このアドレスは製品の情報に含まれています。`,
  'known-by-server-name': (server) =>
    `${whatText(server)}：クライアントはこのサーバーに ${server.name} を求めています（TLS サーバー名）。`,
  'known-by-dns-answer': (server) => {
    const frame = server.frame === null ? '' : `（フレーム ${server.frame}）`;
    return `${whatText(server)}：このキャプチャの DNS 応答${frame}が、${server.name} に対して${throughText(server)}このアドレスを返しています。`;
  },
  'known-by-user': (server) => `${whatText(server)}：そのように指定されています。`,
  'known-by-lookup': (server) =>
    `${whatText(server)}：${before(lookupText(server.source))}が、${server.name} に対して${throughText(server)}このアドレスを返しています。`,
  'known-by-question': (server) =>
    `${whatText(server)}：${before(lookupText(server.source))}の対象でした。`,
  'known-by-range': ({ server, function: fn, range }) =>
    `${formatAddress(...server)} はおそらく${roleText(fn)}：製品のアドレス範囲 ${range} に含まれていますが、キャプチャにはこのアドレスの名前を示すものがありません。`,
};

function whatText({ server, function: fn }: Server): string {
  return `${formatAddress(...server)} は${roleText(fn)}`;
}

/** What a server is, as the end of a clause. */
function roleText(fn: ProfileFunction | null): string {
  return fn === null ? 'このケースの対象です' : `「${products(fn.serverTitle)}」に該当します`;
}

function throughText({ through }: Named): string {
  return through.length === 0 ? '' : ` ${before(list(through))}を経由して`;
}
