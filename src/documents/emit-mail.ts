import { formatWords } from '../words/formats.ts';
import { english } from '../words/say.ts';
import { caseDocument } from './build-case.ts';
import { diagnosisDocument, jointDocument } from './build-diagnosis.ts';
import { fleetDocument } from './build-fleet.ts';
import { comparedDocument } from './document-format.ts';
import { html } from './emit-html.ts';
import { text } from './emit-text.ts';
import type { RenderOptions, ReportFormat } from './format.ts';
import { TERMINAL } from './layout.ts';
import { encodedHeader, quotedPrintable } from './mail-encoding.ts';

/** RFC 5322 2.1.1: what a line of text should keep to. */
const WIDTH = 78;
/** "=_" is in no quoted-printable text (RFC 2045 6.7), so that no part can hold the boundary. */
const BOUNDARY = '=_pcap-verdict';

/**
 * A draft of a mail: the text report, and the page as its alternative. It has no sender, recipient or
 * date: whoever opens it sends it.
 */
export const mail = {
  name: 'eml',
  help: formatWords.draftMailTextPage,
  usesFrames: true,
  render: (report, options) => {
    const subject = diagnosisDocument(report, setting(options)).title;
    return message(
      subject,
      text.render(report, plain(options)),
      html.render(report, options),
      options,
    );
  },
  renderAll: (reports, options, unreadable = []) => {
    const { title } = jointDocument(reports, unreadable, setting(options));
    const isAlone = reports.length === 1 && unreadable.length === 0;
    return message(
      isAlone ? diagnosisDocument(reports[0], setting(options)).title : title,
      isAlone
        ? text.render(reports[0], plain(options))
        : text.renderAll(reports, plain(options), unreadable),
      html.renderAll(reports, options, unreadable),
      options,
    );
  },
  renderCase: (report, options) =>
    message(
      caseDocument(report, setting(options)).title,
      text.renderCase(report, plain(options)),
      html.renderCase(report, options),
      options,
    ),
  renderComparison: (comparison, options) => {
    return message(
      comparedDocument(comparison, setting(options)).title,
      text.renderComparison(comparison, plain(options)),
      html.renderComparison(comparison, options),
      options,
    );
  },
  renderFleet: (report, options) => {
    // As it is stored: in English.
    const inEnglish = { ...options, words: english.words };
    return message(
      fleetDocument(report, setting(inEnglish)).title,
      text.renderFleet(report, plain(inEnglish)),
      html.renderFleet(report, inEnglish),
      inEnglish,
    );
  },
} satisfies ReportFormat;

function setting({ timeZone, words = english.words }: RenderOptions) {
  return { layout: TERMINAL, words, zone: timeZone, level: 1 };
}

function plain(options: RenderOptions): RenderOptions {
  return { ...options, color: false, width: WIDTH };
}

/** RFC 2046 5.1.4: the richest alternative last. */
function message(
  subject: string,
  asText: string,
  asPage: string,
  { words = english.words, title = subject }: RenderOptions,
): string {
  return [
    `Subject: ${encodedHeader(title, 'Subject: '.length)}`,
    // Outlook opens what has it as a draft.
    'X-Unsent: 1',
    'MIME-Version: 1.0',
    `Content-Language: ${words.tag}`,
    `Content-Type: multipart/alternative; boundary="${BOUNDARY}"`,
    '',
    ...part('text/plain', asText),
    ...part('text/html', asPage),
    `--${BOUNDARY}--`,
    '',
  ].join('\r\n');
}

function part(type: string, content: string): string[] {
  return [
    `--${BOUNDARY}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    quotedPrintable(content),
  ];
}
