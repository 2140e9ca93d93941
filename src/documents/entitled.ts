import type { RenderOptions } from './format.ts';
import type { Setting } from './setting.ts';
import {
  type Block,
  type Document,
  heading,
  type JointDocument,
  paragraph,
  type VerdictHead,
} from './tree.ts';

/** Words of whoever hands a report on: anybody's text, and no part of what was found. */
type OwnWords = Pick<RenderOptions, 'title' | 'note'>;

/** The document under somebody's own title, with their note below its verdict. */
export function entitled(document: Document, own: OwnWords, setting: Setting): Document {
  const { title, note } = own;
  return {
    ...document,
    title: title ?? document.title,
    verdict: title === undefined ? document.verdict : entitledHead(document.verdict, title),
    blocks: note === undefined ? document.blocks : [noteSection(note, setting), ...document.blocks],
  };
}

/** The same of several captures: said once, above all of them. */
export function entitledJoint(
  document: JointDocument,
  { title, note }: OwnWords,
  setting: Setting,
): JointDocument {
  return {
    ...document,
    title: title ?? document.title,
    blocks: [
      title !== undefined && heading(1, title),
      note !== undefined && noteSection(note, setting),
      ...document.blocks,
    ],
  };
}

/** The file's name stays above the sentence: the title need not tell it. */
function entitledHead(verdict: VerdictHead, title: string): VerdictHead {
  return { ...verdict, title, subject: [title], kicker: `${title} · ${verdict.kicker}` };
}

/** Under a heading of its own, so that nobody takes it for what the capture shows. */
function noteSection(lines: readonly string[], { words, level }: Setting): Block {
  return {
    kind: 'section',
    role: 'plain',
    level: level + 1,
    title: words.documents.headings.authorsNote,
    blocks: lines.map((line) => paragraph(line)),
  };
}
