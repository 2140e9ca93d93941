import { Protocol } from '../protocols/protocol.ts';
import { EndpointFacts, type ProxiedFacts } from '../track/facts.ts';

/**
 * What a server was asked for by name, as endpoints of their own: a proxy may refuse one target and
 * connect to another, and each has its verdict.
 */
export function askedEndpoints(proxy: EndpointFacts): EndpointFacts[] {
  return proxy.proxied.map((target) => endpointOf(proxy, target));
}

function endpointOf(proxy: EndpointFacts, target: ProxiedFacts): EndpointFacts {
  const facts = new EndpointFacts(
    proxy.client,
    proxy.server,
    target.port,
    Protocol.TCP,
    proxy.manyClients,
  );
  facts.asked = { name: target.name, port: proxy.port };
  facts.proxied = [target];
  facts.inScope = proxy.inScope;
  const { firstFrame, lastSeconds, lastNanoseconds } = target;
  facts.touch(firstFrame, target.firstSeconds, target.firstNanoseconds);
  facts.touch(firstFrame, lastSeconds, lastNanoseconds);
  facts.attempts = target.attempts;
  facts.answered = target.granted;
  facts.exchanges = target.granted;
  facts.refused = target.refusals.total + target.failures.total;
  facts.answers = target.answers;
  return facts;
}
