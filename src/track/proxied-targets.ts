import type { PacketView } from '../protocols/packet-view.ts';
import type { EndpointFacts } from './facts/endpoint-facts.ts';
import { ProxiedFacts } from './facts/http-facts.ts';

/** Targets of one proxy that are told apart, and those of all. */
const TARGETS_PER_ENDPOINT = 64;
const MAXIMUM_TARGETS = 4_096;

/** What proxies are asked for; bounded. */
export class ProxiedTargets {
  #targets = 0;

  /** The target of that name and port, which is made where it is new; null where there is no room. */
  of(proxy: EndpointFacts, name: string, port: number): ProxiedFacts | null {
    const known = proxy.proxied.find((one) => one.name === name && one.port === port);
    if (known !== undefined) return known;
    if (name === '' || proxy.proxied.length >= TARGETS_PER_ENDPOINT) return null;
    if (this.#targets === MAXIMUM_TARGETS) return null;
    this.#targets++;
    const target = new ProxiedFacts(name, port);
    proxy.proxied = [...proxy.proxied, target];
    return target;
  }
}

/** Takes in that a packet is about the target. */
export function touch(target: ProxiedFacts, view: PacketView): void {
  if (target.firstFrame === 0) {
    target.firstFrame = view.frameNumber;
    target.firstSeconds = view.seconds;
    target.firstNanoseconds = view.nanoseconds;
  }
  target.lastSeconds = view.seconds;
  target.lastNanoseconds = view.nanoseconds;
}
