import { parentPort, workerData } from 'node:worker_threads';
import { UnpackedSource } from '../../capture/compression/unpack.ts';
import { InputWindow } from '../../capture/input-window.ts';
import { ThreadSource } from './thread-source.ts';

/* A thread that unpacks a capture for the one that reads it, and ends with it. */

const port = parentPort;
if (port !== null) {
  const { compression, name } = workerData;
  new ThreadSource(
    port,
    name,
    (compressed) => new UnpackedSource(compression, name, new InputWindow(compressed)),
    () => port.close(),
  );
}
