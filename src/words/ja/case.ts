import type { ProfileFunction } from '../../profiles/profile.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type { Fit, IpFamily, LogTime, Replies, Requests, WorksElsewhere } from '../en/case.ts';
import { isoText, logTimeText, zoneText } from '../times.ts';
import type { Words } from '../words.ts';
import { comparedTitle } from './comparison.ts';
import { claimIs } from './findings.ts';
import {
  before,
  behind,
  captures,
  count,
  duration,
  framesText,
  listSome,
  queries,
  resets as resetsText,
  times,
} from './phrases.ts';
import { products } from './products.ts';
import { openingText } from './services.ts';
import { stages } from './verdicts.ts';

const ADDRESSES_NAMED = 4;
const FEW_NAMED = 2;
const QUESTIONS_NAMED = 3;
const ZONES_NAMED = 4;

const familyText = (family: IpFamily) => (family === 'ipv6' ? 'IPv6' : 'IPv4');
const atText = (local: number) => logTimeText(local) ?? '不明な時刻';

/** A log's event in its profile's words, as what the client says of itself. */
const eventText = (event: string) =>
  `クライアントのイベント「${products(event)}」が記録されています`;

/** 「DNS protection、IPv4」; the function's title alone where the log does not tell the family. */
function subjectText(fn: ProfileFunction, family: IpFamily | null): string {
  return family === null ? products(fn.title) : `${products(fn.title)}、${familyText(family)}`;
}

/** 「03:07:53」; with UTC's where the log's is another. */
function clockTime({ local, utc }: LogTime): string {
  const own = logTimeText(local)?.slice(11) ?? '不明な時刻';
  return utc === null ? own : `ログの時刻で ${own}（${isoText(utc)?.slice(11, 19)} UTC）`;
}

/** 「クエリ 4 件（TXT debug.opendns.com）」「SYN 2 個」. */
function requestsText({ kind, frames, questions }: Requests): string {
  const what = kind === 'query' ? queries(frames.length) : count(frames.length, 'SYN', '個');
  return questions.length === 0 ? what : `${what}（${listSome(questions, QUESTIONS_NAMED)}）`;
}

/** What came back, after what was sent. */
function withReplies({ answers, resets, errors }: Replies): string {
  return [
    ...(answers.length > 0 ? [count(answers.length, '応答', '件')] : []),
    ...(resets.length > 0
      ? [`${resets.length === 1 ? 'RST' : resetsText(resets.length)}（${framesText(resets)}）`]
      : []),
    ...(errors.length > 0
      ? [`拒否する ${count(errors.length, 'ICMP エラー', '個')}（${framesText(errors)}）`]
      : []),
  ].join('、');
}

function repliesText({ answers, resets, errors }: Replies): string {
  return [
    ...(answers.length > 0 ? [count(answers.length, '応答', '件')] : []),
    ...(resets.length > 0 ? [resetsText(resets.length)] : []),
    ...(errors.length > 0 ? [count(errors.length, 'ICMP エラー', '個')] : []),
  ].join('、');
}

/** 「キャプチャ中のプローブイベント 2 件中 2 件のパケットが、1 秒以内にあります」. */
function fitText({ of, matched, inside, areProbes }: Fit): string {
  if (of === 'packets') {
    return `キャプチャのパケットがある ${inside} 秒のうち ${matched} 秒に、ログの${areProbes ? 'プローブイベント' : 'イベント'}があります`;
  }
  const kind = areProbes ? 'プローブイベント' : 'イベント';
  const events = inside === 1 ? `唯一の${kind}` : `${kind} ${inside} 件中 ${matched} 件`;
  const when = areProbes ? '一秒以内に' : 'その時刻またはその前の数秒間に';
  return `キャプチャ中の${events}について、対応するパケットが${when}あります`;
}

const SAME_TIME = 1_000;

function whenText(later: number): string {
  if (Math.abs(later) < SAME_TIME) return '同時刻';
  return `${duration(Math.abs(later) * 1_000)}${later < 0 ? '前' : '後'}`;
}

function clientText({ others }: NonNullable<WorksElsewhere['client']>): string {
  if (others === null) return '同じクライアントアドレスから';
  return `別のクライアントアドレスから：${listSome(
    others.map((client) => formatAddress(...client)),
    FEW_NAMED,
  )}`;
}

/** That the same works, or how much of it does and what becomes of the rest. */
function whatWorksText({ asked, works, failing }: WorksElsewhere): string {
  if (works.length === asked) return '同じものが機能しています';
  const names = listSome(
    works.map((service) => `${comparedTitle(service)} ${service.protocol} ${service.port}`),
    FEW_NAMED,
  );
  const unknown = asked - works.length - failing;
  const rest = [
    ...(failing > 0 ? [`${failing} 件はそこでも失敗`] : []),
    ...(unknown > 0 ? [`${unknown} 件は不明`] : []),
  ].join('、');
  return `ここで失敗しているサービス ${asked} 件中 ${works.length} 件が機能しています（${names}。${rest}）`;
}

