import { count } from '../words/en/phrases.ts';
import type { Detector } from './observation.ts';

/** The server answers the SYN, and its answer does not reach the client. */
export const synAckUnacknowledged: Detector = {
  codes: [
    {
      code: 'syn-ack-unacknowledged',
      title: "The server's SYN/ACK does not reach the client",
      meaning:
        'The server answers and repeats its SYN/ACK, the client repeats its SYN and never acknowledges: between the place of capture and the client the answers are dropped. The way to the server is open; the drop is on the way back.',
      advice:
        'Look at the way back, from server to client: asymmetric routes past a stateful firewall, its state table, or a firewall on the client itself.',
      isPattern: true,
    },
  ],
  detect(endpoint) {
    const attempts = endpoint.unacknowledgedAttempts;
    if (attempts === 0) return null;
    const others = endpoint.answered - attempts;
    return {
      code: 'syn-ack-unacknowledged',
      text: `${count(attempts, 'connection attempt')}: the server sends its SYN/ACK again and again, and the client asks again and never acknowledges; dropped on the way back, from server to client.`,
      frames: endpoint.unacknowledged.frames,
      strength: attempts / (attempts + Math.max(0, others)),
    };
  },
};
