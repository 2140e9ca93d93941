import type { ProfileFunction } from '../../profiles/profile.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type { Fit, IpFamily, LogTime, Replies, Requests, WorksElsewhere } from '../en/case.ts';
import { isoText, logTimeText, zoneText } from '../times.ts';
import type { Words } from '../words.ts';
import { comparedTitle } from './comparison.ts';
import {
  causeText,
  count,
  duration,
  framesText,
  grouped,
  listSome,
  withParticle,
} from './phrases.ts';
import { products } from './products.ts';
import { openingText } from './services.ts';
import { stages } from './verdicts.ts';

const ADDRESSES_NAMED = 4;
const FEW_NAMED = 2;
const QUESTIONS_NAMED = 3;
const ZONES_NAMED = 4;

const familyText = (family: IpFamily) => (family === 'ipv6' ? 'IPv6' : 'IPv4');
const atText = (local: number) => logTimeText(local) ?? '알 수 없는 시간';

/** "DNS 보호, IPv4"; the function's title alone where the log does not tell the family. */
function subjectText(fn: ProfileFunction, family: IpFamily | null): string {
  return family === null ? products(fn.title) : `${products(fn.title)}, ${familyText(family)}`;
}

/** What a log tells, in its profile's words. */
function eventText(event: string): string {
  return `“${products(event)}”`;
}

/** "03:07:53"; with UTC's where the log's is another. */
function clockTime({ local, utc }: LogTime): string {
  const own = logTimeText(local)?.slice(11) ?? '알 수 없는 시간';
  return utc === null ? own : `로그 기준 ${own}(${isoText(utc)?.slice(11, 19)} UTC)`;
}

/** "쿼리 4개(TXT debug.opendns.com)", "SYN 2개". */
function requestsText({ kind, frames, questions }: Requests): string {
  const what = count(frames.length, kind === 'query' ? '쿼리' : 'SYN');
  return questions.length === 0 ? what : `${what}(${listSome(questions, QUESTIONS_NAMED)})`;
}

/** What came back, after what was sent. */
function withReplies({ answers, resets, errors }: Replies): string {
  return [
    ...(answers.length > 0 ? [`${count(answers.length, '응답')} 있음`] : []),
    ...(resets.length > 0
      ? [`RST ${resets.length === 1 ? '하나' : `${resets.length}개`}로 응답(${framesText(resets)})`]
      : []),
    ...(errors.length > 0
      ? [`${count(errors.length, 'ICMP 오류')}로 거부(${framesText(errors)})`]
      : []),
  ].join(', ');
}

function repliesText({ answers, resets, errors }: Replies): string {
  return [
    ...(answers.length > 0 ? [count(answers.length, '응답')] : []),
    ...(resets.length > 0 ? [count(resets.length, 'RST')] : []),
    ...(errors.length > 0 ? [count(errors.length, 'ICMP 오류')] : []),
  ].join(' 및 ');
}

/** "캡처 중의 프로브 이벤트 2개 중 2개가 1초 이내에 해당 패킷이 있습니다". */
function fitText({ of, matched, inside, areProbes }: Fit): string {
  if (of === 'packets') {
    return `캡처의 패킷이 있는 ${inside}초 중 ${matched}초에 로그의 ${areProbes ? '프로브 이벤트' : '이벤트'}가 있습니다`;
  }
  const kind = areProbes ? '프로브 이벤트' : '이벤트';
  const events = inside === 1 ? `하나뿐인 ${kind}에` : `${kind} ${inside}개 중 ${matched}개에`;
  const when = areProbes ? '일 초 이내에' : '그 시간 또는 그 몇 초 전에';
  return `캡처 중의 ${events} ${when} 해당하는 패킷이 있습니다`;
}

const SAME_TIME = 1_000;

function whenText(later: number): string {
  if (Math.abs(later) < SAME_TIME) return '같은 시간';
  return `${duration(Math.abs(later) * 1_000)} ${later < 0 ? '전' : '후'}`;
}

