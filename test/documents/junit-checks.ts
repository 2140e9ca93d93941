import { readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';

const schema = (name: string) => readFileSync(`test/documents/schemas/${name}`, 'utf8');
const SCHEMAS = [
  { fileName: 'jenkins-junit.xsd', contents: schema('jenkins-junit.xsd') },
  {
    fileName: 'ant-junit.xsd',
    // Its edition of 2012 and all later ones have skipped tests, this one not yet.
    contents: schema('ant-junit.xsd')
      .replace('<xs:choice minOccurs="0">', '$&<xs:element name="skipped"/>')
      .replace('<xs:attribute name="errors"', '<xs:attribute name="skipped" type="xs:int"/>$&'),
  },
];

/** What libxml2 has against a document, by the schemas of Ant and of Jenkins. */
export async function errorsOf(contents: string): Promise<string[]> {
  const errors: string[] = [];
  for (const of of SCHEMAS) {
    const result = await validateXML({ xml: [{ fileName: 'report.xml', contents }], schema: of });
    errors.push(...result.errors.map(({ rawMessage }) => rawMessage));
  }
  return errors;
}
