import { isRecognized } from '../profiles/profile.ts';
import { Protocol } from '../protocols/protocol.ts';
import { count } from '../words/en/phrases.ts';
import type { Detector, Observation } from './observation.ts';

/** What the rest of the capture says about a silent or refusing endpoint. */
export const surroundings: Detector = {
  codes: [
    {
      code: 'others-answer',
      title: 'Other services answer in the same capture',
      meaning: "The client's network works in general; only this destination does not.",
      advice: 'Look for a rule about this destination, not for a broken network.',
    },
    {
      code: 'nothing-answers',
      title: 'Nothing at all answers in the capture',
      meaning:
        'No server answered anything: the network may be down, or only one direction was captured.',
      advice: 'Check that the PC is online, and capture on the interface that it uses.',
    },
    {
      code: 'server-answers-elsewhere',
      title: 'The same server answers on another port',
      meaning: 'The server is up and reachable: only this port or protocol is not.',
      advice: 'Look for a rule about this port.',
    },
    {
      code: 'known-service',
      title: 'The address is known to offer this service',
      meaning: "The product's vendor runs this service on this address and port for everyone.",
      advice: "A refusal or silence is then hardly the server's own.",
    },
  ],
  detect(endpoint, context) {
    const found: Observation[] = [];
    const failed =
      endpoint.silentAttempts + endpoint.refused + endpoint.stalledAttempts > 0 ||
      endpoint.resetAfterDataAttempts + endpoint.unacknowledgedAttempts > 0 ||
      endpoint.later !== null;
    if (!failed) return null;
    const others = context.answeringServers(endpoint.server);
    if (others > 0) {
      found.push({
        code: 'others-answer',
        text: `${count(others, 'other server')} answered in the same capture.`,
        frames: [],
        strength: 1,
      });
    } else if (endpoint.answered === 0 && !context.capture.isSelection) {
      // A list that was filtered to one server says nothing of the others.
      found.push({
        code: 'nothing-answers',
        text: 'No other server answered anything in this capture.',
        frames: [],
        strength: 1,
      });
    }
    const elsewhere = context
      .answeringOn(endpoint.server)
      .find((other) => other.port !== endpoint.port || other.protocol !== endpoint.protocol);
    if (elsewhere !== undefined) {
      const protocol = elsewhere.protocol === Protocol.TCP ? 'TCP' : 'UDP';
      found.push({
        code: 'server-answers-elsewhere',
        text: `The same server answers on ${protocol} ${elsewhere.port}.`,
        frames: elsewhere.answers.frames.slice(0, 3),
        strength: 1,
      });
    }
    const match = context.functionOf(endpoint);
    if (match !== null && isRecognized(match)) {
      found.push({
        code: 'known-service',
        text: `${match.value} is known to serve ${match.function.title} on this port.`,
        frames: [],
        strength: 1,
      });
    }
    return found;
  },
};
