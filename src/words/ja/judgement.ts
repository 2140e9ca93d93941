import type { BetterCapture } from '../../evidence/evidence.ts';
import type { Hypothesis } from '../../evidence/verdict.ts';
import type { Words } from '../words.ts';
import { evidenceText } from './evidence.ts';

/** What there is, in the words of a cause: 「…と…」. */
const CAUSES: Readonly<Record<Hypothesis, string>> = {
  answered: '機能しているサービス',
  drop: 'ドロップするファイアウォール',
  reject: '拒否するファイアウォール',
  closed: '自ら拒否するサーバー',
  intercepted: 'サーバーの代わりに応答する別のもの',
  unreachable: '停止しているサーバー、または経路のないサーバー',
};

/** Keys: what it could be, in the order of the alphabet. */
const FIND_OUT: Readonly<Record<string, string>> = {
  'closed reject':
    '別のネットワークから試してください：そこでも拒否されればサーバーが拒否しており、応答があればこのネットワークのファイアウォールが拒否しています。リクエストが届いたかどうかは、サーバー自身のログで分かります。',
  'drop unreachable':
    'クライアント自身のインターフェースで、何度か試行しながら、より長くキャプチャしてください。また、別のネットワークから試してください：そこで応答があれば、このネットワークがドロップしています。',
  'answered intercepted':
    '誰もリダイレクトしていないサーバーに、または別のネットワークから同じ問い合わせを行い、応答を比較してください。',
};

/** What would tell, where it is the capture that lacks something. */
const BETTER: Readonly<Record<BetterCapture, string>> = {
  'both-ways': '両方向のキャプチャがあれば判断できます。',
  'whole-packets': 'パケット全体のキャプチャがあれば判断できます。',
  'all-packets': '欠落のないキャプチャがあれば判断できます。',
  'the-start': '開始時点を含むキャプチャがあれば判断できます。',
  'capture-itself': 'この一覧の元になったキャプチャがあれば判断できます。',
  'servers-word':
    'サーバー自身のログがあれば判断できます。サーバーがプロキシまたはロードバランサーの場合は、その背後のキャプチャが必要です。',
};

const RESETS_TCP_SILENT_ON_UDP =
  '両方が同時に見られるのは、TCP をリセットし UDP には応答しないファイアウォールと一致します。Cisco ASA および FTD は既定でこのように動作します。';

/** Keys: the verdict, then what else it could be; the text is about the latter. */
const TELL_APART: Readonly<Record<string, string>> = {
  'drop unreachable':
    'サーバーが停止しているか、そのアドレスが使われていない可能性もあります：別のネットワークから試してください。そこで応答があれば、このネットワークがドロップしています。',
  'unreachable drop':
    'ドロップするファイアウォールがある場合も同じように見えます：別のネットワークから試してください。そこで応答があれば、このネットワークがドロップしています。',
  'reject closed':
    'サーバー自身が拒否している可能性もあります：別のネットワークから試してください。そこでも拒否される場合は、サーバーを調べてください。',
  'closed reject':
    'サーバーの直前にあるファイアウォールが、サーバーの名前で拒否している可能性もあります：リクエストが届いたかどうかは、サーバー自身のログで分かります。',
  'drop reject': RESETS_TCP_SILENT_ON_UDP,
  'reject drop': RESETS_TCP_SILENT_ON_UDP,
  'drop answered':
    '一部の試行には応答がありました：より長くキャプチャすると、パケットロスなのかルール（たとえばレート制限）なのかが分かります。',
  'reject answered':
    '一部の試行には応答がありました：より長くキャプチャすると、拒否が何らかのルールに従っているかどうかが分かります。',
};

/** What a judgement says beside its verdict and its evidence. */
export const judgement: Words['judgement'] = {
  evidence: ({ seen }) => evidenceText(seen),
  'one-syn': () =>
    '応答のなかった SYN は一つだけで、クライアントは再試行していません：パケットが一つ失われただけでも同じように見えます。',
  'each-asked-once': () =>
    'どのクエリも一度しか送られていません：個々のパケットの損失や、クライアントが別の場所から応答を得た場合も同じように見えます。',
  'udp-needs-no-answer': () =>
    'UDP 上の多くのプロトコルは応答を必要としません：応答がないことは、ここでは何も意味しません。',
  tie: ({ one, other }) => `${CAUSES[one]}と、${CAUSES[other]}に、ほぼ同じ程度に当てはまります。`,
  'exchange-unfinished': () =>
    'キャプチャには、クライアントが受け取った応答も、失敗も示されていません。',
  'same-host': () =>
    'クライアントとサーバーは同じホストです：その間にあるのは、ホスト自身のパケットフィルターと、プログラムの動作だけです。',
  signed: () =>
    'SYN に署名が付いています（TCP MD5 または AO）：同じ鍵を持たないサーバーは、ファイアウォールと同じように、自ら何も返さずにドロップします。',
  'answers-for-other': () =>
    '別のアドレスへの要求に応答しています。このアドレスに対して要求したものはありません。',
  unasked: () =>
    'このキャプチャでは、誰もこれに要求していません：別の誰かがこのアドレスの名前で送ったもの（バックスキャッター）、またはキャプチャ開始前に送られたものに応答しています。',
  trace: () =>
    'traceroute のプローブしか送られておらず、同じサーバーのほかのポートで、さらに先まで到達したトレースもありません。',
  'one-direction': () => '片方向しかキャプチャされていません：結果がキャプチャに含まれていません。',
  'part-fails': () =>
    '一部の接続は、受け入れられた後に失敗しました。何が原因かを言うには数が少なすぎます。',
  'too-little-seen': () => '観測されたものだけでは、原因を特定できません。',
  'find-out': ({ favourite, runnerUp, better }) => {
    if (better !== null) return BETTER[better];
    const both = runnerUp === null ? favourite : [favourite, runnerUp].sort().join(' ');
    return (
      FIND_OUT[both] ??
      'クライアント自身のインターフェースで、何度か試行しながら、より長くキャプチャすると判断できます。'
    );
  },
  'refused-either-way': () =>
    'ファイアウォールがパケットをドロップしたのか拒否したのかは、ログには示されていません：クライアントでキャプチャすると、RST または ICMP エラーが返ってくるかどうかが分かります。',
  'tell-apart': ({ verdict, other }) =>
    TELL_APART[`${verdict} ${other}`] ??
    '同時にファイアウォールの外側でもキャプチャするか、別のネットワークから同じことを試すと判断できます。',
};
