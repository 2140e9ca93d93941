import type { Difference, Differences, Extent } from '../../evidence/differences.ts';
import { typeName } from '../../protocols/dns/types.ts';
import { grouped, listSome } from './phrases.ts';

/** Values that are named, of each side, and differences. */
const VALUES_NAMED = 3;
const DIFFERENCES_NAMED = 3;

/** What tells connections that fail from those that work: the most telling differences, in sentences. */
export function differencesText({ failing, working, by }: Differences): string {
  const sure = by.filter(({ isSure }) => isSure);
  const shown = (sure.length > 0 ? sure : by).slice(0, DIFFERENCES_NAMED).map(differenceText);
  const how = sure.length > 0 ? '失败的与正常的之间的差异' : '原因可能在于失败的与正常的之间的差异';
  return `${how}（${failing} 个与 ${working} 个相比）：${shown.join('；')}。`;
}

/** One difference: what is so where it fails, and where it works. */
export function differenceText(one: Difference): string {
  switch (one.by) {
    case 'length': {
      const segments = one.isOverSegments ? '（超过一个报文段）' : '';
      return `${bytes(one.fails)}的 ClientHello${segments}${segments === '' ? ' ' : ''}失败，${bytes(one.works)}的正常`;
    }
    case 'source-port':
      return `从源端口 ${range(one.fails)} 失败，从 ${range(one.works)} 正常`;
    case 'dscp':
      return `DSCP 为 ${values(one.fails)} 时失败，为 ${values(one.works)} 时正常`;
    case 'server-name':
      return `请求 ${values(one.fails)} 失败，请求 ${values(one.works)} 正常`;
    case 'client':
      return `客户端程序不同：JA4 ${values(one.fails)} 失败，${values(one.works)} 正常`;
    case 'alpn':
      return `应用协议（ALPN）为 ${alpn(one.fails)} 时失败，为 ${alpn(one.works)} 时正常`;
    case 'smb':
      return `${values(one.fails)} 失败，${values(one.works)} 正常`;
    case 'query-type':
      return `对 ${types(one.fails)} 的查询失败，对 ${types(one.works)} 的正常`;
    case 'ecn':
      return `${withText(one.fails)} ECN 的 SYN 失败，${withText(one.works)}的正常`;
    case 'fast-open':
      return `${withText(one.fails)} fast open（RFC 7413）的 SYN 失败，${withText(one.works)}的正常`;
    case 'timestamps':
      return `${withText(one.fails)}时间戳的 SYN 失败，${withText(one.works)}的正常`;
    case 'time':
      return one.fails === 'later'
        ? '所有失败的都在所有正常的之后'
        : '所有失败的都在所有正常的之前';
  }
}

/** What fails, in a few words behind "带有……的连接". */
export function failingText(one: Difference): string {
  switch (one.by) {
    case 'length':
      return '较大的 TLS ClientHello';
    case 'source-port':
      return `源端口 ${range(one.fails)}`;
    case 'dscp':
      return `DSCP ${values(one.fails)}`;
    case 'server-name':
      return `服务器名称 ${values(one.fails)}`;
    case 'client':
      return '某个客户端程序的 ClientHello';
    case 'alpn':
      return `应用协议 ${alpn(one.fails)}`;
    case 'smb':
      return values(one.fails);
    case 'query-type':
      return `对 ${types(one.fails)} 的查询`;
    case 'ecn':
      return one.fails ? 'ECN' : '不带 ECN 的 SYN';
    case 'fast-open':
      return one.fails ? 'TCP fast open' : '不带 fast open 的 SYN';
    case 'timestamps':
      return one.fails ? 'TCP 时间戳' : '不带时间戳的 SYN';
    case 'time':
      return one.fails === 'later' ? '较晚的开始时间' : '较早的开始时间';
  }
}

const withText = (has: boolean) => (has ? '带' : '不带');

const range = ({ minimum, maximum }: Extent) =>
  minimum === maximum ? grouped(minimum) : `${minimum} 至 ${maximum}`;

function bytes({ minimum, maximum }: Extent): string {
  const most = grouped(maximum);
  return minimum === maximum ? `${most} 字节` : `${grouped(minimum)} 至 ${most} 字节`;
}

const values = (all: readonly (string | number)[]) => listSome(all.map(String), VALUES_NAMED);
const alpn = (all: readonly (string | number)[]) =>
  listSome(
    all.map((one) => (one === '' ? '无' : protocolsText(String(one)))),
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
