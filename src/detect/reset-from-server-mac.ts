import { count, type Detector } from './observation.ts';

/** On the same subnet ARP tells whose frame it is. */
export const resetFromServerMac: Detector = {
  codes: [
    {
      code: 'reset-from-server-mac',
      title: "The RST came from the server's own network card",
      meaning:
        "Client and server are on one subnet, and the frame's source is the MAC address that ARP gives for the server: the server itself refuses (or a firewall on it).",
      advice: 'Look at the server: is the service running, does its own firewall reject?',
    },
  ],
  detect(endpoint) {
    const resets = endpoint.resets;
    if (resets === null || resets.fromServersMac === 0) return null;
    return {
      code: 'reset-from-server-mac',
      text: `${count(resets.fromServersMac, 'RST')} came from the MAC address that ARP gives for the server itself.`,
      frames: resets.resetFrames.frames,
      strength: resets.fromServersMac / resets.resetFrames.total,
    };
  },
};
