import type { CaptureReader } from '../capture/reader.ts';
import { captureTimeDigits, listTime } from '../capture/time-text.ts';
import type { FlowRow } from '../documents/flow-list.ts';
import { dnsPolicy } from '../profiles/dns-policy.ts';
import { formatAddress } from '../protocols/address-text.ts';
import { Protocol } from '../protocols/protocol.ts';
import { connectionState, historyText, TcpState } from '../track/connection-state.ts';
import { FLOW_WORDS, Flow, type FlowTable } from '../track/flow-table.ts';
import { Next, type PacketConsumer, type PacketFilter, runPackets } from '../track/run-packets.ts';
import { microsecondsBetween } from '../track/time.ts';
import { Tracker } from '../track/tracker.ts';

/** Rows held back to be put in the order of their first frames; beyond it, they come as they end. */
const SORTED_ROWS = 200_000;

/**
 * Every connection and UDP conversation of a capture, those of packets that match.
 * @param take is given rows by and by, in the order of their first frames as far as they are held
 * @param onBatch told after each piece of the capture
 */
export async function listFlows(
  reader: CaptureReader,
  filter: PacketFilter | undefined,
  take: (rows: readonly FlowRow[]) => Promise<void> | void,
  onBatch?: () => void,
): Promise<void> {
  let rows: FlowRow[] = [];
  const tracker: Tracker = new Tracker({
    onFlowEnd(flow) {
      if (tracker.isInScope(flow)) {
        rows.push(flowRow(tracker.flows, flow, captureTimeDigits(reader.interfaces)));
      }
    },
  });
  const give = async () => {
    rows.sort((one, other) => one.firstFrame - other.firstFrame);
    const given = rows;
    rows = [];
    await take(given);
  };
  const consumer: PacketConsumer = {
    filter,
    stopsAtTcp: true,
    observe(view, inScope) {
      tracker.observe(view, inScope);
      return Next.MORE;
    },
    async afterBatch() {
      onBatch?.();
      if (rows.length > SORTED_ROWS) await give();
    },
  };
  await runPackets(reader, consumer, dnsPolicy());
  tracker.finish();
  await give();
}

function flowRow(flows: FlowTable, flow: number, digits: 6 | 9): FlowRow {
  const { words, doubles } = flows;
  const base = flow * FLOW_WORDS;
  const word = (offset: number) => words[base + offset];
  const address = (offset: number) =>
    formatAddress(word(offset), word(offset + 1), word(offset + 2), word(offset + 3));
  const isTcp = word(Flow.PROTOCOL) === Protocol.TCP;
  return {
    firstFrame: word(Flow.FIRST_FRAME),
    time: listTime(word(Flow.FIRST_SECONDS) >>> 0, word(Flow.FIRST_NANOSECONDS), digits),
    duration:
      microsecondsBetween(
        word(Flow.FIRST_SECONDS) >>> 0,
        word(Flow.FIRST_NANOSECONDS),
        word(Flow.LAST_SECONDS) >>> 0,
        word(Flow.LAST_NANOSECONDS),
      ) / 1e6,
    protocol: isTcp ? 'tcp' : 'udp',
    client: address(Flow.CLIENT_ADDRESS),
    clientPort: word(Flow.PORTS) >>> 16,
    server: address(Flow.SERVER_ADDRESS),
    serverPort: word(Flow.PORTS) & 0xffff,
    state: isTcp ? connectionState(words, base) : datagramState(word(Flow.STATE)),
    history: historyText(words, base),
    clientPackets: word(Flow.CLIENT_PACKETS),
    clientBytes: doubles[(base + Flow.CLIENT_BYTES) / 2],
    serverPackets: word(Flow.SERVER_PACKETS),
    serverBytes: doubles[(base + Flow.SERVER_BYTES) / 2],
  };
}

/** Zeek's `conn_state` of UDP: SF where both sides spoke, S0 and SHR where one did. */
function datagramState(state: number): string {
  if ((state & TcpState.SERVER_DATA) === 0) return 'S0';
  return (state & TcpState.CLIENT_DATA) === 0 ? 'SHR' : 'SF';
}
