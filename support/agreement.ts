import { isRed } from '../src/cli/exit-status.ts';
import type { Report } from '../src/diagnosis/report/report.ts';
import { html } from '../src/documents/emit-html.ts';
import { markdown } from '../src/documents/emit-markdown.ts';
import { text } from '../src/documents/emit-text.ts';
import { json } from '../src/documents/json.ts';
import { junit } from '../src/documents/junit.ts';
import { sarif } from '../src/documents/sarif.ts';
import { isFailure } from '../src/evidence/verdict.ts';
import { escapeText } from '../src/protocols/escape.ts';

const RENDERING = { color: false, width: 100 };

/** Text without the ways that lines are broken, and without quotes for code. */
const plain = (of: string) => of.replace(/\s+/g, ' ').trim();

/** What a reader of a page reads. */
function pageText(page: string): string {
  const inner = page.replace(/<(style|script)[\s\S]*?<\/\1>/g, ' ');
  return plain(
    inner
      .replace(/<wbr>/g, '')
      .replace(/<[^>]*>/g, '')
      .replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name])
      .replace(/[\u200b\u2060]/g, ''),
  );
}

/** A count as a person reads it: what answers was open before the capture where no attempt is in it. */
function shownCount({ verdict, attempts }: Report['endpoints'][number], count: number): string {
  return verdict === 'answered' && attempts === 0 ? '–' : String(count);
}

/** A verdict, and how sure it is. */
const VERDICT_CELL =
  /^(?:answered|drop|reject|closed|intercepted|unreachable|inconclusive)(?: (?:certain|high|medium|low))?$/;

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'", nbsp: ' ' },
};

/** Markdown as text: without its escapes and marks. */
function markdownText(source: string): string {
  return plain(
    source
      .replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name])
      .replace(/\\([^\w\s])/g, '$1')
      .replace(/[`*]/g, ''),
  );
}

const bare = (of: string) => plain(escapeText(of).replace(/[`*]/g, ''));

/**
 * In what the documents on one diagnosis contradict each other, the JSON report being what they are held
 * against: verdict, confidence, headline, endpoints and their counts, findings, what to do, frames, and whether
 * it is red. Empty where they agree.
 */
