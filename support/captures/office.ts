// The plain site that most captures are taken at: one client, a router, a resolver on the LAN.
import {
  gateway,
  type Host,
  internetServer,
  linuxClient,
  localServer,
  millisecond,
  Scenario,
  second,
  windowsClient,
} from './scenario.ts';
import { services, visit } from './services.ts';

export const client = windowsClient('192.168.1.20');
export const linux = linuxClient('192.168.1.21');
export const client6 = windowsClient('2001:db8:1::20');
export const router = gateway('192.168.1.1');
export const router6 = gateway('2001:db8:1::1');
export const resolver = localServer('192.168.1.53');
export const resolver6 = localServer('2001:db8:1::53');

/** A router of the provider, two hops away. */
export const providerRouter: Host = {
  ...internetServer('198.51.100.254', 253, 1_400),
};
export const providerRouter6 = internetServer('2001:db8:ffff::1', 62, 1_400);

/** Servers that something is wrong with; nothing else speaks to them. */
export function distantServer(address: string, timeToLive = 50, roundTrip = 18_200): Host {
  return internetServer(address, timeToLive, roundTrip);
}

/** A scenario with the ARP of its client and `visits` healthy conversations over `length`. */
export function atTheOffice(
  seed: number,
  begin: number,
  length: number,
  visits: number,
  who: Host = client,
): Scenario {
  const scenario = new Scenario(seed);
  scenario.arp(begin, who, router);
  scenario.arp(begin + 700, who, resolver);
  for (let index = 0; index < visits; index++) {
    const slot = (length - second) / visits;
    const time = begin + 15 * millisecond + Math.floor(slot * index);
    visit(scenario, time, who, resolver, services[index % services.length]!);
  }
  return scenario;
}
