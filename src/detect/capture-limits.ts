import { count, type Detector, type Observation } from './observation.ts';

/** Share of lost packets from which on silence proves nothing. */
const MEANINGFUL_LOSS = 0.01;
/** Share of one-way connections from which on the capture is taken as one-way. */
const ONE_WAY_SHARE = 0.2;

/** Whether the capture can carry a verdict that rests on silence. */
export const captureLimits: Detector = {
  codes: [
    {
      code: 'capture-ends-too-soon',
      title: 'The capture ends before an answer could have come',
      meaning:
        'The last attempt is younger than the time after which a client would try again: nothing follows from the silence.',
      advice: 'Capture again, and let it run for at least 30 seconds after the failure.',
    },
    {
      code: 'capture-lost-packets',
      title: 'Packets were lost while capturing',
      meaning:
        'The capturing host dropped packets: answers may have come and not been written down.',
      advice: 'Capture again with a capture filter, a larger buffer, or on a faster host.',
    },
    {
      code: 'capture-one-way',
      title: 'The capture shows one direction only',
      meaning:
        "Connections go on although one side's packets are missing: the capture was taken where only one direction passes.",
      advice: "Capture on the client's own interface.",
    },
  ],
  detect(endpoint, context) {
    const found: Observation[] = [];
    const { capture } = context;
    if (endpoint.pendingAttempts > 0) {
      found.push({
        code: 'capture-ends-too-soon',
        text: `${count(endpoint.pendingAttempts, 'attempt')} began too shortly before the end to have an answer.`,
        frames: endpoint.pending.frames,
        strength: 1,
      });
    }
    if (endpoint.silentAttempts === 0) return found;
    if (context.droppedPackets > 0) {
      const share = context.droppedPackets / (context.droppedPackets + capture.packets);
      found.push({
        code: 'capture-lost-packets',
        text: `${count(context.droppedPackets, 'packet')} lost while capturing (${(share * 100).toPrecision(2)} %): answers may be among them.`,
        frames: [],
        strength: Math.min(1, share / MEANINGFUL_LOSS),
      });
    }
    const connections = capture.oneWayConnections + capture.twoWayConnections;
    const oneWay = connections > 0 ? capture.oneWayConnections / connections : 0;
    if (oneWay >= ONE_WAY_SHARE) {
      found.push({
        code: 'capture-one-way',
        text: `${count(capture.oneWayConnections, 'connection')} of ${connections} ${capture.oneWayConnections === 1 ? 'shows' : 'show'} one direction only.`,
        frames: [],
        strength: Math.min(1, oneWay * 2),
      });
    }
    return found;
  },
};
