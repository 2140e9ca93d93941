import type { CaptureInterface } from '../capture/capture-interface.ts';
import { Analysis } from '../protocols/analysis.ts';
import type { PacketView } from '../protocols/packet-view.ts';
import { ApplicationLayers } from './application-layers.ts';
import { ArpClaims } from './arp-claims.ts';
import { DnsTransactions } from './dns-transactions.ts';
import { EchoPairs } from './echo-pairs.ts';
import { FrameTimes } from './frame-times.ts';
import { MediaLayers } from './media-layers.ts';
import { QuicLayers } from './quic-layers.ts';
import { StreamMessages } from './stream-messages.ts';
import { TcpAnalysis } from './tcp-analysis.ts';
import { UdpStreams } from './udp-streams.ts';

/** An analysis that looks at every packet, and fills an annotation of the view. */
interface PacketAnalysis {
  annotate(view: PacketView): void;
}

/**
 * Runs the analyses that a filter or the columns need, and no other: what costs memory or time is
 * paid only by who names a field that needs it.
 */
export class PacketAnnotator {
  readonly #analyses: PacketAnalysis[] = [];

  /**
   * @param needs `Analysis` bits
   * @param interfaces those of the capture; the reader adds to the list as it reads
   */
  constructor(needs: number, interfaces: readonly CaptureInterface[] = []) {
    if ((needs & (Analysis.FRAME | Analysis.DISPLAYED)) !== 0) {
      this.#analyses.push(new FrameTimes(interfaces));
    }
    if ((needs & (Analysis.TCP | Analysis.APPLICATION | Analysis.MESSAGES)) !== 0) {
      this.#analyses.push(new TcpAnalysis());
    }
    // These rely on those before them.
    if ((needs & Analysis.APPLICATION) !== 0) {
      this.#analyses.push(new ApplicationLayers(), new MediaLayers(), new QuicLayers());
    }
    if ((needs & Analysis.MESSAGES) !== 0) this.#analyses.push(new StreamMessages());
    if ((needs & Analysis.DNS) !== 0) this.#analyses.push(new DnsTransactions());
    if ((needs & Analysis.UDP) !== 0) this.#analyses.push(new UdpStreams());
    if ((needs & Analysis.ECHO) !== 0) this.#analyses.push(new EchoPairs());
    if ((needs & Analysis.ARP) !== 0) this.#analyses.push(new ArpClaims());
  }

  /** Looks at the decoded packet in `view`: every packet of the capture, in its order. */
  annotate(view: PacketView): void {
    for (const analysis of this.#analyses) analysis.annotate(view);
  }
}
