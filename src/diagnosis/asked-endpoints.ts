import { Protocol } from '../protocols/protocol.ts';
import { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { ProxiedFacts } from '../track/facts/http-facts.ts';

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
  // Whose certificate the client refuses in a tunnel is not had through it.
  facts.tls = target.tls;
  facts.clientHellos = target.clientHellos;
  let refused = 0;
  for (const { total } of target.tls.distrusts.values()) refused += total;
  facts.exchanges = Math.max(0, target.granted - refused);
  const { refusals, failures, refusedElsewhere, vague, closed, unanswered } = target;
  for (const { total } of [refusals, failures, refusedElsewhere, vague, closed, unanswered]) {
    facts.refused += total;
  }
  facts.answers = target.answers;
  if (target.turnedAway.total > 0) facts.ownUnshown().turnedAway = target.turnedAway;
  return facts;
}
