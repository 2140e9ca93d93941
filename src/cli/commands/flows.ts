import { FLOW_COLUMNS } from '../../documents/flow-list.ts';
import { ROW_FORMAT_NAMES, ROW_FORMATS } from '../../documents/row-formats.ts';
import { open } from '../../tasks/input.ts';
import { listFlows } from '../../tasks/list-flows.ts';
import { flowsWords } from '../../words/command-line/flows.ts';
import { command, paths } from '../command.ts';
import { reportProblems } from '../errors.ts';
import * as option from '../options.ts';
import { Output } from '../output.ts';
import { oneCapture } from '../sequence.ts';

/** `pcap-verdict flows CAPTURE`: every connection and UDP conversation. */
export const flows = command({
  positionals: { capture: paths(flowsWords.positionals.capture) },
  options: [
    option.sequence,
    option.displayFilter(flowsWords.options.displayFilter),
    option.format(ROW_FORMAT_NAMES, flowsWords.options.format),
  ],
  examples: [['$0 flows case.pcapng -Y tcp', flowsWords.examples.tcp]],
  async run({ capture, sequence, displayFilter: filter, ...options }, session) {
    session.subject = capture[0];
    const { reader } = await open(oneCapture(capture, sequence, session.platform));
    const format = ROW_FORMATS[options.format](FLOW_COLUMNS);
    const output = new Output(session.stdout);
    await output.write(format.begin());
    try {
      await listFlows(reader, filter, async (rows) => {
        for (const row of rows) await output.write(format.row(row));
      });
      await output.write(format.end());
      await output.flush();
      reportProblems(reader.problems, session);
    } finally {
      await reader.close();
    }
  },
});
