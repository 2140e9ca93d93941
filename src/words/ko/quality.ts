import { formatAddress } from '../../protocols/address-text.ts';
import { escapeText } from '../../protocols/escape.ts';
import type { AbsentTarget, Undecoded } from '../en/quality.ts';
import type { Words } from '../words.ts';
import { captureLossText } from './evidence.ts';
import { count, duration, grouped, listSome, withParticle } from './phrases.ts';

const ADDRESSES_NAMED = 4;

/** Link types of what is no network of IP, by what people call them. */
const CARRIERS: ReadonlyMap<number, string> = new Map<number, string>([
  ...[186, 189, 220, 249, 266, 278, 288].map((type) => [type, 'USB'] as const),
  ...[187, 201, 251, 254, 255, 256, 272].map((type) => [type, 'Bluetooth'] as const),
  ...[195, 215, 230, 283].map((type) => [type, 'IEEE 802.15.4'] as const),
  ...[139, 140, 141, 142].map((type) => [type, 'SS7'] as const),
  ...[227].map((type) => [type, 'CAN bus'] as const),
  ...[165].map((type) => [type, 'BACnet MS/TP'] as const),
  ...[177, 203].map((type) => [type, 'ISDN'] as const),
  ...[231].map((type) => [type, 'D-Bus'] as const),
  ...[243].map((type) => [type, 'MPEG-2'] as const),
  ...[245, 264].map((type) => [type, 'NFC'] as const),
  ...[253].map((type) => [type, 'Netlink'] as const),
  ...[261, 262, 287].map((type) => [type, 'Z-Wave'] as const),
  ...[271].map((type) => [type, 'vsock'] as const),
]);

/** "IP를 전달하지 않는 USB 패킷 3,412개". */
export function undecodedText(undecoded: Undecoded): string {
  const byName = new Map<string, number>();
  for (const { linkType, name, packets, isNotShown } of undecoded.linkTypes) {
    const carrier = CARRIERS.get(linkType);
    const kind = isNotShown
      ? '텍스트에 주소가 없는'
      : carrier === undefined
        ? `디코딩되지 않는 링크 유형 ${name}의`
        : `IP를 전달하지 않는 ${carrier}의`;
    byName.set(kind, (byName.get(kind) ?? 0) + packets);
  }
  const { greTypes, others, encrypted, withoutData } = undecoded;
  return [
    ...[...byName].map(([kind, number]) => `${kind} ${count(number, '패킷')}`),
    ...greTypes.map(
      ({ type, packets }) =>
        `디코딩되지 않는 프로토콜 유형 0x${type.toString(16).padStart(4, '0')}의 GRE 터널 ${count(packets, '패킷')}`,
    ),
    ...(others > 0 ? [`그 밖의 종류의 ${count(others, '패킷')}`] : []),
    ...(encrypted > 0 ? [`암호화된 Wi-Fi ${count(encrypted, '데이터 프레임')}`] : []),
    ...(withoutData > 0 ? [`데이터가 없는 Wi-Fi ${count(withoutData, '프레임')}`] : []),
  ].join('; ');
}

