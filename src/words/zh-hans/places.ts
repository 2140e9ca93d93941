import type { Spread } from '../../evidence/evidence.ts';
import type { KnownPlace } from '../../evidence/verdict.ts';
import { formatAddress } from '../../protocols/address-text.ts';
import type { PlaceReason } from '../en/places.ts';
import { explained } from '../explanation.ts';
import type { Words } from '../words.ts';
import { count, duration } from './phrases.ts';

export const places: Words['places'] = {
  'this-host': explained(
    '在客户端本机上',
    '由发出请求的主机或其上的软件拒绝或丢弃：与网络无关。',
    '检查该主机自身的防火墙和安全软件。',
  ),
  'local-network': explained(
    '在客户端的本地网络中',
    '它是从客户端所在的同一链路（包括第一台路由器）发出的：未经过任何路由器、立即到达，或其 MAC 地址属于该链路上的一台主机。',
    '检查客户端所连接的路由器或防火墙。',
  ),
  near: explained(
    '在客户端附近，站点内部',
    '它从几跳之外发出，或者比任何外部服务器所能做到的都更快：来自站点的防火墙、VPN 网关，或运营商的接入设备。',
    '检查第一台路由器之后的站点防火墙。',
  ),
  'on-the-way': explained(
    '在通往服务器的途中',
    '它由站点与服务器之间的某个设备发出。',
    '询问运营商，或中间网络的管理者。',
  ),
  'server-end': explained(
    '在服务器一端',
    '它来自与服务器同样远的地方：来自服务器本身，或紧靠在它前面的防火墙。',
    '检查服务器、服务器自身的防火墙，以及它前面的防火墙或负载均衡器。',
  ),
  unknown: explained(
    '捕获文件未显示在何处',
    '捕获文件中没有任何内容说明拒绝回应从何处发出，或数据包在何处消失。没有响应，无论起因在何处，看起来都一样。',
    '同时在第二个位置捕获：在防火墙之后，或在服务器上。',
  ),
};

function ttlText({
  timeToLive: { minimum, maximum },
  hops,
}: {
  timeToLive: Spread;
  hops: number | null;
}): string {
  return minimum === maximum
    ? `TTL ${minimum}${hops === null ? '' : `（${count(hops, '跳')}）`}`
    : `TTL ${minimum} 至 ${maximum}`;
}

const HOSTS = { client: '客户端', server: '服务器' };

type ReasonOf<Code extends PlaceReason['code']> = Extract<PlaceReason, { readonly code: Code }>;

/** What a place rests on, in a few words. */
const REASONS: { readonly [Code in PlaceReason['code']]: (reason: ReasonOf<Code>) => string } = {
  'same-host': () => '客户端和服务器是同一台主机',
  ttl: ttlText,
  'ttl-of-server': (sent) => `${ttlText(sent)}，与服务器的其他数据包一致`,
  'ttl-not-of-server': ({ server }) => `服务器自己的数据包 TTL 为 ${server}`,
  delay: ({ delay, than, other }) => {
    if (other === null) return duration(delay);
    const whose = than === 'server' ? '到该服务器的往返时间' : '最快的公网服务器';
    return `${duration(delay)}（${whose}：${duration(other)}）`;
  },
  mac: (mac) => {
    if (!('owner' in mac)) return `${HOSTS[mac.of]}自己的 MAC 地址`;
    const whose = mac.owner === null ? '' : `（${formatAddress(...mac.owner)}）`;
    return mac.of === 'router'
      ? `路由器${whose}的 MAC 地址`
      : `另一个 MAC 地址${whose}，而非其他服务器的应答所经路由器的 MAC 地址`;
  },
  'one-box': () => '同一台设备代替多台服务器应答',
  'server-accepts': () => '服务器本身接受连接',
  address: (address) =>
    address.of === 'sender'
      ? `发送方的地址 ${formatAddress(...address.address)}`
      : `${HOSTS[address.of]}自己的地址`,
  'behind-hop': ({ timeToLive, address }) =>
    `在第 ${timeToLive} 跳 ${formatAddress(...address)} 或其后`,
  'syn-acks-arrive': () => '服务器的 SYN/ACK 到达了捕获点',
  'requests-arrive': ({ timeToLive, hops }) =>
    `客户端的数据包到达了捕获点（TTL ${timeToLive}，${count(hops, '跳')}）`,
};

/** "来自……", "……开始没有响应". */
const PHRASES: Readonly<Record<KnownPlace, readonly [string, string]>> = {
  'this-host': ['客户端本机', '客户端本机，或客户端与捕获点之间'],
  'local-network': ['客户端的本地网络', '客户端的本地网络'],
  near: ['客户端附近，即站点或其运营商的接入侧', '客户端附近'],
  'on-the-way': ['站点与服务器之间的某处', '通往服务器的途中'],
  'server-end': ['服务器一端', '服务器一端'],
};

export const placeSentences: Words['placeSentences'] = {
  place: ({ place, isSilence, reasons }) => {
    const texts = reasons.map((reason) =>
      (REASONS[reason.code] as (values: unknown) => string)(reason),
    );
    const why = texts.length === 0 ? '' : `：${texts.join('；')}`;
    if (place !== 'unknown') {
      const [from, at] = PHRASES[place];
      return `${isSilence ? `数据包的消失始于${at}` : `它来自${from}`}${why}。`;
    }
    return isSilence ? '捕获文件未显示数据包在何处消失。' : `捕获文件未显示它从何处发出${why}。`;
  },
};
