import { detector, pattern } from './evidence.ts';

export interface BlockPageValues {
  /** Who blocks. */
  readonly service: string;
  /** What it says to block with this page. */
  readonly reason: string;
  /** What the client asked for, by what it calls the server. */
  readonly names: readonly string[];
}

const NAMES_SHOWN = 4;

/**
 * The address is that of a page that a product shows in place of what its policy blocks: its DNS gave it
 * for the name that was asked for, and whatever answers there answers as that name's server.
 */
export const blockPage = detector({
  codes: {
    'block-page': pattern<BlockPageValues>({
      weights: { intercepted: 7, answered: -7, drop: -5, unreachable: -4 },
      stage: null,
      remedy: 'policy',
    }),
  },
  detect(endpoint, context) {
    const page = context.blockPage(endpoint.server);
    if (page === null) return null;
    return {
      code: 'block-page',
      values: { ...page, names: distinct(context.namesOf(endpoint)).slice(0, NAMES_SHOWN) },
      frames: endpoint.answers.first(8),
    };
  },
});

/** Names that differ by more than case, the first of each. */
function distinct(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}
