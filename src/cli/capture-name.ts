/** Names of captures in a folder, those of `tcpdump -C` (`x.pcap12`) among them. */
const CAPTURE_NAME = /\.(?:pcap|pcapng|cap|dmp|ntar|etl|snoop|trc)\d*(?:\.gz|\.zst|\.lz4)?$/i;

export function isCaptureName(name: string): boolean {
  return CAPTURE_NAME.test(name);
}