export function contradictions(report: Report): string[] {
  const found: string[] = [];
  const hold = (what: string, isSo: boolean) => {
    if (!isSo) found.push(what);
  };
  const same = (what: string, one: unknown, other: unknown) => {
    const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
    if (left !== right) found.push(`${what}: ${left} ≠ ${right}`);
  };
  // What a script reads is what is judged here.
  const said = JSON.parse(json.render(report, RENDERING)) as Report;
  const { verdict, confidence } = said.summary;
  const headline = bare(said.summary.text);

  const asText = text.render(report, RENDERING);
  const asPage = html.render(report, RENDERING);
  const asMarkdown = markdown.render(report, RENDERING);
  const asJunit = junit.render(report, RENDERING);
  const asSarif = JSON.parse(sarif.render(report, RENDERING));

  const readText = plain(asText.replace(/`/g, ''));
  const readPage = pageText(asPage).replace(/[`*]/g, '');
  const readMarkdown = markdownText(asMarkdown);

  // The headline.
  // Of a failure it is said how sure it is.
  const isShown = isFailure(verdict);
  hold(
    `text: headline ${readText.slice(0, 100)}`,
    readText.startsWith(
      `${verdict.toUpperCase()}: ${headline} ${isShown ? `Confidence: ${confidence}.` : ''}`,
    ),
  );
  same(
    'page: verdict',
    /<p class="status"><span class="verdict">([^<]+)/.exec(asPage)?.[1],
    verdict,
  );
  const onPage = /confidence: <b>([^<]+)/.exec(asPage.slice(0, asPage.indexOf('</header>')))?.[1];
  hold(`page: confidence ${onPage}`, onPage === confidence || (onPage === undefined && !isShown));
  same(
    'page: headline',
    pageText(/<h1>([\s\S]*?)<\/h1>/.exec(asPage)?.[1] ?? '').replace(/[`*]/g, ''),
    headline,
  );
  same('page: colour', /<header class="(\w+)/.exec(asPage)?.[1] === 'good', verdict === 'answered');
  hold(
    'markdown: headline',
    readMarkdown.includes(
      `${verdict.toUpperCase()}${isShown ? ` (confidence: ${confidence})` : ''}: ${headline}`,
    ),
  );
  const property = (name: string) => {
    const value = new RegExp(`<property name="${name}" value="([^"]*)"`).exec(asJunit)?.[1];
    return value?.replace(/&(lt|gt|amp|quot|apos);/g, (_, entity: string) =>
      entity === 'apos' ? "'" : ENTITIES[entity],
    );
  };
  same('junit: verdict', property('verdict'), verdict);
  same('junit: confidence', property('confidence'), confidence);
  same('junit: summary', bare(property('summary') ?? ''), headline);
  const [run] = asSarif.runs;
  const [ofCapture] = run.properties.captures;
  same('sarif: verdict', ofCapture.verdict, verdict);
  same('sarif: confidence', ofCapture.confidence, confidence);
  same('sarif: summary', bare(ofCapture.summary), headline);

  // Red or green.
  const isFailing = /<(?:failure|error) /.test(asJunit);
  if (isRed(said)) hold('junit: green, and --exit-code red', isFailing);
  if (verdict === 'answered') {
    hold(
      'sarif: an error without a failure',
      !said.endpoints.every(({ verdict: of }) => of === 'answered') ||
        run.results.every(({ level }: { level: string }) => level !== 'error'),
    );
  }
  const suite =
    /<testsuite [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(asJunit);
  const counted = ['<testcase ', '<failure ', '<error ', '<skipped'].map(
    (tag) => asJunit.split(tag).length - 1,
  );
  same('junit: counts', suite?.slice(1).map(Number), counted);
  same(
    'junit: failures',
    counted[1],
    said.endpoints.filter((one) => isFailure(one.verdict)).length +
      said.findings.filter((one) => one.endpoints.length === 0 && isFailure(one.verdict)).length,
  );

  // Endpoints and their counts.
  const rows = markdownRows(asMarkdown, 'Endpoints').map((row) => row.slice(-5));
  const counts = said.endpoints.map((one) => [
    one.verdict,
    // How sure it is that nothing can be told is nothing to know.
    one.verdict === 'inconclusive' ? '' : one.confidence,
    ...[one.attempts, one.retransmissions, one.answered].map((count) => shownCount(one, count)),
  ]);
  const shownRows = rows.map((row) => row.map((cell) => markdownText(cell)));
  hold(
    `markdown: endpoints ${JSON.stringify(shownRows.slice(0, 3))} ≠ ${JSON.stringify(counts.slice(0, 3))}`,
    shownRows.every((row) => counts.some((one) => JSON.stringify(row) === JSON.stringify(one))),
  );
  const table = /<table class="endpoints">([\s\S]*?)<\/table>/.exec(asPage)?.[1] ?? '';
  const pageRows = [...table.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)]
    .map(([, row]) =>
      [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell]) => pageText(cell)),
    )
    .filter(({ length }) => length > 0)
    .map((row) => row.slice(row.findIndex((cell) => VERDICT_CELL.test(cell))).slice(0, 5));
  const onPages = said.endpoints.map((one, at) => [
    plain(`${counts[at][0]} ${counts[at][1]}`),
    ...[one.attempts, one.retransmissions, one.answered, one.refused].map((count) =>
      shownCount(one, count),
    ),
  ]);
  hold(
    `page: endpoints ${JSON.stringify(pageRows.slice(0, 3))} ≠ ${JSON.stringify(onPages.slice(0, 3))}`,
    pageRows.every((row) => onPages.some((one) => JSON.stringify(row) === JSON.stringify(one))),
  );

  // Findings, and what to do.
  for (const finding of said.findings) {
    const title = bare(finding.title);
    const isCut = /\d+ further findings?/.test(readText);
    hold(`text: finding ${title}`, readText.includes(title) || isCut);
    hold(`page: finding ${title}`, readPage.includes(title) || isCut);
    hold(`markdown: finding ${title}`, readMarkdown.includes(title) || isCut);
    hold(
      `sarif: finding ${title}`,
      run.results.some(({ message }: { message: { text: string } }) =>
        bare(message.text).startsWith(title),
      ),
    );
    for (const remedy of finding.remedy.map(bare)) {
      if (!readText.includes(remedy)) continue;
      hold(`markdown: remedy ${remedy}`, readMarkdown.includes(remedy));
      hold(`page: remedy ${remedy}`, readPage.includes(remedy));
    }
  }
  same('sarif: results', run.results.length, said.findings.length);

  // Frames: what is cited is all there is, or says that there is more.
  for (const { evidence } of said.endpoints) {
    for (const { text: sentence, frames } of evidence) {
      if (frames.length === 0) continue;
      const list = frames.join(', ');
      const start = `${bare(sentence)} Frames? `;
      for (const [, cited, end] of readText.matchAll(
        new RegExp(
          `${start.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(' Frames\\? ', ' Frames? ')}([\\d, ]+\\d)([ .…]*)`,
          'g',
        ),
      )) {
        const all = said.endpoints.flatMap((endpoint) =>
          endpoint.evidence.filter((one) => one.text === sentence).map((one) => one.frames),
        );
        if (all.some((one) => one.join(', ') === cited)) continue;
        const isPart = all.some((one) => one.join(', ').startsWith(cited));
        // Of endpoints alike, those of all are named together.
        const together = new Set(all.flat());
        if (cited.split(', ').every((frame) => together.has(Number(frame))) && !isPart) continue;
        hold(`text: frames ${cited} of ${list}`, isPart && end.includes('…'));
      }
    }
  }
  for (const [where, cited] of [
    ['page', pageCitations(asPage)],
    ['markdown', markdownCitations(asMarkdown)],
  ] as const) {
    for (const { sentence, frames, isCut } of cited) {
      const rows = said.endpoints.flatMap(({ evidence }) =>
        evidence.filter(({ text }) => bare(text) === sentence),
      );
      const isTrue = rows.some(
        (row) =>
          row.frames.slice(0, frames.length).join() === frames.join() &&
          isCut === (row.frames.length > frames.length || row.hasMoreFrames === true),
      );
      hold(`${where}: frames ${frames.join()}${isCut ? ' …' : ''} of "${sentence}"`, isTrue);
    }
  }
  hold('text: nothing below what was seen', !/ → [^\n]+\n\n/.test(seenOf(asText)));
  // What the packets had more of is not cited as if it were all.
  for (const { evidence } of said.endpoints) {
    for (const { text: sentence, frames, hasMoreFrames } of evidence) {
      if (hasMoreFrames !== true) continue;
      const whole = `${bare(sentence)} Frames ${frames.join(', ')}.`;
      hold(`text: all frames of "${sentence}"`, !readText.includes(whole));
    }
  }
  return found;
}

