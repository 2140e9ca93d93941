import type { PortalClue } from '../../evidence/captive-portal.ts';
import type { DnsNamesBlocked } from '../../evidence/dns-blocked.ts';
import type { DnsAnswersNear } from '../../evidence/dns-intercepted.ts';
import type { DnsUnanswered } from '../../evidence/dns-unanswered.ts';
import type { Spread } from '../../evidence/evidence.ts';
import type { FirstData, Handshakes } from '../../evidence/first-data.ts';
import type { HttpRefused } from '../../evidence/http-refused.ts';
import type { IcmpError, IcmpReadings, IcmpSource } from '../../evidence/icmp-errors.ts';
import type { CaptureLoss } from '../../evidence/loss.ts';
import type { OfProxy } from '../../evidence/proxy.ts';
import type { ResetTooFast, WayOfReset } from '../../evidence/reset-origin.ts';
import type { EvidenceCode, Observation, ValuesOf } from '../../evidence/table.ts';
import type { TlsRefused } from '../../evidence/tls-refused.ts';
import type { RequestsUnanswered } from '../../evidence/udp-requests.ts';
import type { Way } from '../../evidence/vantage.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { RCODE_REFUSED, RCODE_SERVER_FAILURE } from '../../protocols/dns/codec.ts';
import { responseCodeName, typeName } from '../../protocols/dns/types.ts';
import { escapeText } from '../../protocols/escape.ts';
import { errorName } from '../../protocols/quic/errors.ts';
import { alertName } from '../../protocols/tls/alerts.ts';
import type { Explanation } from '../explanation.ts';
import { differencesText } from './differences.ts';
import { count, duration, grouped, listSome, percent } from './phrases.ts';
import { allowedBesideText, refusedBesideText, saidText } from './statements.ts';

/** A code of evidence in plain words, and the sentence with one endpoint's values. */
export interface EvidenceWords<Values> extends Explanation {
  readonly text: (values: Values) => string;
}

function subjectText(subject: string): string {
  return subject === '' ? '' : ` for ${subject}`;
}

function refusalText({ requests, status, words }: HttpRefused): string {
  return `${count(requests, 'request')} refused with ${status}${words === '' ? '' : ` ${words}`}`;
}

/** The alert that refuses, and whom. */
function alertText({ connections, alert, names }: TlsRefused): string {
  const named = names.length === 0 ? '' : ` for ${listSome(names, NAMES_NAMED)}`;
  return `${count(connections, 'TLS handshake')}${named} refused by the fatal alert ${alertName(alert)} (${alert})`;
}

/** Which of two answers passed fewer routers. */
function hopsText(one: number, other: number): string {
  if (one < 0 || other < 0 || one === other) return '';
  return ` (${one} and ${count(other, 'router')} away: the ${one < other ? 'first' : 'other'} is nearer)`;
}

function blockedText({ names, how, address, other }: DnsNamesBlocked): string {
  const listed = listSome(names, NAMES_NAMED);
  const given = address === null ? '' : formatAddress(...address);
  const does = {
    nowhere: `gives ${given}, which is no server's, for ${listed}`,
    denied: `says that there is no ${listed}`,
    refused: `refuses ${listed}`,
    'one-address': `gives one address, ${given}, for ${listed}`,
  }[how];
  const known = {
    nowhere: 'has an address',
    denied: 'has an address',
    refused: 'has an address',
    'one-address': 'gives one each',
  }[how];
  return `The DNS server ${does}${other === null ? '' : `; ${formatAddress(...other)} ${known}`}.`;
}

function proxyText({ address, port }: OfProxy): string {
  return `The proxy ${hostAndPort(formatAddress(...address), port)}`;
}

/** What a proxy answered: its code, with the words that stand beside it. */
function statusText({ status, words }: OfProxy): string {
  return words === '' ? String(status) : `${status} ${words}`;
}

function ofRequests({ requests, of }: OfProxy): string {
  return of === 1 ? 'the one request for it' : `${requests} of ${count(of, 'request')} for it`;
}

/** Names that a sentence lists. */
const NAMES_NAMED = 4;

function inWords<Values>(
  title: string,
  meaning: string,
  advice: string,
  text: (values: Values) => string,
): EvidenceWords<Values> {
  return { title, meaning, advice, text };
}

