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
  const of = `失敗 ${failing} 件と成功 ${working} 件の比較`;
  return sure.length > 0
    ? `成功するものとの違い（${of}）：${shown.join('、')}。`
    : `成功するものとの次の違いが原因である可能性があります（${of}）：${shown.join('、')}。`;
}

/** One difference: what is so where it fails, and where it works. */
export function differenceText(one: Difference): string {
  switch (one.by) {
    case 'length': {
      const segments = one.isOverSegments ? '（複数セグメント）' : ' ';
      return `${bytes(one.fails)}の ClientHello${segments}は失敗し、${bytes(one.works)}のものは成功する`;
    }
    case 'source-port':
      return `送信元ポート ${range(one.fails)} からは失敗し、${range(one.works)} からは成功する`;
    case 'dscp':
      return `DSCP ${values(one.fails)} では失敗し、${values(one.works)} では成功する`;
    case 'server-name':
      return `${values(one.fails)} では失敗し、${values(one.works)} では成功する`;
    case 'client':
      return `クライアントプログラムが異なる：JA4 ${values(one.fails)} は失敗し、${values(one.works)} は成功する`;
    case 'alpn':
      return `アプリケーションプロトコル（ALPN）が ${alpn(one.fails)} の場合は失敗し、${alpn(one.works)} の場合は成功する`;
    case 'smb':
      return `${values(one.fails)} は失敗し、${values(one.works)} は成功する`;
    case 'query-type':
      return `${types(one.fails)} のクエリは失敗し、${types(one.works)} のクエリは成功する`;
    case 'ecn':
      return `ECN ${withOrWithout(one.fails)} SYN は失敗し、ECN ${withOrWithout(one.works)} SYN は成功する`;
    case 'fast-open':
      return `Fast Open（RFC 7413）${withOrWithout(one.fails)} SYN は失敗し、Fast Open ${withOrWithout(one.works)} SYN は成功する`;
    case 'timestamps':
      return `タイムスタンプ${withOrWithout(one.fails)} SYN は失敗し、タイムスタンプ${withOrWithout(one.works)} SYN は成功する`;
    case 'time':
      return one.fails === 'later'
        ? '失敗したものはすべて、成功したものすべてより後に行われた'
        : '失敗したものはすべて、成功したものすべてより前に行われた';
  }
}

const withOrWithout = (has: boolean) => (has ? '付きの' : 'なしの');

/** What fails, in a few words before 「を持つ接続」. */
export function failingText(one: Difference): string {
  switch (one.by) {
    case 'length':
      return '大きい TLS ClientHello';
    case 'source-port':
      return `送信元ポート ${range(one.fails)}`;
    case 'dscp':
      return `DSCP ${values(one.fails)}`;
    case 'server-name':
      return `サーバー名 ${values(one.fails)}`;
    case 'client':
      return '特定のクライアントプログラムの ClientHello';
    case 'alpn':
      return `アプリケーションプロトコル ${alpn(one.fails)}`;
    case 'smb':
      return values(one.fails);
    case 'query-type':
      return `${types(one.fails)} のクエリ`;
    case 'ecn':
      return one.fails ? 'ECN' : 'ECN なしの SYN';
    case 'fast-open':
      return one.fails ? 'TCP Fast Open' : 'Fast Open なしの SYN';
    case 'timestamps':
      return one.fails ? 'TCP タイムスタンプ' : 'タイムスタンプなしの SYN';
    case 'time':
      return one.fails === 'later' ? '後の開始時刻' : '前の開始時刻';
  }
}

const range = ({ minimum, maximum }: Extent) =>
  minimum === maximum ? grouped(minimum) : `${minimum}～${maximum}`;

function bytes({ minimum, maximum }: Extent): string {
  const most = grouped(maximum);
  return minimum === maximum ? `${most} バイト` : `${grouped(minimum)}～${most} バイト`;
}

const values = (all: readonly (string | number)[]) => listSome(all.map(String), VALUES_NAMED);
const alpn = (all: readonly (string | number)[]) =>
  listSome(
    all.map((one) => (one === '' ? 'なし' : protocolsText(String(one)))),
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
