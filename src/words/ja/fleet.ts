import type { Words } from '../words.ts';
import { captures as capturesText, grouped, listSome } from './phrases.ts';

/** Networks that a sentence names. */
const NAMED = 5;

/** What a report on a fleet of captures says. */
export const fleet: Words['fleet'] = {
  footnote:
    '多くのキャプチャに共通する同じ検出結果は、一度だけ示します。ネットワークの大きさはどのキャプチャからも分からないため、ネットワークはクライアントの /24 または /64 としています。NAT の背後にあるクライアントは、センサーから見えるネットワークに数えます。信頼度は、全キャプチャの中で最も高いものです。',
  summary(captures, sensors, findings, inconclusive) {
    if (captures === 0) return 'この範囲には、レポートのあるキャプチャがありません';
    const of = `センサー ${grouped(sensors)} 台の${capturesText(captures)}`;
    if (findings > 0) return `${of}：失敗しているものの検出結果 ${grouped(findings)} 件`;
    if (inconclusive === captures) return `${of}：どれからも判断できません`;
    if (inconclusive > 0)
      return `${of}：失敗しているものは見られませんが、${inconclusive} 件は判断できません`;
    return `${of}：失敗しているものはありません`;
  },
  outcomes: {
    damaged: '破損：読み取れた範囲で判定',
    unreadable: '読み取り不可',
    missing: '処理の順番が来たときには存在しなかった',
    changed: '処理の順番が来たときには、キューに登録したものと異なっていた',
    failed: 'デッドレターに移動',
  },
  places(named, more) {
    const texts = named.map(({ name, captures }) => `${name}（${captures}）`);
    if (more > 0) texts.push(`ほか ${more} 件`);
    return texts.length === 0 ? '不明' : texts.join('、');
  },
  answered(captures, networks) {
    if (captures === 0) return 'この範囲のどのキャプチャにもありません';
    const where = networks.length > 0 ? `（${listSome(networks, NAMED)} から）` : '';
    return `${capturesText(captures)}${where}`;
  },
};