/** The parts of a text on what was seen of endpoints without a verdict. */
function seenOf(source: string): string {
  return [...source.matchAll(/What was seen \(frame numbers[^\n]+\n(?:.+\n)*\n/g)].join('');
}

interface Citation {
  readonly sentence: string;
  readonly frames: readonly number[];
  /** Ends with "…". */
  readonly isCut: boolean;
}

function citation(sentence: string, frames: string): Citation[] {
  const numbers = frames.match(/\d+/g)?.map(Number) ?? [];
  return numbers.length === 0
    ? []
    : [{ sentence, frames: numbers, isCut: frames.trimEnd().endsWith('…') }];
}

/** Observations of a page's tables of evidence, and the frames behind each. */
function pageCitations(page: string): Citation[] {
  return [...page.matchAll(/<td>([^<]*)<\/td><td class="frames">(.*?)<\/td><\/tr>/g)].flatMap(
    ([, sentence, frames]) => citation(bare(pageText(sentence)), pageText(frames)),
  );
}

/** The same of Markdown's. */
function markdownCitations(source: string): Citation[] {
  return source.split('\n').flatMap((line) => {
    if (!line.startsWith('|')) return [];
    const cells = line.split(/(?<!\\)\|/).slice(1, -1);
    if (cells.length !== 4 || !/^[+-]*$/.test(markdownText(cells[1]))) return [];
    return citation(markdownText(cells[2]), cells[3]);
  });
}

/** Cells of the rows of the first table below a heading. */
function markdownRows(source: string, heading: string): string[][] {
  const below = source.split(`\n## ${heading}\n`)[1] ?? '';
  const lines = below.split('\n');
  const from = lines.findIndex((line) => line.startsWith('| ---'));
  if (from < 0) return [];
  const rows: string[][] = [];
  for (const line of lines.slice(from + 1)) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .replace(/^\| ?|\|$/g, '')
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
  }
  return rows;
}
