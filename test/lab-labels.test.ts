// Labels that tshark's fields give, and what is made of labels: a code's honesty, confidence.

import { describe, expect, test } from 'vitest';
import { EVIDENCE, type EvidenceCode } from '../src/evidence/table.ts';
import type { Confidence, Verdict } from '../src/index.ts';
import { confidenceOf } from '../support/lab/confidence.ts';
import { FIELDS, labelsOf } from '../support/lab/corpus-labels.ts';
import { honestyOf, objection, together } from '../support/lab/honesty.ts';
import type { Labelled } from '../support/lab/label.ts';

const CLIENT = '192.0.2.20';
const SERVER = '203.0.113.20';

/** A packet as tshark says it: sender, flags, data, and what differs. */
function segment(
  isSent: boolean,
  flags: number,
  sequence: number,
  acknowledgment: number,
  { length = 0, time = 0, port = 40_000 } = {},
): string[] {
  const values: Record<string, string> = {
    'frame.time_epoch': String(time),
    'ip.src': isSent ? CLIENT : SERVER,
    'ip.dst': isSent ? SERVER : CLIENT,
    'tcp.srcport': String(isSent ? port : 443),
    'tcp.dstport': String(isSent ? 443 : port),
    'tcp.flags': `0x${flags.toString(16).padStart(4, '0')}`,
    'tcp.len': String(length),
    'tcp.seq_raw': String(sequence),
    'tcp.ack_raw': String(acknowledgment),
  };
  return FIELDS.map((field) => values[field] ?? '');
}

function question(isSent: boolean, id: number, time = 0): string[] {
  const values: Record<string, string> = {
    'frame.time_epoch': String(time),
    'ip.src': isSent ? CLIENT : SERVER,
    'ip.dst': isSent ? SERVER : CLIENT,
    'udp.srcport': isSent ? '50000' : '53',
    'udp.dstport': isSent ? '53' : '50000',
    'dns.id': `0x${id.toString(16)}`,
    'dns.flags.response': isSent ? 'False' : 'True',
  };
  return FIELDS.map((field) => values[field] ?? '');
}

const [SYN, SYN_ACK, ACK, DATA, FIN, RST] = [0x02, 0x12, 0x10, 0x18, 0x11, 0x14];
const TCP = `${CLIENT} ${SERVER} tcp 443`;
const DNS = `${CLIENT} ${SERVER} udp 53`;

/** Handshake, a request and an answer around the end of the sequence numbers, and both FINs. */
const ORDERLY = [
  segment(true, SYN, 0xffff_fffe, 0),
  segment(false, SYN_ACK, 500, 0xffff_ffff),
  segment(true, DATA, 0xffff_ffff, 501, { length: 10 }),
  segment(false, DATA, 501, 9, { length: 20 }),
  segment(true, FIN, 9, 521),
  segment(false, FIN, 521, 10),
  segment(true, ACK, 10, 522),
];

describe('labels from tshark’s fields', () => {
  test('answered: handshake, data acknowledged both ways, both FINs', () => {
    expect(labelsOf(ORDERLY).get(TCP)).toEqual(['answered']);
  });

  test.each([
    ['data that is not acknowledged', ORDERLY.filter((_, at) => ![3, 5].includes(at))],
    ['one FIN', ORDERLY.filter((_, at) => at !== 5)],
    ['a RST behind it', [...ORDERLY, segment(false, RST, 522, 10)]],
    ['no SYN', ORDERLY.slice(1)],
    [
      'another connection that is cut off',
      [
        ...ORDERLY,
        segment(true, SYN, 7, 0, { port: 40_001 }),
        segment(false, SYN_ACK, 9, 8, { port: 40_001 }),
      ],
    ],
    [
      'another IP packet around it',
      ORDERLY.map(([time, source, ...rest]) => [time, `${source},${source}`, ...rest]),
    ],
  ])('none with %s', (_, rows) => {
    expect(labelsOf(rows).get(TCP)).toBeUndefined();
  });

  test('refused: each SYN by a RST, and nothing else', () => {
    const refused = [segment(true, SYN, 1, 0), segment(false, RST, 0, 2)];
    expect(labelsOf(refused).get(TCP)).toEqual(['reject', 'closed', 'inconclusive']);
    expect(labelsOf([...refused, segment(true, SYN, 1, 0)]).get(TCP)).toBeUndefined();
  });

  test('silent: SYNs for 3 s and more, and nothing from that address', () => {
    const syns = [0, 1, 3].map((time) => segment(true, SYN, 1, 0, { time }));
    expect(labelsOf(syns).get(TCP)).toEqual(['drop', 'unreachable', 'inconclusive']);
    expect(labelsOf(syns.slice(0, 2)).get(TCP)).toBeUndefined();
    expect(labelsOf([...syns, question(false, 1)]).get(TCP)).toBeUndefined();
  });

  test('DNS: each query answered, or none', () => {
    const asked = [question(true, 1), question(true, 2, 4)];
    expect(labelsOf([...asked, question(false, 1), question(false, 2)]).get(DNS)).toEqual([
      'answered',
    ]);
    expect(labelsOf([...asked, question(false, 1)]).get(DNS)).toBeUndefined();
    expect(labelsOf(asked).get(DNS)).toEqual(['drop', 'unreachable', 'inconclusive']);
  });
});

