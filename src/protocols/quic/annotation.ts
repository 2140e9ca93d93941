/** What is known of an Initial beyond its header. */
export class QuicPacket {
  /** Its layer in the view. */
  layer = -1;
  /** The first byte without protection, the packet's number, and the bytes that this takes. */
  firstByte = 0;
  packetNumber = 0;
  packetNumberLength = 0;
  /** Where the packet number is in the layer's bytes. */
  packetNumberAt = 0;
  /** The frames: [0, plainLength) of `plain`; none where the packet could not be decrypted. */
  plain: Uint8Array = new Uint8Array(0);
  plainLength = 0;
}

/** The Initials of a packet, whose protection was taken off. */
export class QuicAnnotation {
  /** How many of `packets` speak of the packet in the view. */
  count = 0;
  /** Bytes of the destination connection ID of a short header, by the connection's other packets; 0 where unknown. */
  shortIdLength = 0;
  readonly packets: QuicPacket[] = [];

  /** What is known of the Initial in layer `layer`, or null. */
  of(layer: number): QuicPacket | null {
    for (let i = 0; i < this.count; i++) {
      if (this.packets[i].layer === layer) return this.packets[i];
    }
    return null;
  }

  /** A place for the Initial in layer `layer`, to be filled. */
  add(layer: number): QuicPacket {
    if (this.packets.length === this.count) this.packets.push(new QuicPacket());
    const packet = this.packets[this.count++];
    packet.layer = layer;
    packet.plainLength = 0;
    return packet;
  }
}
