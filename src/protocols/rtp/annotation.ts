/** What the description of a call says of a packet of its media. */
export class MediaAnnotation {
  /** Frame of the message that set the stream up; 0 where none is known. */
  setupFrame = 0;
  /** RTP: the sequence number, counted on where it wraps around. */
  extendedSequence = 0;
  /** RTP: what the description calls the payload type; empty where it says nothing. */
  encoding = '';
  /** The media is encrypted (RFC 3711). */
  isSecure = false;
  /** RTCP on RTP's port (RFC 5761). */
  isMultiplexed = false;
  /** What the port is for, `RTP` or `RTCP`, though the packet's version is none of theirs; empty otherwise. */
  refusedAs: '' | 'RTP' | 'RTCP' = '';

  clear(): void {
    this.setupFrame = 0;
    this.extendedSequence = 0;
    this.encoding = '';
    this.isSecure = false;
    this.isMultiplexed = false;
    this.refusedAs = '';
  }
}
