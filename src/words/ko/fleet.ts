import type { Words } from '../words.ts';
import { count, listSome } from './phrases.ts';

/** Networks that a sentence names. */
const NAMED = 5;

/** What a report on a fleet of captures says. */
export const fleet: Words['fleet'] = {
  footnote:
    '여러 캡처에 나타난 같은 발견 사항은 한 번만 표시합니다. 네트워크는 클라이언트의 네트워크이며, 네트워크의 크기는 캡처로 알 수 없으므로 /24 또는 /64로 봅니다. NAT 뒤의 클라이언트는 센서에 보이는 네트워크에 속하는 것으로 셉니다. 신뢰도는 모든 캡처 중 가장 높은 것입니다.',
  summary(captures, sensors, findings, inconclusive) {
    if (captures === 0) return '이 범위에는 보고서가 있는 캡처가 없습니다';
    const of = `${count(sensors, '센서')}의 ${count(captures, '캡처')}`;
    if (findings > 0) return `${of}: 실패에 대한 ${count(findings, '발견 사항', '건')}`;
    if (inconclusive === captures) return `${of}: 알 수 있는 것이 하나도 없습니다`;
    if (inconclusive > 0)
      return `${of}: 실패하는 것은 보이지 않지만, ${inconclusive}개로는 알 수 없습니다`;
    return `${of}: 실패하는 것이 없습니다`;
  },
  outcomes: {
    damaged: '손상됨: 읽을 수 있는 데까지 판정함',
    unreadable: '읽을 수 없음',
    missing: '차례가 되었을 때 더 이상 존재하지 않음',
    changed: '차례가 되었을 때 대기열에 넣은 것과 다름',
    failed: '데드 레터에 있음',
  },
  places(named, more) {
    const texts = named.map(({ name, captures }) => `${name}(${captures})`);
    if (more > 0) texts.push(`외 ${more}개`);
    return texts.length === 0 ? '알 수 없음' : texts.join(', ');
  },
  answered(captures, networks) {
    if (captures === 0) return '이 범위의 어느 캡처에도 없음';
    const where = networks.length > 0 ? `, 네트워크: ${listSome(networks, NAMED)}` : '';
    return `${count(captures, '캡처')}에 있음${where}`;
  },
};
