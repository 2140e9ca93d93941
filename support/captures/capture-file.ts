/** One file of captures/. */
export interface CaptureFile {
  name: string;
  bytes: Uint8Array;
}
