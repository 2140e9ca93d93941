/** What following the streams of TCP tells of a packet's application layers. */
export class ApplicationAnnotation {
  /** Whether the rest speaks of the packet in the view. */
  valid = false;
  /** TLS: what this side sends from the start of the packet on is encrypted. */
  isEncrypted = false;
  /** TLS: version that the server has chosen so far, 0 where it is not known. */
  tlsVersion = 0;
  /** HTTP: frame of the request that the response in the packet answers; 0 for none. */
  requestFrame = 0;
  /** HTTP: when that request came. */
  requestSeconds = 0;
  requestNanoseconds = 0;
  /** HTTP: the whole target of that request; empty where it is not known. */
  requestUri = '';
  /** HTTP: host and port that a proxy connected this conversation to; empty where it is no tunnel. */
  tunnelTarget = '';
  /** Payload [start, end) that belongs to a message that spans segments; equal where there is none. */
  segmentStart = 0;
  segmentEnd = 0;
  /** Length of the message that this segment completes; 0 where it completes none. */
  reassembledLength = 0;
  /** How many segments it has. */
  segmentCount = 0;

  clear(): void {
    this.valid = false;
    this.isEncrypted = false;
    this.tlsVersion = 0;
    this.requestFrame = 0;
    this.requestUri = '';
    this.tunnelTarget = '';
    this.segmentStart = 0;
    this.segmentEnd = 0;
    this.reassembledLength = 0;
    this.segmentCount = 0;
  }
}
