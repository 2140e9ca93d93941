import type { ProfileFunction, ProfileOpening } from '../../profiles/profile.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type { LookupSource, Named, PortOfService, Server, Service } from '../en/services.ts';
import { isForIpv6, openedPorts } from '../openings.ts';
import type { Words } from '../words.ts';
import { list, listSome, withParticle } from './phrases.ts';
import { products } from './products.ts';

const ADDRESSES_NAMED = 4;
const PORTS_NAMED = 5;
const PARTS_NAMED = 3;
const NOT_SHOWN = '(포트 표시 없음)';
const PORT_NOT_SHOWN = `DNS ${NOT_SHOWN}`;

export function serverText({
  server,
  via,
  name,
}: Pick<Service, 'server' | 'via' | 'name'>): string {
  return via !== null && name !== null ? name : formatAddress(...server);
}

/** "TCP 443"; what is asked for, where no port is known. */
export function portText({ protocol, port, isPortAssumed }: PortOfService): string {
  return isPortAssumed
    ? PORT_NOT_SHOWN
    : `${protocol.toUpperCase()} ${port < 0 ? NOT_SHOWN : port}`;
}

/**
 * "VPN gateways 192.0.2.10 및 192.0.2.11로 가는 UDP 500 및 4500"; where servers were asked on
 * different ports, each with its own.
 * @param named whether one server's name follows its address
 */
export function servicesText(services: readonly Service[], named = true): string {
  return groupsText(services, named, (who) => `${withParticle(who, 'toward')} 가는`);
}

/** "192.0.2.10의 TCP 443": the same of services that answered. */
export function answeringText(services: readonly Service[]): string {
  return groupsText(services, true, (who) => `${who}의`);
}

type Link = (who: string) => string;

function groupsText(services: readonly Service[], named: boolean, link: Link): string {
  const byServer = new Map<string, Service[]>();
  for (const service of services) push(byServer, serverText(service), [service]);
  const byPorts = new Map<string, Service[]>();
  for (const own of byServer.values()) push(byPorts, portsText(own), own);
  // Many sets of ports: better all ports to all servers than a long list.
  if (byPorts.size > PARTS_NAMED) return alikeText(services, named, link);
  return list([...byPorts.values()].map((own) => alikeText(own, named, link)));
}

function push(map: Map<string, Service[]>, key: string, services: readonly Service[]): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [...services]);
  // One by one: a copy for each server takes minutes where a scan has very many.
  else for (const service of services) known.push(service);
}

function alikeText(services: readonly Service[], named: boolean, link: Link): string {
  const functions = new Set(services.map((service) => service.function));
  const [fn] = functions.size === 1 ? functions : [null];
  const names = new Map(services.map((service) => [serverText(service), service.name]));
  const listed = listSome([...names.keys()], ADDRESSES_NAMED);
  // A product's servers are known by its words; one in a range of its, or on its port, is not.
  const isKnown = fn !== null && services.every(({ isRecognized }) => isRecognized);
  const isByName = services.every(({ via }) => via !== null);
  const [name] = names.size === 1 && !isKnown && !isByName ? names.values() : [null];
  const who = fn === null ? listed : `${products(fn.serverTitle)} ${listed}`;
  const called = named && name !== null ? `${who}(${name})` : who;
  return `${link(called)} ${portsText(services)}`;
}

/** "TCP 443", "UDP 53 및 443, TCP 53". */
function portsText(services: readonly Service[]): string {
  const parts: string[] = [];
  for (const wanted of ['udp', 'tcp'] as const) {
    const label = wanted.toUpperCase();
    const numbers = services
      .filter(({ protocol, isPortAssumed }) => protocol === wanted && !isPortAssumed)
      .map(({ port }) => port);
    const distinct = [...new Set(numbers)].sort((a, b) => a - b);
    if (distinct.length > PORTS_NAMED) parts.push(`${label}(포트 ${distinct.length}개)`);
    else if (distinct.length > 0)
      parts.push(`${label} ${list(distinct.map((port) => (port < 0 ? NOT_SHOWN : `${port}`)))}`);
  }
  if (services.some(({ isPortAssumed }) => isPortAssumed)) parts.push(PORT_NOT_SHOWN);
  return parts.join(', ');
}

/** "192.0.2.1 및 192.0.2.2로 가는 UDP 및 TCP 53(encrypted DNS)". */
export function openingText(opening: ProfileOpening): string {
  const { to, note } = opening;
  const ports = openedPorts(opening).map(
    ({ protocols, numbers }) => `${list(protocols)} ${numbers.join(', ')}`,
  );
  const where = isForIpv6(opening) ? '(사이트에서 IPv6을 사용하는 경우)' : '';
  return `${withParticle(list(to), 'toward')} 가는 ${ports.join(', ')}${note === undefined ? '' : `(${products(note)})`}${where}`;
}

/** "nslookup, ad.lab.local(192.168.0.65)에 질의"; null where it is not known. */
export function lookupText(source: LookupSource | null): string {
  if (source === null) return '조회 결과';
  const { tool, server } = source;
  if (server === null) return tool;
  const { name, address } = server;
  return `${tool}, ${name === null ? address : `${name}(${address})`}에 질의`;
}

/** How it is known what a server is. */
export const knownBy: Words['knownBy'] = {
  'known-by-product': (server) => `${whatText(server)}. 제품이 이 주소를 사용합니다.`,
  'known-by-server-name': (server) =>
    `${whatText(server)}. 클라이언트가 이 서버에 ${withParticle(server.name, 'object')} 요청합니다(TLS 서버 이름).`,
  'known-by-dns-answer': (server) => {
    const frame = server.frame === null ? '' : `(프레임 ${server.frame})`;
    return `${whatText(server)}. 이 캡처의 DNS 응답${frame}이 ${server.name}의 주소로 알려 줍니다${throughText(server)}.`;
  },
  'known-by-user': (server) => `${whatText(server)}. 사용자가 그렇게 지정했습니다.`,
  'known-by-lookup': (server) =>
    `${whatText(server)}. 출처: ${lookupText(server.source)}. ${server.name}의 주소로 알려 줍니다${throughText(server)}.`,
  'known-by-question': (server) =>
    `${whatText(server)}. 이 서버에 관한 조회가 있었습니다(${lookupText(server.source)}).`,
  'known-by-range': ({ server, function: fn, range }) =>
    `${withParticle(formatAddress(...server), 'topic')} ${roleText(fn)}인 것으로 보입니다. 제품의 주소 범위인 ${range}에 속하지만, 캡처에 이를 밝히는 것은 없습니다.`,
};

function whatText({ server, function: fn }: Server): string {
  return `${withParticle(formatAddress(...server), 'topic')} ${roleText(fn)}입니다`;
}

/** "제품의 서버(OpenDNS 리졸버)". */
function roleText(fn: ProfileFunction | null): string {
  return fn === null ? '이 케이스의 대상' : `제품의 서버(${products(fn.serverTitle)})`;
}

function throughText({ through }: Named): string {
  return through.length === 0 ? '' : `(${withParticle(list(through), 'object')} 거침)`;
}