function clientText({ others }: NonNullable<WorksElsewhere['client']>): string {
  if (others === null) return '같은 클라이언트 주소';
  return `다른 클라이언트 주소(${listSome(
    others.map((client) => formatAddress(...client)),
    FEW_NAMED,
  )})`;
}

/** "같은 것이 동작합니다", or how much of it does and what becomes of the rest. */
function whatWorksText({ asked, works, failing }: WorksElsewhere): string {
  if (works.length === asked) return '같은 것이 동작합니다';
  const names = listSome(
    works.map((service) => `${comparedTitle(service)} ${service.protocol} ${service.port}`),
    FEW_NAMED,
  );
  const unknown = asked - works.length - failing;
  const rest = [
    ...(failing > 0 ? [`${failing}개는 거기서도 실패`] : []),
    ...(unknown > 0 ? [`${unknown}개는 알 수 없음`] : []),
  ].join(', ');
  return `여기서 실패하는 서비스 ${asked}개 중 ${works.length}개가 동작합니다(${names}; ${rest})`;
}

/** What it says that it works there. */
function meaningText(elsewhere: WorksElsewhere): string {
  const { relation, works, asked, confidence, isSameClient } = elsewhere;
  if (relation === 'unknown') return '그것이 다른 네트워크인지 캡처로는 알 수 없습니다';
  if (relation === 'different') {
    const these = works.length === asked ? '' : '그것에 대해서는 ';
    return `두 캡처가 같은 PC의 것이라면, ${these}두 네트워크의 차이가 ${causeText(confidence)}`;
  }
  const causes = [
    ...(relation === 'same' ? [] : ['그래도 서로 다른 두 네트워크의 것이거나']),
    ...(isSameClient === false ? ['PC가 다르거나'] : []),
    '둘 사이에 무언가가 바뀌었거나',
  ];
  return `${causes.join(', ')}, 장애가 나타났다 사라졌다 하는 것입니다`;
}

/** What is put together beside whole sentences. */
export const caseParts: Words['caseParts'] = { subjectText };

