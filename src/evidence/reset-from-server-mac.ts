import { MAPPED_PREFIX } from '../protocols/address-text.ts';
import { isDistant } from '../track/addresses.ts';
import { count } from '../words/en/phrases.ts';
import type { Detector } from './observation.ts';

/** On the same subnet ARP or neighbor discovery tells whose frame it is. */
export const resetFromServerMac: Detector = {
  codes: [
    {
      code: 'reset-same-host',
      title: 'Client and server are the same host',
      meaning: 'The host refuses its own connection: no service listens on that port.',
      advice: 'Start the service, or correct the port; look at a firewall on the host itself.',
    },
    {
      code: 'reset-from-server-mac',
      title: "The RST came from the server's own network card",
      meaning:
        "Client and server are on one subnet, and the frame's source is the MAC address that ARP (IPv6: neighbor discovery) gives for the server: the server itself refuses (or a firewall on it).",
      advice: 'Look at the server: is the service running, does its own firewall reject?',
    },
    {
      code: 'reset-within-host',
      title: "The RST was made on the client's own host",
      meaning:
        "The RST's frame has the client's own MAC address as its source, while other servers' packets come from the router: it never was on the network. A firewall or security software on the client refuses in the server's name.",
      advice: 'Look at the firewall and the security software on the client itself.',
    },
  ],
  detect(endpoint, context) {
    const resets = endpoint.resets;
    if (resets === null) return null;
    if (endpoint.server.every((word, i) => word === endpoint.client[i])) {
      return {
        code: 'reset-same-host',
        text: 'Client and server are the same host: no network is between them.',
        frames: resets.resetFrames.frames,
        strength: 1,
      };
    }
    if (resets.withinHost === resets.resetFrames.total) {
      const others = context.capture.publicMac;
      const isLocal = !isDistant(endpoint.client, endpoint.server);
      // Where every frame looks so, the addresses were made anonymous.
      if (isLocal || !others.isOne || others.equals(resets.mac)) return null;
      return {
        code: 'reset-within-host',
        text: `${count(resets.withinHost, 'RST')} with one MAC address as source and destination, unlike the packets of other servers: made on the client's own host.`,
        frames: resets.resetFrames.frames,
        strength: 1,
      };
    }
    if (resets.fromServersMac === 0) return null;
    const isIpv4 = endpoint.server[2] === MAPPED_PREFIX && endpoint.server[0] === 0;
    return {
      code: 'reset-from-server-mac',
      text: `${count(resets.fromServersMac, 'RST')} came from the server's own MAC address, as ${isIpv4 ? 'ARP' : 'neighbor discovery'} gives it.`,
      frames: resets.resetFrames.frames,
      strength: resets.fromServersMac / resets.resetFrames.total,
    };
  },
};
