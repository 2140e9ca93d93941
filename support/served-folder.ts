import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The folder on a web server, and what it is asked for. */
export async function servedFolder(folder: string) {
  const types: Readonly<Record<string, string>> = {
    html: 'text/html',
    js: 'text/javascript',
    svg: 'image/svg+xml',
    webmanifest: 'application/manifest+json',
  };
  const asked: string[] = [];
  const server = createServer(({ url: path = '/' }, response) => {
    asked.push(path);
    const name = path === '/' ? 'index.html' : path.slice(1);
    response.setHeader('Content-Type', types[name.split('.').at(-1) ?? ''] ?? 'text/plain');
    response.end(readFileSync(join(folder, name)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
