// Packets that a display filter selects: node examples/filter-packets.mjs CAPTURE FILTER
import { compileDisplayFilter, Decoder, openCapture, PacketView } from 'pcap-verdict';

const [path = 'captures/syn-drop.pcapng', text = 'tcp.flags.syn == 1'] = process.argv.slice(2);
const filter = compileDisplayFilter(text);
const capture = await openCapture(path);
// It knows what came before: it is asked of every packet.
const matcher = filter.matcher(capture);
const decoder = new Decoder();
// One view for all packets: its bytes are borrowed until the next refill().
const view = new PacketView();
let selected = 0;
try {
  while (await capture.refill()) {
    while (capture.next(view)) {
      decoder.decode(view);
      if (!matcher.matches(view)) continue;
      selected++;
      console.log(`frame ${view.frameNumber}, ${view.originalLength} bytes`);
    }
  }
} finally {
  await capture.close();
}
console.log(`${selected} of ${capture.packets} packets`);
