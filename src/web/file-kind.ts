import { isKeyLog } from '../protocols/tls/key-log.ts';

/** What is judged, and what it is judged by: a profile, secrets of TLS. */
export type FileKind = 'judged' | 'profile' | 'keys';

/** Bytes that tell what a file is. */
const SEEN = 65_536;
/** Bytes of a profile and of a key log, as on the command line; what is longer is something else. */
const LONGEST_PROFILE = 1_048_576;
const LONGEST_KEY_LOG = 67_108_864;

/** Tells a profile and a key log from all else by what is in them. */
export async function kindOf(file: Blob): Promise<FileKind> {
  if (file.size > LONGEST_KEY_LOG) return 'judged';
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.slice(0, SEEN).arrayBuffer());
  } catch {
    // Who judges it says that it cannot be read.
    return 'judged';
  }
  // A capture may have a key log in it.
  if (bytes.includes(0)) return 'judged';
  if (isKeyLog(bytes)) return 'keys';
  if (file.size > LONGEST_PROFILE) return 'judged';
  const text = new TextDecoder().decode(bytes);
  // An object, maybe behind comments, with what each profile must have.
  const isProfile =
    /^\s*[{/]/.test(text) && text.includes('"functions"') && text.includes('"dnsServers"');
  return isProfile ? 'profile' : 'judged';
}
