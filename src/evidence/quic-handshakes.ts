import type { EndpointFacts } from '../track/facts.ts';
import { detector, pattern, type Seen } from './evidence.ts';
import { isFiltered } from './first-data.ts';

/** Initials without an answer from which on a name's silence is no accident. */
const TELLING_INITIALS = 3;
/** Share of the silent connections that asked for names which never work. */
const MOSTLY = 0.8;

export interface QuicRefused {
  readonly connections: number;
  /** Errors of the server's CONNECTION_CLOSE (RFC 9000 §20.1; from 0x100 on alerts of TLS). */
  readonly errors: readonly number[];
  readonly serverName: string | null;
}

const codes = {
  'quic-server-name-filtered': pattern<{ fails: string; works: string; initials: number }>({
    weights: { drop: 3, answered: -6 },
    supportsOnly: true,
    stage: 'question',
    remedy: 'server-name',
  }),
  'quic-refused': pattern<QuicRefused>({
    weights: { closed: 3, drop: -4, unreachable: -4 },
    stage: 'question',
    remedy: null,
  }),
  'quic-version-negotiation': pattern<{ connections: number }>({
    weights: { answered: 1 },
    stage: null,
    remedy: null,
    isNotable: true,
  }),
};

/**
 * What Initials say, whose keys are public (RFC 9001 §5.2): a name of which they are never answered
 * while others of that server's are; the server's refusal, and that it has other versions.
 */
export const quicHandshakes = detector({
  codes,
  detect(endpoint) {
    const { quic } = endpoint;
    if (quic === null) return null;
    const found: Seen<typeof codes>[] = [];
    const filtered = filteredByName(endpoint);
    if (filtered !== null) {
      found.push({
        code: 'quic-server-name-filtered',
        values: { ...filtered, initials: quic.silentInitials },
        frames: quic.silent.frames,
      });
    }
    const { closedConnections: connections } = quic;
    if (connections > 0) {
      const frames = new Set(quic.closes.flatMap(({ frames }) => frames.frames));
      found.push({
        code: 'quic-refused',
        values: {
          connections,
          errors: quic.closes.map(({ error }) => error),
          serverName: endpoint.tls.serverNames.find(({ works }) => !works)?.name ?? null,
        },
        frames: [...frames].sort((a, b) => a - b).slice(0, 8),
        strength: connections / (connections + endpoint.exchanges),
      });
    }
    if (quic.negotiations.total > 0) {
      found.push({
        code: 'quic-version-negotiation',
        values: { connections: quic.negotiations.total },
        frames: quic.negotiations.frames,
      });
    }
    return found;
  },
});

/** The server name that QUIC never has an answer for, and one that it has; null where it is not so. */
export function filteredByName({
  quic,
  tls,
}: EndpointFacts): { readonly fails: string; readonly works: string } | null {
  if (quic === null || quic.silentInitials < TELLING_INITIALS) return null;
  // One after the other: the server may have come, or gone.
  if (quic.firstAnsweredFrame >= quic.lastSilentFrame) return null;
  if (quic.lastAnsweredFrame <= quic.firstSilentFrame) return null;
  const filtered = tls.serverNames.filter(isFiltered);
  const works = tls.serverNames.find((name) => name.works);
  if (filtered.length === 0 || works === undefined) return null;
  const failures = filtered.reduce((sum, name) => sum + name.failures, 0);
  if (failures < MOSTLY * quic.silentConnections) return null;
  return { fails: filtered[0].name, works: works.name };
}
