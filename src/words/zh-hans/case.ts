import type { ProfileFunction } from '../../profiles/profile.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type { Fit, IpFamily, LogTime, Replies, Requests, WorksElsewhere } from '../en/case.ts';
import { isoText, logTimeText, zoneText } from '../times.ts';
import type { Words } from '../words.ts';
import { comparedTitle } from './comparison.ts';
import { hedge } from './findings.ts';
import { count, duration, framesText, joined, list, listSome } from './phrases.ts';
import { products } from './products.ts';
import { openingText } from './services.ts';
import { failText } from './summary.ts';
import { stages } from './verdicts.ts';

const ADDRESSES_NAMED = 4;
const FEW_NAMED = 2;
const QUESTIONS_NAMED = 3;
const ZONES_NAMED = 4;

const familyText = (family: IpFamily) => (family === 'ipv6' ? 'IPv6' : 'IPv4');
const atText = (local: number) => logTimeText(local) ?? '未知时间';

/** `DNS protection，IPv4`; the function's title alone where the log does not tell the family. */
function subjectText(fn: ProfileFunction, family: IpFamily | null): string {
  return family === null ? products(fn.title) : `${products(fn.title)}，${familyText(family)}`;
}

/** `03:07:53`; with UTC's where the log's is another. */
function clockTime({ local, utc }: LogTime): string {
  const own = logTimeText(local)?.slice(11) ?? '未知时间';
  return utc === null ? own : `日志时间 ${own}（${isoText(utc)?.slice(11, 19)} UTC）`;
}

/** "4 个查询（TXT debug.opendns.com）", "2 个 SYN". */
function requestsText({ kind, frames, questions }: Requests): string {
  const what = count(frames.length, kind === 'query' ? '个查询' : '个 SYN');
  return questions.length === 0 ? what : `${what}（${listSome(questions, QUESTIONS_NAMED)}）`;
}

/** What came back, after what was sent. */
function withReplies({ answers, resets, errors }: Replies): string {
  return [
    ...(answers.length > 0 ? [`得到 ${count(answers.length, '个应答')}`] : []),
    ...(resets.length > 0
      ? [
          `${joined('得到', resets.length === 1 ? 'RST' : count(resets.length, '个 RST'), '回应')}（${framesText(resets)}）`,
        ]
      : []),
    ...(errors.length > 0
      ? [`被 ${count(errors.length, '个 ICMP 错误')}拒绝（${framesText(errors)}）`]
      : []),
  ].join('，');
}

function repliesText({ answers, resets, errors }: Replies): string {
  return list([
    ...(answers.length > 0 ? [count(answers.length, '个应答')] : []),
    ...(resets.length > 0 ? [count(resets.length, '个 RST')] : []),
    ...(errors.length > 0 ? [count(errors.length, '个 ICMP 错误')] : []),
  ]);
}

/** `捕获期间的 2 个探测事件中有 2 个在一秒之内有其数据包`. */
function fitText({ of, matched, inside, areProbes }: Fit): string {
  const kind = areProbes ? '探测事件' : '事件';
  if (of === 'packets') {
    return `在有捕获文件数据包的 ${inside} 秒中，日志有 ${matched} 秒有${kind}`;
  }
  const events =
    inside === 1 ? `捕获期间唯一的${kind}` : `捕获期间的 ${inside} 个${kind}中有 ${matched} 个`;
  return `${events}在${areProbes ? '一秒之内' : '其时刻或之前数秒内'}有对应的数据包`;
}

const SAME_TIME = 1_000;

function whenText(later: number): string {
  if (Math.abs(later) < SAME_TIME) return '在同一时间';
  return `${later < 0 ? '早' : '晚'} ${duration(Math.abs(later) * 1_000)}`;
}

function clientText({ others }: NonNullable<WorksElsewhere['client']>): string {
  if (others === null) return '来自同一客户端地址';
  return `来自另一客户端地址（${listSome(
    others.map((client) => formatAddress(...client)),
    FEW_NAMED,
  )}）`;
}

/** How much of what fails here works there, and what becomes of the rest. */
function whatWorksText({ asked, works, failing }: WorksElsewhere): string {
  if (works.length === asked) return '同样的请求正常';
  const names = listSome(
    works.map((service) => joined(comparedTitle(service), `${service.protocol} ${service.port}`)),
    FEW_NAMED,
    '个服务',
  );
  const unknown = asked - works.length - failing;
  const rest = [
    ...(failing > 0 ? [`${failing} 个在那里也失败`] : []),
    ...(unknown > 0 ? [`${unknown} 个未能说明`] : []),
  ].join('，');
  return `在此失败的 ${asked} 个服务中有 ${works.length} 个正常（${names}；${rest}）`;
}

