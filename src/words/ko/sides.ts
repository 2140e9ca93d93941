import type { Verdict } from '../../evidence/verdict.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import type { BetweenPlaces, Host, PacketsOf, SidedService } from '../en/sides.ts';
import type { Words } from '../words.ts';
import {
  count,
  duration,
  framesText,
  grouped,
  hedged,
  list,
  listSome,
  percent,
  withParticle,
} from './phrases.ts';

type PacketKind = PacketsOf['kind'];
type Direction = 'to-server' | 'to-client';

const KINDS: Readonly<Record<PacketKind, string>> = {
  syn: 'SYN',
  'syn-ack': 'SYN/ACK',
  ack: '확인 응답',
  data: '데이터 세그먼트',
  fin: 'FIN',
  rst: 'RST',
  'icmp-error': 'ICMP 오류',
  datagram: '데이터그램',
};

const SERVICES_NAMED = 3;

/** One packet of a kind, in a word. */
function kindText(kind: PacketKind): string {
  return kind === 'data' ? '데이터' : kind === 'ack' ? 'ACK' : KINDS[kind];
}

/** "클라이언트 쪽", "서버 쪽"; of more than two "위치 2". */
function placeName(place: number, places: number): string {
  if (place === 0) return '클라이언트 쪽';
  return place === places - 1 ? '서버 쪽' : `위치 ${place + 1}`;
}

/** "두 캡처 사이", "위치 2와 위치 3 사이". */
function betweenText({ from, to, places }: BetweenPlaces): string {
  return places === 2
    ? '두 캡처 사이'
    : `${withParticle(placeName(from, places), 'with')} ${placeName(to, places)} 사이`;
}

/** "되돌아오는 경로", seen from the client. */
function wayText(way: Direction | 'both'): string {
  if (way === 'both') return '양방향';
  return way === 'to-server' ? '서버로 가는 경로' : '되돌아오는 경로';
}

/** What packets of one kind are called, and how many there are. */
function packetsText(packets: readonly PacketsOf[]): string {
  return list(packets.map(({ kind, number }) => count(number, KINDS[kind])));
}

/** Where a failure is, for a cell. */
const segmentText: Words['sideParts']['segmentText'] = (segment, places) => {
  if (segment.code === 'between') return betweenText({ ...segment, places });
  return segment.code === 'before-client-side'
    ? `${placeName(segment.from, places)}보다 앞`
    : `${placeName(segment.to, places)}보다 뒤`;
};

/** What is put together beside whole sentences. */
export const sideParts: Words['sideParts'] = {
  placeName,
  betweenText,
  kindText,
  segmentText,
  segmentAndWay: (segment, places, way) => {
    const where = segmentText(segment, places);
    return way === null ? where : `${where}, ${wayText(way)}`;
  },
};

function serviceText({ server, port, protocol, name }: SidedService): string {
  const called = name === null ? '' : `(${name})`;
  return `${hostAndPort(formatAddress(...server), port)} ${protocol}${called}`;
}

function servicesText(services: readonly SidedService[]): string {
  return listSome(services.map(serviceText), SERVICES_NAMED);
}

/** What something does to services: with the plain form, and the one that is hedged. */
const DOES: Readonly<Record<Verdict, readonly [before: string, plain: string, hedged: string]>> = {
  answered: ['의 패킷을', '통과시킵니다', '통과시키는'],
  drop: ['의 패킷을', '드롭합니다', '드롭하는'],
  reject: [' 트래픽을', '거부합니다', '거부하는'],
  closed: [' 트래픽을', '거절합니다', '거절하는'],
  intercepted: ['를 대신해', '응답합니다', '응답하는'],
  unreachable: ['로 가는 경로가', '없습니다', '없는'],
  inconclusive: [' 트래픽을', '막는 것일 수 있습니다', '막는'],
};

/** "무언가가", or "무언가에는" where it is said to lack something. */
const something = (verdict: Verdict) => (verdict === 'unreachable' ? '무언가에는' : '무언가가');

/** Ends of a way: from where packets go, and to where. */
function ends(way: Direction, { from, to, places }: BetweenPlaces): [string, string] {
  const [client, server] = [placeName(from, places), placeName(to, places)];
  return way === 'to-server' ? [client, server] : [server, client];
}

const milliseconds = (nanoseconds: number) => `${Number((nanoseconds / 1e6).toPrecision(3))}ms`;

/** A clock that is ahead or behind by so many nanoseconds. */
function difference(nanoseconds: number, other: string): string {
  const size = Math.abs(nanoseconds);
  const text = size < 1e9 ? milliseconds(size) : duration(size / 1e3);
  if (size === 0) return `${other}의 시계와 같습니다`;
  return `${other}의 시계보다 ${text} ${nanoseconds > 0 ? '빠릅니다' : '느립니다'}`;
}

