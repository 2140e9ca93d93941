import { crc32, deflateRawSync } from 'node:zlib';

export interface ZippedFile {
  readonly name: string;
  readonly content: Uint8Array | string;
  /** APPNOTE 4.4.5; 8 (Deflate) where absent. What is none of 0 and 8 is only called so. */
  readonly method?: number;
  /** General purpose flags (APPNOTE 4.4.4); 0 where absent. */
  readonly flags?: number;
  /** The checksum that the archive says; the truth where absent. */
  readonly crc32?: number;
  /** Bytes that the archive says it unpacks to; the truth where absent. */
  readonly claims?: number;
  /** The data of an earlier file, by its index, is given out again: as overlapping bombs have it. */
  readonly dataOf?: number;
}

/** A ZIP archive (PKWARE APPNOTE 6.3), as right or as wrong as a test wants it. */
export function zipOf(files: readonly ZippedFile[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  const places: { at: number; data: Buffer; size: number; crc: number }[] = [];
  let at = 0;
  for (const { name, content, method = 8, flags = 0, claims, dataOf, crc32: crc } of files) {
    const bytes = Buffer.from(content);
    const nameBytes = Buffer.from(name);
    if (dataOf === undefined) {
      const data = method === 0 ? bytes : deflateRawSync(bytes);
      places.push({ at, data, size: bytes.length, crc: crc ?? crc32(bytes) });
      const local = header(0x04034b50, 30, flags, method, places[places.length - 1], claims, 4);
      local.writeUInt16LE(nameBytes.length, 26);
      locals.push(local, nameBytes, data);
      at += local.length + nameBytes.length + data.length;
    } else {
      places.push(places[dataOf]);
    }
    const place = places[places.length - 1];
    const central = header(0x02014b50, 46, flags, method, place, claims, 6);
    central.writeUInt16LE(nameBytes.length, 28);
    central.writeUInt32LE(place.at, 42);
    directory.push(central, nameBytes);
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

/** Fields that local headers and the directory share, from `from` on. */
function header(
  signature: number,
  length: number,
  flags: number,
  method: number,
  { data, size, crc }: { data: Buffer; size: number; crc: number },
  claims: number | undefined,
  from: number,
): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(signature, 0);
  bytes.writeUInt16LE(20, from);
  bytes.writeUInt16LE(flags, from + 2);
  bytes.writeUInt16LE(method, from + 4);
  bytes.writeUInt32LE(crc, from + 10);
  bytes.writeUInt32LE(data.length, from + 14);
  bytes.writeUInt32LE(claims ?? size, from + 18);
  return bytes;
}