/** An endpoint with one piece of evidence, or several. */
function labelled(
  accepted: readonly Verdict[],
  codes: readonly EvidenceCode[],
  { verdict = 'drop' as Verdict, confidence = 'high' as Confidence, strength = 1 } = {},
): Labelled {
  const evidence = codes.map((code) => ({ code, strength }));
  return {
    ...{ capture: 'a capture', label: { accepted }, service: 'a service' },
    ...{ verdict, confidence, evidence },
  };
}

const rowOf = (code: EvidenceCode, all: readonly Labelled[]) =>
  honestyOf(all).find((row) => row.code === code)!;

describe('how honest a code is', () => {
  test('it held where the label is one that it speaks for', () => {
    const all = [
      labelled(['drop'], ['syn-only-retransmits']),
      labelled(['closed', 'unreachable'], ['syn-only-retransmits']),
      labelled(['answered'], ['syn-only-retransmits']),
    ];
    expect(rowOf('syn-only-retransmits', all)).toMatchObject({ held: 2, misled: 1 });
  });

  test('what is too weak, or supports nothing, is not counted', () => {
    const weak = labelled(['answered'], ['syn-only-retransmits'], { strength: 0.2 });
    expect(rowOf('syn-only-retransmits', [weak])).toMatchObject({ held: 0, misled: 0 });
    expect(EVIDENCE['others-answer'].supportsOnly).toBe(true);
    const alone = labelled(['answered'], ['others-answer']);
    expect(rowOf('others-answer', [alone])).toMatchObject({ held: 0, misled: 0 });
    const supporting = labelled(['drop'], ['others-answer', 'syn-only-retransmits']);
    expect(rowOf('others-answer', [supporting])).toMatchObject({ held: 1, misled: 0 });
  });

  test('what only weighs against holds where that is not so, or nobody can tell', () => {
    const all = [
      labelled(['answered'], ['capture-one-way']),
      labelled(['drop', 'inconclusive'], ['capture-one-way']),
      labelled(['drop'], ['capture-one-way']),
    ];
    expect(rowOf('capture-one-way', all)).toMatchObject({ held: 2, misled: 1 });
  });

  test('that a capture cannot tell is no label of what happened', () => {
    const one = labelled(['inconclusive'], ['syn-only-retransmits']);
    expect(rowOf('syn-only-retransmits', [one])).toMatchObject({ held: 0, misled: 0, untold: 1 });
  });

  test('more than a hint needs 20 labels, and 4 of 5 right', () => {
    const code = 'syn-reset';
    expect(objection({ code, weight: 1, held: 0, misled: 5 })).toBeNull();
    expect(objection({ code, weight: 2, held: 19, misled: 0 })).toMatch(/^19 labels/);
    expect(objection({ code, weight: 2, held: 16, misled: 4 })).toBeNull();
    expect(objection({ code, weight: 2, held: 15, misled: 5 })).toBe('misleads in 5 of 20');
  });

  test('what a text lacks makes no verdict: it needs failures that would pass for answers', () => {
    const code = 'delay-not-timed';
    expect(objection({ code, weight: 12, held: 0, misled: 0 })).toMatch(/^0 labels/);
    expect(objection({ code, weight: 12, held: 19, misled: 30 })).toBe('held in 19');
    expect(objection({ code, weight: 12, held: 20, misled: 30 })).toBeNull();
  });

  test('derived captures count for the limits of captures only', () => {
    const [none, one] = [[], [labelled(['answered'], ['capture-one-way', 'syn-only-retransmits'])]];
    const of = (code: EvidenceCode) =>
      together(
        {
          lab: [rowOf(code, none)],
          derived: [rowOf(code, one)],
          printed: [rowOf(code, none)],
          corpus: [rowOf(code, none)],
        },
        0,
      );
    expect(of('capture-one-way').held).toBe(1);
    expect(of('syn-only-retransmits').misled).toBe(0);
  });

  test('texts count for what a text lacks only', () => {
    const one = [labelled(['drop'], ['delay-not-timed', 'syn-only-retransmits'])];
    const of = (code: EvidenceCode) =>
      together(
        {
          lab: [rowOf(code, [])],
          derived: [rowOf(code, [])],
          printed: [rowOf(code, one)],
          corpus: [rowOf(code, [])],
        },
        0,
      );
    expect(of('delay-not-timed').held).toBe(1);
    expect(of('syn-only-retransmits').held).toBe(0);
  });
});

test('confidence counts verdicts, and abstaining is none', () => {
  const counts = confidenceOf([
    labelled(['drop'], [], { verdict: 'drop' }),
    labelled(['answered'], [], { verdict: 'drop' }),
    labelled(['answered'], [], { verdict: 'answered' }),
    labelled(['drop'], [], { verdict: 'inconclusive', confidence: 'low' }),
  ]);
  expect(counts.high).toEqual({ all: { right: 2, all: 3 }, failures: { right: 1, all: 2 } });
  expect(counts.low.all.all).toBe(0);
});