/** Evidence, in the order of the detectors. */
export const evidence: {
  readonly [Code in EvidenceCode]: EvidenceWords<ValuesOf<Code>>;
} = {
  'firewall-dropped': inWords(
    'The firewall says that it dropped it',
    "A firewall's own line says that it dropped packets of this service, and often by which rule. Nothing is inferred: the device that did it says so. The client receives nothing, as from a server that is switched off.",
    'Have the rule that is named changed, on the device that is named.',
    (said) => `${saidText(said, 'says that it dropped')}.${refusedBesideText(said)}`,
  ),
  'firewall-rejected': inWords(
    'The firewall says that it rejected it',
    "A firewall's own line says that it refused packets of this service and told the sender so, by RST or ICMP.",
    'Have the rule that is named changed, on the device that is named.',
    (said) => `${saidText(said, 'says that it rejected')}.${refusedBesideText(said)}`,
  ),
  'firewall-refused': inWords(
    'The firewall says that it refused it',
    "A firewall's own line says that it did not let packets of this service through. It does not say whether it dropped them or answered in the server's place; most rules drop.",
    'Have the rule that is named changed, on the device that is named. A capture at the client shows whether anything comes back.',
    (said) =>
      `${saidText(said, 'says that it refused')}. It does not say whether it answered.${refusedBesideText(said)}`,
  ),
  'firewall-refused-aloud': inWords(
    'The firewall says that it refused it, and a refusal came back',
    "A firewall's own line says that it did not let packets of this service through, and the capture has the RST or ICMP error that came back: it rejects.",
    'Have the rule that is named changed, on the device that is named.',
    (said) => `${saidText(said, 'says that it refused')}, and a refusal came back in the capture.`,
  ),
  'firewall-refused-late': inWords(
    'The firewall refused late packets of a connection',
    'All that the firewall says it refused are packets that end a connection (FIN, RST), or that came back from the server to a connection that it had forgotten. That happens to services that work: both sides close, the firewall forgets the connection, and one more packet comes.',
    'Nothing to do by itself. Look for lines about SYNs, and for the idle time-out where long connections break.',
    (said) =>
      `${saidText(said, 'says that it refused')}: late packets of connections that it no longer knows, as happens to services that work.`,
  ),
  'firewall-allowed': inWords(
    'The firewall says that it let it through',
    "A firewall's own line says that packets of this service passed it. It does not say that they arrived, nor that anything came back: whatever drops or refuses is not this rule of this device.",
    'Look further on: the next firewall, the server and its own packet filter, and the way back.',
    (said) => `${saidText(said, 'says that it let through')}.${allowedBesideText(said)}`,
  ),
  'firewall-saw-answers': inWords(
    'The log counts answers, too',
    'The log counts packets with data in both directions, or calls the connection established: the service answered. Whether all went well later, it does not say.',
    'Nothing to do.',
    ({ lines, file }) =>
      `${count(lines, 'line')}${file === '' ? '' : ` of ${escapeText(file)}`} ${lines === 1 ? 'counts' : 'count'} packets with data in both directions.`,
  ),
  'firewall-matched': inWords(
    'A rule matched, and the line does not say what it did',
    "A firewall's line says only that a rule matched packets of this service: its prefix has no word for what became of them. A rule that only logs writes the same.",
    'Look up the rule with that prefix on the firewall.',
    (said) => `${saidText(said, 'logged')}: what became of them it does not say.`,
  ),
  'firewall-time-unknown': inWords(
    'Whether log and capture are of one time is not known',
    "The log's times have no zone, or no date, and no connection of the capture is in it with its ports: it may tell of another time.",
    'Give the zone of the log: --log-time-zone.',
    () => 'Whether the log tells of the time of the capture is not known.',
  ),
  'dns-unanswered-retransmits': inWords(
    'DNS queries repeated without an answer',
    'The client asks a DNS server, hears nothing, and asks again, often with a new transaction ID. A DNS server always answers, if only with an error: silence means that queries or answers are dropped on the way.',
    'Allow the queries to that server on the firewall, UDP and TCP, on the port shown. Capture on the outside of the firewall to see whether the queries leave.',
    (values) => `${askedText(values)}; none was answered in up to ${duration(values.waited)}.`,
  ),
  'dns-unanswered': inWords(
    'DNS queries without an answer, each asked once',
    'Queries had no answer although the capture went on long enough, but the client did not ask again. A single lost packet looks the same, so one of them proves little.',
    'Capture again for longer while the client retries.',
    (values) => `${askedText(values)}, asked once; no answer in up to ${duration(values.waited)}.`,
  ),
  'dns-answers-over-tcp': inWords(
    'The same DNS server answers over TCP',
    'TCP to port 53 of the same server works, UDP does not: the server is up, and something lets only one of the two through.',
    'Allow UDP port 53 to that server; clients use TCP for long answers only.',
    ({ port }) => `The same server answers this client over TCP, port ${port}.`,
  ),
  'dns-intercepted': inWords(
    'A public resolver answers from this network',
    "The answers are quicker than the Internet allows, or crossed no router (time to live 64, 128 or 255): a device on this network answers in the resolver's name.",
    'Look for DNS redirection (destination NAT on port 53) on the router or firewall.',
    (values) => `${nearText(values)}: from this network, not from a public resolver.`,
  ),
  'dns-answer-near': inWords(
    'A DNS server with a public address answers from nearby',
    "The answers are quicker than the Internet allows, or crossed no router. The site may have a resolver with a public address of its own; or a device on this network answers in the resolver's name.",
    'Find out whose address it is; if it is not of this site, look for DNS redirection.',
    (values) => `${nearText(values)}.`,
  ),
  'dns-answer-ttl-differs': inWords(
    'Answers to one port come from nearer than the server',
    "The same address sends packets from another port that have crossed more routers. Two hosts answer under one address: something nearer takes this port's questions (destination NAT on port 53).",
    'Look for DNS redirection on the router or firewall.',
    ({ timeToLive, other }) =>
      `The answers have time to live ${timeToLive}; what the same server sends from ${other.isTcp ? 'TCP' : 'UDP'} ${other.port} has ${other.timeToLive}: these answers come from nearer.`,
  ),
  'dns-public-refused': inWords(
    'A public resolver refuses every query',
    'Public resolvers are there for everybody: one that answers REFUSED to all is hardly the one that was asked. DNS filters on firewalls answer so.',
    'Look for a DNS filter or redirection on the router or firewall.',
    ({ answers }) => `All ${answers} answers of this public resolver are REFUSED.`,
  ),
  'dns-probe-denied': inWords(
    'The resolver denies a name that only it knows',
    "The product's probe asks a name that its own resolvers always answer. NXDOMAIN or REFUSED says that another resolver answered.",
    'Look for DNS redirection on the network; the resolvers must be reached as they are.',
    ({ responseCode }) =>
      `The product's own probe name is answered with ${responseCodeName(responseCode)}, which its resolvers never do.`,
  ),
  'captive-portal': inWords(
    'A portal answers in place of a public web server',
    "Plain HTTP to a public server is answered by a redirect to another host, and not from where that server is: by a router's distance, by an address of the local network, by the reply to a system's own portal test, or because unrelated servers all redirect to one host. Networks in hotels, trains and guest Wi-Fi do so until the user has logged in; until then other traffic is usually dropped or rejected.",
    'Open the portal page in a browser and log in, or have the device let through.',
    ({ requests, location, clues, networks }) => {
      const to = location === '' ? '' : ` to ${location}`;
      const how = clues.map((clue) => portalClueText(clue, networks));
      return `${count(requests, 'request')} answered by a portal${to}: ${how.join(', ')}.`;
    },
  ),
  'block-page': inWords(
    "A product's block page answers in the server's place",
    "DNS gave the address of a page that a product shows in place of what its policy blocks, as its vendor publishes it. Over HTTPS the page has a certificate of the product's own, which clients that do not know its authority refuse. No firewall port is closed: a policy blocks the name.",
    'Ask the operator of that service to allow the name in its policy, or to take it off the list or out of the category that blocks it.',
    ({ service, reason, names }) =>
      `The address is ${service}'s block page for ${reason}${names.length === 0 ? '' : `, reached by the name ${listSome(names, NAMES_NAMED)}`}.`,
  ),
  'certificate-of-proxy': inWords(
    "The certificate is a proxy's",
    'The certificate of a public server is issued by the authority of a proxy, a firewall or a security program that opens TLS, and the client does not accept it: what answers is not the server. TLS up to 1.2 shows the certificate; TLS 1.3 hides it from who has no key log.',
    'Install that authority on the client (and in programs that have a store of their own: Java, Python, Firefox), or take the name out of the inspection.',
    ({ product, issuer, subject }) =>
      `The certificate${subjectText(subject)} is issued by ${product} (${issuer}), not by an authority of the server's.`,
  ),
  'certificate-from-near': inWords(
    'A certificate from this network is refused',
    "The client ends the handshake because of the certificate, and its sender is on this network: its packets crossed no router, while those of other public servers cross some. Something opens TLS in the server's place.",
    'Look for TLS inspection on the proxy or firewall of this network; install its authority on the client, or take the name out of the inspection.',
    ({ timeToLive, subject, issuer }) =>
      `The certificate${subjectText(subject)}${issuer === '' ? '' : `, issued by ${issuer},`} comes with time to live ${timeToLive}: from this network, while other servers are some routers away.`,
  ),
  'tls-inspected': inWords(
    'TLS is inspected, and the client accepts it',
    "The certificate of a public server is issued by the authority of a proxy, a firewall or a security program, and the exchange goes on: the client knows that authority. Programs with a store of their own, and those that expect the server's own certificate, will fail.",
    'Nothing, where it is meant so.',
    ({ product, issuer, subject }) =>
      `The certificate${subjectText(subject)} is issued by ${product} (${issuer}): TLS is inspected, and the client accepts it.`,
  ),
  'certificate-refused': inWords(
    'The client does not accept the certificate',
    "The server answers, and the client ends the TLS handshake by a fatal alert about the certificate it got: it is expired, of another name, signed by nobody that the client knows, or not the server's own. The network lets the packets through.",
    "Look at the certificate on the affected PC (browser, `openssl s_client`). Where its issuer is the site's proxy or firewall, install that authority on the PC or take the name out of the inspection; else the server's own certificate is to be renewed.",
    ({ connections, alert, issuer, subject }) =>
      `On ${count(connections, 'connection')} the client refuses the server's certificate${subjectText(subject)} by a fatal alert: ${alertName(alert)} (${alert})${issuer === '' ? '' : `; issued by ${issuer}`}.`,
  ),
  'tls-refused-from-near': inWords(
    'Something near refuses the TLS handshake',
    'The ClientHello is answered by a fatal alert (RFC 8446 §6.2) that does not come from the server: from nearer than the SYN/ACK of the same connection, or from this network while other servers are some routers away. So do filters that read the server name.',
    'Look for a rule about the server name (a category, an application, a list) in the firewall or web filter of this network, and at its log for these moments.',
    (values) =>
      `${alertText(values)}; ${values.accepted < 0 ? `it comes with time to live ${values.timeToLive}: from this network` : `it comes with time to live ${values.timeToLive}, the SYN/ACK with ${values.accepted}: from nearer than the server`}.`,
  ),
  'tls-refused': inWords(
    'The TLS handshake is refused by an alert',
    'The server answers the ClientHello by a fatal alert in place of its ServerHello: it has no such name, or does not accept the version, the ciphers or the application protocol. Packets pass both ways. A filter that answers in its place and is as far away looks the same.',
    "Look at the server's settings for that name and at what the client offers (`openssl s_client -servername NAME`). Where it works from another network, a filter on the way is to be looked for.",
    (values) => `${alertText(values)}.`,
  ),
  'page-injected': inWords(
    "A page that is not the server's",
    "The server's SYN/ACK came from some routers away, and the answer to the request on the same connection from nearer: something on the way let the connection begin and answered in the server's place, as filters do that show a block page or a redirect.",
    "Look for a web filter on the way (the site's, or the provider's); the page itself mostly names it.",
    ({ requests, status, timeToLive, accepted }) =>
      `${count(requests, 'answer')} (${status}) with time to live ${timeToLive}, on connections whose SYN/ACK came with ${accepted}: from nearer than the server.`,
  ),
  'page-from-near': inWords(
    'A refusal from this network',
    "A public server's refusal (403, or 451) comes from this network: none of its packets crossed a router, while those of other servers do. A transparent proxy or web filter answers in the server's place.",
    'Look at the web filter or proxy of this network; the page itself mostly names it, and why.',
    (values) => `${refusalText(values)}; it comes from this network.`,
  ),
  'http-refused': inWords(
    'The server refuses the request itself',
    'The server answers 403 (forbidden) or 451 (unavailable for legal reasons): the network lets request and answer through, and the server does not give what was asked for. It may ask for a log-in, or not serve this address or country.',
    'Ask the operator of the server.',
    (values) => `${refusalText(values)}: the server's own answer.`,
  ),
  'http-failed': inWords(
    'The server answers that it fails',
    'The server answers most of what it is asked over plain HTTP with 5xx: it, or what it asks itself (502, 503 and 504 of a proxy or load balancer), does not work (RFC 9110 §15.6). The network lets request and answer through.',
    "Look at the server's log; for 502, 503 and 504 at what is behind it.",
    ({ requests, status, words }) =>
      `${count(requests, 'request')} answered ${status}${words === '' ? '' : ` ${words}`}: the server, or what is behind it, fails.`,
  ),
  'mail-refused': inWords(
    'The mail server refuses in its own words',
    "The mail server answers with a reply of 4xx (for now) or 5xx (for good): the sender's address is on a list of bad senders, it is asked too often, or it does not take this mail. The network lets packets both ways through.",
    'Do what the reply says; it often has a link. An address that is on a list is to be taken off it by its operator.',
    ({ replies, words }) =>
      `${count(replies, 'reply', 'replies')} of the server ${replies === 1 ? 'refuses' : 'refuse'}: "${words}".`,
  ),
  'proxy-refuses': inWords(
    'A proxy refuses to connect',
    'The client asks a proxy for a server by its name, and the proxy answers in its own name that it will not connect: its policy (a URL category, a list, a rule by user or port) forbids it. The proxy itself works, and no firewall port is closed.',
    "Ask the operator of the proxy; its log has the rule. Its answer's words, shown here, often name the reason.",
    (values) => `${proxyText(values)} refuses ${ofRequests(values)} with ${statusText(values)}.`,
  ),
  'proxy-wants-login': inWords(
    'A proxy demands a log-in, and gets none',
    'The proxy answers 407 (RFC 9110 §15.5.8): whoever asks is to log in first. Clients mostly ask again with a log-in at once, and then it is a formality; here no further request follows, so the client cannot, or will not, log in.',
    'Look at the proxy settings of the client and of its user (Kerberos, NTLM, a password), or let the proxy exempt this target.',
    (values) =>
      `${proxyText(values)} demands a log-in (407) ${ofRequests(values)}, and no request with one follows.`,
  ),
  'proxy-cannot-reach': inWords(
    'A proxy cannot reach the server',
    'The proxy answers 5xx (mostly 502, 503 or 504), in SOCKS 3 or 4 (network or host unreachable): it would connect, and fails. What is between the proxy and the server this capture does not show: a firewall behind the proxy, a name that it cannot look up, or a server that is down.',
    'Capture on the outside of the proxy, or look at its log.',
    (values) =>
      `${proxyText(values)} answers ${statusText(values)} ${ofRequests(values)}: it cannot reach the server itself.`,
  ),
  'proxy-target-refuses': inWords(
    "A proxy's own connection is refused",
    'The SOCKS proxy answers that its connection to the target was refused: by a RST, or an ICMP error that its system takes for one. Whether the target itself refuses (nobody listens there) or a firewall between the proxy and it, this capture does not show.',
    'Capture on the outside of the proxy.',
    (values) =>
      `${proxyText(values)} answers ${statusText(values)} ${ofRequests(values)}: its own connection there was refused.`,
  ),
  'proxy-fails': inWords(
    'A proxy fails, and does not say why',
    'The SOCKS proxy answers that it has failed, in a word that it has for everything: a rule, a name that it cannot look up, silence of the target. Version 4 has no other.',
    'Look at the log of the proxy, or capture on its outside.',
    (values) =>
      `${proxyText(values)} answers ${statusText(values)} ${ofRequests(values)}, which does not say why.`,
  ),
  'proxy-closes': inWords(
    'A proxy ends the connection in place of an answer',
    "The proxy takes the request and closes the connection, without a word of its own or, where it says that it is connected, of the target's: so do proxies that cannot reach it (`ssh -D`), those whose rules forbid it, and targets that close at once.",
    'Look at the log of the proxy, or capture on its outside.',
    (values) =>
      `${proxyText(values)} ends the connection without an answer to ${ofRequests(values)}.`,
  ),
  'proxy-unanswered': inWords(
    'A proxy does not answer the request',
    'The proxy has the request for the target and says nothing: mostly it waits for a target that does not answer it, as it does where a firewall behind it drops; it may hang itself, too. Clients mostly give up before the proxy does.',
    'Capture on the outside of the proxy, or look at its log; ask it for a target that surely works.',
    (values) =>
      `${proxyText(values)} had not answered ${ofRequests(values)} ${values.seconds} s later.`,
  ),
  'socks-login-refused': inWords(
    'A SOCKS proxy turns its client down',
    "The proxy speaks SOCKS and serves nobody: it accepts none of the client's ways of logging in (RFC 1928 §3), not its version of SOCKS, or not its user and password (RFC 1929 §2). The client never comes to name a target.",
    'Look at the proxy settings of the client: version of SOCKS, user, password. The log of the proxy has its reason.',
    ({ turnedDown, loginsRefused, of }) =>
      `${turnedDown > 0 ? `${turnedDown} of ${count(of, 'connection')}: none of the client's ways to log in, or its version, is accepted` : ''}${turnedDown > 0 && loginsRefused > 0 ? '; ' : ''}${loginsRefused > 0 ? `${loginsRefused} of ${count(of, 'connection')}: user and password are refused` : ''}.`,
  ),
  'dns-names-blocked': inWords(
    'A DNS server blocks names',
    'The DNS server answers, but not as other DNS servers do for some names: it gives an address that no server has (0.0.0.0, ::, 127.0.0.1), denies or refuses a name that another server has, or gives one address for names that have one each. So do DNS filters. What the client wanted is then never asked for: no SYN to it is in the capture.',
    'Ask the operator of that DNS server to take the names out of its filter; or ask another one for them, to compare.',
    blockedText,
  ),
  'dns-answers-contradict': inWords(
    'Two answers to one question, and they differ',
    "A DNS question had two answers that contradict each other. A server answers once: one of them was sent by something on the way, in the server's name. The client takes the first.",
    'The hop counts tell which of them is near. Ask over TCP or an encrypted transport (DoT, DoH), which nobody on the way can answer.',
    ({ questions, first, second, firstHops, secondHops }) =>
      `${count(questions, 'question')} had two answers that differ${first < 0 || second < 0 ? '' : `: the first came with time to live ${first}, the other with ${second}${hopsText(firstHops, secondHops)}`}.`,
  ),
  'tls-answered-near': inWords(
    "A TLS server's SYN/ACK comes from nearby",
    'The SYN/ACK of a public server crossed no router and came at once, while other public servers are far: a transparent proxy accepts the connection in its place. That is common and no fault by itself; what fails on such a connection fails at the proxy.',
    'Look at the log and the policy of the proxy or firewall that inspects TLS on this network.',
    ({ slowest, timeToLive, others }) =>
      `The SYN/ACK comes within ${duration(slowest)}, with time to live ${timeToLive}; other public servers need up to ${duration(others)}.`,
  ),
  'syn-only-retransmits': inWords(
    'TCP SYNs repeated without any answer',
    'The client asks for a connection, hears nothing, and sends its SYN again (after 1, 3, 7 s …). A server that is up answers with SYN/ACK or RST: silence means that a firewall drops the packets, or that nothing is at that address.',
    'Allow the destination address and port on the firewall. If other networks reach the service, the drop is on this one.',
    ({ attempts, syns, waited }) =>
      `${count(attempts, 'connection attempt')}, ${count(syns, 'SYN')} in all; no SYN/ACK, RST or ICMP error in up to ${duration(waited)}.`,
  ),
  'syn-unanswered': inWords(
    'A TCP SYN without an answer',
    'A connection was asked for once and had no answer although the capture went on long enough.',
    'Capture again for longer while the client retries.',
    ({ waited }) => `1 SYN; it had no answer in ${duration(waited)}.`,
  ),
  'ack-unheard': inWords(
    "The client's acknowledgment does not reach the server",
    'The server repeats its SYN/ACK although the client has acknowledged it, and sends nothing else: the acknowledgments are dropped on the way to the server, or past the firewall that saw the SYN. A server that accepts only when data comes (TCP_DEFER_ACCEPT) repeats its SYN/ACK too, and serves the request then.',
    'Look for a firewall that lets SYNs pass and drops what follows: asymmetric routes past its state table, or a rule for packets without data.',
    ({ connections }) =>
      `${count(connections, 'connection')}: the server sends its SYN/ACK again and again although the client acknowledges it, and nothing else comes.`,
  ),
  'syn-ack-unacknowledged': inWords(
    "The server's SYN/ACK does not reach the client",
    'The server answers and repeats its SYN/ACK, the client repeats its SYN and never acknowledges: between the place of capture and the client the answers are dropped. The way to the server is open; the drop is on the way back.',
    'Look at the way back, from server to client: asymmetric routes past a stateful firewall, its state table, or a firewall on the client itself.',
    ({ attempts }) =>
      `${count(attempts, 'connection attempt')}: the server sends its SYN/ACK again and again, and the client asks again and never acknowledges; dropped on the way back, from server to client.`,
  ),
  'syn-ack-misnumbered': inWords(
    'The SYN/ACKs are for no SYN of the client’s',
    'Each SYN/ACK acknowledges a number that the client did not send, so the client resets it and asks again (RFC 9293). The server can be reached and answers; something changes the numbers one way only: a firewall that makes sequence numbers random (some do by default), and the answers take another way past it. A shield against floods sends such a SYN/ACK once, to see the reset, and so may a server that remembers an older connection; the next SYN works then.',
    'Let both directions pass the same firewall, or turn off sequence number randomization for this traffic.',
    ({ attempts }) =>
      `${count(attempts, 'connection attempt')}: the SYN/ACK acknowledges what the client did not send, and the client does not take it.`,
  ),
  'answered-by-other': inWords(
    'Another address answers the SYN',
    "The SYN/ACK to this very SYN (it acknowledges its sequence number) comes from an address that the client did not ask, so the client resets it. The SYN was delivered: no firewall drops it. A server of the own site that is asked by its outside address answers its neighbor directly (hairpin NAT without source translation); a load balancer's server may answer past it, too.",
    'Let the router translate the source as well (hairpin NAT), or let inside clients resolve the name to the inside address (split DNS).',
    ({ address, isHairpin }) =>
      `The SYN/ACK to the SYN comes from ${formatAddress(...address)}, which the client did not ask: the SYN was delivered, its answer is not translated back${isHairpin ? ' (hairpin NAT: a server of the own site, asked by its outside address)' : ''}.`,
  ),
  'answers-for-other': inWords(
    'It answers a SYN that went to another address',
    'Nobody asked this address: its SYN/ACKs answer SYNs that went to another one, and the client resets them. The host is there and takes the connection; the address in its answers is not translated back (hairpin NAT, or a load balancer that its servers answer past).',
    'Let the router translate the source as well (hairpin NAT), or let inside clients resolve the name to this address (split DNS).',
    ({ asked, isHairpin }) =>
      `Its SYN/ACKs answer SYNs to ${formatAddress(...asked)}: it has them, and the client, which did not ask this address, resets${isHairpin ? ' (hairpin NAT)' : ''}.`,
  ),
  'unasked-answers': inWords(
    'SYN/ACKs that nobody asked for',
    "SYN/ACKs arrive for SYNs that this host did not send, and it resets them. Somebody else sends SYNs in its name, as floods of spoofed SYNs do: what comes back is their backscatter. It says nothing of this host's own connections.",
    'Nothing to do here, unless it is very much; providers can filter spoofed sources (BCP 38).',
    ({ synAcks }) =>
      `${count(synAcks, 'SYN/ACK')} ${synAcks === 1 ? 'answers a SYN' : 'answer SYNs'} that this client did not send, and it resets ${synAcks === 1 ? 'it' : 'them'}: backscatter of somebody else's SYNs, no connection of its own.`,
  ),
  'syns-signed': inWords(
    'The SYNs are signed',
    'The SYNs carry a signature (TCP MD5, RFC 2385, or TCP AO, RFC 5925), as BGP and LDP use it. A peer that has no such key, or another one, drops them without a word, as a firewall would; some firewalls take the option out, which has the same effect.',
    'Compare the keys of both sides, and whether both are to sign; look in the log of the peer for signatures that it expected or did not.',
    ({ syns }) =>
      `${count(syns, 'SYN')} ${syns === 1 ? 'is' : 'are'} signed (TCP MD5 or AO): a peer without the same key drops what it cannot check.`,
  ),
  'next-hop-gone': inWords(
    'The next host on the way is gone',
    "The router that packets to the server pass first, or the server itself on the client's own link, does not answer ARP requests (IPv6: neighbor solicitations) any more. What is sent to it meets nobody: it is switched off, unplugged, or on another network; no firewall drops it. A host answers these whatever its firewall says.",
    'Look at that host, its cable and its switch port or VLAN, and at the address of the router that the client is configured with.',
    ({ address, isServer, requests }) =>
      `${isServer ? 'The server' : 'The router'} ${formatAddress(...address)} does not answer on this link: ${count(requests, 'request')} for its MAC address had no reply.`,
  ),
  'probes-die': inWords(
    'Probes of this port die behind a router, those of another go on',
    'A traceroute by TCP or UDP, or firewalk, sends packets whose time to live ends at one router after the other, which tell of it. Behind one of them nothing more is told of this port, while packets to another port of the same server get further: the filter is at that router, or between it and the next that tells.',
    'Look at the router that is named, and at what is right behind it: the rule for this port is there.',
    ({ last, probes, further }) => {
      const from =
        last === null
          ? 'before the first router that tells of them'
          : `behind hop ${last.timeToLive} (${formatAddress(...last.address)})`;
      const other = `${further.isTcp ? 'TCP' : 'UDP'} ${further.port}`;
      const by = further.address === null ? 'the server itself' : formatAddress(...further.address);
      return `Probes die ${from}: ${count(probes, 'probe')} of this port with time to live ${further.timeToLive} or more had no answer; of those to ${other} ${by} answers at ${further.timeToLive}. The filter is ${last === null ? 'there' : 'at that hop, or right behind it'}.`;
    },
  ),
  'trace-ends': inWords(
    'A traceroute that ends on the way',
    'Routers tell of the probes up to one of them; behind it there is no answer. A filter for this port, routers that tell nothing and a silent server all look like this: a traceroute to a port of the same server that works tells them apart.',
    'Trace another port of the same server, one that works, in the same capture.',
    ({ last, probes }) =>
      `${last === null ? 'No router tells of these probes' : `The last router that tells of these probes is hop ${last.timeToLive}, ${formatAddress(...last.address)}`}; ${count(probes, 'probe')} ${last === null ? '' : 'behind it '}had no answer.`,
  ),
  'fragments-never-whole': inWords(
    'Requests arrive in part: the rest of their IP fragments does not',
    'The server, or a device before it that puts fragments together, says that it had some fragments of a request and never the others (ICMP time exceeded in reassembly, RFC 792). The way is open, and fragments get lost on it: later ones have no ports, and firewalls, NAT and load balancers drop them. Once it may be chance.',
    'Let fragments through, or have the protocol avoid them (IKEv2 fragmentation, smaller messages, TCP).',
    ({ errors }) =>
      `${count(errors, 'ICMP error')}: some fragments of the request arrived, and never the rest.`,
  ),
  'way-traced': inWords(
    'Probes whose time to live ends on the way',
    'Routers say that the time to live of packets to this service ended there. It did so at several routers, or the client traces the way to that server: these are probes (traceroute, firewalk), which want that answer. Of the service they say nothing.',
    'Look at the probes that get further, or at a connection to the service itself.',
    ({ errors, routers }) =>
      `${count(errors, 'ICMP error')} of ${count(routers, 'router')} say that the time to live ended on the way, as probes of it want: this tells nothing of the service.`,
  ),
  'syn-reset': inWords(
    'TCP SYN answered by RST',
    'Each request for a connection is refused at once. Either a firewall rejects it in the name of the server, or the server itself has no service on that port. Time to live, delay and window of the RST tell which; see the other rows.',
    'If a firewall sends it: allow the destination address and port. If the server does: start the service, or correct the port.',
    ({ syns, delay, timeToLive }) => {
      const [least, most] = [duration(delay.minimum), duration(delay.maximum)];
      const after =
        delay.count === 0 ? '' : ` after ${least === most ? least : `${least} to ${most}`}`;
      const ttl = timeToLive.count === 0 ? '' : `, time to live ${range(timeToLive)}`;
      return `${count(syns, 'SYN')} answered by RST${after}${ttl}.`;
    },
  ),
  'reset-injected': inWords(
    "The server's SYN/ACK arrives after the RST",
    "The client was refused by a RST, and then the server's own SYN/ACK came in: the server accepts, something between sent the RST.",
    'Find the device between client and server that resets: it sees the traffic, but does not stop it.',
    ({ resets }) =>
      `After ${count(resets, 'RST')} the server's own SYN/ACK arrived all the same: the RST was not the server's.`,
  ),
  'icmp-prohibited': inWords(
    'ICMP: prohibited by a filter',
    'A device on the way answers with "administratively prohibited" (or a code that only filters use): it says itself that a rule forbids the packet. Its address is the source of the ICMP packet.',
    'Change the rule on the device with that address.',
    icmpText,
  ),
  'icmp-port-unreachable-by-other': inWords(
    'ICMP port unreachable, but not from the server',
    "Only the server itself can know that a port has no service. Another sender says so in its place: a firewall that rejects. Bridging firewalls write the server's own address into it; the time to live still tells.",
    'Allow the destination on the device with that address.',
    icmpText,
  ),
  'icmp-sender-unknown': inWords(
    'The list does not show from how far the ICMP error came',
    'A packet list without the time to live: another address that says "port unreachable" may be a firewall, or another address of the server itself (RFC 1122 §3.2.2).',
    'Export with the column TTL (`ip.ttl`, `ipv6.hlim`), or send the capture.',
    () =>
      'The list does not show the time to live of the ICMP error: it may come from another address of the server.',
  ),
  'icmp-port-unreachable': inWords(
    'ICMP port unreachable from the server itself',
    'The server has no service on that UDP port.',
    'Start the service on the server, or correct the port.',
    icmpText,
  ),
  'icmp-port-unreachable-for-tcp': inWords(
    "ICMP port unreachable for TCP: the server's own filter",
    'The server says by ICMP that nobody listens, though a closed TCP port is answered by RST: its own packet filter refuses (iptables and nftables do so by default), or software that bans addresses after failed log-ins.',
    "Look at the server's packet filter, and at what bans clients there (fail2ban, sshguard, CrowdSec).",
    icmpText,
  ),
  'refused-from-then-on': inWords(
    'The service answered first, and was refused from then on',
    'All that was answered came before the first refusal, and nothing after it: the service was stopped, the address was banned (fail2ban, sshguard and CrowdSec do so after failed log-ins), a rule changed, or a limit was reached.',
    'Look at what changed at that time: failed log-ins, a new rule, a limit on connections, a service that ended.',
    ({ answers, errors, last }) =>
      `It worked before: ${count(answers, 'attempt')} ${answers === 1 ? 'was' : 'were'} answered, the last in frame ${last}; from then on ${count(errors, 'refusal')} and no answer.`,
  ),
  'icmp-unreachable': inWords(
    'ICMP: no way to the server',
    'A router has no route to the address, or nobody has it: routing, not policy.',
    "Check routes, VPN and the server's address.",
    icmpText,
  ),
  'clienthello-dropped': inWords(
    'The handshake works, the TLS ClientHello vanishes',
    "TCP connects, but the client's first TLS message, the one with the server name, is never acknowledged though it is sent again and again: a filter that reads server names drops it, or packets of that size do not get through.",
    "Allow the server name in the firewall's URL or TLS filter; check the path's MTU if larger packets of other connections vanish too.",
    (values) => droppedText(values, clientHello(values)),
  ),
  'clienthello-reset': inWords(
    'The handshake works, the TLS ClientHello is answered by RST',
    'TCP connects, and right after the client names the server it wants the connection is reset: typical of a filter that reads server names. A server may also refuse an unknown name or version this way.',
    "Allow the server name in the firewall's URL or TLS filter.",
    (values) => resetText(values, clientHello(values)),
  ),
  'first-data-dropped': inWords(
    "The handshake works, the client's first data vanishes",
    "TCP connects, but the client's first data is never acknowledged though repeated.",
    "Look for a filter that reads the protocol, and at the path's MTU.",
    (values) => droppedText(values, 'first data'),
  ),
  'first-data-reset': inWords(
    "The handshake works, the client's first data is answered by RST",
    "TCP connects, and the client's first data is answered by a reset, by the server or by a filter that reads the protocol.",
    "Look at the server's own log first; then for a filter on the way.",
    (values) => resetText(values, 'first data'),
  ),
  'large-packets-dropped': inWords(
    'The handshake works, full-sized packets vanish',
    'Short packets of a connection arrive, full-sized ones never do, however often they are sent: some link on the way takes only smaller packets, and the ICMP message that would say so is blocked (a path MTU black hole, RFC 2923).',
    'Let ICMP "fragmentation needed" (3/4) and ICMPv6 "packet too big" (2) through, or lower the MTU or the MSS (clamping) on the tunnel or VPN on the way.',
    (values) =>
      `${begunText(values)}; the client's first full-sized segment is sent again and again and never acknowledged, while the server acknowledges shorter data behind it.`,
  ),
  'server-name-filtered': inWords(
    'One server name fails, another on the same server works',
    'Connections to one address and port work or fail by the name that the client asks for in its ClientHello: something reads the name.',
    "Allow that name in the firewall's URL or TLS filter.",
    ({ fails, works }) => `${fails} never works on this server, ${works} does.`,
  ),
  'first-data-reset-ttl-differs': inWords(
    "The RST came from another distance than the server's SYN/ACK",
    'SYN/ACK and RST crossed a different number of routers, counted from the nearest usual start above the time to live: the RST was sent by something between.',
    'Find the device between client and server that resets.',
    otherWayText,
  ),
  'first-data-reset-ttl-matches': inWords(
    "The RST came from the distance of the server's SYN/ACK",
    'The RST has passed as many routers as the SYN/ACK did: it came from the server, or from right before it. One host may start the two with different times to live.',
    "Look at the server's own log.",
    sameWayText,
  ),
  'first-data-reset-ttl-unknown': inWords(
    'The list does not show who sent the RST',
    'A packet list has no time to live, by which the RST of a firewall is told from that of the server.',
    'Send the capture itself (pcapng), or the list with a column for the time to live.',
    () => 'The list does not show the time to live of the RST: the server may have sent it itself.',
  ),
  'request-unanswered': inWords(
    'The server takes the request and does not answer it',
    "TCP connects and the server's host acknowledges the TLS ClientHello, HTTP or SIP request; then nothing comes until the client gives up, be it for the first request or for a later one on a connection that is kept open. The request got through. Either the application hangs or is overloaded, or its answer is too large for the way back and every try of it is lost.",
    "Look at the server's load and log; if large packets from elsewhere vanish too, look at the path's MTU.",
    ({ connections, of, later, waited }) =>
      `On ${count(connections, 'connection')} of ${of} the server acknowledges the request and sends no answer${later === 0 ? '' : `${later === connections ? '' : `, on ${later} of them`} after it had answered earlier ones on the same connection, for up to ${duration(waited)}`}.`,
  ),
  'ended-unanswered': inWords(
    'The server ends connections without a word',
    "The handshake completes, the server's host takes what the client sends, and then the server ends the connection in order (FIN) without having sent a byte, before the client does. The packets get through both ways. So do services that do not want this client (TCP wrappers, allow lists, too many connections), proxies and load balancers whose own server behind them fails, and boxes before the server that end what they do not allow.",
    "Look at the server's log for that time; where it is a proxy or load balancer, at what is behind it.",
    ({ connections, of }) =>
      `On ${count(connections, 'connection')} of ${of} the server accepts, and ends the connection by itself without having sent anything.`,
  ),
  'greeting-missing': inWords(
    'A server that speaks first says nothing',
    'The handshake completes on a port whose servers greet their clients first (SMTP, SSH, FTP, IMAP, MySQL and the like), and no greeting comes. The application hangs, or something before it accepts connections in its place and lets nothing through.',
    "Look at the server's load and log; then for a proxy or firewall that takes connections in the server's place.",
    ({ connections, of }) =>
      `On ${count(connections, 'connection')} of ${of} the handshake completes, and the server, which is to speak first, says nothing.`,
  ),
  'answer-incomplete': inWords(
    'An answer stops in the middle',
    'The answer of plain HTTP says how long it is; part of it came, and then nothing to the end of the capture, while the client waited. Something on the way may have stopped it (a firewall that looks into downloads, a rule for long connections, packets that are too large), or the server hangs; a client that does not read keeps its window closed, and is probed then.',
    "Capture on the server's side at the same time: whether it goes on sending tells who stops it.",
    ({ connections, of, seconds, missing }) =>
      `${count(connections, 'answer')} of ${of} stopped ${grouped(missing)} bytes before the end, and nothing came for ${seconds} s.`,
  ),
  'answer-may-stop': inWords(
    'An answer may have stopped in the middle',
    "The server's last segments are full ones of one length, as in the middle of a long answer; its last one is shorter, but by chance. Nothing came to the end of the capture, and the connection stayed open: something on the way stops it, or the server hangs.",
    "Wait longer, or let the client go on until it gives up; capture on the server's side at the same time.",
    ({ connections, of, seconds }) =>
      `The last data of ${count(connections, 'connection')} of ${of} makes one expect more, and nothing came for ${seconds} s.`,
  ),
  'answer-lost': inWords(
    'The server answers, and nothing of it arrives',
    "The handshake completes, and the client hears nothing more until it gives up. But the server's acknowledgment of its FIN is numbered behind data that the client never got, as the FIN says itself: the server had sent its greeting or answer, and sent it again all the while. Something on the way back lets through what carries no data, and drops the rest: a filter that reads it, or a rule on packets with data.",
    'Look for a firewall, intrusion prevention or proxy between server and client that drops what the server says; capture on both of its sides.',
    ({ connections, of }) =>
      `On ${count(connections, 'connection')} of ${of} the server sent data, by its own numbers, and none of it arrived until the client gave up.`,
  ),
  'server-data-dropped': inWords(
    "Part of the server's data never arrives",
    "The server's data comes with a hole in it: later, shorter segments arrive, the ones before them never do, however long the client waits and asks for them (duplicate ACKs). Full-sized packets from the server are lost: a link with a smaller MTU whose ICMP messages are blocked (RFC 2923), or a filter.",
    'Let ICMP "fragmentation needed" (3/4) and ICMPv6 "packet too big" (2) through, or clamp the MSS on the tunnel or VPN on the way.',
    ({ connections, of }) =>
      `On ${count(connections, 'connection')} of ${of} part of the server's data never arrives, though what follows it does.`,
  ),
  'connection-reset-idle': inWords(
    'An idle connection is reset when it goes on',
    'After a long time without a packet the first one, data or a keep-alive, is answered by RST: who sends it does not know the connection any more. Firewalls, address translations and load balancers forget connections without packets after their idle time-out (an hour, or a few minutes); so does a server that was restarted meanwhile.',
    'Have the application or the operating system send keep-alives more often than the time that is named, or raise the idle time-out of the firewall.',
    ({ connections, idle }) =>
      `${count(connections, 'connection')}: idle for ${secondsText(idle)}, then the first packet is answered by RST.`,
  ),
  'reset-repeats-packet': inWords(
    'The RST repeats the window or IP identification of the packet that it answers',
    'Firewalls that reject often make the RST from the very packet they refuse, and leave its window or IP identification in. Operating systems do not.',
    'Find the device between client and server that resets; the server did not.',
    ({ times, of }) =>
      `${of === 1 ? 'The RST repeats' : `${times} of ${of} RSTs repeat`} the window or IP identification of the client's own packet, as firewalls do.`,
  ),
  'receiver-slow': inWords(
    'The server takes no data for a while',
    "The server's window is zero: its host has the client's data, and its application does not read it. It opened again, so the exchange went on. A printer that is out of paper or warms up does so, and a server that is overloaded. The network has no part in it.",
    'Look at the server: what does it wait for?',
    ({ times, longest }) =>
      `The receiver was slow: the server's window was closed ${count(times, 'time')}, for up to ${wholeSeconds(longest)}, and opened again.`,
  ),
  'window-never-opens': inWords(
    "The server's window stays closed",
    'The server accepts the connection, or data on it, and then its window is zero to the end: its application does not read, or something that accepted in its place (a SYN proxy, whose SYN/ACK has a window of zero) never reaches the server behind it.',
    'Look at the server: does it hang? Then at what stands before it and accepts connections in its place.',
    ({ times, longest }) =>
      `On ${count(times, 'connection')} the server's window is zero to the end, for up to ${wholeSeconds(longest)}: it takes no data.`,
  ),
  'connection-stalled': inWords(
    'A connection works, then its packets vanish',
    "Data went both ways; then the client's data was sent again and again and never acknowledged. After a long pause: a firewall has forgotten the connection (its idle time-out is shorter than the application's pauses) and drops what it no longer knows. Without a pause: a filter that looks into the connection, a path that broke, or a server that went away.",
    'After a pause: raise the idle time-out of the firewall, or turn on keep-alives that are more frequent. Else see whether the same data passes on another network.',
    ({ connections, of, afterIdle }) =>
      `${count(connections, 'connection')} of ${of} with data both ways: from then on the client's data is never acknowledged, though sent again and again${idleText(afterIdle)}.`,
  ),
  'connection-not-known': inWords(
    'In mid-connection the server knows the connection no more',
    "The connection worked; then the server's host answered data by the RST of a host that has no such connection: without ACK, from its own distance. The service was stopped or started again, or closed the connection after a time; or something between reset it to the server alone: a firewall, or a translator that hands data outside of the window on to its own host untranslated, which resets it (`nf_conntrack`: invalid packets that no rule drops).",
    'Look at the server, or capture there: where a RST comes in that the client never sent, look at the translator or firewall that it comes from (Linux: drop what is `ct state invalid` before translation).',
    ({ connections, of }) =>
      `${count(connections, 'connection')} of ${of} with data both ways: the server's host answered more data by a RST, as it knows the connection no more.`,
  ),
  'connection-reset-later': inWords(
    "A working connection is reset, and not by the server's packets' way",
    "Data went both ways; then an RST came whose time to live is not that of the same connection's SYN/ACK and data: something between sent it. After a long pause it is a firewall or load balancer that has forgotten the connection.",
    'After a pause: raise the idle time-out, or turn on keep-alives. Else look for an intrusion prevention or application filter between client and server.',
    ({ connections, of, afterIdle, reset, own }) =>
      `${count(connections, 'connection')} of ${of} with data both ways: reset with time to live ${range(reset)}, while the same connection's other packets have ${range(own)}${idleText(afterIdle)}.`,
  ),
  'part-fails': inWords(
    'Connections were accepted, and then failed',
    'Whatever other connections of this service do, these were accepted and came to nothing, or stopped midway. One alone may be an accident; the patterns say how they failed.',
    'See whether what failed has something in common that the others lack: the server name, the size of what was sent, the program, the time. Where the report names such a difference, try one against the other.',
    ({ connections, of, differences, isTcp }) => {
      const what = differences?.isAtFirst
        ? 'failed'
        : `${connections === 1 ? 'was' : 'were'} accepted and then failed`;
      return `${count(connections, isTcp ? 'connection' : 'request')} of ${of} ${what}.${differences === null ? '' : ` ${differencesText(differences)}`}`;
    },
  ),
  'attempts-lost': inWords(
    'Some attempts are answered, others never',
    'The service answers, yet some attempts had no answer however often they were sent. Random loss takes single packets, not all of one attempt while others pass: one of several servers behind the address may be down, one of several ways may be broken, or a rule lets only some pass.',
    'Compare the attempts that fail with those that work: source port, time, and how many were made at once.',
    ({ attempts, sends, answered, loss }) => {
      const answers = `${answered} ${answered === 1 ? 'was' : 'were'} answered.`;
      return `${count(attempts, 'attempt')} had no answer, though sent ${Number(sends.toPrecision(2))} times each; ${answers}${loss === null ? '' : lossText(loss)}`;
    },
  ),
  'accepted-never-served': inWords(
    'Accepted at first, and nobody was served',
    'The first connections are accepted and get not a single byte, and the SYNs of the next ones no answer. So it looks where a program hangs: its host accepts in its place until the queue of the port is full, and then drops SYNs. A firewall that counts connections lets those that it accepts work.',
    'Look at the server first: whether the program of that port answers on the machine itself, and how long its queue is (`ss -lnt`: Recv-Q at or above Send-Q).',
    ({ connections }) =>
      `${count(connections, 'connection')} accepted, and none was served a byte: a program that hangs, with the queue of its port full, looks the same.`,
  ),
  'rate-limited': inWords(
    'Attempts fail as soon as there are too many in a short time',
    'The first attempts of each burst are answered, the rest of it is not, and after a pause they are again: something counts them and drops what is above a limit.',
    'Look for a rate limit (connections or queries per second) on the firewall and on the server, or make fewer attempts at once.',
    ({ attempts, most, window, foretold }) =>
      `Of ${count(attempts, 'attempt')}, those that fail are those with ${most} or more others in the ${duration(window)} before (true of ${Math.round(foretold * 100)} %).`,
  ),
  'reset-by-timer': inWords(
    'RSTs that come seconds after the SYNs, by a timer',
    'A host or a firewall that refuses does so at once. These RSTs come seconds after the attempt began, and not right behind a SYN that was sent again: something that keeps sessions (a firewall, an address translation, a proxy) has waited, and gives up. Until then the SYNs had no answer: they were dropped. RSTs without ACK, or with the sequence number of the SYN, are of a kind that no host sends to a SYN.',
    'Look for what drops the SYNs, behind the device that resets; its session table shows the connections as half-open.',
    ({ resets, of, delay, odd }) => {
      if (delay.count > 0 && odd > 0 && delay.minimum < 1e6) {
        return `${odd} of ${count(of, 'RST')} ${odd === 1 ? 'is' : 'are'} such as no host sends to a SYN (without ACK, or with its sequence number): a session's timer sends them.`;
      }
      const who = resets === of ? count(of, 'RST') : `${resets} of ${of} RSTs`;
      const when =
        delay.count === 0
          ? 'long'
          : delay.minimum === delay.maximum
            ? duration(delay.minimum)
            : `${duration(delay.minimum)} to ${duration(delay.maximum)}`;
      const how = odd === 0 ? '' : '; no host sends such RSTs to a SYN';
      return `${who} came ${when} after the first SYN, and not right behind another${how}: a timer ended what had no answer.`;
    },
  ),
  'reset-ttl-matches': inWords(
    "The RST came from the server's distance",
    'The same server sent SYN/ACKs or data elsewhere in the capture, and the RST has passed as many routers as they did: the server itself refuses, or a firewall right before it. The time to live may well differ: a host may start its resets with another value (32, 64, 128 or 255) than its data. Hops are compared, from the nearest start above.',
    'Look at the server: is the service running, is the port right?',
    sameWayText,
  ),
  'reset-ttl-differs': inWords(
    'The RST came from another distance than the server',
    "The same server's other packets crossed a different number of routers: the RST was sent by something between. Hops are counted from the nearest usual start above the time to live (32, 64, 128 or 255). It says less where few of the server's packets are there or their own way varies, and where the RST came from farther than they did.",
    'Find the device between client and server that rejects; the difference in hops says how far off it is.',
    otherWayText,
  ),
  'reset-ttl-initial': inWords(
    'The RST crossed no router, though its source is far away',
    "Its time to live is a starting value (64, 128 or 255), while other public servers' packets arrive with less: it was sent on this network, in the server's name.",
    'Look at the firewall or security software next to the client.',
    ({ timeToLive }) =>
      `The RST's time to live is ${timeToLive}, a starting value: it crossed no router. No answer of another public server has that.`,
  ),
  'reset-near-server': inWords(
    "The RST starts at the server's end, where the capture was taken",
    "The client's packets crossed many routers to the place of capture, the RST none: the capture was taken at the server's end, so the RST came from the server or from a firewall right before it.",
    'Look at the server: is the service running, does a firewall before it reject?',
    ({ timeToLive, requestHops }) =>
      `The client's packets come from ${requestHops} hops away, the RST from none (time to live ${timeToLive}): it is sent at the server's end, where this was captured.`,
  ),
  'reset-too-fast': inWords(
    'The RST came sooner than the server can answer',
    'The time from SYN to RST is shorter than a packet needs to that server and back: something near the client answered in its place.',
    "Look at the firewall on the client's own network, and at security software on the PC.",
    tooFastText,
  ),
  'reset-delay-matches': inWords(
    "The RST took as long as the server's own answers",
    'The time from SYN to RST is the round-trip time that was measured to the same server: it came from there.',
    'Look at the server, or at a firewall right before it.',
    ({ reset, server }) =>
      `The RST took ${duration(reset)}, as long as a round trip to this server (${duration(server)}).`,
  ),
  'reset-repeats-syn': inWords(
    "The RST repeats the SYN's window or IP identification",
    'Firewalls that reject often make the RST from the very packet they refuse, and leave its window in. Operating systems set it to 0. Some unusual stacks do the same, so it is a hint only.',
    'Taken together with time to live and delay it points at a firewall.',
    ({ repeats, times, of }) => {
      const what = repeats === 'window' ? 'window' : 'IP identification';
      const who = of === 1 ? 'The RST repeats' : `${times} of ${of} RSTs repeat`;
      return `${who} the SYN's own ${what}, as firewalls do.`;
    },
  ),
  'reset-one-box': inWords(
    'Several unrelated servers refuse in the same way',
    'Resets "from" servers in different networks have the same time to live and the same delay: one device sends them all.',
    'Find the device that all these connections pass; it rejects them.',
    ({ networks }) =>
      `Servers in ${networks} unrelated networks refuse with the same time to live and delay: one device answers for all.`,
  ),
  'reset-contradicted': inWords(
    'A side goes on after a reset in its name',
    'A RST came in the name of a side, and then that side sent new data or acknowledgments on the same connection. No host does that: something between sent the RST, and could not hold the real answer up.',
    'Look for intrusion prevention, a content filter or a firewall that resets connections which it only watches.',
    ({ connections, side }) =>
      `On ${count(connections, 'connection')} the ${side} goes on after a RST in its name, with new data or acknowledgments: it did not send that.`,
  ),
  'reset-numbers-jump': inWords(
    "RSTs whose numbers run ahead of the server's",
    'Several RSTs came at once, with sequence numbers beyond all that the server had sent. A host numbers a RST by what it has sent, or by what it is sent (RFC 9293 §3.5.2); who watches from the side must guess where the window will be.',
    'Look for intrusion prevention or a content filter that resets connections which it only watches.',
    ({ resets }) =>
      `${count(resets, 'RST')} right behind another ${resets === 1 ? 'is' : 'are'} numbered beyond all that the server has sent: guessed, not its own.`,
  ),
  'reset-repeats-data': inWords(
    'The RST repeats what the refused data had',
    "The RST has the IP identification of the very packet that it answers. Firewalls and filters make their RSTs from the packet that they refuse; a host's have numbers of its own.",
    'Look for intrusion prevention or an application filter before the server.',
    ({ resets, of, withWindow }) =>
      `${count(resets, 'RST')} of ${of} ${resets === 1 ? 'has' : 'have'} the IP identification of the data that ${resets === 1 ? 'it refuses' : 'they refuse'}${withWindow === 0 ? '' : ', and its window'}: made from that packet.`,
  ),
  'reset-says': inWords(
    'The RST says why',
    'A RST may carry text (RFC 9293 §3.5.3): load balancers and firewalls say so why they refuse. The text is shown as it was sent; anybody can write anything.',
    'Look the text up in the documentation of the load balancer or firewall.',
    ({ texts, resets }) =>
      `${count(resets, 'RST')} ${resets === 1 ? 'says' : 'say'} why: ${texts.map((text) => `"${escapeText(text)}"`).join(', ')}.`,
  ),
  'same-host': inWords(
    'Client and server are one host',
    "Packets of a host to itself cross no network: no router and no firewall but its own packet filter sees them. A silence or a reset there is a program's, or that filter's. 127.0.0.1 and ::1 are two addresses, and a program may listen on one of them alone.",
    'Look at the program: whether it runs, on which address it listens (ss -ltnp, netstat -ano), and, where it is a proxy (docker-proxy, kubectl port-forward), whether anything listens behind it.',
    ({ isLoopback, worksOnOther, isIpv4 }) => {
      const [own, other] = isIpv4 ? ['127.0.0.1', '::1'] : ['::1', '127.0.0.1'];
      const loopback = worksOnOther
        ? ` On ${other} the same port works: the program listens there, not on ${own}.`
        : ` What ${own} does says nothing of ${other}.`;
      return `Client and server are one host: no network, and no firewall of one, is between them.${isLoopback ? loopback : ''}`;
    },
  ),
  'reset-same-host': inWords(
    'Client and server are the same host',
    'The host refuses its own connection: no service listens on that port.',
    'Start the service, or correct the port; look at a firewall on the host itself.',
    () => 'Client and server are the same host: no network is between them.',
  ),
  'reset-from-server-mac': inWords(
    "The RST came from the server's own network card",
    "Client and server are on one subnet, and the frame's source is the MAC address that ARP (IPv6: neighbor discovery) gives for the server: the server itself refuses (or a firewall on it).",
    'Look at the server: is the service running, does its own firewall reject?',
    ({ resets, isIpv4 }) =>
      `${count(resets, 'RST')} came from the server's own MAC address, as ${isIpv4 ? 'ARP' : 'neighbor discovery'} gives it.`,
  ),
  'reset-within-host': inWords(
    "The RST was made on the client's own host",
    "The RST's frame has the client's own MAC address as its source, while other servers' packets come from the router: it never was on the network. A firewall or security software on the client refuses in the server's name.",
    'Look at the firewall and the security software on the client itself.',
    ({ resets }) =>
      `${count(resets, 'RST')} with one MAC address as source and destination, unlike the packets of other servers: made on the client's own host.`,
  ),
  'udp-request-unanswered': inWords(
    'UDP requests repeated without an answer',
    'The client sends a request that its protocol has answered (IKE, NTP, SIP, RADIUS, Kerberos and the like, known by their bytes), hears nothing, and sends it again. As for DNS, silence means that requests or answers are dropped on the way, or that the server is down: a host that is up and has no such service says so by ICMP.',
    'Allow the protocol to that server on the firewall, both ways: an answer comes from the port that was asked. Capture on the outside of the firewall to see whether the requests leave.',
    (values) => `${requestText(values)}; none was answered in up to ${duration(values.waited)}.`,
  ),
  'udp-request-asked-once': inWords(
    'UDP requests without an answer, each asked once',
    'Requests that must be answered had no answer, but were not sent again. A single lost packet looks the same, so one of them proves little.',
    'Capture again for longer while the client retries.',
    (values) => `${requestText(values)}; no answer in up to ${duration(values.waited)}.`,
  ),
  'fragments-unanswered': inWords(
    'Requests in IP fragments get no answer, smaller ones do',
    'The request is too large for one packet and goes out in IP fragments (IKE_AUTH with certificates is the usual one). It is sent again and again and never answered, while requests of the same protocol that fit into one packet are: a firewall, NAT or provider on the way drops fragments.',
    'Let fragments through, or have the protocol avoid them: IKEv2 fragmentation (RFC 7383), a smaller certificate chain, EAP over TCP or TLS, a smaller MTU on the tunnel.',
    ({ protocol }) =>
      `Requests of ${protocol} that fit into one packet are answered: what goes out in fragments is dropped.`,
  ),
  'datagram-tunnel-unanswered': inWords(
    'The DTLS tunnel gets no answer, the TLS connection beside it works',
    'A VPN client (AnyConnect, OpenConnect and others) opens TLS over TCP first and then, for speed, DTLS over UDP to the same server. The TLS connection works, and the DTLS handshake is repeated without an answer: UDP is dropped on the way. The tunnel falls back to TLS, which works and is slower, above all for voice and video.',
    'Allow UDP to that server and port. Where only some networks are affected, theirs is the firewall.',
    (values) =>
      `${requestText(values)}; none was answered in up to ${duration(values.waited)}, while TLS to TCP ${values.port} of the same server works: the tunnel stays on TCP.`,
  ),
  'other-requests-answered': inWords(
    'One kind of request is never answered, others to the same port are',
    'The way is open and the server is there, but one kind of request, or those of it that take IP fragments, had no answer at all. Something on the way looks into what is sent (an application gateway), or drops by size or by fragment; or the server itself ignores this kind. These packets are the same.',
    'Compare the requests that fail with those that work: method, length, addresses in the payload. Capture at the server: where they arrive there, it is the server.',
    ({ message, isInFragments, answered }) =>
      `Not one ${message}${isInFragments ? ' in IP fragments' : ''} had an answer, ${count(answered, 'other request')} to the same port had: something on the way drops these, or the server ignores them.`,
  ),
  'server-may-ignore': inWords(
    'The server may not know who asks',
    'In some protocols a server is silent to whom it does not know: WireGuard and OpenVPN with another key, RADIUS and SNMP with another secret, community or address, IKE with an unknown peer. That looks as a firewall that drops.',
    "Look at the server's log: where the request arrived, compare keys, secret, community and the address that the server expects; where it did not, look for a firewall.",
    ({ protocol }) =>
      `A server of ${protocol} is silent to whom it does not know (another key, secret or address), which looks the same.`,
  ),
  'udp-answered-from-other-port': inWords(
    'The answer comes from a port that was not asked',
    'A request over UDP is answered, but from another port of the server than it was sent to. Firewalls and NAT let in only what comes from the port that was asked, and most clients ignore the rest: a NAT before the server rewrites the source port of its answers, or the server answers from another socket.',
    "Let the NAT before the server keep the source port of its answers (a static translation, no port address translation), or bind the server's answers to the port that clients ask.",
    ({ protocol, message, port, asked, answers, isIgnored, address }) =>
      `${count(answers, 'answer')} to ${protocol} ${message} came from ${address === null ? '' : `${formatAddress(...address)}, `}port ${port}, which was not asked; port ${asked} was.${isIgnored ? ' The client asks again all the same: it does not take them.' : ''}`,
  ),
  'icmp-errors-limited': inWords(
    'The server says only so often that a port is closed',
    'A host sends only so many ICMP errors in a time (Linux six at once to one client, then one a second). Where it says of some UDP ports that they are closed, and not each time, silence at its other ports may be a closed port, too, whose error the limit kept back. Addresses of one network count as one host.',
    'Ask one port at a time, with a pause of some seconds: a closed port then says so. Or look at the server whether the service is there.',
    ({ errors, without }) =>
      `The server says by ICMP that UDP ports are closed (${count(errors, 'error')})${without > 0 ? `, but not to ${count(without, 'datagram')} to these` : ''}: it may limit its errors, and this port may be closed, too.`,
  ),
  'media-one-way': inWords(
    'A call is heard in one direction only',
    'Both sides of a call said where they want their media (SDP in SIP), one sends RTP, and nothing comes to where the other is to send. A firewall lets the call through and not its media, whose ports are agreed on anew for each call; or a NAT is between them, and a side names an address that the other cannot reach.',
    'Allow the range of ports that the phones or the provider use for RTP, both ways. Where an address in the SDP is private and the other side is outside: STUN, a session border controller, or the SIP helper of the router (on where it is off, off where it is on).',
    ({ packets, lasted, address, port, isOutOfReach }) =>
      `${count(packets, 'RTP packet')} in ${duration(lasted)} one way, none the other way: nothing comes to ${formatAddress(...address)} port ${port}, where the call wants it.${isOutOfReach ? ' That is a private address, which the other side cannot reach.' : ''}`,
  ),
  'quic-unanswered-retransmits': inWords(
    'QUIC handshakes repeated without an answer',
    'The client sends QUIC Initials (UDP, at least 1,200 bytes) and hears nothing. A server that speaks QUIC always answers, and clients try it only where they were told that it does: silence means that UDP is dropped on the way, or that the server has stopped to offer it. Browsers fall back to TCP, so pages load all the same, if later.',
    'Allow UDP 443 to the server, or leave it: HTTP/3 falls back to TCP. Many firewalls block QUIC on purpose.',
    ({ initials, attempts, waited, isHttp3, mayLackQuic, names }) => {
      const fallsBack = isHttp3 ? '; HTTP/3: the browser falls back to TCP' : '';
      const server = mayLackQuic
        ? ' The server works over TCP; whether it has QUIC is not to be seen.'
        : '';
      const asked = names.length > 0 ? ` for ${names.join(', ')}` : '';
      return `${count(initials, 'QUIC Initial')}${asked} in ${count(attempts, 'connection attempt')} without an answer in up to ${duration(waited)}${fallsBack}.${server}`;
    },
  ),
  'quic-server-name-filtered': inWords(
    'QUIC fails for one server name and works for another on the same server',
    'The server name in a QUIC Initial can be read by anyone on the way (its keys are public, RFC 9001). Initials with one name are never answered, those with another are, by the same address: something reads the name and drops.',
    "Allow that name in the firewall's URL or QUIC filter, or leave it: browsers fall back to TCP, where the same name may be blocked, too.",
    ({ fails, works, initials }) =>
      `${count(initials, 'Initial')} for ${fails} had no answer; ${works} works on this server over QUIC.`,
  ),
  'quic-refused': inWords(
    'The server refuses the QUIC handshake',
    'A CONNECTION_CLOSE in an Initial, with the keys of this very connection, says that the server does not go on, and why (RFC 9000 §20.1; alerts of TLS from 0x100 on). Nothing was dropped: who answered has read the Initial.',
    "Look at the server's own log: the name may not be served there, the protocol (ALPN) or version not be offered, or the server be busy.",
    ({ connections, errors, serverName }) => {
      const asked = serverName === null ? '' : ` for ${serverName}`;
      return `${count(connections, 'QUIC connection')}${asked} ended by the server's CONNECTION_CLOSE in its first answer: ${errors.map(errorName).join('; ')}.`;
    },
  ),
  'quic-refused-elsewhere': inWords(
    'Something between refuses the QUIC handshake',
    "A CONNECTION_CLOSE in an Initial is protected by keys that are made of the client's own packet, which all on the way can read (RFC 9001 §5.2). These crossed a different number of routers than the server's other packets, or none at all though the server is far: something between sent them in its name.",
    'Look at the firewall or proxy between client and server: what it says of this server name, and of QUIC.',
    ({ connections, errors, serverName, close, server }) => {
      const asked = serverName === null ? '' : ` for ${serverName}`;
      return `${count(connections, 'QUIC connection')}${asked} ended by a CONNECTION_CLOSE in the first answer: ${errors.map(errorName).join('; ')}. It has ${wayText(close)}, ${server === null ? 'and those of other servers crossed routers' : `the server's other packets ${wayText(server)}`}.`;
    },
  ),
  'quic-part-unanswered': inWords(
    'Some QUIC handshakes have no answer, others of the same server work',
    'A client sends its Initial again after a second at the latest (RFC 9002 §6.2.2), and again after twice that: chance takes a packet, not all of one handshake while others pass. Something may read what is in these Initials, a server behind a load balancer may be down, or a way be broken; so few do not tell which. Handshakes on which the client goes on are not counted: the capture lacks their answers, the client had them.',
    'Compare the handshakes that fail with those that work: server name, length of the Initials, source port, time. A capture that has them from their beginnings, and whole packets, shows the names.',
    ({ silent, tries, handshakes, serverName }) => {
      const asked = serverName === null || silent > 1 ? '' : ` (for ${serverName})`;
      const each = silent > 1 ? ' each' : '';
      return `${silent} of ${count(handshakes, 'QUIC handshake')}${asked} had no answer, though tried ${Number(tries.toPrecision(2))} times${each}; others work.`;
    },
  ),
  'quic-version-negotiation': inWords(
    "The server has other versions of QUIC than the client's",
    'A Version Negotiation packet is a whole answer: the server is there and speaks QUIC, but not the version that the client asked for (RFC 9000 §6).',
    'Update the client or the server; HTTP/3 falls back to TCP.',
    ({ connections }) =>
      `${count(connections, 'QUIC connection')} answered by Version Negotiation, and nothing more.`,
  ),
  'udp-unanswered': inWords(
    'UDP packets without an answer',
    'Nothing came back. Many protocols over UDP do not answer (logging, streaming, discovery), so this is no proof of a drop.',
    'Find out whether the protocol is one that answers.',
    ({ packets, waited }) =>
      `${count(packets, 'packet')} without an answer in up to ${duration(waited)}; not every UDP protocol answers.`,
  ),
  'service-answered': inWords(
    'The service answers',
    'Requests were answered and the exchange went on: the network lets this through.',
    'If the application still fails, look above the network: certificates, log-in, proxy.',
    ({ answered, attempts, isTcp, fastest }) => {
      if (attempts === 0) return 'Data came back on a connection that was open before the capture.';
      if (answered === 0) {
        return isTcp
          ? 'Data came back on a connection whose start the capture does not show.'
          : 'Answers came to requests that the capture does not show.';
      }
      const delay = fastest === null ? '' : `, fastest after ${duration(fastest)}`;
      return `${count(answered, isTcp ? 'connection' : 'request')} of ${grouped(attempts)} answered${delay}.`;
    },
  ),
  'port-open': inWords(
    'The port is open; nothing was asked',
    'The handshake completes and the client ends the connection without sending anything, as probes of a port do (`nc -z`, `Test-NetConnection`, a load balancer). Address and port are open; whether the service behind them works was not asked.',
    'Capture what the application itself does, to see whether the service answers it.',
    ({ connections }) =>
      `${count(connections, 'connection')} with a complete handshake, which the client ended without asking anything: the port is open.`,
  ),
  'exchange-unfinished': inWords(
    'Accepted, and the capture does not show what came of it',
    'Something of the handshake or of the exchange is there, but no answer that the client took, and no failure either: the capture ends, or a filter left the rest out.',
    'Capture again without a filter, from before the first attempt until at least 30 seconds after it.',
    ({ connections }) =>
      `On ${count(connections, 'connection')} the capture shows neither an answer that the client took nor a failure.`,
  ),
  'roles-unclear': inWords(
    'Which side is the service cannot be told',
    "The connection began before the capture, and its ports are both such as systems choose, or both no known service's: either side may be the one that was asked. That data went through, or did not, is true whichever it is; the report takes the lower port for the service's, and says of it no more than what fails. FTP's data connections and call-backs (NFS) look so.",
    "Capture from before the connection's start (its SYN says who asks), or with FTP's control connection in it.",
    ({ connections }) =>
      `${count(connections, 'connection')} began before the capture, between two ports of which either may be the service's: which side is the service cannot be told.`,
  ),
  'server-half-only': inWords(
    'The capture has only what the server sent',
    "Packets of the server alone are there: what the client sent, and what of it was lost, the capture doesn't show.",
    "Capture on the client's own interface, without a filter, to see both directions.",
    ({ connections }) =>
      `Of ${count(connections, 'connection or response', 'connections or responses')} the capture has nothing that the client sent.`,
  ),
  'handshake-completed': inWords(
    'The TCP handshake completes',
    'SYN and SYN/ACK went through, so the address and port are open; what comes after does not get through.',
    'Look for a filter that reads what is inside the connection.',
    ({ connections, handshakes }) =>
      `${count(connections, 'connection')} ${HANDSHAKES_OPEN[handshakes]}: address and port are open.`,
  ),
  'client-acknowledges': inWords(
    'The client acknowledges what the capture does not show',
    'Only one direction was captured, yet the client goes on with the connection: answers came, which the capture lacks, as it would lack a refusal.',
    "Capture on the client's own interface to see both directions.",
    ({ connections }) =>
      `On ${count(connections, 'connection')} the client goes on although the capture has no packet of the server: answers came.`,
  ),
  'dns-servfail': inWords(
    'The DNS server answers SERVFAIL',
    'The server is reachable, but could not resolve the name.',
    'Ask the operator of the DNS server; it is no firewall between client and server.',
    ({ responses }) =>
      `${count(responses, 'response')} with ${responseCodeName(RCODE_SERVER_FAILURE)}.`,
  ),
  'dns-refused': inWords(
    'The DNS server answers REFUSED',
    'The server is reachable and declines to answer this client or this name by policy.',
    "Check the server's access rules for this client's address.",
    ({ responses }) => `${count(responses, 'response')} with ${responseCodeName(RCODE_REFUSED)}.`,
  ),
  'works-again': inWords(
    'It did not work for a while, and works since',
    'All attempts that were refused or had no answer lie together, and from then on the service answers: it was started, or started anew, or a line came up. What was then is over.',
    'Nothing to do now; the log of the server or of the firewall for that time says what it was.',
    ({ from, to, isAfterAnswers }) =>
      `It did not work ${isAfterAnswers ? 'for a while' : 'at first'} (frames ${from} to ${to}), and works since: restarted, or let through again.`,
  ),
  'late-answers': inWords(
    'Answers came after the client had given up',
    'The client refused late answers with ICMP port unreachable: the service is slow, not blocked.',
    'Look for delay on the way or at the server.',
    ({ answers }) =>
      `${count(answers, 'answer')} came after the client had stopped listening (ICMP from the client itself).`,
  ),
  'others-answer': inWords(
    'Other services answer in the same capture',
    "The client's network works in general; only this destination does not.",
    'Look for a rule about this destination, not for a broken network.',
    ({ servers }) => `${count(servers, 'other server')} answered in the same capture.`,
  ),
  'nothing-answers': inWords(
    'Nothing at all answers in the capture',
    'No server answered anything: the network may be down, or only one direction was captured.',
    'Check that the PC is online, and capture on the interface that it uses.',
    () => 'No other server answered anything in this capture.',
  ),
  'server-answers-elsewhere': inWords(
    'The same server answers on another port',
    'The server is up and reachable: only this port or protocol is not.',
    'Look for a rule about this port.',
    ({ isTcp, port }) => `The same server answers on ${isTcp ? 'TCP' : 'UDP'} ${port}.`,
  ),
  'smb-port-answers': inWords(
    'The client is served by SMB’s other port',
    'SMB has two ports: TCP 445, and TCP 139 where it runs over NetBIOS (RFC 1002). Clients try both together, or one right after the other, and go on with the one that answers. Servers without NetBIOS refuse TCP 139 or keep silent on it, and so do firewalls that close NetBIOS; nobody misses it.',
    'Nothing, unless a program needs NetBIOS: then turn it on at the server, or allow TCP 139.',
    ({ connections }) =>
      `TCP 445 of the same server answers this client (${count(connections, 'connection')}): SMB goes on there.`,
  ),
  'other-version-answers': inWords(
    'The same name answers by the other IP version',
    'What gets no answer by IPv6 answers by IPv4 under the same name (as DNS or TLS have it), or the other way round: the service is up. Clients that try both, one shortly after the other (happy eyeballs, RFC 8305), hide that from their user. A rule of a firewall and a missing route look alike in it, and so does a server that does not listen by that version and is silent.',
    'Allow this IP version on the firewall as the other is, or correct its routes; or take the address that does not answer out of DNS.',
    ({ name, version, tries, within }) =>
      `${name} answers by ${version}${tries === 0 ? '' : `, to which the client goes over within ${duration(within)} (${count(tries, 'time')})`}.`,
  ),
  'outside-silent': inWords(
    'Nothing comes from outside any more',
    'From one moment on no packet of any server outside comes in, though several are asked or sent to, and some of them had worked: what all have in common is gone, the uplink or the way to it. It is no rule about these servers.',
    "Look at the uplink at that time: the router's own log, the provider, the VPN or the Wi-Fi below it.",
    ({ since, lasted, isOver, servers, worked }) =>
      `For ${duration(lasted)}${isOver ? '' : ', to the end of the capture,'} nothing comes from outside, from ${duration(since)} after the first packet on, though ${count(servers, 'server')} there ${servers === 1 ? 'was' : 'were'} asked or sent to; ${worked} of them had worked.`,
  ),
  'neighbor-there': inWords(
    'The server is on the same link, and there',
    "The host answers ARP or neighbor discovery, and not what is asked of it: its own firewall drops (Windows' is silent), or it has no way back to the client. No other firewall stands between.",
    "Look at the server's own firewall, and at its routes.",
    ({ isIpv4 }) =>
      `The server is on the client's own link and answers ${isIpv4 ? 'ARP' : 'neighbor discovery'}: its own firewall drops, or it has no way back.`,
  ),
  'known-service': inWords(
    'The address is known to offer this service',
    "The product's vendor runs this service on this address and port for everyone.",
    "A refusal or silence is then hardly the server's own.",
    ({ value, title }) => `${value} is a known ${title} server on this port.`,
  ),
  'port-assumed': inWords(
    'The list does not show the port',
    "The port of the DNS server is taken to be the protocol's own: what was asked on other ports, and what rule there is about them, cannot be told apart.",
    'Export with the column Destination Port, or send the capture.',
    ({ port }) =>
      `The list does not show the port of this server: ${port} is assumed, and it may be several.`,
  ),
  'port-assumed-mixed': inWords(
    'The list does not show the port, and not all questions are answered',
    'Some of the questions have an answer, others have none: those may have gone to another port of the server, on which all is lost.',
    'Export with the column Destination Port, or send the capture.',
    ({ queries, unanswered }) =>
      `Of ${count(queries, 'query', 'queries')} ${unanswered} had no answer: ${unanswered === 1 ? 'it' : 'they'} may have gone to another port than those that had one.`,
  ),
  'answerer-unknown': inWords(
    'The list does not show who answers',
    'Without the time to live of the answers nothing tells a far DNS server from something nearer that answers in its place.',
    'Export with the column TTL (`ip.ttl`, `ipv6.hlim`), or send the capture.',
    () =>
      'The list does not show the time to live of the answers: something nearer than the server may have sent them.',
  ),
  'flags-not-shown': inWords(
    'The text does not show the flags of TCP',
    'That packets went both ways does not say whether a connection was accepted, refused or reset: `tcpdump -q` leaves the flags out.',
    'Print it again without `-q`, or send the capture.',
    ({ connections }) =>
      `The text does not show the flags of ${count(connections, 'connection')}, as tcpdump -q leaves them out: print it again without -q.`,
  ),
  'ports-not-shown': inWords(
    'The list does not show on which ports these hosts talk',
    'Packets of one protocol go between the two, and the list has no port of them: which service was asked, how often, and what answers what nobody can tell.',
    'Export with the columns Source Port and Destination Port, or send the capture.',
    ({ packets }) =>
      `The list shows ${count(packets, 'packet')} between the two, and no port: which service was asked, and whether it answered, is not known. Export with the columns Source Port and Destination Port.`,
  ),
  'reset-way-not-shown': inWords(
    'The text does not show from how far resets came',
    'Connections were reset while data of the client waited, or refused after others had worked. The server may have done it, or something on the way in its name: the time to live tells, which this text does not have.',
    'Print it with the time to live (`tcpdump -v`, the column TTL), or send the capture.',
    ({ resets }) =>
      `${count(resets, 'reset')} came after it had worked, and no time to live is shown, which would tell whether the server sent ${resets === 1 ? 'it' : 'them'}: print it with tcpdump -v.`,
  ),
  'first-data-not-shown': inWords(
    'The text does not show what was refused',
    "The client's first data was answered by RST. A filter that reads ClientHellos does so, and a server that does not know the name; what it was only the bytes show.",
    'Print it with its bytes (`tcpdump -xx`, `tshark -x`), or send the capture.',
    ({ connections }) =>
      `What ${count(connections, 'connection')} carried when ${connections === 1 ? 'it was' : 'they were'} reset is not shown: print it with tcpdump -xx.`,
  ),
  'answer-not-accepted': inWords(
    "The client ends right behind the server's first answer",
    'The client sent no more than an alert is long, and ended the connection: so do clients that do not accept the certificate that they get, as behind a firewall that opens TLS. Whose it was only the bytes show.',
    'Print it with its bytes (`tcpdump -xx`, `tshark -x`), or send the capture.',
    ({ some, of }) =>
      `On ${some} of ${count(of, 'connection')} the client ends it right behind the server's first answer, and the answer's bytes are not shown, which would tell whose it is: print it with tcpdump -xx.`,
  ),
  'page-way-not-shown': inWords(
    'The text does not show from how far a page came',
    'Plain HTTP was redirected or refused: by the server, or by a portal or filter on the way that answers in its name. The time to live tells, and the place that a redirect leads to.',
    'Print it with the time to live (`tcpdump -v`), or send the capture.',
    ({ status, pages }) =>
      `${count(pages, 'page')} with status ${status}, and no time to live is shown, which would tell whether the server sent ${pages === 1 ? 'it' : 'them'}: print it with tcpdump -v.`,
  ),
  'alert-way-not-shown': inWords(
    'The list does not show from how far a TLS alert came',
    'The TLS handshake was refused by a fatal alert: by the server, or by a filter on the way that reads the server name and answers in its place. The time to live tells.',
    'Print it with the time to live (`tshark -V`, the column TTL), or send the capture.',
    ({ alerts }) =>
      `${count(alerts, 'alert')}, and no time to live is shown, which would tell whether the server sent ${alerts === 1 ? 'it' : 'them'}.`,
  ),
  'proxy-answers-not-shown': inWords(
    'What a SOCKS proxy answers is not shown',
    'Something answers on the port of SOCKS; whether it connects to what it is asked for, or refuses, stands in bytes that are not there: cut, or not shown in a list.',
    'Print it with its bytes (`tcpdump -xx`), or send the capture.',
    ({ connections }) => `What was said on ${count(connections, 'connection')} is not shown.`,
  ),
  'answers-sooner-than-servers': inWords(
    'DNS answers come sooner than other servers can answer',
    'Something near may answer in the place of the server that was asked, or it is near itself: the time to live tells, which this text does not have.',
    'Print it with the time to live (`tcpdump -v`, the column TTL), or send the capture.',
    ({ fastest, others }) =>
      `The fastest answer took ${duration(fastest)}, where the nearest other server outside needs ${duration(others)}, and no time to live is shown, which would tell who answers: print it with tcpdump -v.`,
  ),
  'names-all-denied': inWords(
    'The DNS server denies every name, and the text does not show from how far',
    'Each answer says that there is no such name. So answers something on the way that stands in for a server; the time to live tells, which this text does not have.',
    'Print it with the time to live (`tcpdump -v`, the column TTL), or send the capture.',
    ({ answers }) =>
      `All ${count(answers, 'answer')} say that there is no such name, and no time to live is shown, which would tell whether the server sent them: print it with tcpdump -v.`,
  ),
  'requests-not-shown': inWords(
    'The text does not show what was asked over UDP',
    "Some datagrams had an answer and others had none: one kind of request may never get through. Or what answered may have done so in a resolver's name. What they are only the bytes show.",
    'Print it with its bytes (`tcpdump -xx`, `tshark -x`), or send the capture.',
    ({ some, of }) =>
      `What ${some} of ${count(of, 'conversation')} carried is not shown, and may have failed: print it with tcpdump -xx.`,
  ),
  'answers-not-shown': inWords(
    'The text does not show what short answers over UDP say',
    "On QUIC's port the client began with a datagram as long as a handshake's, and all that came back is shorter than what takes one (RFC 9000 §14.1): the server may have refused it.",
    'Print it with its bytes (`tcpdump -xx`, `tshark -x`), or send the capture.',
    ({ conversations }) =>
      `The answers of ${count(conversations, 'conversation')} are too short to take a QUIC handshake, and their bytes are not shown: print it with tcpdump -xx.`,
  ),
  'silence-not-timed': inWords(
    'The text does not show how long answers stayed away',
    'Some of what was asked has no answer, or none that the client took, in a text without times: whether it never came, or was only not yet there, only times tell.',
    'Print it with times (`tcpdump` without `-t`), or send the capture.',
    ({ some, of }) =>
      `${some} of ${count(of, 'exchange')} ${some === 1 ? 'has' : 'have'} no answer in the text, which has no times that tell how long it stayed away: print it with times.`,
  ),
  'delay-not-timed': inWords(
    'The text does not show how soon answers came',
    "What stands in for a server answers sooner than it can; a timer's reset comes seconds after what it seems to answer. Which it was only times tell.",
    'Print it with times, or send the capture.',
    ({ answers }) =>
      `${count(answers, 'answer')} came in a text without times, which would tell whether ${answers === 1 ? 'it is' : 'they are'} the server's: print it with times.`,
  ),
  'order-not-timed': inWords(
    'Data follows a reset, and the text does not show how soon',
    'What was on its way arrives behind a reset, at once. Data that comes later contradicts the reset: another has sent it. Which it was only times tell.',
    'Print it with times, or send the capture.',
    ({ packets }) =>
      `${count(packets, 'packet')} with data ${packets === 1 ? 'follows' : 'follow'} a reset of the same side, in a text without times that would tell whether ${packets === 1 ? 'it was' : 'they were'} only on the way: print it with times.`,
  ),
  'refusal-not-told': inWords(
    'ICMP errors since the last answer do not show what they are about',
    'The service had answered, then answered no more, and errors came that may be about it.',
    'Print it with what the errors quote (`tcpdump -v`), or send the capture.',
    ({ errors }) =>
      `Since its last answer ${count(errors, 'ICMP error')} came that ${errors === 1 ? 'does' : 'do'} not show what ${errors === 1 ? 'it is' : 'they are'} about: print it with tcpdump -v.`,
  ),
  'capture-ends-too-soon': inWords(
    'The capture ends before an answer could have come',
    'The last attempt is younger than the time after which a client would try again: nothing follows from the silence.',
    'Capture again, and let it run for at least 30 seconds after the failure.',
    ({ attempts }) =>
      `The capture ends too soon after ${count(attempts, 'attempt')}: the answer may have come later.`,
  ),
  'capture-first-fragments': inWords(
    'Of an answer only the first IP fragment is there',
    'A large answer comes in several IP fragments, and the capture has only the first. Later fragments have no ports: firewalls that drop fragments drop them, and capture filters by port leave them out.',
    'Capture without a filter by port. Where the fragments are missing there too, let IP fragments through, or have the client ask for smaller answers (`dig +bufsize=1232`) or over TCP.',
    ({ answers }) =>
      `Of ${count(answers, 'answer')} only the first IP fragment is in the capture: the rest was dropped, or left out by a capture filter.`,
  ),
  'capture-many-connections': inWords(
    'More was open at once than can be followed',
    'Attempts had to be given up before an answer could come, to make room for others: whether one came is not known.',
    'Cut the capture to the client or the server in question first (`tcpdump -r` or `editcap` with a filter).',
    ({ attempts }) =>
      `More connections were open at once than can be followed: whether ${count(attempts, 'attempt')} had an answer is not known.`,
  ),
  'capture-incomplete': inWords(
    'Much of the traffic is missing',
    'The capture lost so many packets that what answered in it says little of what may have failed beside it.',
    'Capture again on a host or port that keeps up: a larger buffer, a capture filter for the client, no mirror port above its rate.',
    (loss) => captureLossText(loss),
  ),
  'capture-filtered': inWords(
    'A filter let through only what carries data',
    'No connection of the capture has a SYN, a bare acknowledgment or a FIN: they were left out, and refusals may have been, too.',
    'Capture again without a filter.',
    () =>
      'The capture has nothing but packets with data: what refuses a connection may have been left out with the rest.',
  ),
  'capture-lost-packets': inWords(
    'Packets were lost while capturing',
    'The capturing host dropped packets, as its statistics say, or as acknowledgments of data show that the capture does not have: answers may have come and not been written down. A client that goes on asking had none all the same.',
    'Capture again with a capture filter, a larger buffer, or on a faster host.',
    (loss) => `${captureLossText(loss)} Answers may be among them.`,
  ),
  'capture-one-way': inWords(
    'The capture shows one direction only',
    "Connections go on although one side's packets are missing: the capture was taken where only one direction passes.",
    "Capture on the client's own interface.",
    ({ connections, of }) =>
      `${count(connections, 'connection')} of ${of} ${connections === 1 ? 'shows' : 'show'} one direction only.`,
  ),
  'capture-cut-short': inWords(
    'Packets were cut before their ports',
    'The snap length kept so little of some packets that nothing tells whose they are: answers may be among them.',
    'Capture again with a larger snap length (`-s 0`), or at least 128 bytes.',
    ({ packets }) =>
      `${count(packets, 'packet')} ${packets === 1 ? 'is' : 'are'} cut so short that nothing tells whose they are: answers may be among them.`,
  ),
  'capture-clock-jumped': inWords(
    'The clock jumped, or the host slept',
    'Time stamps go back or leave out minutes in the middle of traffic while an answer was due. That time is not counted as silence, but answers may have come in it.',
    'Capture again while the host stays awake and its clock is left alone.',
    ({ jumpsBack, pauses, longestPause }) => {
      const parts = [
        ...(jumpsBack > 0 ? [`the clock goes back ${count(jumpsBack, 'time')}`] : []),
        ...(pauses > 0
          ? [`the capture has nothing for up to ${duration(longestPause)} (host asleep?)`]
          : []),
      ];
      return `While an answer was due, ${parts.join(', and ')}; that time is not counted.`;
    },
  ),
  'capture-exported': inWords(
    'The capture is a packet list that was exported',
    'Somebody chose the rows of the list, mostly with a display filter: answers, resets or ICMP errors may have been left out. So silence in it is no more than probable, however often it shows.',
    'Send the capture itself (pcapng): it has all packets, and all of each.',
    () => 'This is an exported packet list: answers may have been filtered out of it.',
  ),
  'capture-errors-not-told': inWords(
    'ICMP errors in the list do not show what they are about',
    'A row of a packet list says which error came, and to whom, but not which packet it quotes: it may be about any service that the client asked.',
    'Send the capture itself, or export with `tshark -T json`, which has what is quoted.',
    ({ errors }) => {
      const [does, them] = errors === 1 ? ['does', 'it is'] : ['do', 'they are'];
      return `${count(errors, 'ICMP error')} to this client ${does} not show in the list what ${them} about: what looks like silence may have been refused.`;
    },
  ),
  'capture-errors-cut': inWords(
    'ICMP errors were cut before what they are about',
    'The snap length ends in the packet that an ICMP error quotes, of IPv6 already at 96 bytes: it may be about any service that the client asked.',
    'Capture again with a larger snap length (`-s 0`), or at least 128 bytes.',
    ({ errors }) =>
      `${count(errors, 'ICMP error')} to this client ${errors === 1 ? 'is' : 'are'} cut before what ${errors === 1 ? 'it is' : 'they are'} about: what looks like silence may have been refused.`,
  ),
  'capture-exported-one-way': inWords(
    'The exported list may show one direction only',
    'No row of the list comes from the server, and the client does not ask again as one without an answer does: a filter for one direction (`ip.dst == …`, `dns.flags.response == 0`) leaves the same.',
    'Export again with a filter for both directions, such as `ip.addr == …`.',
    () =>
      'No row of this exported list comes from this server, and the client does not ask again at once: it may be a list of one direction.',
  ),
  'capture-no-answers': inWords(
    'The capture has no answer of this kind at all',
    'Not one server answers a SYN (or a DNS query) in the whole capture, and the client does not ask again as one without an answer does: a filter that leaves answers out (`!tcp.flags.ack`, `dns.flags.response == 0`) makes services that work look the same.',
    'Capture or export without a filter, or with one for both directions (`ip.addr == …`).',
    ({ kind, port }) => {
      const who =
        kind === 'tcp'
          ? 'No server answers over TCP'
          : kind === 'udp'
            ? 'No server answers over UDP'
            : port === null
              ? 'Perhaps no server answers DNS queries on this port'
              : `No server answers DNS queries on port ${port}`;
      return `${who} in the whole capture, and the client does not ask again at once: answers may have been filtered out.`;
    },
  ),
  'capture-short-packets': inWords(
    'The capture has short packets only',
    'No packet is as long as answers are, though the client acknowledges data, or does not ask again as one without an answer does: a filter for length (`frame.len < 80`, `tcp.len == 0`) leaves the same.',
    'Capture or export without a filter for length.',
    ({ longest, isAcknowledged }) => {
      const what = `No packet of the capture has more than ${count(longest, 'byte')}`;
      return isAcknowledged
        ? `${what}, though data is acknowledged that it does not have: longer ones, answers among them, were left out.`
        : `${what}, and the client does not ask again at once: answers may have been filtered out by their length.`;
    },
  ),
  'capture-no-repeats': inWords(
    'The client does not ask again as one without an answer does',
    'A client without an answer sends its DNS query again within seconds, or with the same ID. One that asks anew now and then may well have its answers, and a filter (`!(ip.src == …)`) left them out.',
    'Capture without a filter, or with one for both directions (`host …`).',
    ({ queries }) =>
      `${count(queries, 'query', 'queries')}, and none of them sent again at once, as a client without an answer does: answers may have been filtered out.`,
  ),
};

