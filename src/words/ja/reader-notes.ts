import type { LogKind, RedactionKeyName } from '../en/reader-notes.ts';
import type { Words } from '../words.ts';
import { before, behind, count, grouped, packets as packetsText, times } from './phrases.ts';
import { products } from './products.ts';

/** What Wireshark calls a way to export packets. */
const LISTS = {
  csv: 'CSV',
  elasticsearch: 'Elasticsearch 用 JSON',
  fields: 'フィールド（fields）',
  'hex-dump': '16 進ダンプ',
  json: 'JSON',
  k12: 'K12 テキスト',
  pdml: 'PDML',
  'plain-text': 'プレーンテキスト',
  psml: 'PSML',
  tabs: 'タブ区切りテキスト',
  yaml: 'YAML',
};

/** Who else prints packets. */
const MAKERS = {
  fortigate: 'FortiGate のスニファー',
  'fw-monitor': 'fw monitor',
  pktmon: 'pktmon',
  routeros: 'RouterOS のスニファー',
  tcpdump: 'tcpdump',
};

/** Logs of what devices did with packets. */
const logKinds: Readonly<Record<LogKind, string>> = {
  'azure-flow-log': 'Azure のフローログ',
  'calico-flow-log': 'Calico のフローログ',
  'check-point-drops': 'Check Point の fw ctl zdebug drop',
  'cilium-monitor': 'cilium monitor の出力',
  'cisco-access-list-log': 'IOS ルーターのアクセスリストのログ',
  'cisco-firewall-log': 'Cisco のファイアウォールの syslog',
  'cisco-packet-tracer': 'Cisco のファイアウォールの packet-tracer の出力',
  conntrack: 'Linux カーネルの接続テーブル',
  'fortigate-debug-flow': 'FortiGate の diagnose debug flow',
  'fortigate-traffic-log': 'FortiGate のトラフィックログ',
  'google-firewall-log': 'Google Cloud のファイアウォールルールのログ',
  'hubble-compact': 'hubble observe の出力',
  'hubble-json': 'Hubble が JSON で出力した Cilium のフロー',
  'juniper-flow-log': 'Junos のセッションログ（RT_FLOW）',
  'juniper-structured-log': 'Junos の構造化セッションログ（RT_FLOW）',
  'mikrotik-log': 'RouterOS のファイアウォールログ',
  'netfilter-log': 'カーネルログ内の netfilter の行',
  'nft-trace': 'nft monitor trace の出力',
  'palo-alto-traffic-log': 'Palo Alto のトラフィックログ',
  'pf-filterlog': 'pf の filterlog',
  'pf-text-log': 'tcpdump が出力した pf のログ',
  'vpc-flow-log': 'AWS VPC のフローログ',
  'windows-filtering-events': 'Windows フィルタリングプラットフォームの監査イベント',
  'windows-firewall-log': 'Windows ファイアウォールの pfirewall.log',
};

type Note<Code extends keyof Words['readerNotes']> = Parameters<Words['readerNotes'][Code]>[0];

/** 「Wireshark からエクスポートされたパケット一覧（CSV）」「tcpdump が出力したパケット一覧」. */
function originText({ title, maker }: Note<'list-with-bytes'>): string {
  if (maker !== null) return `${before(MAKERS[maker])}が出力したパケット一覧`;
  return `Wireshark からエクスポートされたパケット一覧${title === null ? '' : `（${LISTS[title]}）`}`;
}

function extentText({ maker, packets, isSelection }: Note<'list-with-bytes'>): string {
  if (isSelection) {
    return '表示フィルターを適用した場合のように、行の間のパケットが欠けています：応答がその中にある可能性があるため、無応答の重みは小さくなります。';
  }
  return maker === null
    ? `1 から ${packets} までのすべてのパケットがあります。`
    : `${packetsText(packets)}があります。`;
}

/** 「13 行（最初は 3 行目）」「パケット 2 個」. */
function rowsText({ number, line }: Note<'rows-unordered'>): string {
  if (line === null) return packetsText(number);
  return `${times(number, '行')}（${number === 1 ? '' : '最初は '}${line} 行目）`;
}

