import { AnswerLengths } from '../answer-lengths.ts';
import { AttemptLog } from '../attempt-log.ts';
import { CaptureClock } from '../capture-clock.ts';
import { ClientShapes } from '../client-shapes.ts';
import { ConnectionLog } from '../connection-log.ts';
import { ConnectionRoles } from '../connection-roles.ts';
import { Resolutions } from '../dns-answers.ts';
import { type FrameSample, Range } from '../frame-sample.ts';
import { isNextDoor } from '../hop-limit.ts';
import { MediaEnds } from '../media.ts';
import { OutsideSilences } from '../outside.ts';
import { SourceMac } from '../sender.ts';
import { StrayResponses } from '../stray-responses.ts';
import { StraySynAcks } from '../stray-syn-acks.ts';
import { Traces } from '../traces.ts';
import { Tunnels } from '../tunnels.ts';
import { UndecodedPackets } from '../undecoded.ts';

/** The capture as a whole: what it can carry. */
export class CaptureFacts {
  /** It is a list of packets, of which most lack what is not shown in a list. */
  isPacketList = false;
  /** Packets are missing between those that are there: somebody chose these. */
  isSelection = false;
  /** Nothing says when its packets were sent: how long an answer stayed away is not known. */
  isUntimed = false;
  /** Packets without a time of their own. */
  untimedPackets = 0;
  /** Packets of a list with data that it does not show. */
  packetsWithoutPayload = 0;
  /** ICMP errors of a list that do not show what they are about, by the host that they went to. */
  readonly errorsWithoutQuotation = new Map<string, FrameSample>();
  /** Hosts that such errors told that a packet of theirs ended on the way. */
  readonly tracers = new Set<string>();
  /** ICMP errors by which clients say that of an answer they never had all fragments. */
  neverWhole = 0;
  /** It is a log: what devices say of packets, and no packet. */
  isLog = false;
  packets = 0;
  firstSeconds = 0;
  firstNanoseconds = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  /** Packets whose layers were cut by the snap length before the transport header was whole. */
  cutPackets = 0;
  malformedPackets = 0;
  /** Packets in which no IP can be seen. */
  readonly undecoded = new UndecodedPackets();
  /** DNS questions cut by the snap length: such that differ may count as one. */
  cutQuestions = 0;
  /** Packets seen twice (mirrored port, `any` interface). */
  duplicates = 0;
  readonly clock = new CaptureClock();
  /** Which DNS servers gave addresses for which names. */
  readonly resolutions = new Resolutions();
  /** SYN/ACKs from addresses that nobody asked. */
  readonly straySynAcks = new StraySynAcks();
  /** Which side serves, of connections that began before. */
  readonly roles = new ConnectionRoles();
  /** Flows that began with a time to live which ends on the way. */
  readonly traces = new Traces();
  readonly answerLengths = new AnswerLengths();
  /** Tunnels of protocols without ports. */
  readonly tunnels = new Tunnels();
  /** DNS responses from where nobody was asked. */
  readonly strayResponses = new StrayResponses();
  /** Where the calls of the capture want their media. */
  readonly media = new MediaEnds();
  readonly outside = new OutsideSilences();
  /** The same of servers behind two routers or more: those before them may be on the own site. */
  readonly beyond = new OutsideSilences();

  /** Takes in that a packet came from a server off the client's site; -1 for an unknown time to live. */
  heardOutside(frame: number, seconds: number, timeToLive: number): void {
    this.outside.heard(frame, seconds);
    if (!isNextDoor(timeToLive)) this.beyond.heard(frame, seconds);
  }

  /** Bytes on the wire of the longest packet. */
  longestPacket = 0;
  /** Acknowledgments of data that the capture does not have (`tcp.analysis.ack_lost_segment`). */
  unseenSegments = 0;
  /** Packets of a list that do not show what they carry: they may be what others acknowledge. */
  packetsWithoutTransport = 0;
  /** Those that acknowledge such data, by the list's own words. */
  unseenByWords = 0;
  /** What became of single attempts. */
  readonly attempts = new AttemptLog();
  /** What became of single connections and DNS questions, and what they looked like. */
  readonly connections = new ConnectionLog();
  /** What ClientHellos look like: programs. */
  readonly shapes = new ClientShapes();
  /** Packets of TCP connections, and their segments with data that had to be sent again to arrive. */
  tcpPackets = 0;
  dataRetransmissions = 0;
  /** Connections whose first data was never acknowledged. */
  stalledConnections = 0;
  /** QUIC handshakes that the server took, and the tries in them up to then. */
  quicAnswered = 0;
  quicTries = 0;
  /** Those that were never answered, though tried again for long. */
  quicSilent = 0;
  /** First answers to plain HTTP of public servers, and redirects to other sites among them. */
  httpAnswers = 0;
  httpRedirects = 0;
  /** Networks of the servers that redirect to a host, by its hash; bounded. */
  readonly redirectTargets = new Map<number, Set<number>>();
  /** Second of the last SYN/ACK, or first data without one: up to then the network worked. */
  lastHandshakeSeconds = 0;
  /** Frame of the last SYN/ACK of a server outside private address ranges: until then it was heard. */
  lastPublicFrame = 0;
  /** TCP connections with packets of both directions. */
  twoWayConnections = 0;
  /** TCP connections on which only one side is seen, though the other must have answered. */
  oneWayConnections = 0;
  /** Connections that were under way when the capture began. */
  midstreamConnections = 0;
  /** Of these: whose client sends the same again and again, so that no packet is missing of the server. */
  midstreamUnanswered = 0;
  /** Connections of which a SYN is there, and those with an acknowledgment alone or a FIN. */
  connectionsBegun = 0;
  connectionsWithControl = 0;
  /** Connections of endpoints that were not followed because there were too many. */
  endpointsNotFollowed = 0;
  /** Endpoints that answered and made room for others. */
  endpointsLeftOut = 0;
  /** Flows given up early because there were too many at once. */
  flowsEvicted = 0;
  /** Handshake round-trip times to servers outside private address ranges. */
  readonly publicRoundTrip = new Range();
  /** TTL or hop limit of these servers' SYN/ACKs: how often each value was seen. */
  readonly publicTimeToLive = { total: 0, counts: new Uint32Array(256) };
  /** The MAC address that these came from: the router's, where there is one. */
  readonly publicMac = new SourceMac();
}
