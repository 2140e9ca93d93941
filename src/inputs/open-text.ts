import { nearlyRead } from './nearest-kin.ts';
import { listFormatOf, openListText } from './packet-lists/open-packet-list.ts';
import { openStatementsText, statementFormatOf } from './statements/open-statements.ts';
import { asText } from './text-input.ts';

/**
 * Opens what is text: a packet list, else a log in which a device says what it did. A log's line that is
 * certain comes before a list whose columns are only guessed.
 */
export const openText = asText((head, text, origin) => {
  const list = listFormatOf(head);
  const isGuess = list?.isGuess?.(head) === true;
  if (list !== undefined && !(isGuess && statementFormatOf(head) !== null)) {
    return openListText(head, text, origin);
  }
  const statements = openStatementsText(head, text, origin);
  const refusal = statements === null ? nearlyRead(head) : null;
  if (refusal !== null) throw refusal;
  return statements;
});