/** What was seen of an endpoint, as a sentence with its values. */
export function evidenceText<Code extends EvidenceCode>({
  code,
  values,
}: Pick<Observation<Code>, 'code' | 'values'>): string {
  return evidence[code].text(values);
}

/** "64", "64 to 128". */
function range({ minimum, maximum }: Spread): string {
  return minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
}

function askedText({ queries, asked, hasOthers }: DnsUnanswered): string {
  const names = asked.map(({ type, name }) => `${typeName(type)} ${name || '<Root>'}`);
  const what = names.length === 0 ? '' : ` for ${names.join(', ')}`;
  return `${count(queries, 'query', 'queries')}${what}${hasOthers ? ' and others' : ''}`;
}

function requestText({
  protocol,
  message,
  sends,
  requests,
  fragmented,
}: RequestsUnanswered): string {
  const anew = requests > 1 ? ` in ${grouped(requests)} requests` : '';
  const pieces = fragmented > 0 ? ', in IP fragments' : '';
  return `${protocol} ${message} sent ${sends === 1 ? 'once' : `${grouped(sends)} times`}${anew}${pieces}`;
}

function portalClueText(clue: PortalClue, networks: number): string {
  switch (clue) {
    case 'status-511':
      return 'with status 511, "network authentication required"';
    case 'to-private-address':
      return 'to an address of a local network';
    case 'portal-test':
      return "in reply to a system's own test for portals";
    case 'near':
      return 'with the time to live of a neighbour';
    case 'everywhere':
      return `as servers in ${networks} unrelated networks are`;
  }
}

