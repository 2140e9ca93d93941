import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { mcpWords } from '../../words/command-line/mcp.ts';
import { command, paths } from '../command.ts';
import { UsageError } from '../errors.ts';
import { refuseMissing } from '../missing-files.ts';
import * as option from '../options.ts';

/** `pcap-verdict mcp [FOLDER...]`: a Model Context Protocol server over standard input and output. */
export const mcp = command({
  positionals: {
    folder: paths(mcpWords.positionals.folder),
  },
  options: [
    option.options(
      {
        'output-folder': option.text(mcpWords.options.outputFolder),
      },
      ({ 'output-folder': output }) => ({ output }),
    ),
    option.redaction,
  ],
  examples: [
    ['$0 mcp captures/', mcpWords.examples.folder],
    ['$0 mcp captures/ --redact', mcpWords.examples.redacted],
  ],
  async run({ folder, output, redaction }, { platform }) {
    refuseMissing(folder);
    if (
      output !== undefined &&
      statSync(output, { throwIfNoEntry: false })?.isDirectory() !== true
    ) {
      throw new UsageError(mcpWords.outputFolderMissing(output));
    }
    const { serveMcp } = await import('../mcp/server.ts').catch((error) => {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      throw new UsageError(mcpWords.packageMissing, mcpWords.packageMissingAdvice);
    });
    await serveMcp({
      roots: folder,
      redaction,
      output: output === undefined ? undefined : resolve(output),
      platform,
    });
  },
});