/** Notes on a capture's quality: what weakens verdicts, or should be known beside them. */
export const quality: Words['quality'] = {
  'lost-packets': ({ loss }) => `${captureLossText(loss)} 무응답은 캡처 자체의 문제일 수 있습니다.`,
  'packet-loss': ({ share }) =>
    `회선에서 패킷이 손실됩니다. 서비스는 응답하지만 약 ${Math.round(share * 100)}%를 다시 보내야 했습니다.`,
  'too-short': ({ number }) =>
    `${count(number, '서비스')}에 대해서는 캡처가 너무 빨리 끝납니다. 캡처가 끝난 뒤에 응답이 왔을 수 있습니다.`,
  'one-way': ({ number, of }) =>
    `${count(of, 'TCP 연결')} 중 ${number}개에 한쪽의 패킷만 있습니다.`,
  'late-start': ({ number, of }) =>
    `${count(of, 'TCP 연결')} 중 ${number}개가 캡처 전에 시작되었습니다.`,
  duplicates: ({ number }) =>
    `패킷 최소 ${grouped(number)}개가 두 번 이상 캡처되었습니다(미러 포트 또는 "any" 인터페이스). 각각 한 번만 셉니다.`,
  'cut-short': ({ number }) =>
    `${count(number, '패킷')}가 스냅샷 길이 때문에 전송 헤더가 끝나기 전에 잘렸습니다.`,
  'cut-questions': ({ number }) =>
    `${count(number, 'DNS 질문')}가 스냅샷 길이 때문에 잘렸습니다. 서로 다른 이름이 하나로 세어질 수 있습니다.`,
  undecoded: ({ undecoded }) => `${undecodedText({ ...undecoded, encrypted: 0, withoutData: 0 })}.`,
  'encrypted-frames': ({ number }) =>
    `Wi-Fi ${count(number, '데이터 프레임')}가 암호화되어 있습니다. 무엇을 전달하는지 볼 수 없습니다.`,
  malformed: ({ number }) => `${count(number, '패킷')}의 헤더가 잘못되었습니다.`,
  'clock-jumps': ({ number }) =>
    `캡처 중에 시계가 ${grouped(number)}회 뒤로 갔습니다. 그 지점에 걸친 시간은 세지 않습니다.`,
  pauses: ({ number, longest }) =>
    `트래픽 한가운데에서 캡처에 최대 ${duration(longest)} 동안 아무것도 없습니다(${count(number, '공백', '회')}). 호스트가 절전 상태였거나, 시계가 변경되었거나, 두 캡처가 한 파일에 들어 있습니다. 그 시간은 무응답으로 세지 않습니다.`,
  'flow-limit': ({ number }) =>
    `추적하는 것보다 많은 연결이 동시에 있습니다. 조용한 연결 ${grouped(number)}개의 추적을 일찍 끝냈으며, 그 무응답은 무응답으로 세지 않습니다.`,
  'endpoint-limit': ({ number }) =>
    `추적하는 것보다 많은 엔드포인트가 있습니다(스캔 또는 플러드). ${count(number, '연결')}는 판정하지 않았습니다.`,
  'endpoints-left-out': ({ number }) =>
    `추적하는 것보다 많은 엔드포인트가 있습니다. 자리를 만들기 위해 응답한 것을 ${grouped(number)}회 제외했습니다.`,
  'endpoints-not-listed': ({ answered, others }) =>
    `보고서에 나열할 수 있는 것보다 많은 엔드포인트가 있습니다. ${[
      ...(others > 0 ? [`응답하지 않은 것 ${grouped(others)}개(가장 덜 심각한 것)`] : []),
      ...(answered > 0 ? [`응답한 것 ${grouped(answered)}개`] : []),
    ].join(' 및 ')}를 제외했습니다.`,
  'syn-flood': ({ attempts, server, port }) =>
    `${formatAddress(...server)} TCP ${port}에 대해, 매우 많은 클라이언트가 ${count(attempts, '연결 시도', '회')}를 하고 더 이상 진행하지 않습니다. SYN 플러드 또는 스캔이므로 판정하지 않습니다.`,
  'address-conflict': ({ address, macs, frames }) =>
    `두 호스트가 주소 ${withParticle(formatAddress(...address), 'object')} 번갈아 자기 것이라고 주장합니다: ${macs.join(' 및 ')}(프레임 ${frames.join(', ')}). 각각 그 패킷의 일부를 받습니다.`,
  'statements-without-ports': ({ number, refused }) =>
    `${count(number, '로그 행')}가 포트 없는 패킷(ICMP, ESP, GRE, 프래그먼트)에 관한 것입니다. 그중 ${grouped(refused)}개가 차단되었습니다.`,
  'log-joined': ({ file, lines, joined, clock, offset }) =>
    `${escapeText(file)}: ${count(lines, '행')} 중 ${grouped(joined)}개가 이 캡처의 연결에 관한 것입니다. ${
      {
        'own-zone': '로그의 시각은 알려진 시간대의 것입니다.',
        'given-zone': '로그의 시각은 지정된 시간대의 것입니다.',
        connections: `양쪽에 모두 있는 연결로 볼 때, 로그의 시계는 ${offset === 0 ? '캡처의 시계와 같습니다' : `캡처의 시계보다 ${offsetText(Math.abs(offset))} ${offset > 0 ? '빠릅니다' : '느립니다'}`}.`,
        none: '로그의 시각을 캡처의 시각과 비교할 수 없었습니다. 다른 시간에 관한 것일 수 있습니다.',
      }[clock]
    }`,
  'log-unreadable': ({ file, why }) =>
    `${withParticle(escapeText(file), 'object')} 읽을 수 없었습니다: ${escapeText(why)}.`,
  'statements-left-out': ({ number }) =>
    `${count(number, '로그 행')}가 보관할 수 있는 것보다 많은 서비스에 관한 것입니다.`,
  'target-absent': ({ target }) => `이 캡처에는 ${absentText(target)}에 대한 요청이 없습니다.`,
  'target-not-tried': ({ name, addresses, port, frame }) =>
    `이름 ${withParticle(name, 'topic')} 조회되어 ${withParticle(listSome(addresses, ADDRESSES_NAMED), 'toward')} 해석되었지만(프레임 ${frame}), 그곳${port === null ? '' : `의 포트 ${port}번`}으로 가는 패킷이 없습니다. 클라이언트가 시도했다면 그 PC 자체의 방화벽이나 보안 프로그램이 패킷이 나가지 못하게 하는 것일 수 있습니다. 그렇지 않으면 프록시나 다른 주소에 요청하거나, 아직 필요하지 않았거나, 캡처 필터가 제외한 것입니다.`,
};

function absentText(target: AbsentTarget): string {
  if ('given' in target) return `${target.given}(이 케이스의 대상)`;
  const { question, addresses, tool } = target;
  return `${question}(${listSome(addresses, ADDRESSES_NAMED)}, ${withParticle(tool, 'toward')} 조회함)`;
}

/** Seconds to the second, as clocks differ: "2시간 40초". */
function offsetText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3_600), '시간'],
    [Math.floor(seconds / 60) % 60, '분'],
    [Math.floor(seconds) % 60, '초'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, unit]) => `${number}${unit}`)
    .join(' ');
}
