import { FORMATS, type ReportFormatName } from '../documents/formats.ts';
import { LANGUAGES, type LanguageTag } from '../words/languages.ts';
import { english, type Speaker } from '../words/say.ts';

/** Who writes a report: what programs read is English, whatever was asked for. */
export async function speakerFor(
  format: ReportFormatName,
  language: LanguageTag,
): Promise<Speaker> {
  return FORMATS[format].isForPeople ? LANGUAGES[language].load() : english;
}
