import { describe, expect, test } from 'vitest';
import { CAPTURES } from '../../support/shipped-captures.ts';
import { installed } from '../../support/tools.ts';
import { tsharkFields } from '../../support/tshark.ts';
import { selectFrames } from './select.ts';

/** Packets of 600 bytes: the Server Hello is whole, what follows it in its segment is not. */
const CUT = `${CAPTURES}/lab/sip-fragments-dropped.pcapng.gz`;

describe.skipIf(!installed('tshark'))('records of TLS 1.3 behind a segment that was cut', () => {
  test.each(['tls.record.opaque_type', 'tls.record.content_type == 23'])('%s', async (filter) => {
    const theirs = tsharkFields(CUT, ['frame.number'], ['-Y', filter]).map(([frame]) =>
      Number(frame),
    );
    const [ours] = await selectFrames(CUT, [filter]);
    expect(ours).toEqual(theirs);
  });
});
