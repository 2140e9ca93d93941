import type { FailingFunction, Obstacle } from '../en/summary.ts';
import type { Say, Unspoken } from '../sentence.ts';
import type { Words } from '../words.ts';
import { before, connections, count, list, listSome, packets, percent } from './phrases.ts';
import { products } from './products.ts';
import { undecodedText } from './quality.ts';
import { portText, serverText, servicesText } from './services.ts';

const TARGETS_NAMED = 4;
const FILTERED = '表示フィルターで選択されたパケット';

/** The gravest in a sentence or two, of a capture and of a case. */
export const summary: Words['summary'] = {
  'nothing-asked': ({ isFiltered }) =>
    `${isFiltered ? `${FILTERED}では、どのサービスも要求されていません` : 'このキャプチャでは、どのクライアントもサービスを要求していません'}：判定の対象がありません。`,
  'nothing-decoded': ({ undecoded }) =>
    `このキャプチャでは何もデコードできませんでした：${undecodedText(undecoded)}。判定の対象がありません。`,
  'only-scans': ({ scans }, say) =>
    `${scansText(scans, say)}。それ以外にサービスを要求しているクライアントはありません：判定の対象がありません。`,
  'scans-too': ({ scans }, say) => `このほか、${scansText(scans, say)}。`,
  'product-absent': ({ product, isAsked, isFiltered }) =>
    `${isFiltered ? `${FILTERED}では、` : ''}${before(products(product))}のサーバーは${isAsked ? '、名前やアドレスから分かる限り、' : ''}一つも要求されていません。`,
  'targets-absent': ({ targets, isFiltered }) =>
    `${isFiltered ? FILTERED : 'このキャプチャ'}では、${before(listSome(targets, TARGETS_NAMED))}を要求しているものがありません：機能しているかどうかは、このキャプチャからは判断できません。`,
  'gravest-finding': ({ title, functions }, say) => `${say(title)}${consequenceText(functions)}。`,
  'further-findings': ({ number }) => `ほかの検出結果 ${number} 件を以下に示します。`,
  'no-answer-needed': ({ services }) =>
    `このキャプチャからは判断できません：${before(servicesText(services))}には応答がありませんが、応答は必須ではありません。`,
  'one-answered': ({ services, isTarget }) =>
    `${isTarget ? '対象' : '要求されたサービス'}は応答しました：${servicesText(services)}。`,
  'several-answered': ({ number, isAll, areTargets }) =>
    `${areTargets ? '対象' : 'サービス'} ${number} 件${isAll ? 'すべて' : ''}が応答しました。`,
  'others-answered': ({ number }) => `ほかのサービス ${number} 件は応答しました。`,
  'but-finding': ({ title }, say) => `ただし：${say(title)}。`,
  'but-sentences': ({ sentences }, say) => `ただし：${sentences.map(say).join('')}`,
  'but-line-loses': ({ share }) =>
    `ただし、回線でパケットが失われています：約 ${Math.round(share * 100)} % が再送されています。`,
  'other-services-fail': ({ number }) =>
    `ほかのサービスに関する検出結果 ${number} 件を以下に示します。`,
  'others-unclear': ({ number }) =>
    `ほか ${number} 件については、このキャプチャからは判断できません。`,
  'no-all-clear': ({ obstacles }) =>
    `ただし、このキャプチャでは、失敗しているものがないとは言えません：${list(obstacles.map(obstacleText))}。`,
  'nothing-in-the-way': () => 'このキャプチャではブロックは見られません。',
  'same-at-others': ({ number }) => `他の ${number} 件のサービスでも同様です。`,
  'seen-at-service': ({ service, sentence }, say) => {
    const port = portText(service);
    return `${serverText(service)} ${service.isPortAssumed ? port : port.toLowerCase()}：${say(sentence)}`;
  },
};

/** The first scan, and how many more there are. */
function scansText([first, ...others]: readonly Unspoken[], say: Say): string {
  const more = others.length === 0 ? '' : `。ほかのスキャン ${others.length} 件を以下に示します`;
  return `${say(first)}${more}`;
}

function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.is) {
    case 'log':
      return 'これはログであり、パケットが含まれていません';
    case 'damaged':
      return 'ファイルが破損しているか、パケットの途中で終わっています';
    case 'one-direction':
      return 'トラフィックの片方向しか含まれていません';
    case 'data-only':
      return 'データを運ぶパケットしか含まれていません';
    case 'no-beginnings':
      return '接続の開始が一つも含まれておらず、開始時に失敗する接続も含まれません';
    case 'cut-short':
      return 'パケットがポートより前で切り詰められています';
    case 'cut-questions':
      return 'DNS クエリが切り詰められており、異なるクエリが同じものとして数えられます';
    case 'cut-errors':
      return 'ICMP エラーが切り詰められており、何が拒否されたかが分かりません';
    case 'lost':
      return `パケットの ${percent(obstacle.share)} が欠けています（キャプチャ中に失われたか、除外されています）`;
    case 'undecoded':
      return `${packets(obstacle.packets)}がデコードできない種類のものです`;
    case 'encrypted':
      return `${count(obstacle.packets, 'フレーム', '個')}が暗号化されています`;
    case 'first-fragments':
      return `${count(obstacle.answers, 'DNS 応答', '件')}について最初の IP フラグメントしか含まれていません${obstacle.isTold ? '（残りは届かなかったとクライアントが ICMP で報告しています：fragment reassembly time exceeded）' : ''}`;
    case 'no-ftp-data':
      return `FTP が取り決めたデータ${connections(obstacle.connections)}が含まれていません`;
    case 'no-media':
      return `取り決められた${count(obstacle.calls, '通話', '件')}のメディア（RTP）が含まれていません`;
    case 'absent':
      return `${before(listSome(obstacle.targets, TARGETS_NAMED))}を要求しているものがありません`;
  }
}

/** What a finding means for a product: 「。影響：Web 保護が機能しません」; '' for no function. */
export function consequenceText(functions: readonly FailingFunction[]): string {
  const clauses = [false, true].flatMap((isPartial) => {
    const alike = functions.filter((one) => one.isPartial === isPartial);
    if (alike.length === 0) return [];
    const names = titlesText(alike.map((one) => one.function));
    return [isPartial ? `${before(names)}の一部が機能しません` : `${before(names)}が機能しません`];
  });
  return clauses.length === 0 ? '' : `。影響：${clauses.join('、')}`;
}

const titlesText = (functions: readonly FailingFunction['function'][]) =>
  list(functions.map(({ title }) => products(title)));

/** 「Web protection が機能しません」. */
export function failText(functions: readonly FailingFunction['function'][]): string {
  return `${before(titlesText(functions))}が機能しません`;
}
