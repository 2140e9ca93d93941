import type { Words } from '../words.ts';
import { amounts, further } from './amounts.ts';
import { caseParts, cases } from './case.ts';
import { caseDocument } from './case-document.ts';
import { comparedParts, comparison } from './comparison.ts';
import { comparisonDocument } from './comparison-document.ts';
import { documents, page, pictures } from './documents.ts';
import { evidence } from './evidence.ts';
import { explain } from './explain.ts';
import { caseFindings, lookups, notes } from './explanations.ts';
import { findings } from './findings.ts';
import { judgement } from './judgement.ts';
import { phrases } from './phrases.ts';
import { placeSentences, places } from './places.ts';
import { products } from './products.ts';
import { quality } from './quality.ts';
import { caseFiles, readerNotes } from './reader-notes.ts';
import { remedies } from './remedies.ts';
import { knownBy } from './services.ts';
import { sideParts, sides } from './sides.ts';
import { summary } from './summary.ts';
import { confidences, stages, verdicts } from './verdicts.ts';

/** Korean: a topic each, in a file of its own. */
export const ko: Words = {
  tag: 'ko',
  phrases,
  verdicts,
  confidences,
  places,
  placeSentences,
  stages,
  evidence,
  lookups,
  caseFindings,
  notes,
  judgement,
  findings,
  remedies,
  knownBy,
  quality,
  readerNotes,
  summary,
  comparison,
  comparedParts,
  sides,
  sideParts,
  cases,
  caseParts,
  caseFiles,
  products,
  explain,
  amounts,
  further,
  documents,
  page,
  pictures,
  caseDocument,
  comparisonDocument,
};
