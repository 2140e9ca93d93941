import type { FailingFunction, Obstacle } from '../en/summary.ts';
import type { Say, Unspoken } from '../sentence.ts';
import type { Words } from '../words.ts';
import { count, list, listSome, percent, withParticle } from './phrases.ts';
import { products } from './products.ts';
import { undecodedText } from './quality.ts';
import { answeringText, portText, serverText, servicesText } from './services.ts';

const TARGETS_NAMED = 4;

/** The gravest in a sentence or two, of a capture and of a case. */
export const summary: Words['summary'] = {
  'nothing-asked': ({ isFiltered }) =>
    `${isFiltered ? '표시 필터가 선택한 패킷에는 서비스에 대한 요청이 없습니다' : '이 캡처에는 서비스를 요청하는 클라이언트가 없습니다'}. 판정할 것이 없습니다.`,
  'nothing-decoded': ({ undecoded }) =>
    `이 캡처에서 디코딩할 수 있는 것이 없었습니다: ${undecodedText(undecoded)}. 판정할 것이 없습니다.`,
  'only-scans': ({ scans }, say) =>
    `${scansText(scans, say)}. 그 밖에 서비스를 요청하는 클라이언트가 없습니다. 판정할 것이 없습니다.`,
  'scans-too': ({ scans }, say) => `그 밖에, ${scansText(scans, say)}.`,
  'product-absent': ({ product, isAsked, isFiltered }) =>
    `${isFiltered ? '표시 필터가 선택한 패킷에는 ' : ''}${products(product)}의 서버에 대한 ${isAsked ? '이름이나 주소에 의한 ' : ''}요청이 없습니다.`,
  'targets-absent': ({ targets, isFiltered }) =>
    `${isFiltered ? '표시 필터가 선택한 패킷' : '이 캡처'}에는 ${listSome(targets, TARGETS_NAMED)}에 대한 요청이 없습니다. 동작하는지 이 캡처로는 알 수 없습니다.`,
  'gravest-finding': ({ title, functions }, say) => `${say(title)}${consequenceText(functions)}.`,
  'further-findings': ({ number }) =>
    `아래에 ${count(number, '다른 발견 사항', '건')}이 더 있습니다.`,
  'no-answer-needed': ({ services }) =>
    `이 캡처로는 알 수 없습니다: ${servicesText(services)} 트래픽에 응답이 없었지만, 응답이 필요 없는 것일 수 있습니다.`,
  'one-answered': ({ services, isTarget }) =>
    `${isTarget ? '대상이' : '요청받은 서비스가'} 응답했습니다: ${answeringText(services)}.`,
  'several-answered': ({ number, isAll, areTargets }) =>
    `${areTargets ? '대상' : '서비스'} ${number}개가 ${isAll ? '모두 ' : ''}응답했습니다.`,
  'others-answered': ({ number }) => `다른 서비스 ${number}개가 응답했습니다.`,
  'but-finding': ({ title }, say) => `그러나: ${say(title)}.`,
  'but-sentences': ({ sentences }, say) => `그러나: ${sentences.map(say).join(' ')}`,
  'but-line-loses': ({ share }) =>
    `그러나 회선에서 패킷이 손실됩니다. 약 ${Math.round(share * 100)}%를 다시 보내야 했습니다.`,
  'other-services-fail': ({ number }) =>
    `다른 서비스에 대한 ${count(number, '발견 사항', '건')}이 아래에 있습니다.`,
  'others-unclear': ({ number }) => `그 밖의 ${number}개에 대해서는 이 캡처로 알 수 없습니다.`,
  'no-all-clear': ({ obstacles }) =>
    `그러나 이 캡처로는 아무 문제가 없다고 할 수 없습니다: ${obstacles.map(obstacleText).join(', ')}.`,
  'nothing-in-the-way': () => '이 캡처에서 차단은 보이지 않았습니다.',
  'same-at-others': ({ number }) => `다른 서비스 ${number}개도 마찬가지입니다.`,
  'seen-at-service': ({ service, sentence }, say) => {
    const port = portText(service);
    return `${serverText(service)} ${service.isPortAssumed ? port : port.toLowerCase()}: ${say(sentence)}`;
  },
};

/** The first scan, and how many more there are. */
function scansText([first, ...others]: readonly Unspoken[], say: Say): string {
  const more =
    others.length === 0 ? '' : `. 아래에 ${count(others.length, '스캔', '건')}이 더 있습니다`;
  return `${say(first)}${more}`;
}

function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.is) {
    case 'log':
      return '로그이며 패킷이 하나도 없음';
    case 'damaged':
      return '파일이 손상되었거나 패킷 중간에서 끝남';
    case 'one-direction':
      return '트래픽의 한 방향만 있음';
    case 'data-only':
      return '데이터가 있는 패킷만 있음';
    case 'no-beginnings':
      return '연결의 시작 부분이 하나도 없어, 시작할 때 실패하는 연결도 보이지 않음';
    case 'cut-short':
      return '패킷이 포트 앞에서 잘림';
    case 'cut-questions':
      return 'DNS 질문이 잘려 서로 다른 질문이 하나로 세어짐';
    case 'cut-errors':
      return 'ICMP 오류가 잘려 무엇이 거부되었는지 나타나지 않음';
    case 'lost':
      return `패킷의 ${percent(obstacle.share)}가 캡처 중에 누락되었거나 제외됨`;
    case 'undecoded':
      return `${count(obstacle.packets, '패킷')}가 디코딩되지 않는 종류임`;
    case 'encrypted':
      return `${count(obstacle.packets, '프레임')}가 암호화됨`;
    case 'first-fragments':
      return `${count(obstacle.answers, 'DNS 응답', '건')}은 첫 번째 IP 프래그먼트만 있음${obstacle.isTold ? '(나머지는 오지 않았다고 클라이언트가 ICMP로 알림: fragment reassembly time exceeded)' : ''}`;
    case 'no-ftp-data':
      return `FTP가 합의한 ${count(obstacle.connections, '데이터 연결')}가 없음`;
    case 'no-media':
      return `합의된 ${count(obstacle.calls, '통화', '건')}의 미디어(RTP)가 없음`;
    case 'absent':
      return `${listSome(obstacle.targets, TARGETS_NAMED)}에 대한 요청이 없음`;
  }
}

/** What a finding means for a product: ". 웹 보호가 동작하지 않습니다"; '' for no function. */
function consequenceText(functions: readonly FailingFunction[]): string {
  const clauses = [false, true].flatMap((isPartial) => {
    const alike = functions.filter((one) => one.isPartial === isPartial);
    if (alike.length === 0) return [];
    return [
      failText(
        alike.map((one) => one.function),
        isPartial,
      ),
    ];
  });
  return clauses.length === 0 ? '' : `. ${clauses.join(', ')}`;
}

/** "웹 보호가 동작하지 않습니다", "… 일부 동작하지 않습니다". */
function failText(functions: readonly FailingFunction['function'][], isPartial = false): string {
  const titles = list(functions.map(({ title }) => products(title)));
  return `${withParticle(titles, 'subject')} ${isPartial ? '부분적으로 ' : ''}동작하지 않습니다`;
}
