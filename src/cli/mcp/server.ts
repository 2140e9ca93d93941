import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  RootsListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Platform } from '../../platform/platform.ts';
import { PROFILES, profileNamed } from '../../profiles/profiles.ts';
import { printableJson } from '../../protocols/escape.ts';
import { Progress, type Readable } from '../../tasks/progress.ts';
import type { Redaction } from '../../tasks/redaction.ts';
import { VERSION } from '../../version.ts';
import { mcpWords } from '../../words/command-line/mcp.ts';
import { errorLines } from '../errors.ts';
import { INSTRUCTIONS } from './quoted.ts';
import { Roots } from './roots.ts';
import { Given, Reports, reportUri, TOOLS, type ToolContext } from './tools.ts';

export interface McpOptions {
  /** What may be read; the client's roots where there are none. */
  readonly roots: readonly string[];
  readonly redaction: Redaction | undefined;
  readonly output: string | undefined;
  readonly platform: Platform;
}

/** How often a client is told how far a call is (milliseconds). */
const EVERY = 500;
/** Bytes of a resource: clients of the official SDK end the connection at messages over 10 MiB. */
const LONGEST_RESOURCE = 8_388_608;
const PROFILE_URI = 'pcap-verdict://profile/';
const REPORT_URI = reportUri('');

/** Ends a call that its client cancelled, at the next chunk of the capture. */
class Cancelled extends Error {}

class CallProgress extends Progress {
  #reader: Readable | null = null;
  #told = 0;

  constructor(
    readonly signal: AbortSignal,
    readonly tell: ((progress: number, total: number | undefined) => void) | undefined,
  ) {
    super();
  }

  begin(reader: Readable, _label: string): void {
    this.#reader = reader;
  }

  update(): void {
    if (this.signal.aborted) throw new Cancelled('cancelled');
    const now = performance.now();
    if (this.#reader === null || this.tell === undefined || now - this.#told < EVERY) return;
    this.#told = now;
    this.tell(this.#reader.sourceBytesRead, this.#reader.size ?? undefined);
  }

  end(): void {
    this.#reader = null;
  }
}

/** The server, not yet connected: tools and resources, one call after the other. */
export function mcpServer({ roots: own, redaction, output, platform }: McpOptions): Server {
  const server = new Server(
    { name: 'pcap-verdict', version: VERSION },
    { capabilities: { tools: {}, resources: {} }, instructions: INSTRUCTIONS },
  );
  const roots = new Roots(own, redaction !== undefined);
  const reports = new Reports();
  let areRootsKnown = false;
  let queue: Promise<unknown> = Promise.resolve();

  const askForRoots = async () => {
    if (areRootsKnown) return;
    areRootsKnown = true;
    if (server.getClientCapabilities()?.roots === undefined) return;
    const { roots: theirs } = await server.listRoots();
    roots.setClient(theirs.map(({ uri }) => uri));
  };
  server.setNotificationHandler(RootsListChangedNotificationSchema, () => {
    areRootsKnown = false;
  });

  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.entries(TOOLS).map(([name, { title, description, inputSchema, readOnly }]) => ({
      name,
      title,
      description,
      inputSchema: { ...inputSchema, properties: { ...inputSchema.properties } },
      annotations: { readOnlyHint: readOnly, destructiveHint: false, openWorldHint: false },
    })),
  }));

  server.setRequestHandler(
    CallToolRequestSchema,
    ({ params }, { signal, sendNotification, _meta }) => {
      const token = _meta?.progressToken;
      const tell = (progress: number, total: number | undefined) => {
        const sent = sendNotification({
          method: 'notifications/progress',
          params: {
            progressToken: token as string | number,
            progress,
            ...(total === undefined ? {} : { total }),
          },
        });
        sent.catch(() => {});
      };
      const answer = async () => {
        const tool = Object.hasOwn(TOOLS, params.name) ? TOOLS[params.name] : undefined;
        if (tool === undefined) {
          throw new McpError(
            ErrorCode.InvalidParams,
            mcpWords.unknownTool(params.name.slice(0, 80)),
          );
        }
        try {
          await askForRoots();
          const progress = new CallProgress(signal, token === undefined ? undefined : tell);
          const context: ToolContext = { roots, platform, redaction, output, progress, reports };
          const given = new Given(params.arguments ?? {}, tool.inputSchema);
          if (signal.aborted) throw new Cancelled('cancelled');
          const result = await tool.run(given, context);
          return {
            content: [{ type: 'text' as const, text: JSON.stringify(result) }],
            structuredContent: { ...result },
          };
        } catch (error) {
          // Of other errors a path may be part: what is told is what the command line tells of this file.
          const lines = errorLines(error, '').map((line) => line.replace(/^pcap-verdict: /, ''));
          return { isError: true, content: [{ type: 'text' as const, text: lines.join('\n') }] };
        }
      };
      // Each call may take all of a processor, and what is redacted alike is found one after the other.
      const answered = queue.then(answer);
      queue = answered.catch(() => {});
      return answered;
    },
  );

  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: [
      ...PROFILES.map(({ name, title }) => ({
        uri: `${PROFILE_URI}${name}`,
        name,
        title,
        mimeType: 'application/json',
      })),
      ...reports.names.map((name) => ({
        uri: reportUri(name),
        name: `report ${name}`,
        description: mcpWords.reportResource,
        mimeType: 'application/json',
      })),
    ],
  }));

  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const value = uri.startsWith(PROFILE_URI)
      ? profileNamed(uri.slice(PROFILE_URI.length))
      : uri.startsWith(REPORT_URI)
        ? reports.get(uri.slice(REPORT_URI.length))
        : undefined;
    if (value === undefined) {
      throw new McpError(ErrorCode.InvalidParams, mcpWords.unknownResource);
    }
    const text = printableJson(value, 0);
    // As it is sent, quoted once more.
    const length = Buffer.byteLength(JSON.stringify(text));
    if (length > LONGEST_RESOURCE) {
      throw new McpError(ErrorCode.InvalidParams, mcpWords.reportTooLong(length, LONGEST_RESOURCE));
    }
    return { contents: [{ uri, mimeType: 'application/json', text }] };
  });
  return server;
}

/** Serves over standard input and output until the client ends. */
export async function serveMcp(options: McpOptions): Promise<void> {
  const server = mcpServer(options);
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}