function nearText({ within, timeToLive }: DnsAnswersNear): string {
  const clues = [
    ...(within === null ? [] : [`within ${duration(within)}`]),
    ...(timeToLive === null ? [] : [`with time to live ${timeToLive}, as no other public server`]),
  ];
  return `The answers come ${clues.join(' and ')}`;
}

/** What ICMP errors say, by version, type and code. */
const ICMP: { readonly [Version in 4 | 6]: Readonly<Record<keyof IcmpReadings[Version], string>> } =
  {
    4: {
      '3/0': 'network unreachable',
      '3/1': 'host unreachable',
      '3/2': 'protocol unreachable',
      '3/3': 'port unreachable',
      '3/5': 'source route failed',
      '3/6': 'network unknown',
      '3/7': 'host unknown',
      '3/8': 'source host isolated',
      '3/9': 'network administratively prohibited',
      '3/10': 'host administratively prohibited',
      '3/11': 'network unreachable for this type of service',
      '3/12': 'host unreachable for this type of service',
      '3/13': 'communication administratively prohibited',
      '3/14': 'host precedence violation',
      '3/15': 'precedence cutoff in effect',
      '11/0': 'time to live exceeded in transit',
    },
    6: {
      '1/0': 'no route to destination',
      '1/1': 'administratively prohibited',
      '1/2': 'beyond scope of source address',
      '1/3': 'address unreachable',
      '1/4': 'port unreachable',
      '1/5': 'source address failed policy',
      '1/6': 'reject route',
      '3/0': 'hop limit exceeded in transit',
    },
  };

