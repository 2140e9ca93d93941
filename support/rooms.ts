/**
 * Data flows from left to right (docs/architecture.md): a room imports only from itself and from
 * rooms to its left, and from `data/`. `rewrite/` stands beside `documents/`, `web/` beside `cli/`.
 */
export const ROOMS = [
  ...['capture', 'protocols', 'inputs', 'filter', 'track', 'evidence', 'diagnosis'],
  ...['documents', 'tasks', 'cli'],
];
/** Beside the line: what each may import, and who may import it. */
export const BESIDE: Readonly<Record<string, { from: readonly string[]; to: readonly string[] }>> =
  {
    data: {
      from: [],
      to: [...ROOMS, 'profiles', 'words', 'rewrite', 'platform', 'web', 'library'],
    },
    profiles: {
      from: ['capture', 'protocols', 'inputs', 'data'],
      to: [...'evidence diagnosis documents words rewrite tasks cli web library'.split(' ')],
    },
    words: {
      from: ['capture', 'protocols', 'inputs', 'filter', 'profiles', 'data', 'evidence'],
      to: ['diagnosis', 'documents', 'rewrite', 'tasks', 'cli', 'web', 'library'],
    },
    rewrite: {
      from: [...ROOMS.slice(0, 7), 'profiles', 'words', 'data'],
      to: ['tasks', 'cli', 'web', 'library'],
    },
    platform: { from: ['capture', 'data'], to: ['tasks', 'cli', 'web', 'library'] },
    // The page stands beside the command line: neither knows the other.
    web: {
      from: [...ROOMS.slice(0, -1), 'rewrite', 'platform', 'profiles', 'words', 'data'],
      to: [],
    },
    // So does the library, for programs of others.
    library: {
      from: [...ROOMS.slice(0, -1), 'rewrite', 'platform', 'profiles', 'words', 'data'],
      to: [],
    },
  };
/** The room of a file: its folder in src/; null for the library's face. */
export function roomOf(path: string): string | null {
  const [, room, rest] = path.split('/');
  return rest === undefined ? null : room;
}

/** Whether one room may import from the other. */
export function mayImport(from: string | null, to: string | null): boolean {
  if (from === null) return to !== 'cli' && to !== 'web';
  if (from === to) return true;
  if (to === null) return from !== null && ['diagnosis', 'tasks', 'cli', 'web'].includes(from);
  if (to in BESIDE && !BESIDE[to].to.includes(from)) return false;
  if (from in BESIDE) return BESIDE[from].from.includes(to) || BESIDE[to]?.to.includes(from);
  return to in BESIDE || ROOMS.indexOf(to) < ROOMS.indexOf(from);
}
