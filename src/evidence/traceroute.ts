import { Protocol } from '../protocols/protocol.ts';
import type { EndpointFacts } from '../track/facts.ts';

/** Ports that traceroute sends its probes to: 33434 and up, one for each (traceroute(8)). */
const FIRST_PORT = 33_434;
const LAST_PORT = 33_689;

/**
 * Whether an endpoint is a probe of traceroute: it asks for no service, and ICMP errors are the
 * answer that it wants.
 */
export function isTraceroute(endpoint: EndpointFacts): boolean {
  return (
    endpoint.protocol === Protocol.UDP &&
    endpoint.port >= FIRST_PORT &&
    endpoint.port <= LAST_PORT &&
    endpoint.answered === 0 &&
    (endpoint.icmpErrors.length > 0 || endpoint.attempts <= 3)
  );
}
