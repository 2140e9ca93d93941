import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { command, paths } from '../command.ts';
import { UsageError } from '../errors.ts';
import { refuseMissing } from '../missing-files.ts';
import * as option from '../options.ts';

/** `pcap-verdict mcp [FOLDER...]`: a Model Context Protocol server over standard input and output. */
export const mcp = command({
  positionals: {
    folder: paths(
      'what may be read: folders or files; without it, the roots that the client names',
    ),
  },
  options: [
    option.options(
      {
        'output-folder': option.text(
          'folder that evidence may be written to; without it, nothing is',
        ),
      },
      ({ 'output-folder': output }) => ({ output }),
    ),
    option.redaction,
  ],
  examples: [
    ['$0 mcp captures/', 'what a client starts: tools for the captures in this folder'],
    ['$0 mcp captures/ --redact', 'the same, of which no address or name leaves the machine'],
  ],
  async run({ folder, output, redaction }, { platform }) {
    refuseMissing(folder);
    if (
      output !== undefined &&
      statSync(output, { throwIfNoEntry: false })?.isDirectory() !== true
    ) {
      throw new UsageError(`--output-folder: there is no folder ${output}`);
    }
    const { serveMcp } = await import('../mcp/server.ts').catch((error) => {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      throw new UsageError(
        'mcp needs the package @modelcontextprotocol/sdk, which is not installed',
        'npm install @modelcontextprotocol/sdk',
      );
    });
    await serveMcp({
      roots: folder,
      redaction,
      output: output === undefined ? undefined : resolve(output),
      platform,
    });
  },
});
