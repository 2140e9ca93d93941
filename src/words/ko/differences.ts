import type { Difference, Differences, Extent } from '../../evidence/differences.ts';
import { typeName } from '../../protocols/dns/types.ts';
import { grouped, listSome, withParticle } from './phrases.ts';

/** Values that are named, of each side, and differences. */
const VALUES_NAMED = 3;
const DIFFERENCES_NAMED = 3;

/** What tells connections that fail from those that work: the most telling differences, in sentences. */
export function differencesText({ failing, working, by }: Differences): string {
  const sure = by.filter(({ isSure }) => isSure);
  const shown = (sure.length > 0 ? sure : by).slice(0, DIFFERENCES_NAMED).map(differenceText);
  const how = sure.length > 0 ? '동작하는 것과의 차이' : '동작하는 것과의 차이 때문일 수 있음';
  return `${how}(실패 ${failing}개, 동작 ${working}개 비교): ${shown.join('; ')}.`;
}

/** One difference: what is so where it fails, and where it works. */
export function differenceText(one: Difference): string {
  switch (one.by) {
    case 'length': {
      const segments = one.isOverSegments ? '(세그먼트 하나보다 김)' : '';
      return `${bytes(one.fails)} ClientHello${segments}는 실패하고, ${bytes(one.works)} ClientHello는 동작합니다`;
    }
    case 'source-port':
      return `출발지 포트 ${range(one.fails)}에서는 실패하고, ${range(one.works)}에서는 동작합니다`;
    case 'dscp':
      return `DSCP ${values(one.fails)}에서는 실패하고, ${values(one.works)}에서는 동작합니다`;
    case 'server-name':
      return `${values(one.fails)}에 대해서는 실패하고, ${values(one.works)}에 대해서는 동작합니다`;
    case 'client':
      return `클라이언트 프로그램이 다름: JA4 ${withParticle(values(one.fails), 'topic')} 실패하고, ${withParticle(values(one.works), 'topic')} 동작합니다`;
    case 'alpn':
      return `애플리케이션 프로토콜(ALPN) ${alpn(one.fails)}에서는 실패하고, ${alpn(one.works)}에서는 동작합니다`;
    case 'smb':
      return `${withParticle(values(one.fails), 'topic')} 실패하고, ${withParticle(values(one.works), 'topic')} 동작합니다`;
    case 'query-type':
      return `${types(one.fails)} 쿼리는 실패하고, ${types(one.works)} 쿼리는 동작합니다`;
    case 'ecn':
      return synsText('ECN', one);
    case 'fast-open':
      return synsText('fast open(RFC 7413)', one);
    case 'timestamps':
      return synsText('타임스탬프', one);
    case 'time':
      return one.fails === 'later'
        ? '실패한 것은 모두 동작한 것보다 나중에 왔습니다'
        : '실패한 것은 모두 동작한 것보다 먼저 왔습니다';
  }
}

function synsText(what: string, { fails, works }: { fails: boolean; works: boolean }): string {
  const has = (is: boolean) => (is ? '있는' : '없는');
  return `${withParticle(what, 'subject')} ${has(fails)} SYN은 실패하고, ${has(works)} SYN은 동작합니다`;
}

/** What fails, in a few words before "연결". */
export function failingText(one: Difference): string {
  switch (one.by) {
    case 'length':
      return '큰 TLS ClientHello';
    case 'source-port':
      return `출발지 포트 ${range(one.fails)}`;
    case 'dscp':
      return `DSCP ${values(one.fails)}`;
    case 'server-name':
      return `서버 이름 ${values(one.fails)}`;
    case 'client':
      return '한 클라이언트 프로그램의 ClientHello';
    case 'alpn':
      return `애플리케이션 프로토콜 ${alpn(one.fails)}`;
    case 'smb':
      return values(one.fails);
    case 'query-type':
      return `${types(one.fails)} 쿼리`;
    case 'ecn':
      return one.fails ? 'ECN' : 'ECN 없는 SYN';
    case 'fast-open':
      return one.fails ? 'TCP fast open' : 'fast open 없는 SYN';
    case 'timestamps':
      return one.fails ? 'TCP 타임스탬프' : '타임스탬프 없는 SYN';
    case 'time':
      return one.fails === 'later' ? '더 늦은 시작 시간' : '더 이른 시작 시간';
  }
}

const range = ({ minimum, maximum }: Extent) =>
  minimum === maximum ? grouped(minimum) : `${minimum}–${maximum}`;

function bytes({ minimum, maximum }: Extent): string {
  const most = grouped(maximum);
  return minimum === maximum ? `${most}바이트` : `${grouped(minimum)}–${most}바이트`;
}

const values = (all: readonly (string | number)[]) => listSome(all.map(String), VALUES_NAMED);
const alpn = (all: readonly (string | number)[]) =>
  listSome(
    all.map((one) => (one === '' ? '없음' : protocolsText(String(one)))),
    VALUES_NAMED,
  );
/** Application protocols of one program, the best of them. */
function protocolsText(offered: string): string {
  const names = offered.split(',');
  return names.slice(0, 2).join(',') + (names.length > 2 ? ',…' : '');
}

const types = (all: readonly (string | number)[]) =>
  listSome(
    all.map((one) => typeName(Number(one))),
    VALUES_NAMED,
  );