/** A case: what packets, logs, look-ups and other captures say together. */
export const cases: Words['cases'] = {
  'log-and-packets': ({ time, event, isWhole, requests, replies, isJudged }) => {
    const without = isJudged ? '응답 없음' : '이 캡처에는 응답 없음';
    return `${clockTime(time)}에 클라이언트가 ${eventText(event)} 이벤트를 기록했습니다. 캡처에는 그 전에 ${isWhole ? '' : '최소 '}${requestsText(requests)}가 있습니다(${framesText(requests.frames)}): ${withReplies(replies) || without}.`;
  },
  'log-says-so-again': ({ number, last }) =>
    `로그에는 캡처 중에 같은 기록이 ${grouped(number)}회 더 있으며, 마지막은 ${clockTime(last)}입니다.`,
  'log-of-other-family': ({ event, family, time }) =>
    `${familyText(family)}에 대해서도 클라이언트가 ${clockTime(time)}에 ${eventText(event)} 이벤트를 기록했습니다. 캡처에는 그 버전의 서버로 가는 패킷이 없습니다.`,

  'works-elsewhere': (elsewhere) => {
    const { capture, later, client, relation } = elsewhere;
    const circumstances = [
      ...(later === null ? [] : [whenText(later)]),
      ...(relation === 'different' || client === null ? [] : [clientText(client)]),
    ].join(', ');
    const place = `${capture}${circumstances === '' ? '' : `(${circumstances})`}에서는`;
    return `${place} ${whatWorksText(elsewhere)}. ${meaningText(elsewhere)}.`;
  },
  'works-in-further-captures': ({ number }) =>
    `다른 캡처 ${number}개에서도 적어도 일부가 동작합니다.`,
  'nearest-compared': ({ number }) =>
    `그중 일부가 응답하는 캡처 중 시간이 가장 가까운 ${count(number, '캡처')}와 대조했습니다. 더 있습니다.`,

  'log-event-at': ({ event, family, local }) =>
    `클라이언트의 기록${family === null ? '' : `(${familyText(family)})`}: ${eventText(event)}, 클라이언트 자체의 시계로 ${atText(local)}.`,
  'log-disagrees': ({ function: fn, capture }) =>
    `클라이언트의 로그에는 ${withParticle(products(fn.title), 'subject')} 동작하지 않는다고 되어 있지만, ${capture}에서는 그 서버가 응답합니다`,
  'server-answered-before': ({ server, protocol, port, frame }) =>
    `그 전에 캡처에서 ${withParticle(formatAddress(...server), 'subject')} ${protocol.toUpperCase()} ${port}에서 응답했습니다(프레임 ${frame}). 네트워크가 이 패킷들을 통과시켰습니다.`,
  'look-at-client': () =>
    'PC를 확인하십시오: 로컬 방화벽이나 백신, 다른 VPN 클라이언트, 프록시 설정, 클라이언트 자체.',
  'check-same-pc': () => '로그와 캡처가 같은 PC, 같은 시간의 것인지 확인하십시오.',
  'log-says-failed': ({ function: fn, local }) =>
    `클라이언트의 로그에는 ${atText(local)}에 ${withParticle(products(fn.title), 'subject')} 실패했다고 되어 있습니다`,
  'capture-with-log': () =>
    '클라이언트가 시도하는 동안 PC의 외부 연결 인터페이스에서 캡처하고, 그 캡처를 이 로그와 함께 판정하십시오.',
  'firewall-must-allow': ({ what }) =>
    `방화벽이 가로막고 있다면 다음을 허용해야 합니다: ${products(what)}.`,
  'firewall-must-allow-opening': ({ opening }) =>
    `방화벽이 가로막고 있다면 다음을 허용해야 합니다: ${openingText(opening)}.`,
  'no-capture-in-case': () =>
    '케이스에 캡처가 없습니다. 로그만으로는 드롭하는 방화벽, 거부하는 방화벽, 다운된 서버를 구별할 수 없습니다.',
  'dateless-list': () =>
    '패킷 목록의 시각에 날짜가 없어 로그를 대조할 수 없었습니다. 시각을 Date and Time of Day 형식으로 하여 다시 내보내십시오.',
  'clock-not-known': () =>
    '로그의 시계와 캡처의 시계가 어떤 관계인지 알 수 없어, 패킷과 대조할 수 없었습니다.',
  'no-packet-at-that-time': ({ function: fn }) =>
    `캡처에는 그 시간에 ${withParticle(products(fn.serverTitle), 'toward')} 가는 패킷이 없습니다. 그 PC의 캡처라면, PC 자체의 방화벽이나 보안 프로그램이 붙잡아 두는 경우처럼 패킷이 하나도 나가지 않은 것입니다.`,
  'time-not-covered': ({ time }) => `그 시간(${isoText(time)})을 포함하는 캡처가 없습니다.`,
  'log-status': ({ function: fn, family, event, local }) =>
    `${subjectText(fn, family)}: 클라이언트의 기록 ${eventText(event)}, ${atText(local)}`,

  'logs-confirm': ({ isProbable }) =>
    `클라이언트의 로그에도 ${isProbable ? '아마도 ' : ''}같은 시간에 같은 내용이 있습니다.`,
  'all-captures-answered': ({ number }) => `캡처 ${number}개 모두에서 요청한 것에 응답이 왔습니다.`,
  'logs-without-failure': () =>
    '로그에는 지속된 장애가 없고, 캡처도 없습니다. 판정할 것이 없습니다.',
  'nothing-in-case': () => '읽을 수 있는 캡처도 로그도 없습니다. 판정할 것이 없습니다.',

  'packets-to-servers': ({
    requests,
    replies,
    servers,
    serverTitle,
    protocol,
    port,
    isJudged,
    stage,
  }) => {
    const addresses = servers.map((server) => formatAddress(...server));
    const whom = `${serverTitle === '' ? '' : `${products(serverTitle)} `}${listSome(addresses, ADDRESSES_NAMED)}, ${protocol.toUpperCase()} ${port}`;
    const back = repliesText(replies);
    if (requests === null) return `${whom}에서 온 ${back}`;
    const became =
      back === ''
        ? `${isJudged ? '' : '여기에는 '}응답 없음`
        : `${back}${stage === null ? '' : `; ${stages[stage]}에 실패`}`;
    return `${withParticle(whom, 'toward')} 보낸 ${requestsText(requests)}: ${became}`;
  },
  'log-event': ({ event, number, until }) =>
    `클라이언트의 기록: ${eventText(event)}${number === 1 ? '' : `, ${logTimeText(until)}까지 ${grouped(number)}회`}`,

  'give-log-zone': () => '--log-time-zone으로 PC의 시간대를 지정하십시오.',
  'list-without-date': () =>
    '패킷 목록의 시각에 날짜가 없어, 로그의 행을 그 패킷과 나란히 놓을 수 없습니다. 시각을 "Date and Time of Day" 형식으로 하여 다시 내보내십시오(Wireshark: View, Time Display Format).',
  'list-without-zone': () => '패킷 목록의 시각이 어느 시간대의 것인지 나타나지 않습니다.',
  'no-capture-for-log': () => '로그와 대조할 캡처가 없습니다.',
  'log-without-times': () => '로그에 시간이 있는 이벤트가 없습니다.',
  'captures-are-empty': () => '패킷이 있는 캡처가 없습니다.',
  'no-packet-for-log': () => '살펴본 패킷 중 로그가 다루는 서버로 가는 것이 없습니다.',
  'clock-is-skewed': ({ zone, skew }) =>
    `${zoneText(zone)}보다 ${Math.abs(skew)}초 ${skew > 0 ? '빠릅니다' : '느립니다'}. 캡처는 다른 시계로 기록되었습니다.`,
  'log-fits': ({ fit, logs }) => `${fitText(fit)}${logs === 1 ? '' : `(로그 ${logs}개)`}.`,
  'as-another-log': ({ fit }) =>
    `케이스의 다른 로그와 같습니다: ${fit === null ? '이 로그에는 캡처 중에 이를 알 수 있는 이벤트가 없습니다' : fitText(fit)}.`,
  'several-zones-fit': ({ shifts }) => {
    const names = shifts.toSorted((one, other) => one - other).map(zoneText);
    const listed = names.length > ZONES_NAMED ? listSome(names, ZONES_NAMED) : names.join(', ');
    return `캡처의 패킷이 ${listed} 어느 것으로도 똑같이 로그의 이벤트에 들어맞습니다.`;
  },
  'steady-rhythm': ({ shift }) =>
    `${withParticle(zoneText(shift), 'subject')} 들어맞지만, 어느 시간대에도 없는 많은 오프셋도 들어맞습니다. 클라이언트가 일정한 간격으로 요청합니다.`,
  'no-event-in-captures': () => '어느 시간대로 보아도 캡처 중의 이벤트가 없습니다.',
  'no-zone-fits': () => '어느 시간대로 보아도 로그의 이벤트에 해당하는 캡처의 패킷이 없습니다.',
  'zone-given': () => '--log-time-zone으로 지정되었습니다.',
  'list-fits-too': ({ fit }) => `패킷 목록도 그것에 들어맞습니다: ${fitText(fit)}.`,
  'taken-for-utc': () => 'UTC로 봅니다.',
  'list-is-of-zone': ({ given, list: own }) =>
    `--log-time-zone으로 ${withParticle(zoneText(given), 'subject')} 지정되었습니다. 따라서 시간대가 나타나지 않는 패킷 목록의 시각은 ${zoneText(own)}의 것입니다.`,
};