function icmpText(error: IcmpError): string {
  const [protocol, meaning] =
    error.version === 4 ? ['ICMP', ICMP[4][error.kind]] : ['ICMPv6', ICMP[6][error.kind]];
  return `${count(error.errors, `${protocol} error`)} "${meaning}" (${error.kind}) from ${icmpSourceText(error.source)}.`;
}

function icmpSourceText(source: IcmpSource): string {
  if (source.by === 'server') return 'the server itself';
  if (source.by === 'other') {
    const isAddress = source.isAsFarAsServer
      ? ', which is exactly as far away as the server: probably another address of it'
      : '';
    return `${formatAddress(...source.address)}${isAddress}`;
  }
  const { timeToLive, server } = source.forgery;
  return server === null
    ? `the server's address, but with time to live ${timeToLive}, a starting value: it crossed no router`
    : `the server's address, but with time to live ${timeToLive}, where the server's other packets have ${server}`;
}

function clientHello({ serverName }: FirstData): string {
  return `ClientHello${serverName === null ? '' : ` (server name ${serverName})`}`;
}

const HANDSHAKES: Readonly<Record<Handshakes, string>> = {
  all: 'with a complete handshake',
  some: 'of which some have their handshake in the capture',
  none: 'without their handshake in the capture',
};

const HANDSHAKES_OPEN: Readonly<Record<Handshakes, string>> = {
  all: 'with SYN/ACK',
  some: 'with SYN/ACK, or with data that a client sends only after it',
  none: 'with data that a client sends only after a SYN/ACK',
};

