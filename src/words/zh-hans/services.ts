import type { ProfileFunction, ProfileOpening } from '../../profiles/profile.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type { LookupSource, Named, PortOfService, Server, Service } from '../en/services.ts';
import { isForIpv6, openedPorts } from '../openings.ts';
import type { Words } from '../words.ts';
import { joined, list, listSome } from './phrases.ts';
import { products } from './products.ts';

const ADDRESSES_NAMED = 4;
const PORTS_NAMED = 5;
const PARTS_NAMED = 3;
const NOT_SHOWN = '（端口未显示）';
const PORT_NOT_SHOWN = `DNS${NOT_SHOWN}`;

export function serverText({
  server,
  via,
  name,
}: Pick<Service, 'server' | 'via' | 'name'>): string {
  return via !== null && name !== null ? name : formatAddress(...server);
}

/** "TCP 443"; what is asked for, where no port is known. */
export function portText({ protocol, port, isPortAssumed }: PortOfService): string {
  if (isPortAssumed) return PORT_NOT_SHOWN;
  return joined(protocol.toUpperCase(), port < 0 ? NOT_SHOWN : `${port}`);
}

/**
 * What clients send, "发往 192.0.2.10 和 192.0.2.11 的 UDP 500 和 4500": whose packets they are is never
 * in doubt. Where servers were asked on different ports, each with its own.
 * @param named whether one server's name follows its address
 */
export function servicesText(services: readonly Service[], named = true): string {
  return partsText(services, (own) => `发往 ${alikeText(own, named)}`);
}

/** What answers, "192.0.2.10 的 TCP 443". */
export function answeringText(services: readonly Service[]): string {
  return partsText(services, (own) => alikeText(own, true));
}

function partsText(
  services: readonly Service[],
  text: (alike: readonly Service[]) => string,
): string {
  const byServer = new Map<string, Service[]>();
  for (const service of services) push(byServer, serverText(service), [service]);
  const byPorts = new Map<string, Service[]>();
  for (const own of byServer.values()) push(byPorts, portsText(own), own);
  // Many sets of ports: better all ports to all servers than a long list.
  if (byPorts.size > PARTS_NAMED) return text(services);
  const [last = '', ...before] = [...byPorts.values()].map(text).reverse();
  return before.length === 0 ? last : `${before.reverse().join('，')}，${joined('以及', last)}`;
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
  const listed = listSome([...names.keys()], ADDRESSES_NAMED, '台服务器');
  // A product's servers are known by its words; one in a range of its, or on its port, is not.
  const isKnown = fn !== null && services.every(({ isRecognized }) => isRecognized);
  const isByName = services.every(({ via }) => via !== null);
  const [name] = names.size === 1 && !isKnown && !isByName ? names.values() : [null];
  const who = fn === null ? listed : joined(products(fn.serverTitle), listed);
  const called = named && name !== null ? `（${name}）` : '';
  return joined(`${who}${called}`, '的', portsText(services));
}

/** "TCP 443", "UDP 53 和 443、TCP 53". */
function portsText(services: readonly Service[]): string {
  const parts: string[] = [];
  for (const wanted of ['udp', 'tcp'] as const) {
    const label = wanted.toUpperCase();
    const numbers = services
      .filter(({ protocol, isPortAssumed }) => protocol === wanted && !isPortAssumed)
      .map(({ port }) => port);
    const distinct = [...new Set(numbers)].sort((a, b) => a - b);
    if (distinct.length > PORTS_NAMED) parts.push(`${label}（${distinct.length} 个端口）`);
    else if (distinct.length > 0) {
      const ports = distinct.map((port) => (port < 0 ? NOT_SHOWN : `${port}`));
      parts.push(joined(label, list(ports)));
    }
  }
  if (services.some(({ isPortAssumed }) => isPortAssumed)) parts.push(PORT_NOT_SHOWN);
  return parts.join('、');
}

/** "发往 192.0.2.1 和 192.0.2.2 的 UDP/TCP 53（encrypted DNS）". */
export function openingText(opening: ProfileOpening): string {
  const { to, note } = opening;
  const ports = openedPorts(opening).map(
    ({ protocols, numbers }) => `${protocols.join('/')} ${list(numbers)}`,
  );
  const where = isForIpv6(opening) ? '（如果站点使用 IPv6）' : '';
  return `发往 ${list(to)} 的 ${ports.join('、')}${note === undefined ? '' : `（${products(note)}）`}${where}`;
}

/** "nslookup（向 ad.lab.local、192.168.0.65 查询）"; null where it is not known. */
export function lookupText(source: LookupSource | null): string {
  if (source === null) return '一次名称查询';
  const { tool, server } = source;
  if (server === null) return tool;
  const { name, address } = server;
  return `${tool}（向 ${name === null ? address : `${name}、${address}`} 查询）`;
}

export const knownBy: Words['knownBy'] = {
  'known-by-product': (server) => `${whatText(server)}：该地址属于此产品。`,
  'known-by-server-name': (server) =>
    `${whatText(server)}：客户端向它请求 ${server.name}（TLS 服务器名称）。`,
  'known-by-dns-answer': (server) => {
    const frame = server.frame === null ? '' : `（帧 ${server.frame}）`;
    return `${whatText(server)}：此捕获文件中的一个 DNS 应答${frame}对 ${server.name} 给出该地址${throughText(server)}。`;
  },
  'known-by-user': (server) => `${whatText(server)}：由用户指定。`,
  'known-by-lookup': (server) =>
    `${whatText(server)}：${lookupText(server.source)}，对 ${server.name} 给出该地址${throughText(server)}。`,
  'known-by-question': (server) =>
    `${whatText(server)}：${lookupText(server.source)}，查询的就是它。`,
  'known-by-range': ({ server, function: fn, range }) =>
    `${joined(formatAddress(...server), `很可能${roleText(fn)}`)}：它位于 ${range} 之内，这是此产品的地址范围；捕获文件中没有任何内容指明它。`,
};

function whatText({ server, function: fn }: Server): string {
  return joined(formatAddress(...server), roleText(fn));
}

/** What a server is for. */
function roleText(fn: ProfileFunction | null): string {
  return fn === null ? '是此案例的目标' : joined('属于', products(fn.serverTitle));
}

function throughText({ through }: Named): string {
  return through.length === 0 ? '' : `，经由 ${list(through)}`;
}
