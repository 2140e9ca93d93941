// Healthy traffic around packets whose frame numbers are given: between two of them there must be
// exactly so many others, none of them half a conversation.

import type { WrittenPacket } from '../capture-writer.ts';
import { filler, tcpFlag, tlsRecord } from '../packet-builder.ts';
import type { TcpConversation } from './scenario.ts';
import { ethernetFrame, type Scenario, type ScenarioPacket, writtenAt } from './scenario.ts';

export interface Anchor {
  /** Counts from 1. */
  frame: number;
  packet: ScenarioPacket;
}

export class AnchoredBackground {
  private readonly scenario: Scenario;
  private readonly anchors: Anchor[];
  /** Edges of the gaps between anchors, and how many packets each gap still has to take. */
  private readonly edges: number[];
  private readonly room: number[];
  private readonly kept: ScenarioPacket[] = [];

  /** `begin` and `end` in microseconds; `total` is the number of frames up to there. */
  constructor(scenario: Scenario, anchors: Anchor[], begin: number, end: number, total: number) {
    this.scenario = scenario;
    this.anchors = anchors;
    this.edges = [begin, ...anchors.map(({ packet }) => packet.time), end];
    const numbers = [0, ...anchors.map(({ frame }) => frame), total + 1];
    this.room = numbers.slice(1).map((number, index) => number - numbers[index]! - 1);
  }

  private gapOf(time: number): number {
    const { edges } = this;
    for (let gap = 0; gap < this.room.length; gap++) {
      if (time > edges[gap]! && time < edges[gap + 1]!) return gap;
    }
    return -1;
  }

  /** Keeps what `write` sends if every packet of it fits; else nothing is kept. */
  offer(write: () => void): boolean {
    const drafted = this.scenario.draft(write);
    const needed = new Array<number>(this.room.length).fill(0);
    for (const { time } of drafted) {
      const gap = this.gapOf(time);
      if (gap < 0 || ++needed[gap]! > this.room[gap]!) return false;
    }
    needed.forEach((count, gap) => {
      this.room[gap]! -= count;
    });
    this.kept.push(...drafted);
    return true;
  }

  /** As `offer`, at the first fitting of the times from `time` on, a tenth of a second apart. */
  insist(time: number, write: (time: number) => void): void {
    for (let attempt = 0; attempt < 200; attempt++) {
      const start = time + attempt * 100_000;
      if (this.offer(() => write(start))) return;
    }
    throw new Error('no room for a conversation that the capture needs');
  }

  /**
   * Fills every gap to the last packet with traffic of the open `flows`, two packets at a time
   * (data and its acknowledgment), an odd one with `single`. Nothing is sent before `from`.
   */
  fill(from: number, flows: TcpConversation[], single: (time: number) => void): void {
    for (let gap = 0; gap < this.room.length; gap++) {
      const begin = Math.max(from, this.edges[gap]!);
      const length = this.edges[gap + 1]! - begin;
      const pairs = this.room[gap]! >> 1;
      const slot = length / (pairs + 1);
      if (pairs > 0 && slot < 40) throw new Error(`gap ${gap} is too narrow for its packets`);
      for (let pair = 0; pair < pairs; pair++) {
        const flow = flows[this.scenario.random.between(0, flows.length - 1)]!;
        const jitter = this.scenario.random.between(0, Math.floor(slot / 2));
        const time = Math.ceil(begin + slot * pair) + 1 + jitter;
        const acknowledgedAfter = Math.min(Math.floor(slot / 3), 60);
        const length = this.scenario.random.between(1, 20);
        this.take(() => {
          flow.now = time;
          flow.serverSegment(tcpFlag.psh | tcpFlag.ack, { payload: tlsRecord(23, filler(length)) });
          flow.now = time + acknowledgedAfter;
          flow.clientSegment(tcpFlag.ack);
        });
      }
      if (this.room[gap]! & 1) this.take(() => single(Math.floor(begin + length - slot / 4)));
      this.room[gap] = 0;
    }
  }

  /** Keeps what `write` sends after the last gap: the end of the flows that filled it. */
  append(write: () => void): void {
    this.take(write);
  }

  private take(write: () => void): void {
    this.kept.push(...this.scenario.draft(write));
  }

  /** All packets in order, after checking that every anchor stands at its own number. */
  frames(): WrittenPacket[] {
    const all = [...this.kept, ...this.anchors.map(({ packet }) => packet)];
    // Anchors of the same microsecond are in order already; the sort is stable.
    all.sort((a, b) => a.time - b.time);
    for (const { frame, packet } of this.anchors) {
      if (all[frame - 1] !== packet) throw new Error(`a packet missed its frame number ${frame}`);
    }
    return all.map((packet) => writtenAt(packet.time, ethernetFrame(packet)));
  }
}
