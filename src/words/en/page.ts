import { grouped } from './phrases.ts';

/** What the page in the browser says beside the report. */
export const page = {
  title: 'pcap-verdict',
  claim: 'Did the service answer, was it dropped, or was it rejected by a firewall?',
  privacy:
    'Nothing is uploaded: this page’s own policy forbids it every request, so it cannot send anything.',
  privacyServed:
    'Nothing is uploaded: this page’s own policy lets it ask for parts of itself, and for nothing else.',
  drop: 'Drop captures, logs, look-ups, a profile, a TLS key log or ZIP archives here',
  chooseFiles: 'Choose files',
  files: 'Files',
  kinds: { profile: 'profile', keys: 'TLS key log' },
  task: 'What they are',
  tasks: {
    report: 'One capture',
    case: 'One case: captures, logs, look-ups and archives together',
    compare: 'Two networks: where it fails, then where it works',
    sides: 'One way, several places: the client’s side first',
  },
  moveUp: (name: string) => `Move ${name} up`,
  remove: (name: string) => `Remove ${name}`,
  settings: 'Settings',
  filter: 'Display filter',
  filterHelp: 'Only endpoints with a matching packet are judged, such as ip.addr == 192.0.2.1',
  profile: 'Product',
  language: 'Language',
  ownProfile: 'The one that the capture shows',
  redact: 'Redact: addresses and names are replaced, in the report and in the evidence',
  password: 'Password of encrypted archives',
  run: 'Diagnose',
  cancel: 'Cancel',
  cancelled: 'Cancelled.',
  working: 'Reading',
  progress: (label: string, share: number | null, packets: number | null) =>
    [
      label,
      share === null ? '' : `${share} %`,
      packets === null ? '' : `${grouped(packets)} packets`,
    ]
      .filter((part) => part !== '')
      .join(', '),
  done: 'The report is ready.',
  views: 'Views',
  report: 'Report',
  packets: 'Packets',
  flows: 'Flows',
  format: 'Format',
  saveReport: 'Save',
  saveEvidence: 'Save the evidence (pcapng)',
  headersOnly: 'without payloads',
  capture: 'Capture',
  listFilter: 'Show only packets that match',
  apply: 'Apply',
  rows: (count: number) => (count === 1 ? '1 row' : `${grouped(count)} rows`),
  frame: (number: number) => `Frame ${number}`,
  frameBytes: (captured: number, length: number) =>
    captured === length
      ? `${grouped(length)} bytes`
      : `${grouped(captured)} of ${grouped(length)} bytes captured`,
  bytes: 'Bytes',
  close: 'Close',
  caseName: 'case',
  comparisonName: 'comparison',
  oneProfile: 'several profiles were dropped: remove all but one',
  twoCaptures: 'a comparison takes two captures',
  nothingRead: 'nothing was read yet',
  noPackets: 'this file does not hold the packets themselves, so there is no evidence to write',
  noSuchFrame: (number: number) => `there is no frame ${number} in the capture`,
};
