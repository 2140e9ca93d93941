import { type AddressWords, isSameAddress } from '../protocols/address-text.ts';
import { DATAGRAM_PROTOCOLS } from '../protocols/datagram-protocols.ts';
import { Protocol } from '../protocols/protocol.ts';
import type { EndpointFacts } from '../track/facts/endpoint-facts.ts';
import type { TrackedFacts } from '../track/interim-facts.ts';
import type { Tunnel } from '../track/tunnels.ts';

/**
 * Packets and microseconds of one side from which on the other should be heard: what is in the tunnel asks again
 * after 1 and 3 s (RFC 6298 §2), and who asks names after 5 s.
 */
const ENOUGH_PACKETS = 5;
const ENOUGH_TIME = 5_000_000;
/** PPTP's control connection, whose data GRE carries (RFC 2637 §3). */
const PPTP = 1723;

/** A tunnel without ports of which one end is heard and the other is not, though they agreed on it. */
export interface OneWayTunnel {
  readonly protocol: 'ESP' | 'GRE';
  readonly from: AddressWords;
  readonly to: AddressWords;
  readonly packets: number;
  /** Microseconds. */
  readonly lasted: number;
  readonly frame: number;
  /** Where the two agreed on it. */
  readonly control: EndpointFacts;
}

/** Tunnels with traffic one way only after an exchange that worked: of keys (IKE), or of PPTP's control. */
export function findOneWayTunnels({ capture, endpoints }: TrackedFacts): OneWayTunnel[] {
  return capture.tunnels.all.flatMap((tunnel) => {
    const side = tunnel.packets[0] === 0 ? 1 : 0;
    if (tunnel.packets[1 - side] > 0 || tunnel.packets[side] < ENOUGH_PACKETS) return [];
    if (tunnel.lasted < ENOUGH_TIME) return [];
    const control = endpoints.endpoints.find((endpoint) => agreesOn(endpoint, tunnel));
    if (control === undefined) return [];
    const [from, to] = side === 0 ? [tunnel.one, tunnel.other] : [tunnel.other, tunnel.one];
    return [
      {
        protocol: tunnel.protocol === Protocol.ESP ? ('ESP' as const) : ('GRE' as const),
        ...{ from, to, control },
        packets: tunnel.packets[side],
        lasted: tunnel.lasted,
        frame: tunnel.firstFrames[side],
      },
    ];
  });
}

function agreesOn(endpoint: EndpointFacts, tunnel: Tunnel): boolean {
  const isBetween =
    (isSameAddress(endpoint.client, tunnel.one) && isSameAddress(endpoint.server, tunnel.other)) ||
    (isSameAddress(endpoint.client, tunnel.other) && isSameAddress(endpoint.server, tunnel.one));
  if (!isBetween) return false;
  if (tunnel.protocol === Protocol.GRE) {
    return endpoint.protocol === Protocol.TCP && endpoint.port === PPTP && endpoint.exchanges > 0;
  }
  return endpoint.requests.some(
    ({ row, answered }) => DATAGRAM_PROTOCOLS[row].name === 'IKE' && answered > 0,
  );
}
