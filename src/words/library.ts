/** What is wrong with how the library is used. */
export const libraryWords = {
  secondLookNeeded: 'a second look at the capture is needed, and it can be read once',
  givePathBytes: 'Give a path or the bytes of it.',
  unknownTimeZone: (name: string) => `unknown time zone "${name}"`,
  keyLength: (wanted: number, given: number) => `a key has ${wanted} bytes, not ${given}`,
  caseLeastFile: 'a case has at least one file',
  displayFilterAsksCame: (text: string, last: number, frameNumber: number) =>
    `the display filter "${text}" asks what came before a packet: after packet ${last} came packet ${frameNumber}`,
  askEveryPacketCapture: 'Ask it of every packet of the capture, in order.',
  neitherFieldNorProtocol: (name: string) =>
    `${name} is neither a field nor a protocol name known here`,
  didYouMean: (near: string) => `Did you mean ${near}?`,
  captureVerdict: (seen: string, isNot: boolean, verdict: string, text: string) =>
    `the capture's verdict is ${seen}${isNot ? '' : `, not ${verdict}`}: ${text}`,
  noEndpointCapture: (what: string, textOfAll: string) =>
    `no endpoint of the capture is ${what}; it has\n${textOfAll}`,
  verdictSeen: (what: string, isNot: boolean, verdict: string, textOfAll: string) =>
    `${what} ${isNot ? 'is not to have' : 'is to have'} the verdict ${verdict}; seen\n${textOfAll}`,
};
