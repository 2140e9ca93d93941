import type { ReportFrame } from '../../diagnosis/report/report.ts';
import { count } from '../../words/en/phrases.ts';
import { html, type Markup } from './markup.ts';
import { plainTime } from './time-axis.ts';

/** Rows that one packet list has. */
export const PACKET_ROWS = 60;
/** Info as long as it is worth reading; Wireshark's column may have 4,095 characters. */
const INFO_LENGTH = 300;

/** Frames as Wireshark's packet list shows them; null without any. */
export function packetTable(
  frames: readonly ReportFrame[],
  id: string,
  clock: string,
): Markup | null {
  if (frames.length === 0) return null;
  const left = frames.length - PACKET_ROWS;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Cited frames"><table class="packets">
<caption>Cited frames as Wireshark shows them, times in ${clock}${left > 0 && html`; ${count(left, 'further frame')} left out`}</caption>
<thead><tr><th scope="col" class="number">No.</th><th scope="col">Time</th><th scope="col">Source</th><th scope="col">Destination</th><th scope="col">Protocol</th><th scope="col" class="number">Length</th><th scope="col">Info</th></tr></thead>
<tbody>${frames
    .slice(0, PACKET_ROWS)
    .map(
      ({ number, time, source, destination, protocol, length, info }) =>
        html`<tr id="${frameAnchor(id, number)}"><th scope="row" class="number">${number}</th><td class="time">${plainTime(time)}</td><td${addressClass(source)}>${source}</td><td${addressClass(destination)}>${destination}</td><td class="address">${protocol}</td><td class="number">${length}</td><td class="info">${info.length > INFO_LENGTH ? `${info.slice(0, INFO_LENGTH)}…` : info}</td></tr>`,
    )}</tbody>
</table></div>`;
}

/** The anchor of a frame's row in the packet list of `id`. */
export function frameAnchor(id: string, frame: number): string {
  return `${id}-n${frame}`;
}

/** Longest IPv4 address. */
const SHORT = 15;

/** Short addresses are never broken into two lines; those of IPv6 may have to be. */
export function addressClass(address: string): Markup | null {
  return address.length > SHORT ? null : html` class="address"`;
}