function keyText(key: RedactionKeyName): string {
  if (key.kind === 'file') return `鍵ファイル ${key.name}`;
  return {
    random: '保存されないランダムな鍵',
    given: '指定された鍵',
    'word-and-file': '単語と鍵ファイル',
  }[key.kind];
}

/** What readers of captures, lists and logs say of them. */
export const readerNotes: Words['readerNotes'] = {
  'texts-left-out': ({ number, maximum }) =>
    `ファイルのテキスト（名前、コメント、キーログ）${grouped(number)} 個を省きました：このファイルには ${grouped(maximum)} バイトを超えるテキストがあります。`,
  'files-overlap': ({ name, before: earlier, early }) =>
    `${name} は、${earlier} が終わる ${early} 秒前に始まっています：一つのキャプチャのファイルではなく、二か所のキャプチャである可能性があります。その場合は --sequence なしで指定してください。`,
  'local-times': ({ title }) =>
    `${title} の時刻は現地時刻で、どのタイムゾーンのものかが示されていません：UTC と見なしています。`,
  'list-without-bytes': ({ lacksTimeToLive, lacksPayload, ...list }) => {
    const unknown = [
      ...(lacksTimeToLive ? ['TTL', 'MAC アドレス'] : []),
      ...(lacksPayload ? ['ペイロード'] : []),
      `${lacksTimeToLive || lacksPayload ? 'その他' : ''}一覧に表示されていないもの`,
    ];
    return `これは${behind(originText(list))}です：${unknown.join('、')}は分かりません。${extentText(list)}より確かな判定のために、キャプチャそのものを送ってください。`;
  },
  'list-with-bytes': (list) =>
    `これは、パケットのバイト列を含む、${originText(list)}です。${extentText(list)}`,
  'rows-not-understood': ({ number }) => `${number} 行を解釈できず、省きました。`,
  'rows-not-in-order': () =>
    '行が番号の順になっておらず、数が多すぎて並べ替えられません：応答が問い合わせより前にある可能性があります。No. 列で並べ替えて、エクスポートし直してください。',
  'rows-put-in-order': () => '行が番号の順になっていなかったため、番号の順に並べ替えました。',
  'ports-assumed': () =>
    '一覧に DNS サーバーのポートが示されていません：53 と見なしています（mDNS は 5353、LLMNR は 5355）。宛先ポートの列があれば分かります。',
  'rows-cut': ({ maximumBytes, maximumColumns, ...rows }) =>
    `${rowsText(rows)}が、一行あたり ${grouped(maximumBytes)} バイト${maximumColumns === null ? '' : `または ${maximumColumns} 列`}を超えています：その後ろは省きました。`,
  'rows-unordered': (rows) =>
    `${rowsText(rows)}の時刻が前の行より早いため、どちらが先かは確かではありません：番号順に並べ替えてエクスポートしてください。`,
  'rows-with-names': (rows) =>
    `${rowsText(rows)}で、アドレスの代わりに名前があるため、誰が誰に送ったかが分かりません：${rows.line === null ? 'tcpdump -nn で出力し直してください' : '名前解決なしでエクスポートし直してください（View、Name Resolution）'}。`,
  'rows-without-ports': (rows) =>
    `${rowsText(rows)}に、どの接続のものかが示されていません：Source Port と Destination Port の列を付けてエクスポートしてください。`,
  'rows-without-flags': ({ number }) =>
    `TCP の${packetsText(number)}にフラグがありません（tcpdump -q の出力）：これらについては何も分かりません。-q なしで出力し直してください。`,
  'rows-without-quotation': (rows) =>
    `${rowsText(rows)}は、どのパケットに関するものかが示されていない ICMP エラーのため、どの接続にも数えていません${rows.line === null ? '：tcpdump -v では出力されます' : ''}。`,
  'read-log': ({ kind }) =>
    `これはキャプチャではなくログ（${logKinds[kind]}）です：その機器がパケットをどう扱ったかが書かれており、パケットそのものは一つもありません。機器が記録しないものは見えません。`,
  'times-without-year': () =>
    'ログの時刻に年もタイムゾーンもありません：1972 年のもの、UTC として表示しています。',
  'times-without-date': ({ input, lacksHour, isDelta }) => {
    if (input === 'k12') return 'テキストには日付のない時刻しかなく、タイムゾーンは不明です。';
    const sum = isDelta ? '。前の行からの経過時間であり、足し合わせています' : '';
    const said = `${input === 'log' ? 'ログ' : '一覧'}の時刻に日付${lacksHour ? 'と時' : ''}がありません：1970-01-01 のものとして表示しています${sum}。`;
    return input === 'tcpdump' ? `${said}（tcpdump -tttt では出力されます。）` : said;
  },
  'times-without-zone': ({ input }) =>
    `${input === 'log' ? 'ログ' : '一覧'}の時刻には、どのタイムゾーンのものかが示されていません：UTC として表示しています。`,
  'times-with-doubtful-date': () =>
    '一覧の日付は、日が先か月が先かを判断できません：月、日、年の順として読み取りました。',
  'no-times': ({ input }) =>
    ({
      list: '一覧に時刻のないパケットがあります：時間に関わることは判断できません。',
      fields:
        '行に時刻がありません：どれだけの間応答がなかったかが分かりません。-e frame.time_epoch を追加してください。',
      'hex-dump':
        '16 進ダンプに時刻がありません：どれだけの間応答がなかったかが分かりません。時刻を付けてエクスポートしてください：tshark -r FILE -T json -x。',
      log: 'ログに時刻のない行があります。',
    })[input],
  redacted: ({ key, isOwnProfile }) =>
    `${before(keyText(key))}を使って秘匿化されています：プライベートアドレス、製品のものではないパブリックアドレス、MAC アドレスは置き換えられ（共通のプレフィックスは共通のまま、プライベートはプライベートのまま）、名前はラベルごとに置き換えられています。ペイロード、識別情報、TLS セッションのデータは削除されています。残したもの：製品のサーバーと名前、よく知られたリゾルバー、ポート、時刻、長さ、ホップ数。${
      isOwnProfile
        ? 'プロファイルはユーザー独自のものです：そのサーバーはほかと同じように置き換えられ、文言は省かれています。機能 1 は、プロファイルの最初の機能です。'
        : ''
    }`,
  'redaction-differs': ({ number }) =>
    `秘匿化しない場合、これらのエンドポイントのうち ${number} 件の判定が異なります：判定を左右するものが秘匿化されています。--redact なしのレポートで判断してください。`,
};

