import { expect, test } from 'vitest';
import { OngoingDiagnosis } from '../../src/diagnosis/diagnose.ts';
import { InterimVerdicts } from '../../src/diagnosis/interim-verdicts.ts';
import type { Report } from '../../src/diagnosis/report/report.ts';
import { reportOf } from '../../src/diagnosis/report/report-of.ts';
import { formatAddress } from '../../src/protocols/address-text.ts';
import { Protocol } from '../../src/protocols/protocol.ts';
import { CAPTURES, captureNames, labCaptureNames } from '../../support/shipped-captures.ts';
import { type Moment, momentsOf, steppingReader } from '../../support/stepping-reader.ts';

/** What was told of an endpoint, in order: "2 s: drop low". */
type Told = Map<string, string[]>;

/** Looks at a capture at each of these moments, as if it were captured right now. */
async function watch(path: string, moments: readonly Moment[]): Promise<[Told, Report]> {
  const reader = await steppingReader(
    path,
    moments.map(({ packets }) => packets),
  );
  const diagnosis = new OngoingDiagnosis(reader);
  const verdicts = new InterimVerdicts();
  const told: Told = new Map();
  let next = 0;
  await diagnosis.read(reader, () => {
    const moment = moments[next];
    if (moment === undefined || reader.packets !== moment.packets) return;
    next++;
    const { endpoints } = diagnosis.interim(moment.seconds, moment.nanoseconds);
    for (const row of verdicts.update(endpoints, moment.seconds)) {
      if (!row.isChange || row.shown === null) continue;
      const { client, server, port, protocol } = row.endpoint.facts;
      const key = [
        formatAddress(...client),
        formatAddress(...server),
        protocol === Protocol.TCP ? 'tcp' : 'udp',
        port,
      ].join(' ');
      const after = moment.seconds - diagnosis.capture.firstSeconds;
      const text = `${after} s: ${row.shown.verdict} ${row.shown.confidence}`;
      told.set(key, [...(told.get(key) ?? []), text]);
    }
  });
  return [told, reportOf(await diagnosis.end())];
}

const names = [...captureNames(), ...labCaptureNames()];

/** Scenarios whose services truly were refused or silent for a while, and answered before or later. */
const MENDED =
  /^lab\/(reject-is-lifted|service-comes-up|service-restarts|drop-is-lifted|many-reset-later|tcp-reject-later-data|view-duplicate-address)\./;

// The worst moment of every second that has a packet: right before the next one, when silence has
// lasted longest.
test.each(names)('%s: no false alarm on the way, and the same report at the end', async (name) => {
  const path = `${CAPTURES}/${name}`;
  const moments = await momentsOf(path);
  const [told, report] = await watch(path, moments);
  const alarms = report.endpoints
    .filter(({ verdict }) => verdict === 'answered')
    .flatMap(({ client, server, protocol, port }) => {
      const key = `${client} ${server} ${protocol} ${port}`;
      const wrong = (told.get(key) ?? []).filter(
        (text) => /drop|reject|closed|unreach|intercept/.test(text) && !text.endsWith('low'),
      );
      return wrong.length > 0 ? [`${key}: ${wrong.join(', ')}`] : [];
    });
  if (!MENDED.test(name)) expect(alarms).toEqual([]);
  const [, unwatched] = await watch(path, []);
  expect(report).toEqual(unwatched);
});