/** What it says that it works there. */
function meaningText(elsewhere: WorksElsewhere): string {
  const { relation, works, asked, confidence, isSameClient } = elsewhere;
  if (relation === 'unknown')
    return 'それが別のネットワークかどうかは、これらのキャプチャからは分かりません';
  if (relation === 'different') {
    const these = works.length === asked ? '' : 'これについては、';
    return `両方のキャプチャが同じ PC のものであれば、${these}二つのネットワークの違いが${claimIs(confidence, '原因')}`;
  }
  const causes = [
    ...(relation === 'same' ? [] : ['それでも二つの異なるネットワークのもの']),
    ...(isSameClient === false ? ['PC が異なる'] : []),
    '二つの間に何かが変更された',
    '障害が断続的に発生している',
  ];
  return `${causes.join('、または')}、のいずれかです`;
}

/** What is put together beside whole sentences. */
export const caseParts: Words['caseParts'] = { subjectText };

/** A case: what packets, logs, look-ups and other captures say together. */
export const cases: Words['cases'] = {
  'log-and-packets': ({ time, event, isWhole, requests, replies, isJudged }) => {
    const back = withReplies(replies);
    const became =
      back === ''
        ? `${isJudged ? '' : 'このキャプチャには'}応答がありません`
        : `${back}が返ってきています`;
    return `${clockTime(time)} に、${eventText(event)}。その前のキャプチャには、${isWhole ? requestsText(requests) : `少なくとも${behind(requestsText(requests))}`}が${framesText(requests.frames)} にあり、${became}。`;
  },
  'log-says-so-again': ({ number, last }) =>
    `ログはキャプチャ中にさらに ${times(number)}同じことを記録しており、最後は${clockTime(last)} です。`,
  'log-of-other-family': ({ event, family, time }) =>
    `${familyText(family)} でも、${clockTime(time)} に、${eventText(event)}。キャプチャには、そのファミリーのサーバーへのパケットがありません。`,

  'works-elsewhere': (elsewhere) => {
    const { capture, later, client, relation } = elsewhere;
    const circumstances = [
      ...(later === null ? [] : [whenText(later)]),
      ...(relation === 'different' || client === null ? [] : [clientText(client)]),
    ].join('、');
    const place = `${capture}${circumstances === '' ? ' ' : `（${circumstances}）`}では`;
    return `${place}、${whatWorksText(elsewhere)}：${meaningText(elsewhere)}。`;
  },
  'works-in-further-captures': ({ number }) =>
    `ほかの${captures(number)}でも、少なくとも一部は機能しています。`,
  'nearest-compared': ({ number }) =>
    `一部に応答のある${captures(number)}（時刻の最も近いもの）と比較しました。ほかにもあります。`,

  'log-event-at': ({ event, family, local }) =>
    `${family === null ? '' : `${familyText(family)} で、`}${eventText(event)}：クライアント自身の時計で ${atText(local)}。`,
  'log-disagrees': ({ function: fn, capture }) =>
    `クライアントのログでは${behind(before(products(fn.title)))}が失敗していますが、${capture} ではそのサーバーが応答しています`,
  'server-answered-before': ({ server, protocol, port, frame }) =>
    `その前に、キャプチャで ${formatAddress(...server)} が ${protocol.toUpperCase()} ${port} で応答しています（フレーム ${frame}）：ネットワークはこれらのパケットを通過させています。`,
  'look-at-client': () =>
    'PC を調べてください：ローカルのファイアウォールまたはウイルス対策、別の VPN クライアント、プロキシ設定、クライアント自身。',
  'check-same-pc': () =>
    'ログとキャプチャが、同じ PC の同じ時間帯のものであることを確認してください。',
  'log-says-failed': ({ function: fn, local }) =>
    `クライアントのログでは、${atText(local)} に${behind(before(products(fn.title)))}が失敗しています`,
  'capture-with-log': () =>
    'クライアントが試行している間に、PC の送信インターフェースでキャプチャし、そのキャプチャをこのログと合わせて判定してください。',
  'firewall-must-allow': ({ what }) =>
    `ファイアウォールが原因であれば、次を許可する必要があります：${products(what)}。`,
  'firewall-must-allow-opening': ({ opening }) =>
    `ファイアウォールが原因であれば、次を許可する必要があります：${openingText(opening)}。`,
  'no-capture-in-case': () =>
    'このケースにはキャプチャがありません：ログだけでは、ドロップするファイアウォール、拒否するファイアウォール、停止しているサーバーを区別できません。',
  'dateless-list': () =>
    'パケット一覧の時刻に日付がないため、ログと突き合わせることができませんでした：時刻を「Date and Time of Day」にしてエクスポートし直してください。',
  'clock-not-known': () =>
    'ログの時計とキャプチャの時計の関係が分からないため、パケットと突き合わせることができませんでした。',
  'no-packet-at-that-time': ({ function: fn }) =>
    `その時刻に、キャプチャには${behind(before(products(fn.serverTitle)))}へのパケットがありません：その PC のキャプチャであれば、PC 自身のファイアウォールまたはセキュリティプログラムが止めている場合と同じように、パケットは PC から出ていません。`,
  'time-not-covered': ({ time }) => `その時刻（${isoText(time)}）を含むキャプチャがありません。`,
  'log-status': ({ function: fn, family, event, local }) =>
    `${subjectText(fn, family)}：${eventText(event)}、${atText(local)}`,

  'logs-confirm': ({ isProbable }) =>
    `クライアントのログも、${isProbable ? 'おそらく' : ''}同じ時刻に同じことを記録しています。`,
  'all-captures-answered': ({ number }) =>
    `${captures(number)}すべてで、要求されたものが応答しました。`,
  'logs-without-failure': () =>
    'ログには、続いた障害の記録がなく、キャプチャもありません：判定の対象がありません。',
  'nothing-in-case': () => '読み取れるキャプチャもログもありません：判定の対象がありません。',

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
    const whom = `${serverTitle === '' ? '' : `${products(serverTitle)} `}${listSome(addresses, ADDRESSES_NAMED)}（${protocol.toUpperCase()} ${port}）`;
    const back = repliesText(replies);
    if (requests === null) return `${whom}から${back}`;
    const became =
      back === ''
        ? `${isJudged ? '' : 'ここでは'}応答なし`
        : `${back}${stage === null ? '' : `。${stages[stage]}に失敗`}`;
    return `${whom}へ${behind(requestsText(requests))}：${became}`;
  },
  'log-event': ({ event, number, until }) =>
    `${eventText(event)}${number === 1 ? '' : `（${logTimeText(until)} までに ${times(number)}）`}`,

  'give-log-zone': () => 'PC のタイムゾーンを --log-time-zone で指定してください。',
  'list-without-date': () =>
    'パケット一覧の時刻に日付がないため、ログの行をパケットと並べることができません：時刻を「Date and Time of Day」にしてエクスポートし直してください（Wireshark では View、Time Display Format）。',
  'list-without-zone': () => 'パケット一覧の時刻には、どのタイムゾーンのものかが示されていません。',
  'no-capture-for-log': () => 'ログと突き合わせるキャプチャがありません。',
  'log-without-times': () => 'ログに、時刻のあるイベントがありません。',
  'captures-are-empty': () => 'パケットのあるキャプチャがありません。',
  'no-packet-for-log': () => '調べたパケットの中に、ログが対象とするサーバーへのものがありません。',
  'clock-is-skewed': ({ zone, skew }) =>
    `${zoneText(zone)} より ${Math.abs(skew)} 秒${skew > 0 ? '進んでいます' : '遅れています'}：キャプチャは別の時計で取得されています。`,
  'log-fits': ({ fit, logs }) =>
    `${fitText(fit)}${logs === 1 ? '' : `（ログ ${logs} 件のうち）`}。`,
  'as-another-log': ({ fit }) =>
    `このケースの別のログと同じとします：${fit === null ? 'このログには、キャプチャ中のイベントで判断に使えるものがありません' : fitText(fit)}。`,
  'several-zones-fit': ({ shifts }) => {
    const names = shifts.toSorted((one, other) => one - other).map(zoneText);
    const listed = names.length > ZONES_NAMED ? listSome(names, ZONES_NAMED) : names.join('、');
    return `キャプチャのパケットは、${listed} のどれでも同じようにログのイベントと一致します。`;
  },
  'steady-rhythm': ({ shift }) =>
    `${zoneText(shift)} は一致しますが、どのタイムゾーンにもない多くの時差でも一致します：クライアントが一定の間隔で要求しているためです。`,
  'no-event-in-captures': () => 'どのタイムゾーンとしても、キャプチャ中のイベントがありません。',
  'no-zone-fits': () =>
    'どのタイムゾーンとしても、そのイベントに対応するパケットがキャプチャにありません。',
  'zone-given': () => '--log-time-zone で指定されています。',
  'list-fits-too': ({ fit }) => `パケット一覧もこれと一致します：${fitText(fit)}。`,
  'taken-for-utc': () => 'UTC と見なしています。',
  'list-is-of-zone': ({ given, list: own }) =>
    `--log-time-zone の指定は ${zoneText(given)} です：したがって、タイムゾーンが示されていないパケット一覧の時刻は ${zoneText(own)} のものです。`,
};