function begunText(values: { connections: number; handshakes: Handshakes }): string {
  return `${count(values.connections, 'connection')} ${HANDSHAKES[values.handshakes]}`;
}

function droppedText(values: FirstData, what: string): string {
  return `${begunText(values)}; the client's ${what} is sent again and again and never acknowledged.`;
}

function resetText(values: FirstData, what: string): string {
  return `${begunText(values)}; the client's ${what} is answered by RST.`;
}

/** Seconds that were counted whole. */
function wholeSeconds(seconds: number): string {
  return seconds < 100 ? `${seconds} s` : duration(seconds * 1e6);
}

function secondsText({ minimum, maximum }: Spread): string {
  const [least, most] = [wholeSeconds(minimum), wholeSeconds(maximum)];
  return least === most ? least : `${least} to ${most}`;
}

function idleText(afterIdle: ValuesOf<'connection-stalled'>['afterIdle']): string {
  if (afterIdle === null) return '';
  const { connections, least } = afterIdle;
  return `; on ${connections} of them after ${duration(least * 1e6)} or more without a packet, as after an idle time-out of a firewall`;
}

function lossText({
  share,
  isExplanation,
}: NonNullable<ValuesOf<'attempts-lost'>['loss']>): string {
  if (share < 0.02) return ' Others hardly lose a packet.';
  const explains = isExplanation ? 'which explains it' : 'which does not explain it';
  return ` About ${Math.round(share * 100)} % of all requests get lost, ${explains}.`;
}

