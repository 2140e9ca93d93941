/** What formats are for; and what JUnit and SARIF say beside reports: they are English, as programs read them. */
export const formatWords = {
  pagePicturesAttachCase: 'one page with pictures, to attach to a case or to print',
  draftMailTextPage: 'a draft of a mail: the text, and the page as its alternative',
  reportTicketsGitHubJira: 'a report for tickets (GitHub, Jira, ServiceNow)',
  reportReadPasteInto: 'a report to read and to paste into a case',
  reportDocumentFormatJira: 'a report in the document format of Jira Cloud (Atlassian’s ADF)',
  reportWikiMarkupJira: 'a report in the wiki markup of Jira and Confluence',
  reportObjectScriptsReport: 'the report object, for scripts (report.schema.json)',
  reportObjectLineEach: 'the report object on one line for each capture',
  jUnitXmlPipelinesTest: 'JUnit XML for pipelines: a test for each endpoint',
  problemByte: (offset: number, text: string) => `Problem at byte ${offset}: ${text}`,
  captureCannotTell: 'the capture cannot tell',
  whatToDo: (line: string) => `What to do: ${line}`,
  elseCould: (verdict: string, text: string) => `What else it could be: ${verdict}: ${text}`,
  problemLine: (path: string, line: number, text: string) =>
    `${path}: Problem at line ${line}: ${text}`,
  captureReadable: 'capture is readable',
  failsFirstOnly: 'fails on the first only',
  failsBoth: 'fails on both',
  failsFirstSecondDoes: 'fails on the first; the second does not tell',
  worksSecond: 'It works on the second.',
  sarifCodeScanningDashboards:
    'SARIF 2.1.0 for code-scanning dashboards: a result for each finding',
  meaningAndWhatToDo: (meaning: string, advice: string) => `${meaning} What to do: ${advice}`,
};
