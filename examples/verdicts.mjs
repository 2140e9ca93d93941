// A line for every service that a client tried to reach: node examples/verdicts.mjs CAPTURE [FILTER]
import { compileDisplayFilter, diagnose, openCapture } from 'pcap-verdict';

const [path = 'captures/syn-drop.pcapng', filter] = process.argv.slice(2);
const capture = await openCapture(path);
const report = await diagnose(
  capture,
  filter === undefined ? {} : { displayFilter: compileDisplayFilter(filter) },
);

console.log(report.summary.text);
for (const { server, port, protocol, verdict, confidence, evidence } of report.endpoints) {
  const frames = evidence.flatMap((row) => row.frames).slice(0, 5);
  console.log(
    `${verdict} (${confidence})  ${protocol} ${server} ${port}  frames ${frames.join(', ')}`,
  );
}
