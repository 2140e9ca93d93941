// One table over many captures: node examples/folder-to-csv.mjs FOLDER > verdicts.csv
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { diagnose, InputError, openCapture } from 'pcap-verdict';

const [folder = 'captures'] = process.argv.slice(2);
console.log('capture,client,server,protocol,port,verdict,confidence');
for (const name of (await readdir(folder)).filter((file) => /\.pcap(ng)?$/.test(file)).sort()) {
  try {
    const { endpoints } = await diagnose(await openCapture(join(folder, name)));
    for (const { client, server, protocol, port, verdict, confidence } of endpoints) {
      console.log([name, client, server, protocol, port, verdict, confidence].join(','));
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(`${name}: ${error.message}`);
  }
}
