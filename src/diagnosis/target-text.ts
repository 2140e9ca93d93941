import { isRecognized } from '../profiles/profile.ts';
import { Protocol } from '../protocols/protocol.ts';
import { list, listSome, singular } from '../words/en/phrases.ts';
import { groupBy, type JudgedEndpoint, PORT_NOT_SHOWN, serverOf } from './judged-endpoint.ts';

const ADDRESSES_NAMED = 4;
const PORTS_NAMED = 5;

const PARTS_NAMED = 3;

/**
 * "UDP 500 and 4500 to the VPN gateways 192.0.2.10 and 192.0.2.11"; where servers were
 * asked on different ports, each with its own.
 * @param named whether one server's name follows its address
 */
export function describeTarget(members: readonly JudgedEndpoint[], named = true): string {
  const parts = new Map<string, JudgedEndpoint[]>();
  for (const [, own] of groupBy(members, serverOf)) {
    const ports = describePorts(own);
    const known = parts.get(ports);
    // One by one: a copy for each server takes minutes where a scan has very many.
    if (known === undefined) parts.set(ports, own);
    else for (const member of own) known.push(member);
  }
  // Many sets of ports: better all ports to all servers than a long list.
  if (parts.size > PARTS_NAMED) return describeAlike(members, named);
  return list([...parts.values()].map((own) => describeAlike(own, named)));
}

function describeAlike(members: readonly JudgedEndpoint[], named: boolean): string {
  const functions = new Set(members.map(({ match }) => match?.function ?? null));
  const [fn] = functions.size === 1 ? functions : [null];
  const servers = new Map<string, string | null>();
  for (const member of members) servers.set(serverOf(member), member.name);
  const listed = listSome([...servers.keys()], ADDRESSES_NAMED);
  // A product's servers are known by its words; one in a range of its, or on its port, is not.
  const isKnown =
    fn !== null && members.every(({ match }) => match !== null && isRecognized(match));
  const name = servers.size === 1 && !isKnown ? [...servers.values()][0] : null;
  const who =
    fn !== null
      ? `the ${servers.size === 1 ? singular(fn.serverTitle) : fn.serverTitle} ${listed}`
      : listed;
  return `${describePorts(members)} to ${who}${named && name !== null ? ` (${name})` : ''}`;
}

/** "TCP 443", "UDP 53 and 443, TCP 53". */
function describePorts(members: readonly JudgedEndpoint[]): string {
  const parts: string[] = [];
  for (const [protocol, label] of [
    [Protocol.UDP, 'UDP'],
    [Protocol.TCP, 'TCP'],
  ] as const) {
    const numbers = members
      .filter(({ facts }) => facts.protocol === protocol && !facts.isPortAssumed)
      .map(({ facts }) => facts.port);
    const distinct = [...new Set(numbers)].sort((a, b) => a - b);
    if (distinct.length > PORTS_NAMED) parts.push(`${label} (${distinct.length} ports)`);
    else if (distinct.length > 0) parts.push(`${label} ${list(distinct.map(String))}`);
  }
  if (members.some(({ facts }) => facts.isPortAssumed)) parts.push(PORT_NOT_SHOWN);
  return parts.join(', ');
}
