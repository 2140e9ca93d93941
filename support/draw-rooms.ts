import { filesUnder, importsOf } from './imports.ts';
import { BESIDE, ROOMS, roomOf } from './rooms.ts';

export const ROOMS_PICTURE = 'docs/images/rooms.svg';

/** What each room makes of what it gets, in two short lines. */
const MAKES: Readonly<Record<string, readonly [string, string]>> = {
  capture: ['bytes', '→ packets'],
  protocols: ['offsets,', 'fields, Info'],
  inputs: ['lists, logs,', 'look-ups'],
  filter: ['which packets', 'count'],
  track: ['flows → facts', 'by failure'],
  evidence: ['one record', 'per code'],
  diagnosis: ['why, and', 'how sure'],
  documents: ['one tree →', 'every format'],
  tasks: ['what is asked', 'on a platform'],
  cli: ['one file', 'a command'],
  data: ['generated', 'tables'],
  profiles: ['what products', 'need'],
  words: ['every', 'sentence'],
  rewrite: ['packets →', 'captures'],
  platform: ['Node and', 'the browser'],
  web: ['the page', 'in a browser'],
  library: ['for programs', 'of others'],
};

const BOX = { width: 104, height: 62, gap: 14 };
const MARGIN = 16;
/** Room above the line for arrows that pass over rooms. */
const ARCS = 110;

const centre = (index: number) => MARGIN + index * (BOX.width + BOX.gap) + BOX.width / 2;

function box(room: string, index: number, top: number): string {
  const x = centre(index);
  const [first, second] = MAKES[room];
  return `<rect x="${x - BOX.width / 2}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="6"/>
<text class="room" x="${x}" y="${top + 20}">${room}/</text>
<text x="${x}" y="${top + 37}">${first}</text>
<text x="${x}" y="${top + 51}">${second}</text>`;
}

/** Rooms of the line from which each imports, seen in the files' own imports. */
function arrows(): [from: number, to: number][] {
  const found = new Map<string, [number, number]>();
  for (const { from, to } of filesUnder('src', true, '.ts').flatMap(importsOf)) {
    const pair = [roomOf(from), roomOf(to)].map((room) => ROOMS.indexOf(room ?? ''));
    const [importer, imported] = pair;
    if (to.startsWith('src/') && importer > imported && imported >= 0) {
      found.set(pair.join(), [importer, imported]);
    }
  }
  return [...found.values()].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
}

/** The picture as SVG text, with a title and a description for who cannot see it. */
export function drawRooms(): string {
  const width = 2 * MARGIN + ROOMS.length * (BOX.width + BOX.gap) - BOX.gap;
  const top = MARGIN + ARCS;
  const below = top + BOX.height + 44;
  const height = below + BOX.height + MARGIN;
  const pairs = arrows();
  const arcs = pairs.map(([from, to]) => {
    // Neighbours touch; others are joined above the line, the farther the higher.
    const rise = from - to === 1 ? 14 : 18 * (from - to);
    const [start, end] = [centre(from) - 8, centre(to) + 8];
    return `<path d="M${start} ${top} C${start} ${top - rise} ${end} ${top - rise} ${end} ${top - 3}"/>`;
  });
  const described = ROOMS.map((room, index) => {
    const imported = pairs.filter(([from]) => from === index).map(([, to]) => ROOMS[to]);
    return `${room} imports from ${imported.length === 0 ? 'none of them' : imported.join(', ')}`;
  });
  const beside = Object.keys(BESIDE);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">The rooms of src/: each imports only from rooms to its left</title>
<desc id="desc">${described.join('; ')}. Beside the line: ${beside.join(', ')}.</desc>
<style>
text { font: 11px system-ui, sans-serif; text-anchor: middle; fill: #444; }
.room { font-weight: 600; font-size: 13px; fill: #111; }
.note { text-anchor: start; }
rect { fill: #f4f6f9; stroke: #5b6b82; }
path { fill: none; stroke: #5b6b82; opacity: .55; marker-end: url(#head); }
marker path { fill: #5b6b82; stroke: none; opacity: 1; marker-end: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #b8c0cc; }
  .room { fill: #f0f3f7; }
  rect { fill: #1d2430; stroke: #8797ad; }
  path { stroke: #8797ad; }
  marker path { fill: #8797ad; }
}
</style>
<defs><marker id="head" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 6 3 0 6z"/></marker></defs>
${arcs.join('\n')}
${ROOMS.map((room, index) => box(room, index, top)).join('\n')}
<text class="note" x="${MARGIN}" y="${below - 14}">Beside the line: data/ for all; profiles/ and words/ for the rooms from evidence/ on; rewrite/ beside documents/; platform/ under tasks/; web/ and library/ beside cli/</text>
${beside.map((room, index) => box(room, index, below)).join('\n')}
</svg>
`;
}