/** What it says that it works there. */
function meaningText(elsewhere: WorksElsewhere): string {
  const { relation, works, asked, confidence, isSameClient } = elsewhere;
  if (relation === 'unknown') return '那是否为另一个网络，捕获文件没有说明';
  if (relation === 'different') {
    const these = works.length === asked ? '' : '对于这些服务，';
    return `如果两个捕获文件属于同一台电脑，${these}两个网络之间的差异${hedge(confidence)}就是原因`;
  }
  const causes = [
    ...(relation === 'same' ? [] : ['它们其实属于两个网络']),
    ...(isSameClient === false ? ['电脑不同'] : []),
    '两次捕获之间有所更改',
  ];
  return `${causes.join('，或')}，或故障时有时无`;
}

export const caseParts: Words['caseParts'] = { subjectText };

export const cases: Words['cases'] = {
  'log-and-packets': ({ time, event, isWhole, requests, replies, isJudged }) => {
    const without = isJudged ? '没有应答' : '在此捕获文件中没有应答';
    return `${clockTime(time)}，客户端：${products(event)}；在此之前，捕获文件中有${isWhole ? '' : '至少'} ${requestsText(requests)}（${framesText(requests.frames)}），${withReplies(replies) || without}。`;
  },
  'log-says-so-again': ({ number, last }) =>
    `在捕获期间，日志中还有 ${count(number, '次')}同样的记录，最后一次在 ${clockTime(last)}。`,
  'log-of-other-family': ({ event, family, time }) =>
    `通过 ${familyText(family)}，客户端在 ${clockTime(time)} 也有记录：${products(event)}；捕获文件中没有发往该协议族任何服务器的数据包。`,

  'works-elsewhere': (elsewhere) => {
    const { capture, later, client, relation } = elsewhere;
    const circumstances = [
      ...(later === null ? [] : [whenText(later)]),
      ...(relation === 'different' || client === null ? [] : [clientText(client)]),
    ].join('，');
    const place = `在 ${capture} 中${circumstances === '' ? '' : `（${circumstances}）`}`;
    return `${place}，${whatWorksText(elsewhere)}：${meaningText(elsewhere)}。`;
  },
  'works-in-further-captures': ({ number }) =>
    `在另外 ${count(number, '个捕获文件')}中也正常，至少部分正常。`,
  'nearest-compared': ({ number }) =>
    `已与其中部分内容有应答、且时间最接近的 ${count(number, '个捕获文件')}对照；此外还有更多。`,

  'log-event-at': ({ event, family, local }) =>
    `客户端${family === null ? '' : `（通过 ${familyText(family)}）`}：${products(event)}；按其自身时钟为 ${atText(local)}。`,
  'log-disagrees': ({ function: fn, capture }) =>
    `${joined('客户端的日志称', failText([fn]))}，而其服务器在 ${capture} 中有应答`,
  'server-answered-before': ({ server, protocol, port, frame }) =>
    `在此之前，${formatAddress(...server)} 在捕获文件中于 ${protocol.toUpperCase()} ${port} 上有应答（帧 ${frame}）：网络放行了这些数据包。`,
  'look-at-client': () =>
    '检查电脑：本地防火墙或防病毒软件、另一个 VPN 客户端、代理设置、客户端程序本身。',
  'check-same-pc': () => '检查日志和捕获文件是否属于同一台电脑和同一时间。',
  'log-says-failed': ({ function: fn, local }) =>
    `${joined('客户端的日志称', products(fn.title), '失败')}，时间为 ${atText(local)}`,
  'capture-with-log': () =>
    '在客户端尝试时，在电脑的出站接口上捕获，并将捕获文件与此日志一起判定。',
  'firewall-must-allow': ({ what }) => `如果是防火墙拦下了它，则必须放行：${products(what)}。`,
  'firewall-must-allow-opening': ({ opening }) =>
    `如果是防火墙拦下了它，则必须放行：${openingText(opening)}。`,
  'no-capture-in-case': () =>
    '此案例中没有捕获文件：仅凭日志无法区分丢弃的防火墙、拒绝的防火墙和已停机的服务器。',
  'dateless-list': () =>
    '数据包列表的时间没有日期，因此无法与日志对照：请将时间格式设为“日期和时间”后重新导出。',
  'clock-not-known': () => '日志的时钟与捕获文件的时钟之间的关系未知，因此无法与数据包对照。',
  'no-packet-at-that-time': ({ function: fn }) =>
    `捕获文件中没有在该时间${joined('发往', products(fn.serverTitle), '的数据包')}：如果它属于那台电脑，则没有数据包从中发出，电脑自身的防火墙或安全软件将其拦下时就是这样。`,
  'time-not-covered': ({ time }) => `没有捕获文件涵盖该时间（${isoText(time)}）。`,
  'log-status': ({ function: fn, family, event, local }) =>
    `${subjectText(fn, family)}：客户端：${products(event)}，${atText(local)}`,

  'logs-confirm': ({ isProbable }) =>
    `客户端的日志${isProbable ? '很可能' : ''}在同一时间记录了同样的情况。`,
  'all-captures-answered': ({ number }) =>
    `在全部 ${count(number, '个捕获文件')}中，所请求的都有应答。`,
  'logs-without-failure': () => '日志中没有持续的失败，也没有捕获文件：没有可判定的内容。',
  'nothing-in-case': () => '既没有捕获文件，也没有能够读取的日志：没有可判定的内容。',

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
    const listed = listSome(addresses, ADDRESSES_NAMED);
    const whom = joined(products(serverTitle), listed, '的', `${protocol.toUpperCase()} ${port}`);
    const back = repliesText(replies);
    if (requests === null) return `来自 ${whom} 的 ${back}`;
    const became =
      back === ''
        ? `${isJudged ? '' : '此处'}没有应答`
        : `${back}${stage === null ? '' : `；在${stages[stage]}失败`}`;
    return `发往 ${whom} 的 ${requestsText(requests)}：${became}`;
  },
  'log-event': ({ event, number, until }) =>
    `客户端：${products(event)}${number === 1 ? '' : `，到 ${logTimeText(until)} 为止共 ${count(number, '次')}`}`,

  'give-log-zone': () => '请使用 --log-time-zone 指定电脑的时区。',
  'list-without-date': () =>
    '数据包列表的时间没有日期，因此无法将日志的行与其数据包对照：请将时间格式设为“日期和时间”（Wireshark：视图 → 时间显示格式）后重新导出。',
  'list-without-zone': () => '数据包列表的时间没有说明属于哪个时区。',
  'no-capture-for-log': () => '没有可与日志对照的捕获文件。',
  'log-without-times': () => '日志中没有带时间的事件。',
  'captures-are-empty': () => '所有捕获文件都没有数据包。',
  'no-packet-for-log': () => '所查看的数据包中，没有一个发往日志所涉及的服务器。',
  'clock-is-skewed': ({ zone, skew }) =>
    `比 ${zoneText(zone)} ${skew > 0 ? '快' : '慢'} ${Math.abs(skew)} 秒：捕获时使用的是另一个时钟。`,
  'log-fits': ({ fit, logs }) =>
    `${fitText(fit)}${logs === 1 ? '' : `（共 ${count(logs, '个日志')}）`}。`,
  'as-another-log': ({ fit }) =>
    `与此案例的另一个日志相同：${fit === null ? '此日志在捕获期间没有可据以判断的事件' : fitText(fit)}。`,
  'several-zones-fit': ({ shifts }) => {
    const names = shifts.toSorted((one, other) => one - other).map(zoneText);
    const listed = names.length > ZONES_NAMED ? listSome(names, ZONES_NAMED) : names.join('、');
    return `${joined('按', listed, '看，捕获文件的数据包同样符合其事件')}。`;
  },
  'steady-rhythm': ({ shift }) =>
    `${zoneText(shift)} 符合，但许多不属于任何时区的偏移也符合：客户端以固定的节奏请求。`,
  'no-event-in-captures': () => '按任何时区，它在捕获期间都没有事件。',
  'no-zone-fits': () => '按任何时区，其事件都没有与捕获文件的数据包对应。',
  'zone-given': () => '由 --log-time-zone 指定。',
  'list-fits-too': ({ fit }) => `按此，数据包列表也符合：${fitText(fit)}。`,
  'taken-for-utc': () => '按 UTC 处理。',
  'list-is-of-zone': ({ given, list: own }) =>
    `--log-time-zone 指定为 ${zoneText(given)}：因此，时间未说明时区的数据包列表属于 ${zoneText(own)}。`,
};
