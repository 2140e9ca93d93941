import { createRequire } from 'node:module';

// The project's own compiler (the native one) has no parser to call: API Extractor's has.
const ts = createRequire(createRequire(import.meta.url).resolve('@microsoft/api-extractor'))(
  'typescript',
);

/** What is shorter is a name, a column or a value. */
const WORDS_OF_A_SENTENCE = 3;
const WORD = /^["'(„“]*\p{L}[\p{L}'’-]*[.,;:!?)"'”]*$/u;

/** @param {string} text what stands in backquotes is typed, not read */
function wordsIn(text) {
  return text
    .replace(/`[^`]*`/g, '…')
    .split(/\s+/)
    .filter((word) => WORD.test(word)).length;
}

/** @returns {string | undefined} */
function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

/**
 * Texts of three or more words in a file, whole templates and literals inside of them; no comments, types or imports.
 * @param {string} source
 */
export function sentencesIn(source) {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    const text = textOf(node);
    if (text !== undefined && wordsIn(text) >= WORDS_OF_A_SENTENCE) {
      found.push({ line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
