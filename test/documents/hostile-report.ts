import type { Report } from '../../src/index.ts';
import { reportOf } from '../../support/shipped-captures.ts';
import { HOSTILE_NAMES } from '../hostile/hostile-packets.ts';

/** Names that are harmless on a terminal, but mean something in Markdown, XML, SARIF or a tracker. */
export const LIVE_TEXTS: readonly string[] = [
  '@maintainer',
  'mail@evil.example',
  '#123',
  'GH-123',
  'ABC-123',
  'owner/repository#5',
  '0123456789abcdef0123456789abcdef01234567',
  'https://evil.example/x?a=b&c=d',
  'http://203.0.113.1/',
  'www.evil.example',
  'evil.example',
  'ftp://evil.example',
  'javascript:alert(1)',
  '[click](https://evil.example)',
  '[click](javascript:alert(1))',
  '![pixel](https://evil.example/p.png)',
  '[click][1]',
  '[~admin]',
  '{0} {{x}}',
  '{code}x{code}',
  '<https://evil.example>',
  '<img src=x onerror=alert(1)>',
  '</failure></testcase>',
  ']]>',
  '<!-- hidden',
  '&lt;b&gt; &#64;x',
  '*bold* **bold** _it_ __it__ ~~gone~~',
  '`code` ``code``',
  '```',
  '``` js',
  '| a | b |',
  'a|b',
  '\\| \\` \\',
  '# heading',
  '- item',
  '+ item',
  '1. item',
  '2) item',
  '> quote',
  '---',
  '===',
  ':a: :+1: 2001:db8:a:b::1',
  '$x$ $$x$$',
  '==mark== ^sup^ ~sub~',
  '    indented',
  'a  \nb',
  '\ud800half',
  '\ufffe\uffff',
];

/** Every text of a report that a capture can have a hand in is one of these. */
export async function hostileReports(): Promise<Report[]> {
  const reports = [
    await reportOf('clienthello-reset.pcapng'),
    await reportOf('trap-ends-too-soon.pcapng'),
    await reportOf('arp-unanswered.pcapng'),
  ];
  return [...LIVE_TEXTS, ...HOSTILE_NAMES].flatMap((text) =>
    reports.map((report) => withText(report, text)),
  );
}

function withText(report: Report, text: string): Report {
  return {
    ...report,
    capture: {
      ...report.capture,
      name: text,
      quality: [{ code: 'one-way', text }],
      problems: [{ code: 'truncated', offset: 7, text }],
    },
    displayFilter: text,
    summary: { ...report.summary, text },
    findings: report.findings.map((finding) => ({
      ...finding,
      id: text,
      title: text,
      impact: text,
      scope: text,
      remedy: [text, text],
    })),
    endpoints: report.endpoints.map((endpoint) => ({
      ...endpoint,
      name: text,
      knownBy: { by: 'look-up', text },
      reason: endpoint.reason === '' ? '' : text,
      place: endpoint.place === null ? null : { ...endpoint.place, code: 'near', text },
      alternative: endpoint.alternative === null ? null : { ...endpoint.alternative, text },
      evidence: endpoint.evidence.map((row) => ({ ...row, text })),
    })),
  };
}