/** TCP options by name, as far as they are common. */
const OPTIONS: Readonly<Record<number, string>> = {
  2: 'MSS',
  3: 'window scale',
  4: 'SACK permitted',
  8: 'timestamps',
  19: 'MD5',
  28: 'user timeout',
  29: 'TCP-AO',
  30: 'MPTCP',
  34: 'fast open',
};

const optionNames = (kinds: readonly number[]) =>
  kinds.length === 0 ? '없음' : list(kinds.map((kind) => OPTIONS[kind] ?? `종류 ${kind}`));

const hostText = ({ address, port }: Host) =>
  port === null ? formatAddress(...address) : hostAndPort(formatAddress(...address), port);

/** "서버로 가는 경로에서 ", before what happens there; nothing for both ways. */
const onWay = (way: Direction | 'both') => (way === 'both' ? '' : `${wayText(way)}에서 `);

/** Captures of several places of one network, held against each other packet by packet. */
export const sides: Words['sides'] = {
  'between-sides': ({ verdict, way, services, ...segment }) => {
    const [before, plain] = DOES[verdict];
    return `${betweenText(segment)}의 ${something(verdict)} ${onWay(way)}${servicesText(services)}${before} ${plain}. 양쪽의 캡처가 이를 보여 줍니다.`;
  },
  'beyond-server-side': ({ services, place, places }) =>
    `${servicesText(services)} 트래픽을 막는 것은 ${placeName(place, places)}보다 뒤(서버에 더 가까운 곳)에 있습니다. 두 캡처 사이에서는 모두 통과합니다.`,
  'before-client-side': ({ services, place, places }) =>
    `${servicesText(services)} 트래픽을 막는 것은 되돌아오는 경로에서 ${placeName(place, places)}보다 앞(클라이언트에 더 가까운 곳)에 있습니다. 응답이 ${placeName(place, places)}에는 도착하는데 클라이언트가 계속 요청합니다.`,
  'stopped-between-captures': ({ names, verdict, confidence, way, segment, stopped }) => {
    const [near, far] = [names[0], names[names.length - 1]];
    const where = {
      between: `${near}, ${far} 사이`,
      'beyond-server-side': `${far}보다 뒤`,
      'before-client-side': `${near}보다 앞`,
    };
    const [before, plain, attributive] = DOES[verdict];
    return `${where[segment]}의 ${something(verdict)} ${onWay(way)}${servicesText(stopped)}${before} ${hedged(confidence, plain, attributive)}`;
  },
  'captures-of-one-way': ({ names, matched }) =>
    `${list(names.map((one, place) => `${one}(${placeName(place, names.length)})`))} 캡처에는 공통된 ${count(matched, '패킷')}가 있습니다. 같은 시간에 한 경로에서 캡처되었습니다.`,
  'frames-of-capture': ({ capture, frames }) => `${capture}: ${framesText(frames)}.`,
  'others-stop-elsewhere': ({ number }) =>
    `${count(number, '다른 서비스')}는 다른 곳에서 막힙니다.`,
  'nothing-stops-between': ({ number }) =>
    `두 캡처 사이에서 막히는 것이 없습니다. 양쪽에 모두 있는 ${count(number, '서비스')}가 동작합니다.`,
  'no-packet-in-both': () => '캡처를 서로 대조할 수 없습니다. 양쪽에 모두 있는 패킷이 없습니다.',
  'captures-apart': () => '캡처를 서로 대조할 수 없습니다. 같은 시간에 캡처되지 않았습니다.',
  'one-place': () =>
    '두 캡처가 한 위치에서 캡처되었습니다. 방향과 관계없이 모든 패킷의 시간이 양쪽에서 같습니다.',
  'sides-cannot-tell': ({ number }) =>
    `${withParticle(count(number, '서비스'), 'subject')} 어디에서 막히는지 캡처로는 알 수 없습니다.`,

  'packets-vanish': ({ packets, way, ...segment }) => {
    const [here, there] = ends(way, segment);
    return `${packetsText(packets)}가 ${here}에서 나갔지만 ${there}에는 도착하지 않습니다: ${wayText(way)}.`;
  },
  'packets-arrive': ({ packets, way, ...segment }) => {
    const [here, there] = ends(way, segment);
    return `${here}에서 나간 것 중 ${packetsText(packets)}가 ${there}에 도착했습니다.`;
  },
  'packets-made-between': ({ packets, way, ...segment }) => {
    const [here, there] = ends(way, segment);
    return `${here}에는 나타난 적이 없는 ${packetsText(packets)}가 ${there}에 도착합니다. 중간의 무언가가 만든 것입니다.`;
  },
  'both-sides-reset': () =>
    '클라이언트와 서버가 각각 상대의 이름으로 된 RST를 받습니다. 둘 다 보낸 적이 없습니다.',
  'only-client-reset': () => '클라이언트만 그것을 받고, 서버에는 아무것도 오지 않습니다.',
  'nothing-comes-back': ({ place, places }) =>
    `${placeName(place, places)}에는 아무것도 돌아오지 않습니다.`,
  'refusal-comes-by': ({ packets, place, places }) =>
    `${packetsText(packets)}가 ${withParticle(placeName(place, places), 'object')} 지나갑니다. 거부는 그보다 뒤에서 만들어집니다.`,
  'client-goes-on-asking': ({ answers, place, places }) =>
    `${packetsText(answers)}가 ${placeName(place, places)}에 도착하는데 클라이언트가 다시 요청합니다. 응답이 클라이언트에 도달하지 않습니다.`,
  'large-ones-vanish': ({ largest, smallest, way }) =>
    `${wayText(way)}에서 사라지는 것은 큰 패킷입니다. 사라진 것 중 가장 작은 것의 페이로드는 ${grouped(smallest)}바이트이고, 도착한 것 중 가장 큰 것은 ${grouped(largest)}바이트입니다. MTU가 더 작은 경로에서 이렇게 됩니다.`,
  'passes-between': ({ number }) => `${count(number, '대화')}에서 보낸 것이 모두 통과했습니다.`,

  'place-lost-packets': ({ place, places, share, dropped }) =>
    `${placeName(place, places)}의 캡처 자체에서 패킷이 누락되었습니다(${dropped > 0 ? `자체 집계로 ${count(dropped, '패킷')}` : `뒤쪽의 확인 응답으로 볼 때 ${percent(share)}`}). 캡처에 없는 것도 지나갔을 수 있습니다.`,
  'line-loses': ({ share }) =>
    `이 경로에서는 모든 패킷의 ${percent(share)}가 손실됩니다. 이렇게 적은 수는 우연일 수 있습니다.`,
  'server-not-shown': ({ place, places }) =>
    `${placeName(place, places)}의 캡처에는 이 서버의 것이 하나도 없습니다. 그 패킷이 거기를 지나가는지, 캡처 필터가 제외했는지 알 수 없습니다.`,
  'perhaps-filtered': ({ place, places }) =>
    `${placeName(place, places)}의 캡처에는 한두 포트의 패킷만 있습니다. 캡처 필터가 이것들을 제외했을 수 있습니다.`,
  'place-not-running': ({ place, places }) =>
    `그때 ${placeName(place, places)}의 캡처는 실행 중이 아니었습니다.`,
  'one-way-capture': ({ place, places, way }) =>
    `${placeName(place, places)}의 캡처에는 ${way === 'to-server' ? '서버' : '클라이언트'}로 가는 것이 전혀 없습니다. 한 방향만의 캡처일 수 있습니다.`,
  'too-few-lost': ({ number }) => `누락된 것은 ${count(number, '패킷')}뿐이며, 우연일 수 있습니다.`,
  'own-connection': ({ place, places }) =>
    `${placeName(place, places)}에는 같은 포트에 대한 다른 연결이 있습니다. 중간의 무언가가 자체 연결을 사용하는 것일 수 있습니다.`,
  'proxied-between': () =>
    '중간의 무언가가 자체 연결을 사용합니다(프록시). 무엇이 언제 전달되는지만 비교할 수 있습니다.',
  'clocks-unknown': () =>
    '양쪽 캡처에 모두 있는 패킷이 없어 시계를 비교할 수 없습니다. 같은 시간에 실행되었다는 것은 두 호스트의 시계에 근거합니다.',
  'clocks-unsteady': () =>
    '두 캡처의 시계가 나란히 가지 않습니다. 실행 중에 한쪽의 시계가 변경되었습니다.',
  'shows-both-fates': ({ number, of }) =>
    `${count(of, '연결')} 중 ${number}개가 이렇게 끝납니다. 나머지는 동작하거나 알 수 없습니다.`,
  'too-long-to-keep': ({ number, place, places }) =>
    `${placeName(place, places)}의 ${withParticle(count(number, '패킷'), 'topic')} 자리가 없어 비교하지 않았습니다.`,
  'places-turned': () =>
    '캡처의 순서가 반대로 지정되었습니다. TTL로 볼 때 클라이언트는 마지막 캡처 쪽에 있습니다.',

  'matched-packets': ({ matched, conversations, ...segment }) =>
    `${count(conversations, '대화')}의 ${withParticle(count(matched, '패킷'), 'subject')} ${placeName(segment.from, segment.places)} 캡처와 ${placeName(segment.to, segment.places)} 캡처 양쪽에 모두 있습니다.`,
  'clock-difference': ({ offset, error, drift, ...segment }) => {
    const by = error === null ? '(한 방향의 패킷만으로 측정)' : `(±${milliseconds(error)})`;
    const drifting = drift === 0 ? '' : `. ${Number((drift * 1e6).toPrecision(2))}ppm씩 빨라집니다`;
    return `${placeName(segment.to, segment.places)}의 시계는 ${difference(offset, placeName(segment.from, segment.places))}${by}${drifting}.`;
  },
  'hops-between': ({ hops, ...segment }) =>
    `${betweenText(segment)}에서 TTL을 줄이는 ${hops === 0 ? '라우터가 없습니다' : `라우터가 ${grouped(hops)}개 있습니다`}.`,

  'look-between': ({ way, ...segment }) =>
    `${betweenText(segment)}의 방화벽, 라우터, NAT를 확인하십시오${way === 'both' ? '' : `. ${wayText(way)}에서 무엇을 하는지 보십시오`}.`,
  'look-at-state': () =>
    '응답 패킷에는 자체 상태 또는 규칙이 필요합니다. 나가는 경로와 들어오는 경로가 다른지(비대칭 라우팅), 상태가 없는지, 응답에 대한 규칙이 있는지 확인하십시오.',
  'look-for-resets': () =>
    '그곳에서 다른 쪽의 이름으로 리셋을 보내는 것을 찾으십시오: 침입 방지 시스템, TCP 리셋으로 거부하는 방화벽, 애플리케이션 필터.',
  'look-beyond': ({ place, places }) =>
    `서버와, 서버와 ${placeName(place, places)} 사이에 있는 것을 확인하십시오. 또는 그곳에서도 캡처하십시오.`,
  'look-before': ({ place, places }) =>
    `클라이언트와, 클라이언트와 ${placeName(place, places)} 사이에 있는 것을 확인하십시오: 클라이언트 자체의 방화벽, 보안 소프트웨어, 근처의 라우터.`,
  'look-at-mtu': () =>
    '양 끝과 중간 터널의 MTU를 비교하십시오. ICMP "fragmentation needed"를 통과시키거나 MSS를 클램핑하십시오.',
  'capture-both-again': () =>
    '같은 시간에 두 위치에서, 클라이언트가 요청하기 전부터 포기한 뒤까지, 캡처 필터 없이, 모든 패킷을 담을 공간을 두고 캡처하십시오.',
  'capture-between': () =>
    '둘 사이의 다른 위치에서도 캡처하고 셋을 모두 지정하십시오. 그러면 구간이 절반으로 줄어듭니다.',

  'client-translated': ({ from, to }) =>
    from.address.join() === to.address.join()
      ? `클라이언트의 포트가 변환됩니다(NAT). 주소는 ${withParticle(hostText(from), 'toward')} 유지됩니다.`
      : `클라이언트의 주소가 변환됩니다(NAT): ${hostText(from)} → ${hostText(to)}.`,
  'server-translated': ({ from, to }) =>
    `서버의 주소가 변환됩니다(NAT): ${hostText(from)} → ${hostText(to)}.`,
  hops: ({ way, from, to }) =>
    `${onWay(way)}TTL이 ${from}에서 ${withParticle(String(to), 'toward')} 바뀝니다: ${Math.abs(from - to)}홉.`,
  'segment-size': ({ way, from, to }) =>
    `${onWay(way)}세그먼트 크기(MSS)가 ${grouped(from)}에서 ${withParticle(grouped(to), 'toward')} 바뀝니다.`,
  'window-scale': ({ way, from, to }) =>
    `${onWay(way)}윈도우 스케일이 ${from}에서 ${withParticle(String(to), 'toward')} 바뀝니다.`,
  dscp: ({ way, from, to }) =>
    `${onWay(way)}DSCP가 ${from}에서 ${withParticle(String(to), 'toward')} 바뀝니다.`,
  options: ({ way, from, to }) => {
    const gone = from.filter((kind) => !to.includes(kind));
    const added = to.filter((kind) => !from.includes(kind));
    const what = [
      ...(gone.length > 0 ? [`${optionNames(gone)} 제거됨`] : []),
      ...(added.length > 0 ? [`${optionNames(added)} 추가됨`] : []),
    ];
    return `${wayText(way)}의 TCP 옵션: ${what.length > 0 ? what.join(', ') : '순서가 바뀜'}.`;
  },
  'sequence-numbers': ({ way }) => `${onWay(way)}시퀀스 번호가 다시 쓰입니다.`,
  'timestamps-removed': ({ way }) => `${onWay(way)}TCP 타임스탬프가 제거됩니다.`,
  'payload-changed': ({ way }) => `${onWay(way)}페이로드가 바뀝니다.`,
  proxied: () => '중간의 무언가가 자체 연결을 사용합니다(프록시).',
  'handshake-by-proxy': () => '중간의 무언가가 먼저 서버를 대신해 핸드셰이크를 합니다(SYN 프록시).',
};