/** What captures and lists are called; others by their format's name. */
const CAPTURES: ReadonlyMap<string, string> = new Map([
  ['pcap', 'pcap キャプチャ'],
  ['pcapng', 'pcapng キャプチャ'],
  ['text', 'テキストのパケット一覧'],
  ['csv', 'CSV のパケット一覧'],
  ['psml', 'PSML のパケット一覧'],
  ['json', 'JSON のパケット'],
  ['ek', 'Elasticsearch 用 JSON のパケット'],
]);

/** What a file of a case was taken for. */
export const caseFiles: Words['caseFiles'] = {
  'capture-file': ({ format, packets, isDamaged }) =>
    `${CAPTURES.get(format) ?? format}、${packetsText(packets)}${isDamaged ? '、破損：表示内容が誤っている可能性あり' : ''}`,
  'log-file': ({ title, records }) =>
    records === null ? products(title) : `${products(title)}、${count(records, 'レコード', '件')}`,
  'device-log-file': ({ kind }) => logKinds[kind],
  'look-up-file': ({ number }) => count(number, '名前解決', '件'),
  'archive-file': ({ problem }) => `ZIP アーカイブ${problem === '' ? '' : `：${problem}`}`,
  'empty-file': () => '空',
  'unknown-file': () => 'ここでは扱えない種類',
  'unreadable-file': () => '読み取れません',
  'same-file': ({ kind, path }) => `${path} と同じ${kind === 'log' ? 'ログ' : 'キャプチャ'}`,
  'log-too-many': ({ maximum }) => `読み取る ${maximum} 件を超えるログ`,
  'endpoints-too-many': ({ maximum }) =>
    `これより前のキャプチャに、一つのケースが保持する上限の${count(maximum, 'エンドポイント', '件')}があります：別のケースにしてください`,
};