/** "time to live 52 (12 hops)". */
function wayText({ timeToLive, hops }: Way): string {
  const far =
    hops.count === 0
      ? ''
      : hops.minimum === hops.maximum
        ? ` (${count(hops.minimum, 'hop')})`
        : ` (${range(hops)} hops)`;
  return `time to live ${range(timeToLive)}${far}`;
}

function sameWayText({ reset, server }: WayOfReset): string {
  const [own, its] = [range(reset.timeToLive), range(server.timeToLive)];
  return own === its
    ? `The RST's time to live (${own}) is that of the server's other packets.`
    : `The RST has ${wayText(reset)}: another start, but as many hops as the server's other packets (${its}).`;
}

function otherWayText({ reset, server }: WayOfReset): string {
  return `The RST has ${wayText(reset)}, the server's other packets ${wayText(server)}.`;
}

function tooFastText(values: ResetTooFast): string {
  const reset = duration(values.reset);
  if (values.than === 'same-server') {
    return `The RST came after ${reset}; a round trip to this server takes ${duration(values.other)}.`;
  }
  if (values.than === 'any-server') {
    return `The RST came after ${reset} at the most, from a public address: hardly any server on the Internet is that near.`;
  }
  return values.isOnSite
    ? `The RST came after ${reset} at the most, from a public address: the fastest other public server needs ${duration(values.other)}.`
    : `The RST came after ${reset}; the fastest public server in the capture needs ${duration(values.other)}.`;
}

/** What the capture lost, as a sentence. */
export function captureLossText({ number, share, shownBy }: CaptureLoss): string {
  return shownBy === 'statistics'
    ? `${count(number, 'packet')} ${number === 1 ? 'was' : 'were'} lost while capturing (${percent(share)}).`
    : `${count(number, 'acknowledgment')} of data that the capture does not have: packets were lost while capturing, or left out by a filter (${percent(share)} at least).`;
}
