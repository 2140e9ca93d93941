import type { CaptureInterface } from '../capture/capture-interface.ts';
import type { PacketRecord } from '../capture/packet-record.ts';
import { Decoder, type DnsPolicy } from '../protocols/decoder.ts';
import { PacketView } from '../protocols/packet-view.ts';
import type { PacketAnnotator } from './packet-annotator.ts';

/** Where packets come from; a `CaptureReader` is one. */
export interface PacketSource {
  /** Those met so far: the source adds to the list as it reads. */
  readonly interfaces: readonly CaptureInterface[];
  /** Reads the next chunk. @returns false at the end */
  refill(): Promise<boolean>;
  /** Fills the record with the next packet. @returns false when the chunk is used up */
  next(record: PacketRecord): boolean;
}

/** Which packets a consumer is about; a `DisplayFilter` is one. */
export interface PacketFilter {
  /** `Analysis` bits; none where it is not said. */
  readonly needs?: number;
  /** Whether it takes all packets of a conversation or none of them. */
  readonly selectsConversations?: boolean;
  matches(view: PacketView): boolean;
}

/** What a consumer wants after a packet. */
export enum Next {
  /** The next packet. */
  MORE = 0,
  /** The next packet when `afterBatch` has had its time: there is much to write. */
  PAUSE,
  /** No packet any more. */
  STOP,
}

/** Who reads a capture's packets: what it needs of them, and what it does with each. */
export interface PacketConsumer {
  /** `Analysis` bits that `observe` relies on, beside those of the filter. */
  readonly needs?: number;
  /** Which packets count as selected; all of them where there is none. */
  readonly filter?: PacketFilter | undefined;
  /** It asks for nothing of what TCP carries: without a filter and needs, no layer is made of it. */
  readonly stopsAtTcp?: boolean;
  /**
   * Asked of every decoded packet, where it is there: those that are not wanted are spared the
   * analyses, which cost ten times what a look at addresses does, and are not observed.
   */
  readonly wants?: ((view: PacketView) => boolean) | undefined;
  /**
   * Takes in a packet, decoded and analysed.
   * @param view borrowed: the next packet is put into it
   */
  observe(view: PacketView, isSelected: boolean): Next;
  /** After each batch: a chunk of the capture, or a part of one that ended with `Next.PAUSE`. */
  readonly afterBatch?: (() => void | Promise<void>) | undefined;
}

/**
 * The one loop over packets: reads a source to its end, or until the consumer has enough. It waits
 * once a batch; within one, packet after packet is decoded, analysed as far as somebody needs it, and
 * handed on. `observe` never sees how many packets a batch has.
 * @param dns what is DNS beside port 53
 */
export async function runPackets(
  source: PacketSource,
  consumer: PacketConsumer,
  dns: Partial<DnsPolicy> = {},
): Promise<void> {
  const needs = (consumer.needs ?? 0) | (consumer.filter?.needs ?? 0);
  const isPlain = needs === 0 && consumer.filter === undefined && consumer.wants === undefined;
  const decoder = new Decoder({ ...dns, stopAtTcp: isPlain && consumer.stopsAtTcp === true });
  const annotator = needs === 0 ? null : await annotatorFor(needs, source);
  const view = new PacketView();
  let next = Next.MORE;
  while (next !== Next.STOP && (next === Next.PAUSE || (await source.refill()))) {
    next = isPlain
      ? runPlain(source, consumer, decoder, view)
      : runBatch(source, consumer, decoder, annotator, view);
    const pause = consumer.afterBatch?.();
    if (pause !== undefined) await pause;
  }
}

/** Loaded for who needs it: a diagnosis does not, and every start would wait. */
async function annotatorFor(needs: number, { interfaces }: PacketSource): Promise<PacketAnnotator> {
  const { PacketAnnotator } = await import('./packet-annotator.ts');
  return new PacketAnnotator(needs, interfaces);
}

/** A batch without analyses and filter: the diagnosis of millions of packets has no test for them. */
function runPlain(
  source: PacketSource,
  consumer: PacketConsumer,
  decoder: Decoder,
  view: PacketView,
): Next {
  while (source.next(view)) {
    decoder.decode(view);
    const next = consumer.observe(view, true);
    if (next !== Next.MORE) return next;
  }
  return Next.MORE;
}

function runBatch(
  source: PacketSource,
  consumer: PacketConsumer,
  decoder: Decoder,
  annotator: PacketAnnotator | null,
  view: PacketView,
): Next {
  const { filter } = consumer;
  while (source.next(view)) {
    decoder.decode(view);
    if (consumer.wants !== undefined && !consumer.wants(view)) continue;
    annotator?.annotate(view);
    const next = consumer.observe(view, filter === undefined || filter.matches(view));
    if (next !== Next.MORE) return next;
  }
  return Next.MORE;
}
