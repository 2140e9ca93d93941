import type { KnownPlace, PlaceCode } from '../../evidence/verdict.ts';
import { type AddressWords, formatAddress } from '../../protocols/address-text.ts';
import type { PlaceReason } from '../en/places.ts';
import { type Explanation, explained } from '../explanation.ts';
import type { Words } from '../words.ts';
import { duration } from './phrases.ts';

/** Places in plain words. */
export const places: Readonly<Record<PlaceCode, Explanation>> = {
  'this-host': explained(
    '클라이언트 자체',
    '요청하는 호스트 또는 그 위의 소프트웨어가 거부하거나 드롭합니다. 네트워크와는 관련이 없습니다.',
    '호스트 자체의 방화벽과 보안 소프트웨어를 확인하십시오.',
  ),
  'local-network': explained(
    '클라이언트의 로컬 네트워크',
    '첫 번째 라우터를 포함해 클라이언트와 같은 링크에서 보낸 것입니다. 라우터를 거치지 않았거나, 즉시 도착했거나, MAC 주소가 그곳에 있는 호스트의 것입니다.',
    '클라이언트가 연결된 라우터 또는 방화벽을 확인하십시오.',
  ),
  near: explained(
    '클라이언트 근처, 사이트 내부',
    '몇 홉 떨어진 곳에서 보냈거나, 외부의 어떤 서버도 응답할 수 없을 만큼 빨리 도착했습니다. 사이트의 방화벽, VPN 게이트웨이 또는 통신 사업자의 접속 구간에서 보낸 것입니다.',
    '첫 번째 라우터 뒤에 있는 사이트의 방화벽을 확인하십시오.',
  ),
  'on-the-way': explained(
    '서버로 가는 도중',
    '사이트와 서버 사이의 무언가가 보낸 것입니다.',
    '통신 사업자 또는 그 사이의 네트워크를 운영하는 곳에 문의하십시오.',
  ),
  'server-end': explained(
    '서버 쪽',
    '서버와 같은 거리에서 왔습니다. 서버 자체 또는 서버 바로 앞의 방화벽에서 보낸 것입니다.',
    '서버, 서버 자체의 방화벽, 그 앞의 방화벽이나 로드 밸런서를 확인하십시오.',
  ),
  unknown: explained(
    '캡처로는 위치를 알 수 없음',
    '거부가 어디에서 전송되었는지, 패킷이 어디에서 사라지는지 캡처에는 나타나지 않습니다. 무응답은 어디에서 생기든 똑같이 보입니다.',
    '같은 시간에 두 번째 위치, 즉 방화벽 뒤나 서버에서도 캡처하십시오.',
  ),
};

type Reason<Code extends PlaceReason['code']> = Extract<PlaceReason, { code: Code }>;
type Sent = Pick<Reason<'ttl'>, 'timeToLive' | 'hops'>;

function ttlText({ timeToLive: { minimum, maximum }, hops }: Sent): string {
  return minimum === maximum
    ? `TTL ${minimum}${hops === null ? '' : `(${hops}홉)`}`
    : `TTL ${minimum}–${maximum}`;
}

const WHOSE = { client: '클라이언트', server: '서버' };

/** What a place rests on, in a few words. */
const REASONS: { readonly [Code in PlaceReason['code']]: (values: Reason<Code>) => string } = {
  'same-host': () => '클라이언트와 서버가 같은 호스트임',
  ttl: ttlText,
  'ttl-of-server': (sent) => `${ttlText(sent)}, 서버의 다른 패킷과 같음`,
  'ttl-not-of-server': ({ server }) => `서버 자체의 패킷은 TTL ${server}`,
  delay: ({ delay, than, other }) => {
    if (other === null) return duration(delay);
    const whose = than === 'server' ? '서버까지의 왕복 시간' : '가장 빠른 공용 서버';
    return `${duration(delay)}(${whose}: ${duration(other)})`;
  },
  mac: (mac) => {
    if (!('owner' in mac)) return `${WHOSE[mac.of]} 자체의 MAC 주소`;
    const whose = mac.owner === null ? '' : `(${formatAddress(...mac.owner)})`;
    return mac.of === 'router'
      ? `라우터의 MAC 주소${whose}`
      : `다른 서버의 응답이 오는 라우터의 MAC 주소가 아닌 다른 MAC 주소${whose}`;
  },
  'one-box': () => '한 장치가 여러 서버를 대신해 응답함',
  'server-accepts': () => '서버 자체는 수락함',
  address: (address) =>
    address.of === 'sender'
      ? `보낸 쪽의 주소 ${formatAddress(...address.address)}`
      : `${WHOSE[address.of]} 자체의 주소`,
  'behind-hop': ({ timeToLive, address }: { timeToLive: number; address: AddressWords }) =>
    `홉 ${timeToLive}(${formatAddress(...address)}) 또는 그 뒤`,
  'syn-acks-arrive': () => '서버의 SYN/ACK가 캡처 위치에 도착함',
  'requests-arrive': ({ timeToLive, hops }) =>
    `클라이언트의 패킷이 캡처 위치에 도달함(TTL ${timeToLive}, ${hops}홉)`,
};

/** "…에서 온 것입니다", "…에서 무응답이 시작됩니다". */
const PHRASES: Readonly<Record<KnownPlace, readonly [string, string]>> = {
  'this-host': ['클라이언트 자체', '클라이언트 자체 또는 클라이언트와 캡처 위치 사이'],
  'local-network': ['클라이언트의 로컬 네트워크', '클라이언트의 로컬 네트워크'],
  near: ['클라이언트 근처, 즉 사이트 또는 통신 사업자의 접속 구간', '클라이언트 근처'],
  'on-the-way': ['사이트와 서버 사이의 어딘가', '서버로 가는 도중'],
  'server-end': ['서버 쪽', '서버 쪽'],
};

/** Where a failure comes from, and what shows it. */
export const placeSentences: Words['placeSentences'] = {
  place: ({ place, isSilence, reasons }) => {
    const texts = reasons.map((reason) =>
      (REASONS[reason.code] as (values: unknown) => string)(reason),
    );
    const why = texts.length === 0 ? '' : `: ${texts.join(', ')}`;
    if (place !== 'unknown') {
      const [from, at] = PHRASES[place];
      return `${isSilence ? `무응답은 ${at}에서 시작됩니다` : `${from}에서 온 것입니다`}${why}.`;
    }
    return isSilence
      ? '패킷이 어디에서 사라지는지 캡처로는 알 수 없습니다.'
      : `어디에서 보냈는지 캡처로는 알 수 없습니다${why}.`;
  },
};
