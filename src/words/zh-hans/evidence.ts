import type { PortalClue } from '../../evidence/captive-portal.ts';
import type { DnsNamesBlocked } from '../../evidence/dns-blocked.ts';
import type { DnsAnswersNear } from '../../evidence/dns-intercepted.ts';
import type { DnsUnanswered } from '../../evidence/dns-unanswered.ts';
import type { Spread } from '../../evidence/evidence.ts';
import type { FirstData, Handshakes } from '../../evidence/first-data.ts';
import type { HttpRefused } from '../../evidence/http-refused.ts';
import type { IcmpError, IcmpReadings, IcmpSource } from '../../evidence/icmp-errors.ts';
import type { CaptureLoss } from '../../evidence/loss.ts';
import type { OfProxy } from '../../evidence/proxy.ts';
import type { ResetTooFast, WayOfReset } from '../../evidence/reset-origin.ts';
import type { EvidenceCode, Observation, ValuesOf } from '../../evidence/table.ts';
import type { TlsRefused } from '../../evidence/tls-refused.ts';
import type { RequestsUnanswered } from '../../evidence/udp-requests.ts';
import type { Way } from '../../evidence/vantage.ts';
import { formatAddress, hostAndPort } from '../../protocols/address-text.ts';
import { RCODE_REFUSED, RCODE_SERVER_FAILURE } from '../../protocols/dns/codec.ts';
import { responseCodeName, typeName } from '../../protocols/dns/types.ts';
import { escapeText } from '../../protocols/escape.ts';
import { errorName } from '../../protocols/quic/errors.ts';
import { alertName } from '../../protocols/tls/alerts.ts';
import type { EvidenceWords } from '../en/evidence.ts';
import type { Words } from '../words.ts';
import { differencesText } from './differences.ts';
import { count, duration, grouped, joined, listSome, percent } from './phrases.ts';
import { products } from './products.ts';
import { allowedBesideText, refusedBesideText, saidText } from './statements.ts';

/** "（为 www.example.com 签发）": whom a certificate names. */
function subjectText(subject: string): string {
  return subject === '' ? '' : `（签发给 ${subject}）`;
}

function refusalText({ requests, status, words }: HttpRefused): string {
  return `${count(requests, '个请求')}被拒绝，状态码为 ${status}${words === '' ? '' : ` ${words}`}`;
}

/** The alert that refuses, and whom. */
function alertText({ connections, alert, names }: TlsRefused): string {
  const named = names.length === 0 ? '' : `（${listSome(names, NAMES_NAMED)}）`;
  return `${count(connections, '次 TLS 握手')}${named}被致命警报 ${alertName(alert)}（${alert}）拒绝`;
}

/** Which of two answers passed fewer routers. */
function hopsText(one: number, other: number): string {
  if (one < 0 || other < 0 || one === other) return '';
  return `（分别相距 ${one} 和 ${count(other, '台路由器')}：${one < other ? '前者' : '后者'}更近）`;
}

function blockedText({ names, how, address, other }: DnsNamesBlocked): string {
  const listed = listSome(names, NAMES_NAMED);
  const given = address === null ? '' : formatAddress(...address);
  const does = {
    nowhere: joined('对', listed, `给出 ${given}，该地址不属于任何服务器`),
    denied: joined('称', listed, '不存在'),
    refused: `拒绝解析 ${listed}`,
    'one-address': joined('对', listed, `给出同一个地址 ${given}`),
  }[how];
  const known = {
    nowhere: '能给出地址',
    denied: '能给出地址',
    refused: '能给出地址',
    'one-address': '则分别给出各自的地址',
  }[how];
  return `该 DNS 服务器${does}${other === null ? '' : `；而 ${formatAddress(...other)} ${known}`}。`;
}

function proxyText({ address, port }: OfProxy): string {
  return `代理 ${hostAndPort(formatAddress(...address), port)}`;
}

/** What a proxy answered: its code, with the words that stand beside it. */
function statusText({ status, words }: OfProxy): string {
  return words === '' ? String(status) : `${status} ${words}`;
}

/** The requests through a proxy that are meant: "对它的唯一一个请求". */
function ofRequests({ requests, of }: OfProxy): string {
  return of === 1 ? '对该目标的唯一请求' : `对该目标的 ${count(of, '个请求')}中的 ${requests} 个`;
}

/** Names that a sentence lists. */
const NAMES_NAMED = 4;

function inWords<Values>(
  title: string,
  meaning: string,
  advice: string,
  text: (values: Values) => string,
): EvidenceWords<Values> {
  return { title, meaning, advice, text };
}

export const evidence: Words['evidence'] = {
  'firewall-dropped': inWords(
    '防火墙声明已将其丢弃',
    '防火墙自己的记录写明它丢弃了该服务的数据包，并且往往写明依据哪条规则。这里没有任何推断：是执行的设备自己的说明。请求方得不到任何回应，就像服务器已关机一样。',
    '请让人在所列的设备上修改所列的规则。',
    (said) => `${saidText(said, '声明丢弃了')}。${refusedBesideText(said)}`,
  ),
  'firewall-rejected': inWords(
    '防火墙声明已将其拒绝',
    '防火墙自己的记录写明它拒绝了该服务的数据包，并以 RST 或 ICMP 告知了发送方。',
    '请让人在所列的设备上修改所列的规则。',
    (said) => `${saidText(said, '声明拒绝了')}。${refusedBesideText(said)}`,
  ),
  'firewall-refused': inWords(
    '防火墙声明已将其拦截',
    '防火墙自己的记录写明它没有让该服务的数据包通过，但没有写明是将其丢弃，还是代替服务器作了回应；大多数规则是丢弃。',
    '请让人在所列的设备上修改所列的规则。在客户端捕获可以看出是否有任何回应返回。',
    (said) => `${saidText(said, '声明拦截了')}。它没有说明是否作了回应。${refusedBesideText(said)}`,
  ),
  'firewall-refused-aloud': inWords(
    '防火墙声明已将其拦截，并有拒绝回应返回',
    '防火墙自己的记录写明它没有让该服务的数据包通过，而捕获文件中有返回的 RST 或 ICMP 错误：防火墙在拒绝。',
    '请让人在所列的设备上修改所列的规则。',
    (said) => `${saidText(said, '声明拦截了')}，捕获文件中有返回的拒绝回应。`,
  ),
  'firewall-refused-late': inWords(
    '防火墙拦截了连接的迟到数据包',
    '防火墙声明拦截的全部是结束连接的数据包（FIN、RST），或服务器发回给一个它已经遗忘的连接的数据包。正常工作的服务也会出现这种情况：双方关闭连接，防火墙遗忘该连接，之后又来了一个数据包。',
    '就其本身而言无需处理。请查找关于 SYN 的记录；如果长连接会中断，请查看空闲超时。',
    (said) =>
      `${saidText(said, '声明拦截了')}：这些是它已不再认识的连接的迟到数据包，正常工作的服务也会出现这种情况。`,
  ),
  'firewall-allowed': inWords(
    '防火墙声明已放行',
    '防火墙自己的记录写明该服务的数据包通过了它。它没有说明这些数据包是否到达，也没有说明是否有回应：无论由什么丢弃或拒绝，都不是这台设备的这条规则。',
    '请向更远处查找：下一台防火墙、服务器及其自身的数据包过滤器，以及返回路径。',
    (said) => `${saidText(said, '声明放行了')}。${allowedBesideText(said)}`,
  ),
  'firewall-saw-answers': inWords(
    '日志中也统计到应答',
    '日志在两个方向上都统计到携带数据的数据包，或称连接已建立：服务已应答。之后是否一切顺利，日志没有说明。',
    '无需处理。',
    ({ lines, file }) =>
      `${file === '' ? '' : `${escapeText(file)} 中有 `}${count(lines, '行')}在两个方向上都统计到携带数据的数据包。`,
  ),
  'firewall-matched': inWords(
    '有规则匹配，但该记录没有说明其动作',
    '防火墙的记录只说明某条规则匹配了该服务的数据包：其前缀中没有说明这些数据包后来如何。只记录日志的规则也会写出同样的内容。',
    '在防火墙上查找带有该前缀的规则。',
    (said) => `${saidText(said, '记录了')}：它没有说明这些数据包后来如何。`,
  ),
  'firewall-time-unknown': inWords(
    '无法确定日志与捕获文件是否属于同一时间',
    '日志的时间没有时区或没有日期，而且其中没有任何端口相同的、捕获文件中的连接：它记录的可能是另一段时间。',
    '请指定日志的时区：--log-time-zone。',
    () => '无法确定日志记录的是否为捕获文件的时间段。',
  ),
  'dns-unanswered-retransmits': inWords(
    'DNS 查询一再重复，没有应答',
    '客户端向 DNS 服务器查询，没有得到响应，于是再次查询，往往使用新的事务 ID。DNS 服务器总会应答，哪怕只是一个错误：没有响应意味着查询或应答在途中被丢弃。',
    '在防火墙上放行到该服务器所示端口的查询（UDP 和 TCP）。在防火墙外侧捕获，看查询是否发出。',
    (values) => `${askedText(values)}；在最长 ${duration(values.waited)}内均无应答。`,
  ),
  'dns-unanswered': inWords(
    'DNS 查询没有应答，每个只问了一次',
    '捕获持续的时间足够长，但查询没有应答；不过客户端没有再次查询。单个数据包丢失看起来也是这样，所以仅凭一个查询说明不了多少。',
    '在客户端重试时重新捕获，并捕获更长时间。',
    (values) => `${askedText(values)}，只问了一次；在最长 ${duration(values.waited)}内没有应答。`,
  ),
  'dns-answers-over-tcp': inWords(
    '同一 DNS 服务器通过 TCP 应答',
    '到同一服务器 53 端口的 TCP 正常，UDP 不正常：服务器在运行，有某个设备只放行了两者之一。',
    '放行到该服务器 53 端口的 UDP；客户端只在应答较长时才使用 TCP。',
    ({ port }) => `同一服务器通过 TCP 端口 ${port} 应答此客户端。`,
  ),
  'dns-intercepted': inWords(
    '公共解析器的应答来自本网络',
    '应答比互联网所能达到的更快，或未经过任何路由器（TTL 为 64、128 或 255）：本网络中的某个设备以解析器的名义应答。',
    '检查路由器或防火墙上是否有 DNS 重定向（针对 53 端口的目的地址 NAT）。',
    (values) => `${nearText(values)}：来自本网络，而非公共解析器。`,
  ),
  'dns-answer-near': inWords(
    '一个公网地址的 DNS 服务器从附近应答',
    '应答比互联网所能达到的更快，或未经过任何路由器。站点可能有一台使用自有公网地址的解析器；也可能是本网络中的某个设备以解析器的名义应答。',
    '查明该地址属于谁；如果不属于本站点，请检查是否有 DNS 重定向。',
    (values) => `${nearText(values)}。`,
  ),
  'dns-answer-ttl-differs': inWords(
    '某个端口的应答来自比服务器更近的地方',
    '同一地址从另一个端口发出的数据包经过了更多路由器。同一地址下有两台主机在应答：更近的某个设备接走了该端口的查询（针对 53 端口的目的地址 NAT）。',
    '检查路由器或防火墙上是否有 DNS 重定向。',
    ({ timeToLive, other }) =>
      `这些应答的 TTL 为 ${timeToLive}；同一服务器从 ${other.isTcp ? 'TCP' : 'UDP'} ${other.port} 发出的数据包的 TTL 为 ${other.timeToLive}：这些应答来自更近的地方。`,
  ),
  'dns-public-refused': inWords(
    '公共解析器拒绝所有查询',
    '公共解析器面向所有人：对所有查询都回应 REFUSED 的，很难说就是所查询的那一台。防火墙上的 DNS 过滤会这样应答。',
    '检查路由器或防火墙上是否有 DNS 过滤或重定向。',
    ({ answers }) => `此公共解析器的全部 ${answers} 个应答均为 REFUSED。`,
  ),
  'dns-probe-denied': inWords(
    '解析器否认一个只有它才知道的名称',
    '产品的探测会查询一个其自有解析器总会应答的名称。NXDOMAIN 或 REFUSED 说明应答的是另一台解析器。',
    '检查网络中是否有 DNS 重定向；必须能够直接访问这些解析器。',
    ({ responseCode }) =>
      `产品自己的探测名称得到的应答是 ${responseCodeName(responseCode)}，而其解析器从不这样应答。`,
  ),
  'captive-portal': inWords(
    '强制门户代替公网 Web 服务器应答',
    '发往公网服务器的明文 HTTP 得到的是指向另一台主机的重定向，而且并非来自该服务器所在之处：依据是路由器的距离、本地网络的地址、对操作系统自身门户检测的回应，或互不相关的服务器都重定向到同一台主机。酒店、列车和访客 Wi-Fi 的网络在用户登录之前会这样做；在此之前，其他流量通常被丢弃或拒绝。',
    '在浏览器中打开门户页面并登录，或让人为该设备放行。',
    ({ requests, location, clues, networks }) => {
      const to = location === '' ? '' : `（重定向到 ${location}）`;
      const how = clues.map((clue) => portalClueText(clue, networks));
      return `${count(requests, '个请求')}由门户应答${to}：${how.join('；')}。`;
    },
  ),
  'block-page': inWords(
    '由产品的阻止页面代替服务器应答',
    'DNS 给出的是某产品的阻止页面的地址，产品用它代替其策略所阻止的内容，该地址由其厂商公布。通过 HTTPS 访问时，页面使用产品自己的证书，不认识其颁发机构的客户端会拒绝该证书。没有任何防火墙端口被关闭：是策略阻止了该名称。',
    '询问该服务的管理者：应在其策略中允许该名称，或将其从阻止它的列表或类别中移除。',
    ({ service, reason, names }) =>
      `该地址是 ${service} 针对“${products(reason)}”的阻止页面${names.length === 0 ? '' : joined('，通过名称', listSome(names, NAMES_NAMED), '到达')}。`,
  ),
  'certificate-of-proxy': inWords(
    '证书属于代理',
    '公网服务器的证书由会解密 TLS 的代理、防火墙或安全软件的颁发机构签发，而客户端不接受它：应答者并非该服务器。TLS 1.2 及以下版本会显示证书；TLS 1.3 则对没有密钥日志的人隐藏证书。',
    '在客户端上安装该颁发机构（包括自带证书存储的程序：Java、Python、Firefox），或将该名称排除在检查之外。',
    ({ product, issuer, subject }) =>
      `证书${subjectText(subject)}${joined('由', products(product))}（${issuer}）签发，而非由服务器所用的颁发机构签发。`,
  ),
  'certificate-from-near': inWords(
    '来自本网络的证书被拒绝',
    '客户端因证书而终止了 TLS 握手，而证书的发送者就在本网络中：它的数据包未经过任何路由器，其他公网服务器的数据包则经过了若干路由器。有别的一方代替服务器解密 TLS。',
    '检查本网络的代理或防火墙上的 TLS 检查；在客户端上安装其颁发机构，或将该名称排除在检查之外。',
    ({ timeToLive, subject, issuer }) =>
      `证书${subjectText(subject)}${issuer === '' ? '' : `由 ${issuer} 签发，`}到达时的 TTL 为 ${timeToLive}：来自本网络，而其他服务器与此相距若干路由器。`,
  ),
  'tls-inspected': inWords(
    'TLS 受到检查，且客户端接受',
    '公网服务器的证书由代理、防火墙或安全软件的颁发机构签发，而通信继续进行：客户端认识该颁发机构。自带证书存储的程序，以及要求服务器本身证书的程序，将会失败。',
    '如果本意如此，则无需处理。',
    ({ product, issuer, subject }) =>
      `证书${subjectText(subject)}${joined('由', products(product))}（${issuer}）签发：TLS 受到检查，且客户端接受。`,
  ),
  'certificate-refused': inWords(
    '客户端不接受证书',
    '服务器已应答，而客户端因收到的证书以致命警报终止了 TLS 握手：证书已过期、名称不符、由客户端不认识的机构签发，或并非服务器自己的证书。网络放行了这些数据包。',
    '在受影响的电脑上查看证书（浏览器、`openssl s_client`）。如果其颁发者是站点的代理或防火墙，请在电脑上安装该颁发机构，或将该名称排除在检查之外；否则应更新服务器自己的证书。',
    ({ connections, alert, issuer, subject }) =>
      `在 ${count(connections, '个连接')}上，客户端以致命警报拒绝了服务器的证书${subjectText(subject)}：${alertName(alert)}（${alert}）${issuer === '' ? '' : `；颁发者为 ${issuer}`}。`,
  ),
  'tls-refused-from-near': inWords(
    '附近的设备拒绝 TLS 握手',
    '对 ClientHello 的应答是一个并非来自服务器的致命警报（RFC 8446 §6.2）：它来自比同一连接的 SYN/ACK 更近的地方，或者来自本网络，而其他服务器在若干路由器之外。读取服务器名称的过滤器就是这样做的。',
    '在本网络的防火墙或 Web 过滤器中查找与该服务器名称有关的规则（类别、应用、列表），并查看其在这些时刻的日志。',
    (values) =>
      `${alertText(values)}；${values.accepted < 0 ? `警报的 TTL 为 ${values.timeToLive}：来自本网络` : `警报的 TTL 为 ${values.timeToLive}，而 SYN/ACK 的 TTL 为 ${values.accepted}：来自比服务器更近的地方`}。`,
  ),
  'tls-refused': inWords(
    'TLS 握手被警报拒绝',
    '服务器对 ClientHello 的应答不是 ServerHello，而是致命警报：它没有该名称，或不接受所提供的版本、密码套件或应用协议。数据包双向均可通过。代替服务器应答且距离相同的过滤器看起来也是这样。',
    '检查服务器对该名称的设置，以及客户端所提供的内容（`openssl s_client -servername NAME`）。如果从其他网络可以正常使用，则应查找途中的过滤器。',
    (values) => `${alertText(values)}。`,
  ),
  'page-injected': inWords(
    '页面并非来自服务器',
    '服务器的 SYN/ACK 来自若干路由器之外，而同一连接上对请求的应答来自更近的地方：途中的某个设备让连接得以开始，然后代替服务器应答，显示阻止页面或重定向的过滤器就是这样做的。',
    '查找途中的 Web 过滤器（站点的或运营商的）；页面本身大多会写明它的名称。',
    ({ requests, status, timeToLive, accepted }) =>
      `${count(requests, '个应答')}（${status}）的 TTL 为 ${timeToLive}，而其连接的 SYN/ACK 的 TTL 为 ${accepted}：来自比服务器更近的地方。`,
  ),
  'page-from-near': inWords(
    '拒绝来自本网络',
    '公网服务器的拒绝（403 或 451）来自本网络：它的数据包均未经过路由器，而其他服务器的数据包则经过。由透明代理或 Web 过滤器代替服务器应答。',
    '检查本网络的 Web 过滤器或代理；页面本身大多会写明它的名称以及原因。',
    (values) => `${refusalText(values)}；它来自本网络。`,
  ),
  'http-refused': inWords(
    '服务器自身拒绝该请求',
    '服务器回应 403（禁止访问）或 451（因法律原因不可用）：网络放行了请求和应答，是服务器不提供所请求的内容。它可能要求登录，或不向该地址或该国家/地区提供服务。',
    '询问该服务器的管理者。',
    (values) => `${refusalText(values)}：这是服务器自己的应答。`,
  ),
  'http-failed': inWords(
    '服务器应答称自己失败',
    '服务器对明文 HTTP 请求大多以 5xx 应答：它自己，或它所请求的对象（代理或负载均衡器的 502、503、504）不能工作（RFC 9110 §15.6）。网络放行了请求和应答。',
    '查看服务器的日志；对于 502、503 和 504，请查看其后方。',
    ({ requests, status, words }) =>
      `${count(requests, '个请求')}得到 ${status}${words === '' ? '' : ` ${words}`} 的应答：服务器或其后方的对象失败了。`,
  ),
  'mail-refused': inWords(
    '邮件服务器以自己的回复拒绝',
    '邮件服务器回复 4xx（暂时）或 5xx（永久）：发送方的地址在不良发件人列表上、请求过于频繁，或服务器不收这封邮件。网络放行了双向的数据包。',
    '按回复所说的去做；其中往往有链接。如果地址在列表上，应由其管理者申请移除。',
    ({ replies, words }) => `服务器有 ${count(replies, '个回复')}表示拒绝：“${words}”。`,
  ),
  'proxy-refuses': inWords(
    '代理拒绝建立连接',
    '客户端按名称向代理请求某服务器，而代理以自己的名义回应不予连接：其策略（URL 类别、列表、按用户或端口的规则）禁止这样做。代理本身工作正常，没有任何防火墙端口被关闭。',
    '询问代理的管理者；其日志中有相应规则。此处所列的应答文字往往会写明原因。',
    (values) =>
      `${proxyText(values)} 拒绝了${ofRequests(values)}，状态码为 ${statusText(values)}。`,
  ),
  'proxy-wants-login': inWords(
    '代理要求登录，但没有收到登录',
    '代理回应 407（RFC 9110 §15.5.8）：请求方须先登录。客户端大多会立即带上登录信息再次请求，那就只是例行步骤；而这里没有后续请求，所以客户端不能或不愿登录。',
    '检查客户端及其用户的代理设置（Kerberos、NTLM、密码），或让代理对该目标免除登录。',
    (values) =>
      `${proxyText(values)} 要求登录（407）才处理${ofRequests(values)}，此后没有带登录信息的请求。`,
  ),
  'proxy-cannot-reach': inWords(
    '代理无法到达服务器',
    '代理回应 5xx（大多为 502、503 或 504），在 SOCKS 中为 3 或 4（网络或主机不可达）：它愿意连接，但失败了。代理与服务器之间的情况此捕获文件没有显示：可能是代理之后的防火墙、代理无法解析的名称，或已停机的服务器。',
    '在代理的外侧捕获，或查看其日志。',
    (values) =>
      `${proxyText(values)} 以 ${statusText(values)} 回应${ofRequests(values)}：它自己无法到达服务器。`,
  ),
  'proxy-target-refuses': inWords(
    '代理自己的连接被拒绝',
    'SOCKS 代理回应说它到目标的连接被拒绝：被 RST 拒绝，或被其系统视为拒绝的 ICMP 错误拒绝。是目标自己拒绝（没有程序监听），还是代理与目标之间的防火墙拒绝，此捕获文件没有显示。',
    '在代理的外侧捕获。',
    (values) =>
      `${proxyText(values)} 以 ${statusText(values)} 回应${ofRequests(values)}：它自己的连接被拒绝。`,
  ),
  'proxy-fails': inWords(
    '代理失败，且未说明原因',
    'SOCKS 代理用一个适用于一切情况的词回应说失败：可能是规则、无法解析的名称或目标没有应答。版本 4 没有别的词。',
    '查看代理的日志，或在其外侧捕获。',
    (values) =>
      `${proxyText(values)} 以 ${statusText(values)} 回应${ofRequests(values)}，没有说明原因。`,
  ),
  'proxy-closes': inWords(
    '代理结束连接而不应答',
    '代理收到请求后关闭了连接，既没有自己的应答，在它说已连接时也没有目标的应答：无法到达目标的代理（`ssh -D`）、规则禁止的代理，以及立即关闭的目标都会这样。',
    '查看代理的日志，或在其外侧捕获。',
    (values) => `${proxyText(values)} 没有应答${ofRequests(values)}就结束了连接。`,
  ),
  'proxy-unanswered': inWords(
    '代理不应答请求',
    '代理收到了对目标的请求而没有任何应答：大多是在等待一个不应答它的目标，其后的防火墙丢弃时就是这样；也可能是代理自身挂起。客户端大多比代理更早放弃。',
    '在代理的外侧捕获，或查看其日志；向它请求一个肯定可用的目标。',
    (values) => `${proxyText(values)} 在 ${values.seconds} 秒后仍未应答${ofRequests(values)}。`,
  ),
  'socks-login-refused': inWords(
    'SOCKS 代理拒绝其客户端',
    '代理会说 SOCKS，却不提供服务：它不接受客户端的任何登录方式（RFC 1928 §3）、其 SOCKS 版本，或其用户和密码（RFC 1929 §2）。客户端还没来得及说出目标。',
    '检查客户端的代理设置：SOCKS 版本、用户、密码。原因在代理的日志中。',
    ({ turnedDown, loginsRefused, of }) =>
      `${turnedDown > 0 ? `${count(of, '个连接')}中有 ${turnedDown} 个：客户端的登录方式或版本不被接受` : ''}${turnedDown > 0 && loginsRefused > 0 ? '；' : ''}${loginsRefused > 0 ? `${count(of, '个连接')}中有 ${loginsRefused} 个：用户和密码被拒绝` : ''}。`,
  ),
  'dns-names-blocked': inWords(
    'DNS 服务器屏蔽某些名称',
    '该 DNS 服务器会应答，但对某些名称的应答与其他 DNS 服务器不同：它给出没有任何服务器使用的地址（0.0.0.0、::、127.0.0.1），否认或拒绝另一台服务器能解析的名称，或对本来各有地址的名称给出同一个地址。DNS 过滤器就是这样做的。于是客户端想访问的目标从未被请求：捕获文件中没有发往它的 SYN。',
    '请该 DNS 服务器的管理者将这些名称从过滤器中移除；或向另一台服务器查询以作比较。',
    blockedText,
  ),
  'dns-answers-contradict': inWords(
    '同一问题有两个不同的应答',
    '一个 DNS 问题得到了两个相互矛盾的应答。服务器只应答一次：其中一个是途中的某个设备以服务器的名义发送的。客户端采用先到的那个。',
    '跳数可以说明其中哪个来自近处。请通过 TCP 或加密传输（DoT、DoH）查询，途中没有人能对其代为应答。',
    ({ questions, first, second, firstHops, secondHops }) =>
      `${count(questions, '个问题')}得到了两个不同的应答${first < 0 || second < 0 ? '' : `：先到的 TTL 为 ${first}，另一个为 ${second}${hopsText(firstHops, secondHops)}`}。`,
  ),
  'tls-answered-near': inWords(
    'TLS 服务器的 SYN/ACK 来自附近',
    '公网服务器的 SYN/ACK 未经过任何路由器且立即到达，而其他公网服务器都很远：透明代理代替它接受了连接。这很常见，本身并非故障；在这样的连接上失败的，是在代理处失败。',
    '查看本网络中检查 TLS 的代理或防火墙的日志和策略。',
    ({ slowest, timeToLive, others }) =>
      `SYN/ACK 在 ${duration(slowest)}内到达，TTL 为 ${timeToLive}；其他公网服务器需要长达 ${duration(others)}。`,
  ),
  'syn-only-retransmits': inWords(
    'TCP SYN 一再重复，没有任何应答',
    '客户端请求建立连接，没有得到响应，于是再次发送 SYN（在 1、3、7 秒……之后）。正在运行的服务器会以 SYN/ACK 或 RST 应答：没有响应意味着防火墙丢弃了数据包，或该地址上什么都没有。',
    '在防火墙上放行该目的地址和端口。如果从其他网络能够访问该服务，则丢弃发生在本网络。',
    ({ attempts, syns, waited }) =>
      `${count(attempts, '次连接尝试')}，共 ${count(syns, '个 SYN')}；在最长 ${duration(waited)}内没有 SYN/ACK、RST 或 ICMP 错误。`,
  ),
  'syn-unanswered': inWords(
    '一个 TCP SYN 没有应答',
    '请求了一次连接，捕获持续的时间足够长，但没有应答。',
    '在客户端重试时重新捕获，并捕获更长时间。',
    ({ waited }) => `1 个 SYN；在 ${duration(waited)}内没有应答。`,
  ),
  'ack-unheard': inWords(
    '客户端的确认没有到达服务器',
    '客户端已经确认，服务器却仍重复发送 SYN/ACK，此外什么也没有发送：确认在去往服务器的途中被丢弃，或绕过了看到 SYN 的那台防火墙。只在数据到来时才接受连接的服务器（TCP_DEFER_ACCEPT）也会重复其 SYN/ACK，但随后会处理请求。',
    '查找放行 SYN 却丢弃后续数据包的防火墙：绕过其状态表的非对称路由，或针对不带数据的数据包的规则。',
    ({ connections }) =>
      `${count(connections, '个连接')}：尽管客户端已确认，服务器仍一再发送 SYN/ACK，此外什么也没有到来。`,
  ),
  'syn-ack-unacknowledged': inWords(
    '服务器的 SYN/ACK 没有到达客户端',
    '服务器应答并重复 SYN/ACK，客户端重复 SYN 且始终不确认：应答在捕获点与客户端之间被丢弃。去往服务器的路径是通的；丢弃发生在返回途中。',
    '检查从服务器到客户端的返回路径：绕过有状态防火墙的非对称路由、防火墙的状态表，或客户端自身的防火墙。',
    ({ attempts }) =>
      `${count(attempts, '次连接尝试')}：服务器一再发送 SYN/ACK，而客户端再次请求且始终不确认；应答在从服务器到客户端的返回途中被丢弃。`,
  ),
  'syn-ack-misnumbered': inWords(
    'SYN/ACK 不是针对客户端的 SYN',
    '每个 SYN/ACK 确认的都是客户端没有发送过的序号，因此客户端将其复位并重新尝试（RFC 9293）。服务器可以到达，也有应答；有设备只在一个方向上更改了序号：某个防火墙将序列号随机化（有些默认如此），而应答经由另一条路径绕过了它。防洪泛设备会发送一次这样的 SYN/ACK 以观察复位，记得旧连接的服务器也可能如此；这种情况下，下一个 SYN 会成功。',
    '让两个方向经过同一个防火墙，或针对此流量关闭序列号随机化。',
    ({ attempts }) =>
      `${count(attempts, '次连接尝试')}：SYN/ACK 确认的是客户端没有发送过的序号，客户端不予接受。`,
  ),
  'answered-by-other': inWords(
    '由另一个地址应答该 SYN',
    '对这个 SYN 的 SYN/ACK（它确认了该 SYN 的序列号）来自客户端没有请求过的地址，因此客户端将其重置。SYN 已经送达：没有防火墙丢弃它。本站点的服务器如果以外部地址被请求，会直接应答其邻居（没有源地址转换的 hairpin NAT）；负载均衡器的服务器也可能绕过它直接应答。',
    '让路由器同时转换源地址（hairpin NAT），或让内部客户端将该名称解析为内部地址（split DNS）。',
    ({ address, isHairpin }) =>
      `对该 SYN 的 SYN/ACK 来自 ${formatAddress(...address)}，而客户端没有请求这个地址：SYN 已经送达，其应答没有被转换回来${isHairpin ? '（hairpin NAT：本站点的服务器以外部地址被请求）' : ''}。`,
  ),
  'answers-for-other': inWords(
    '它应答的是发往另一个地址的 SYN',
    '没有人请求这个地址：它的 SYN/ACK 应答的是发往另一个地址的 SYN，客户端则将其重置。该主机存在并接受连接；其应答中的地址没有被转换回来（hairpin NAT，或服务器绕过负载均衡器应答）。',
    '让路由器同时转换源地址（hairpin NAT），或让内部客户端将该名称解析为这个地址（split DNS）。',
    ({ asked, isHairpin }) =>
      `它的 SYN/ACK 应答的是发往 ${formatAddress(...asked)} 的 SYN：它收到了这些 SYN，而没有请求这个地址的客户端将其重置${isHairpin ? '（hairpin NAT）' : ''}。`,
  ),
  'unasked-answers': inWords(
    '没有人请求过的 SYN/ACK',
    '到达的 SYN/ACK 所应答的 SYN 并非此主机发送，此主机将其重置。别人以它的名义发送 SYN，伪造源地址的 SYN 泛洪就是如此：返回的是其反向散射。这与此主机自己的连接无关。',
    '在此无需处理，除非数量很大；运营商可以过滤伪造的源地址（BCP 38）。',
    ({ synAcks }) =>
      `${count(synAcks, '个 SYN/ACK')} 所应答的 SYN 并非此客户端发送，客户端将其重置：这是他人 SYN 的反向散射，并非它自己的连接。`,
  ),
  'syns-signed': inWords(
    'SYN 带有签名',
    'SYN 带有 BGP 和 LDP 所用的签名（TCP MD5，RFC 2385；或 TCP AO，RFC 5925）。没有该密钥或密钥不同的对端会像防火墙一样将其丢弃，不作任何回应；有些防火墙会去掉该选项，效果相同。',
    '比较双方的密钥，以及双方是否都应签名；在对端的日志中查看它期望或不期望的签名。',
    ({ syns }) =>
      `${count(syns, '个 SYN')} 带有签名（TCP MD5 或 AO）：没有相同密钥的对端会丢弃它无法验证的数据包。`,
  ),
  'next-hop-gone': inWords(
    '途中的下一台主机已不在',
    '发往服务器的数据包最先经过的路由器（或与客户端处于同一链路的服务器本身）不再应答 ARP 请求（IPv6：邻居请求）。发给它的数据包无人接收：它已关机、被拔下，或在另一个网络中；没有防火墙丢弃。无论防火墙如何设置，主机都会应答这些请求。',
    '检查该主机、其网线、交换机端口或 VLAN，以及客户端上配置的路由器地址。',
    ({ address, isServer, requests }) =>
      `${isServer ? '服务器' : '路由器'} ${formatAddress(...address)} 在此链路上没有应答：对其 MAC 地址的 ${count(requests, '个请求')}没有得到答复。`,
  ),
  'probes-die': inWords(
    '此端口的探测包在某台路由器之后消失，另一端口的则继续前行',
    '基于 TCP 或 UDP 的 traceroute 或 firewalk 发送的数据包，其 TTL 依次在各台路由器上耗尽，路由器会对此作出报告。在其中一台之后，对此端口不再有任何报告，而发往同一服务器另一端口的数据包走得更远：过滤器就在那台路由器上，或在它与下一台作出报告的路由器之间。',
    '检查所列的路由器及紧接在其后的设备：针对此端口的规则就在那里。',
    ({ last, probes, further }) => {
      const from =
        last === null
          ? '第一台作出报告的路由器之前'
          : `第 ${last.timeToLive} 跳（${formatAddress(...last.address)}）之后`;
      const other = `${further.isTcp ? 'TCP' : 'UDP'} ${further.port}`;
      const by = further.address === null ? '服务器本身' : formatAddress(...further.address);
      return `探测包在${from}消失：此端口 TTL 为 ${further.timeToLive} 或更大的 ${count(probes, '个探测包')}没有应答；${joined(`而发往 ${other} 的探测包，在 TTL 为 ${further.timeToLive} 时由`, by, '应答')}。过滤器${last === null ? '就在那里' : '就在该跳，或紧接在其后'}。`;
    },
  ),
  'trace-ends': inWords(
    'traceroute 在途中终止',
    '直到某台路由器为止都有对探测包的报告；在它之后没有应答。针对此端口的过滤器、不作报告的路由器和不回应的服务器看起来都是这样：对同一服务器上正常工作的端口进行 traceroute 可以区分它们。',
    '在同一捕获文件中，对同一服务器的另一个正常工作的端口进行路径追踪。',
    ({ last, probes }) =>
      `${last === null ? '没有路由器对这些探测包作出报告' : `最后一台对这些探测包作出报告的路由器在第 ${last.timeToLive} 跳，即 ${formatAddress(...last.address)}`}；${last === null ? '' : '在它之后，'}${count(probes, '个探测包')}没有应答。`,
  ),
  'fragments-never-whole': inWords(
    '请求只到达了一部分：其余 IP 分片没有到达',
    '服务器，或其前面重组分片的设备，表示收到了请求的部分分片，却始终没有收到其余分片（ICMP 重组超时，RFC 792）。路径是通的，分片在途中丢失：后续分片没有端口，防火墙、NAT 和负载均衡器会丢弃它们。只有一次时可能是偶然。',
    '放行分片，或让该协议避免分片（IKEv2 分片、更小的消息、TCP）。',
    ({ errors }) => `${count(errors, '个 ICMP 错误')}：请求的部分分片已到达，其余始终没有到达。`,
  ),
  'way-traced': inWords(
    '探测包的 TTL 在途中耗尽',
    '路由器报告说，发往此服务的数据包的 TTL 在那里耗尽。这发生在多台路由器上，或客户端正在追踪到该服务器的路径：这些是探测包（traceroute、firewalk），它们本来就要得到这种应答。它们与服务本身无关。',
    '查看走得更远的探测包，或到该服务本身的连接。',
    ({ errors, routers }) =>
      `来自 ${count(routers, '台路由器')}的 ${count(errors, '个 ICMP 错误')}表明 TTL 在途中耗尽，这正是路径探测所要的结果：这说明不了该服务的情况。`,
  ),
  'syn-reset': inWords(
    'TCP SYN 得到 RST 回应',
    '每次连接请求都立即被拒绝。或者是防火墙以服务器的名义拒绝，或者是服务器自身在该端口上没有服务。RST 的 TTL、时延和窗口可以说明是哪一种；参见其他各行。',
    '如果由防火墙发送：放行该目的地址和端口。如果由服务器发送：启动服务，或更正端口。',
    ({ syns, delay, timeToLive }) => {
      const [least, most] = [duration(delay.minimum), duration(delay.maximum)];
      const after =
        delay.count === 0 ? '' : `，时延 ${least === most ? least : `${least}至 ${most}`}`;
      const ttl = timeToLive.count === 0 ? '' : `，TTL ${range(timeToLive)}`;
      return `${count(syns, '个 SYN')} 得到 RST 回应${after}${ttl}。`;
    },
  ),
  'reset-injected': inWords(
    '服务器的 SYN/ACK 在 RST 之后到达',
    '客户端被 RST 拒绝，随后服务器自己的 SYN/ACK 到达：服务器接受连接，RST 由中间的某个设备发送。',
    '查找客户端与服务器之间发送重置的设备：它能看到流量，但并不拦下流量。',
    ({ resets }) =>
      `在 ${count(resets, '个 RST')} 之后，服务器自己的 SYN/ACK 仍然到达：RST 并非服务器发送。`,
  ),
  'icmp-prohibited': inWords(
    'ICMP：被过滤器禁止',
    '途中的设备以“administratively prohibited”（或只有过滤器才使用的代码）回应：它自己说明有规则禁止该数据包。ICMP 数据包的源地址就是它的地址。',
    '在具有该地址的设备上修改规则。',
    icmpText,
  ),
  'icmp-port-unreachable-by-other': inWords(
    'ICMP 端口不可达，但并非来自服务器',
    '只有服务器自己才能知道某个端口上没有服务。另一个发送方代替它这样说：这是拒绝数据包的防火墙。桥接防火墙会在其中写入服务器自己的地址；TTL 仍能揭示这一点。',
    '在具有该地址的设备上放行该目的地址。',
    icmpText,
  ),
  'icmp-sender-unknown': inWords(
    '列表没有显示 ICMP 错误来自多远',
    '数据包列表没有 TTL：由另一个地址发出“端口不可达”，可能是防火墙，也可能是服务器自己的另一个地址（RFC 1122 §3.2.2）。',
    '导出时加上 TTL 列（`ip.ttl`、`ipv6.hlim`），或发送捕获文件。',
    () => '列表没有显示该 ICMP 错误的 TTL：它可能来自服务器的另一个地址。',
  ),
  'icmp-port-unreachable': inWords(
    '来自服务器本身的 ICMP 端口不可达',
    '服务器在该 UDP 端口上没有服务。',
    '在服务器上启动服务，或更正端口。',
    icmpText,
  ),
  'icmp-port-unreachable-for-tcp': inWords(
    '针对 TCP 的 ICMP 端口不可达：服务器自己的过滤器',
    '服务器通过 ICMP 表示没有程序在监听，而已关闭的 TCP 端口本应以 RST 回应：是它自己的数据包过滤器在拒绝（iptables 和 nftables 默认如此），或是在多次登录失败后封禁地址的软件在拒绝。',
    '检查服务器的数据包过滤器，以及那里封禁客户端的软件（fail2ban、sshguard、CrowdSec）。',
    icmpText,
  ),
  'refused-from-then-on': inWords(
    '服务起初有应答，自某一刻起被拒绝',
    '所有得到应答的尝试都在第一次拒绝之前，此后再无应答：服务被停止、地址被封禁（fail2ban、sshguard 和 CrowdSec 在多次登录失败后会这样做）、规则发生变化，或达到了某个限制。',
    '查看那一刻发生了什么变化：登录失败、新规则、连接数限制、已结束的服务。',
    ({ answers, errors, last }) =>
      `此前正常：${count(answers, '次尝试')}得到应答，最后一次在帧 ${last}；自此以后有 ${count(errors, '次拒绝')}，没有应答。`,
  ),
  'icmp-unreachable': inWords(
    'ICMP：没有通往服务器的路径',
    '路由器没有通往该地址的路由，或该地址无人使用：原因在路由，而非策略。',
    '检查路由、VPN 和服务器的地址。',
    icmpText,
  ),
  'clienthello-dropped': inWords(
    '握手成功，TLS ClientHello 消失',
    'TCP 连接成功，但客户端的第一条 TLS 消息（即带有服务器名称的那条）虽一再发送却始终未被确认：读取服务器名称的过滤器丢弃了它，或该大小的数据包无法通过。',
    '在防火墙的 URL 或 TLS 过滤中放行该服务器名称；如果其他连接的较大数据包也消失，请检查路径的 MTU。',
    (values) => droppedText(values, clientHello(values)),
  ),
  'clienthello-reset': inWords(
    '握手成功，TLS ClientHello 得到 RST 回应',
    'TCP 连接成功，而客户端刚说出它要访问的服务器名称，连接就被重置：这是读取服务器名称的过滤器的典型表现。服务器也可能以这种方式拒绝未知的名称或版本。',
    '在防火墙的 URL 或 TLS 过滤中放行该服务器名称。',
    (values) => resetText(values, clientHello(values)),
  ),
  'first-data-dropped': inWords(
    '握手成功，客户端的首个数据消失',
    'TCP 连接成功，但客户端的首个数据虽一再重发却始终未被确认。',
    '查找读取该协议的过滤器，并检查路径的 MTU。',
    (values) => droppedText(values, '首个数据'),
  ),
  'first-data-reset': inWords(
    '握手成功，客户端的首个数据得到 RST 回应',
    'TCP 连接成功，而客户端的首个数据得到重置回应，该重置由服务器发送，或由读取该协议的过滤器发送。',
    '先查看服务器自己的日志；再查找途中的过滤器。',
    (values) => resetText(values, '首个数据'),
  ),
  'large-packets-dropped': inWords(
    '握手成功，全尺寸数据包消失',
    '连接的短数据包能够到达，全尺寸数据包无论发送多少次都不能到达：途中某条链路只接受更小的数据包，而说明这一点的 ICMP 消息被阻止（路径 MTU 黑洞，RFC 2923）。',
    '放行 ICMP“需要分片”（3/4）和 ICMPv6“数据包过大”（2），或降低途中隧道或 VPN 的 MTU 或 MSS（MSS 钳制）。',
    (values) =>
      `${begunText(values)}；客户端的第一个全尺寸报文段一再发送却始终未被确认，而服务器确认了它之后较短的数据。`,
  ),
  'server-name-filtered': inWords(
    '一个服务器名称失败，同一服务器上的另一个正常',
    '到同一地址和端口的连接是成功还是失败，取决于客户端在 ClientHello 中请求的名称：有设备在读取该名称。',
    '在防火墙的 URL 或 TLS 过滤中放行该名称。',
    ({ fails, works }) => `在此服务器上，${fails} 从未成功，${works} 则正常。`,
  ),
  'first-data-reset-ttl-differs': inWords(
    'RST 与服务器的 SYN/ACK 来自不同的距离',
    'SYN/ACK 和 RST 经过的路由器数量不同（从 TTL 之上最接近的常用初始值算起）：RST 由中间的某个设备发送。',
    '查找客户端与服务器之间发送重置的设备。',
    otherWayText,
  ),
  'first-data-reset-ttl-matches': inWords(
    'RST 与服务器的 SYN/ACK 来自相同的距离',
    'RST 经过的路由器数量与 SYN/ACK 相同：它来自服务器，或紧靠在服务器前面的设备。同一台主机可能对两者使用不同的初始 TTL。',
    '查看服务器自己的日志。',
    sameWayText,
  ),
  'first-data-reset-ttl-unknown': inWords(
    '列表没有显示 RST 由谁发送',
    '数据包列表没有 TTL，而 TTL 可以区分防火墙的 RST 和服务器的 RST。',
    '发送捕获文件本身（pcapng），或带有 TTL 列的列表。',
    () => '列表没有显示该 RST 的 TTL：它可能是服务器自己发送的。',
  ),
  'request-unanswered': inWords(
    '服务器收下请求却不应答',
    'TCP 连接成功，服务器的主机也确认了 TLS ClientHello、HTTP 或 SIP 请求；此后直到客户端放弃，什么也没有到来，无论是对第一个请求，还是对保持打开的连接上后来的请求。请求已经通过。或者应用程序挂起或过载，或者其应答对返回路径来说太大，每次发送都丢失。',
    '查看服务器的负载和日志；如果来自别处的大数据包也消失，请检查路径的 MTU。',
    ({ connections, of, later, waited }) =>
      `${of} 个连接中有 ${grouped(connections)} 个，服务器确认了请求但没有发送应答${later === 0 ? '' : `${later === connections ? '，且是' : `，其中 ${later} 个是`}在同一连接上应答了较早的请求之后，持续最长 ${duration(waited)}`}。`,
  ),
  'ended-unanswered': inWords(
    '服务器一言不发就结束连接',
    '握手完成，服务器的主机收下客户端所发送的内容，随后服务器一个字节也没有发送，就先于客户端正常结束（FIN）连接。数据包在两个方向上都通过了。不接受该客户端的服务（TCP Wrapper、允许列表、连接过多）、其后方服务器出故障的代理和负载均衡器，以及位于服务器前方、结束其不允许的连接的设备，都会如此。',
    '查看服务器在该时刻的日志；如果它是代理或负载均衡器，请查看其后方。',
    ({ connections, of }) =>
      `${of} 个连接中有 ${grouped(connections)} 个，服务器接受连接后什么也没有发送，就自行结束了连接。`,
  ),
  'greeting-missing': inWords(
    '应先发言的服务器没有发言',
    '在服务器会先向客户端问候的端口上（SMTP、SSH、FTP、IMAP、MySQL 等）握手完成，却没有问候到来。应用程序挂起，或它前面的某个设备代替它接受了连接，却什么也不让通过。',
    '查看服务器的负载和日志；再查找代替服务器接受连接的代理或防火墙。',
    ({ connections, of }) =>
      `${of} 个连接中有 ${grouped(connections)} 个握手完成，而应先发言的服务器没有发言。`,
  ),
  'answer-incomplete': inWords(
    '应答在中途停止',
    '明文 HTTP 的应答说明了自己的长度；到达一部分之后，直到捕获结束都没有任何数据，而客户端一直在等待。可能是途中的某个设备使其停止（检查下载内容的防火墙、针对长连接的规则、过大的数据包），也可能是服务器挂起；不读取的客户端会保持窗口关闭，这时会有探测到来。',
    '同时在服务器一侧捕获：它是否继续发送，可以说明是谁使其停止。',
    ({ connections, of, seconds, missing }) =>
      `${of} 个应答中有 ${connections} 个在结束前 ${grouped(missing)} 字节处停止，${seconds} 秒内没有任何数据到来。`,
  ),
  'answer-may-stop': inWords(
    '应答可能在中途停止',
    '服务器的最后几个报文段都是同样的满长度，如同在长应答的中途；应答的最后一段除非巧合都会更短。直到捕获结束都没有任何数据到来，而连接保持打开：途中的某个设备使其停止，或服务器挂起。',
    '等待更长时间，或让客户端继续直到它放弃；同时在服务器一侧捕获。',
    ({ connections, of, seconds }) =>
      `${of} 个连接中有 ${connections} 个的最后数据之后应有后续，而 ${seconds} 秒内没有任何数据到来。`,
  ),
  'answer-lost': inWords(
    '服务器已应答，但没有任何内容到达',
    '握手完成，此后直到客户端放弃，它再没有收到任何内容。但服务器对客户端 FIN 的确认所用的编号排在客户端从未收到的数据之后，FIN 本身说明了这一点：服务器已发送了问候或应答，并且一直在重发。返回途中的某个设备放行不带数据的数据包而丢弃其余的：读取内容的过滤器，或针对带数据的数据包的规则。',
    '在服务器与客户端之间查找丢弃服务器所发内容的防火墙、入侵防御或代理；在其两侧捕获。',
    ({ connections, of }) =>
      `${of} 个连接中有 ${grouped(connections)} 个，从服务器自己的编号看，它发送了数据，但直到客户端放弃，没有任何数据到达。`,
  ),
  'server-data-dropped': inWords(
    '服务器的部分数据始终没有到达',
    '服务器的数据中有一个缺口：后面较短的报文段到达了，前面的却始终没有到达，无论客户端等待多久、请求多少次（重复 ACK）。来自服务器的全尺寸数据包丢失：某条 MTU 较小的链路，其 ICMP 消息被阻止（RFC 2923），或是过滤器。',
    '放行 ICMP“需要分片”（3/4）和 ICMPv6“数据包过大”（2），或在途中的隧道或 VPN 上钳制 MSS。',
    ({ connections, of }) =>
      `${of} 个连接中有 ${grouped(connections)} 个，服务器的部分数据始终没有到达，尽管其后的数据到达了。`,
  ),
  'connection-reset-idle': inWords(
    '空闲连接在恢复通信时被重置',
    '在长时间没有数据包之后，第一个数据包（数据或保活）得到 RST 回应：发送者已不再认识该连接。防火墙、地址转换和负载均衡器会在空闲超时（一小时，或几分钟）之后遗忘没有数据包的连接；在此期间重新启动过的服务器也是如此。',
    '让应用程序或操作系统以短于所列时间的间隔发送保活，或提高防火墙的空闲超时。',
    ({ connections, idle }) =>
      `${count(connections, '个连接')}：空闲 ${secondsText(idle)}后，第一个数据包得到 RST 回应。`,
  ),
  'reset-repeats-packet': inWords(
    'RST 重复了它所回应的数据包的窗口或 IP 标识',
    '拒绝数据包的防火墙常常直接用所拒绝的数据包构造 RST，并保留其窗口或 IP 标识。操作系统不会这样做。',
    '查找客户端与服务器之间发送重置的设备；服务器没有发送。',
    ({ times, of }) =>
      `${joined(of === 1 ? '该 RST' : `${of} 个 RST 中有 ${times} 个`, '重复了客户端自己的数据包的窗口或 IP 标识')}，防火墙会这样做。`,
  ),
  'receiver-slow': inWords(
    '服务器有一段时间不接收数据',
    '服务器的窗口为零：其主机收到了客户端的数据，而应用程序没有读取。窗口后来重新打开，所以通信继续进行。缺纸或正在预热的打印机会这样，过载的服务器也会。与网络无关。',
    '检查服务器：它在等待什么？',
    ({ times, longest }) =>
      `接收方较慢：服务器的窗口关闭了 ${count(times, '次')}，最长 ${wholeSeconds(longest)}，之后重新打开。`,
  ),
  'window-never-opens': inWords(
    '服务器的窗口始终关闭',
    '服务器接受了连接或连接上的数据，此后其窗口直到最后都为零：其应用程序不读取数据，或代替它接受连接的设备（SYN 代理，其 SYN/ACK 的窗口为零）始终没有连上后面的服务器。',
    '检查服务器：它是否挂起？再检查位于它前面、代替它接受连接的设备。',
    ({ times, longest }) =>
      `在 ${count(times, '个连接')}上，服务器的窗口直到最后都为零，最长 ${wholeSeconds(longest)}：它不接收数据。`,
  ),
  'connection-stalled': inWords(
    '连接起初正常，之后其数据包消失',
    '双向都传输过数据；之后客户端的数据一再发送却始终未被确认。如果在长时间停顿之后：防火墙遗忘了该连接（其空闲超时短于应用程序的停顿），并丢弃它不再认识的数据包。如果没有停顿：则是查看连接内容的过滤器、中断的路径，或已离开的服务器。',
    '如果在停顿之后：提高防火墙的空闲超时，或启用更频繁的保活。否则，看同样的数据在另一个网络上能否通过。',
    ({ connections, of, afterIdle }) =>
      `${of} 个双向传输过数据的连接中有 ${grouped(connections)} 个：从某一刻起，客户端的数据虽一再发送，却始终未被确认${idleText(afterIdle)}。`,
  ),
  'connection-not-known': inWords(
    '在连接中途，服务器不再认识该连接',
    '连接起初正常；之后服务器的主机以没有此连接的主机所发的 RST 回应数据：不带 ACK，且来自它自己的距离。服务被停止或重新启动，或在一段时间后关闭了连接；也可能是中间的某个设备仅向服务器重置了该连接：防火墙，或地址转换设备将窗口之外的数据不经转换就交给自己的主机，由该主机将其重置（`nf_conntrack`：没有规则丢弃的无效数据包）。',
    '检查服务器，或在服务器处捕获：如果那里收到了客户端从未发送的 RST，请检查它所来自的地址转换设备或防火墙（Linux：在转换之前丢弃 `ct state invalid` 的数据包）。',
    ({ connections, of }) =>
      `${of} 个双向传输过数据的连接中有 ${grouped(connections)} 个：服务器的主机以 RST 回应了后续数据，因为它不再认识该连接。`,
  ),
  'connection-reset-later': inWords(
    '正常工作的连接被重置，且 RST 并非沿服务器数据包的路径而来',
    '双向都传输过数据；之后到来的 RST，其 TTL 与同一连接的 SYN/ACK 和数据不同：由中间的某个设备发送。如果在长时间停顿之后，则是遗忘了该连接的防火墙或负载均衡器。',
    '如果在停顿之后：提高空闲超时，或启用保活。否则，查找客户端与服务器之间的入侵防御或应用过滤。',
    ({ connections, of, afterIdle, reset, own }) =>
      `${of} 个双向传输过数据的连接中有 ${grouped(connections)} 个：被 TTL 为 ${range(reset)} 的 RST 重置，而同一连接的其他数据包的 TTL 为 ${range(own)}${idleText(afterIdle)}。`,
  ),
  'part-fails': inWords(
    '连接被接受，之后失败',
    '无论此服务的其他连接如何，这些连接被接受之后毫无结果，或在中途停止。单独一个可能是偶然；各个模式说明它们是如何失败的。',
    '看失败的连接是否有其他连接所没有的共同点：服务器名称、发送内容的大小、程序、时间。如果报告指出了这样的差异，请将两者对照尝试。',
    ({ connections, of, differences, isTcp }) => {
      const what = differences?.isAtFirst ? '失败' : '被接受，之后失败';
      const kind = isTcp ? '个连接' : '个请求';
      return `${of} ${kind}中有 ${connections} 个${what}。${differences === null ? '' : differencesText(differences)}`;
    },
  ),
  'attempts-lost': inWords(
    '一些尝试有应答，另一些始终没有',
    '服务有应答，但有些尝试无论发送多少次都没有应答。随机丢包丢失的是单个数据包，而不会在其他尝试通过的同时丢失某一次尝试的全部数据包：该地址之后的多台服务器之一可能已停机，多条路径之一可能已中断，或某条规则只放行一部分。',
    '比较失败的尝试与正常的尝试：源端口、时间，以及同时进行了多少次。',
    ({ attempts, sends, answered, loss }) =>
      `${count(attempts, '次尝试')}没有应答，尽管每次都发送了 ${Number(sends.toPrecision(2))} 遍；有 ${answered} 次得到应答。${loss === null ? '' : lossText(loss)}`,
  ),
  'accepted-never-served': inWords(
    '起初被接受，但没有得到任何服务',
    '最初的连接被接受，却一个字节也没有收到，而后续连接的 SYN 得不到应答。程序挂起时就是这样：其主机代为接受连接，直到该端口的队列已满，此后便丢弃 SYN。限制连接数的防火墙会让它接受的连接正常工作。',
    '首先检查服务器：该端口的程序在服务器本机上是否应答，以及队列有多长（`ss -lnt`：Recv-Q 达到或超过 Send-Q）。',
    ({ connections }) =>
      `${count(connections, '个连接')}被接受，却一个字节也没有收到：程序挂起且其端口的队列已满时，看起来也是这样。`,
  ),
  'rate-limited': inWords(
    '短时间内尝试过多就会失败',
    '每一批的前几次尝试有应答，其余的没有，停顿之后又恢复应答：有设备在计数，并丢弃超过限制的部分。',
    '查找防火墙和服务器上的速率限制（每秒连接数或查询数），或减少同时进行的尝试。',
    ({ attempts, most, window, foretold }) =>
      `${count(attempts, '次尝试')}中，失败的是在此前 ${duration(window)}内另有 ${most} 次或更多尝试的那些（${Math.round(foretold * 100)}% 符合）。`,
  ),
  'reset-by-timer': inWords(
    'RST 在 SYN 之后数秒由定时器发出',
    '拒绝连接的主机或防火墙会立即拒绝。这些 RST 在尝试开始之后数秒才到来，且并非紧跟在重发的 SYN 之后：保存会话的设备（防火墙、地址转换、代理）等待之后放弃了。在此之前，SYN 没有得到应答：它们被丢弃。不带 ACK 或带有 SYN 的序列号的 RST，没有主机会对 SYN 发送。',
    '在发送重置的设备之后查找丢弃 SYN 的设备；其会话表会把这些连接显示为半开。',
    ({ resets, of, delay, odd }) => {
      if (delay.count > 0 && odd > 0 && delay.minimum < 1e6) {
        return `${count(of, '个 RST')} 中有 ${odd} 个是没有主机会对 SYN 发送的（不带 ACK，或带有 SYN 的序列号）：由会话的定时器发送。`;
      }
      const who = resets === of ? count(of, '个 RST') : `${of} 个 RST 中有 ${resets} 个`;
      const when =
        delay.count === 0
          ? '很久'
          : delay.minimum === delay.maximum
            ? duration(delay.minimum)
            : `${duration(delay.minimum)}至 ${duration(delay.maximum)}`;
      const how = odd === 0 ? '' : '；没有主机会对 SYN 发送这样的 RST';
      return `${joined(who, '在第一个 SYN 之后', when, '到来')}，且并非紧跟在另一个 SYN 之后${how}：定时器结束了没有得到应答的尝试。`;
    },
  ),
  'reset-ttl-matches': inWords(
    'RST 来自服务器所在的距离',
    '同一服务器在捕获文件的其他地方发送过 SYN/ACK 或数据，RST 经过的路由器数量与它们相同：是服务器自身拒绝，或紧靠在它前面的防火墙拒绝。TTL 不一定相同：主机可能对重置使用与数据不同的初始值（32、64、128 或 255）。比较的是跳数，从 TTL 之上最接近的初始值算起。',
    '检查服务器：服务是否在运行，端口是否正确？',
    sameWayText,
  ),
  'reset-ttl-differs': inWords(
    'RST 与服务器来自不同的距离',
    '同一服务器的其他数据包经过的路由器数量不同：RST 由中间的某个设备发送。跳数从 TTL 之上最接近的常用初始值（32、64、128 或 255）算起。如果服务器的数据包很少、其自身的路径有变化，或 RST 来自比它们更远的地方，则说服力较弱。',
    '查找客户端与服务器之间拒绝的设备；跳数之差说明它相距多远。',
    otherWayText,
  ),
  'reset-ttl-initial': inWords(
    'RST 未经过任何路由器，尽管其源地址很远',
    '其 TTL 是初始值（64、128 或 255），而其他公网服务器的数据包到达时 TTL 更小：它是在本网络中以服务器的名义发送的。',
    '检查客户端旁边的防火墙或安全软件。',
    ({ timeToLive }) =>
      `RST 的 TTL 为 ${timeToLive}，是初始值：它未经过任何路由器。其他公网服务器的应答都没有这个值。`,
  ),
  'reset-near-server': inWords(
    'RST 始于服务器一端，捕获正是在那里进行的',
    '客户端的数据包经过许多路由器才到达捕获点，RST 则一台也没有经过：捕获是在服务器一端进行的，所以 RST 来自服务器，或紧靠在它前面的防火墙。',
    '检查服务器：服务是否在运行，它前面的防火墙是否在拒绝？',
    ({ timeToLive, requestHops }) =>
      `客户端的数据包来自 ${count(requestHops, '跳')}之外，RST 则未经过任何一跳（TTL ${timeToLive}）：它在服务器一端发送，捕获正是在那里进行的。`,
  ),
  'reset-too-fast': inWords(
    'RST 比服务器所能应答的更早到来',
    '从 SYN 到 RST 的时间比数据包往返该服务器所需的时间更短：客户端附近的某个设备代替它作了回应。',
    '检查客户端本地网络的防火墙，以及电脑上的安全软件。',
    tooFastText,
  ),
  'reset-delay-matches': inWords(
    'RST 所需的时间与服务器自己的应答一样长',
    '从 SYN 到 RST 的时间就是测得的到同一服务器的往返时间：它来自那里。',
    '检查服务器，或紧靠在它前面的防火墙。',
    ({ reset, server }) =>
      `RST 用时 ${duration(reset)}，与到此服务器的往返时间（${duration(server)}）一样长。`,
  ),
  'reset-repeats-syn': inWords(
    'RST 重复了 SYN 的窗口或 IP 标识',
    '拒绝数据包的防火墙常常直接用所拒绝的数据包构造 RST，并保留其窗口。操作系统会将其设为 0。有些不常见的协议栈也会这样做，所以这只是一个提示。',
    '与 TTL 和时延合在一起看，它指向防火墙。',
    ({ repeats, times, of }) => {
      const what = repeats === 'window' ? '窗口' : 'IP 标识';
      const who = of === 1 ? '该 RST' : `${of} 个 RST 中有 ${times} 个`;
      return joined(who, '重复了 SYN 自己的', what, '，防火墙会这样做。');
    },
  ),
  'reset-one-box': inWords(
    '多台互不相关的服务器以同样的方式拒绝',
    '“来自”不同网络中的服务器的重置具有相同的 TTL 和相同的时延：全部由同一台设备发送。',
    '查找所有这些连接都经过的设备；是它在拒绝这些连接。',
    ({ networks }) =>
      `${networks} 个互不相关的网络中的服务器以相同的 TTL 和时延拒绝：由同一台设备代替它们全部回应。`,
  ),
  'reset-contradicted': inWords(
    '一方在以其名义的重置之后继续通信',
    '以某一方的名义到来了一个 RST，随后该方在同一连接上又发送了新的数据或确认。没有主机会这样做：RST 由中间的某个设备发送，而它无法拦住真正的应答。',
    '查找对仅作旁路监视的连接发送重置的入侵防御、内容过滤器或防火墙。',
    ({ connections, side }) =>
      `在 ${count(connections, '个连接')}上，${SIDES[side]}在以其名义的 RST 之后继续发送新的数据或确认：该 RST 并非它所发送。`,
  ),
  'reset-numbers-jump': inWords(
    'RST 的序列号超前于服务器的序列号',
    '同时到来多个 RST，其序列号超出了服务器已发送的全部内容。主机按自己已发送或收到的内容为 RST 编号（RFC 9293 §3.5.2）；从旁监视的设备则只能猜测窗口将在何处。',
    '查找对仅作旁路监视的连接发送重置的入侵防御或内容过滤器。',
    ({ resets }) =>
      `${count(resets, '个 RST')} 紧跟在另一个之后，其编号超出了服务器已发送的全部内容：是猜测的，并非服务器自己的。`,
  ),
  'reset-repeats-data': inWords(
    'RST 重复了被拒绝的数据的内容',
    'RST 带有它所回应的那个数据包的 IP 标识。防火墙和过滤器用所拒绝的数据包构造 RST；主机的 RST 则有自己的编号。',
    '查找服务器前面的入侵防御或应用过滤。',
    ({ resets, of, withWindow }) =>
      `${of} 个 RST 中有 ${grouped(resets)} 个带有其所拒绝的数据的 IP 标识${withWindow === 0 ? '' : '及其窗口'}：是用该数据包构造的。`,
  ),
  'reset-says': inWords(
    'RST 说明了原因',
    'RST 可以携带文本（RFC 9293 §3.5.3）：负载均衡器和防火墙用它说明为何拒绝。此处按发送的原样显示该文本；任何人都可以写入任何内容。',
    '在负载均衡器或防火墙的文档中查找该文本。',
    ({ texts, resets }) =>
      `${count(resets, '个 RST')} 说明了原因：${texts.map((text) => `“${escapeText(text)}”`).join('、')}。`,
  ),
  'same-host': inWords(
    '客户端和服务器是同一台主机',
    '主机发给自己的数据包不经过任何网络：除它自己的数据包过滤器之外，没有路由器和防火墙能看到它们。在那里没有响应或被重置，原因在于某个程序或该过滤器。127.0.0.1 和 ::1 是两个地址，程序可能只监听其中之一。',
    '检查程序：它是否在运行，监听哪个地址（ss -ltnp、netstat -ano）；如果它是代理（docker-proxy、kubectl port-forward），再看它后面是否有程序在监听。',
    ({ isLoopback, worksOnOther, isIpv4 }) => {
      const [own, other] = isIpv4 ? ['127.0.0.1', '::1'] : ['::1', '127.0.0.1'];
      const loopback = worksOnOther
        ? `在 ${other} 上，同一端口正常：程序监听的是那里，而不是 ${own}。`
        : `${own} 的情况说明不了 ${other} 的情况。`;
      return `客户端和服务器是同一台主机：两者之间没有网络，也没有网络防火墙。${isLoopback ? loopback : ''}`;
    },
  ),
  'reset-same-host': inWords(
    '客户端和服务器是同一台主机',
    '主机拒绝了自己的连接：没有服务监听该端口。',
    '启动服务，或更正端口；检查该主机自身的防火墙。',
    () => '客户端和服务器是同一台主机：两者之间没有网络。',
  ),
  'reset-from-server-mac': inWords(
    'RST 来自服务器自己的网卡',
    '客户端和服务器在同一子网，帧的源地址就是 ARP（IPv6：邻居发现）给出的服务器 MAC 地址：是服务器自身拒绝（或其上的防火墙拒绝）。',
    '检查服务器：服务是否在运行，其自身的防火墙是否在拒绝？',
    ({ resets, isIpv4 }) =>
      `${count(resets, '个 RST')} 来自服务器自己的 MAC 地址，该地址由${isIpv4 ? ' ARP ' : '邻居发现'}给出。`,
  ),
  'reset-within-host': inWords(
    'RST 产生于客户端自己的主机',
    'RST 的帧以客户端自己的 MAC 地址为源地址，而其他服务器的数据包来自路由器：它从未上过网络。由客户端上的防火墙或安全软件以服务器的名义拒绝。',
    '检查客户端自身的防火墙和安全软件。',
    ({ resets }) =>
      `${count(resets, '个 RST')} 的源和目的为同一个 MAC 地址，与其他服务器的数据包不同：产生于客户端自己的主机。`,
  ),
  'udp-request-unanswered': inWords(
    'UDP 请求一再重复，没有应答',
    '客户端发送其协议会应答的请求（IKE、NTP、SIP、RADIUS、Kerberos 等，按字节识别），没有得到响应，于是再次发送。与 DNS 一样，没有响应意味着请求或应答在途中被丢弃，或服务器已停机：正在运行但没有该服务的主机会通过 ICMP 说明。',
    '在防火墙上双向放行到该服务器的此协议：应答来自被请求的端口。在防火墙外侧捕获，看请求是否发出。',
    (values) => `${requestText(values)}；在最长 ${duration(values.waited)}内均无应答。`,
  ),
  'udp-request-asked-once': inWords(
    'UDP 请求没有应答，每个只问了一次',
    '必须应答的请求没有得到应答，但也没有重发。单个数据包丢失看起来也是这样，所以仅凭一个请求说明不了多少。',
    '在客户端重试时重新捕获，并捕获更长时间。',
    (values) => `${requestText(values)}；在最长 ${duration(values.waited)}内没有应答。`,
  ),
  'fragments-unanswered': inWords(
    '以 IP 分片发送的请求没有应答，较小的有应答',
    '请求太大，无法装入一个数据包，因而以 IP 分片发出（常见的是带证书的 IKE_AUTH）。它一再发送却从未得到应答，而同一协议中能装入一个数据包的请求则有应答：途中的防火墙、NAT 或运营商丢弃分片。',
    '放行分片，或让该协议避免分片：IKEv2 分片（RFC 7383）、更短的证书链、基于 TCP 或 TLS 的 EAP、隧道上更小的 MTU。',
    ({ protocol }) => `能装入一个数据包的 ${protocol} 请求有应答：以分片发出的则被丢弃。`,
  ),
  'datagram-tunnel-unanswered': inWords(
    'DTLS 隧道没有应答，旁边的 TLS 连接正常',
    'VPN 客户端（AnyConnect、OpenConnect 等）先基于 TCP 打开 TLS，然后为了速度，再基于 UDP 向同一服务器打开 DTLS。TLS 连接正常，而 DTLS 握手一再重复，没有应答：UDP 在途中被丢弃。隧道回退到 TLS，能够工作但更慢，对语音和视频尤其如此。',
    '放行到该服务器和端口的 UDP。如果只有部分网络受影响，则是那些网络的防火墙。',
    (values) =>
      `${requestText(values)}；在最长 ${duration(values.waited)}内均无应答，而到同一服务器 TCP ${values.port} 的 TLS 正常：隧道停留在 TCP 上。`,
  ),
  'other-requests-answered': inWords(
    '同一端口上有一种请求从未得到应答，其他的有',
    '路径是通的，服务器也在，但有一种请求，或其中以 IP 分片发送的请求，完全没有应答。途中的某个设备在检查发送的内容（应用网关），或按大小、按分片丢弃；也可能是服务器自己忽略这种请求。这些数据包看起来都一样。',
    '比较失败的请求与正常的请求：方法、长度、载荷中的地址。在服务器处捕获：如果请求到达了那里，则原因在服务器。',
    ({ message, isInFragments, answered }) =>
      `没有一个${isInFragments ? '以 IP 分片发送的' : ''} ${message} 得到应答，而同一端口的 ${count(answered, '个其他请求')}得到了应答：途中的某个设备丢弃了这些请求，或服务器忽略它们。`,
  ),
  'server-may-ignore': inWords(
    '服务器可能不认识请求方',
    '在某些协议中，服务器对不认识的请求方不作任何回应：密钥不同的 WireGuard 和 OpenVPN，密钥、团体名或地址不同的 RADIUS 和 SNMP，对端未知的 IKE。这看起来与丢弃的防火墙一样。',
    '查看服务器的日志：如果请求到达了那里，请比较密钥、共享密钥、团体名以及服务器所期望的地址；如果没有到达，请查找防火墙。',
    ({ protocol }) =>
      `${protocol} 服务器对不认识的请求方（密钥、共享密钥或地址不同）不作任何回应，看起来也是这样。`,
  ),
  'udp-answered-from-other-port': inWords(
    '应答来自没有请求过的端口',
    'UDP 请求得到了应答，但应答来自服务器的另一个端口，而非请求所发往的端口。防火墙和 NAT 只让来自被请求端口的数据包进入，大多数客户端会忽略其余的：服务器前面的 NAT 改写了其应答的源端口，或服务器从另一个套接字应答。',
    '让服务器前面的 NAT 保留其应答的源端口（静态转换，不做端口地址转换），或让服务器从客户端所请求的端口应答。',
    ({ protocol, message, port, asked, answers, isIgnored, address }) =>
      `对 ${protocol} ${message} 的 ${count(answers, '个应答')}来自${address === null ? '' : ` ${formatAddress(...address)} 的`}端口 ${port}，该端口并未被请求；被请求的是端口 ${asked}。${isIgnored ? '客户端仍然再次请求：它没有接受这些应答。' : ''}`,
  ),
  'icmp-errors-limited': inWords(
    '服务器只以有限的频率说明端口已关闭',
    '主机在一段时间内只发送有限数量的 ICMP 错误（Linux 对一个客户端一次六个，之后每秒一个）。如果它说明了某些 UDP 端口已关闭，但并非每次都说明，那么它的其他端口没有响应也可能是端口已关闭，只是错误因限制而没有发出。同一网络的地址算作一台主机。',
    '一次只请求一个端口，中间停顿几秒：已关闭的端口就会作出说明。或在服务器上查看是否有该服务。',
    ({ errors, without }) =>
      `服务器通过 ICMP 说明 UDP 端口已关闭（${count(errors, '个错误')}）${without > 0 ? `，但对发往这些端口的 ${count(without, '个数据报')}没有说明` : ''}：它可能限制了错误的数量，此端口也可能已关闭。`,
  ),
  'media-one-way': inWords(
    '通话只能单向听到',
    '通话双方都说明了希望在何处接收媒体（SIP 中的 SDP），一方发送 RTP，而另一方应发送到的地方什么也没有到来。防火墙放行了通话，但没有放行其媒体（媒体端口在每次通话时重新商定）；或两者之间有 NAT，而一方给出了另一方无法到达的地址。',
    '双向放行话机或运营商用于 RTP 的端口范围。如果 SDP 中的地址是私有地址而另一方在外部：使用 STUN、会话边界控制器，或路由器的 SIP 助手（关闭时将其打开，打开时将其关闭）。',
    ({ packets, lasted, address, port, isOutOfReach }) =>
      `${duration(lasted)}内一个方向有 ${count(packets, '个 RTP 数据包')}，另一个方向没有：没有任何数据包到达通话所要求的 ${formatAddress(...address)} 端口 ${port}。${isOutOfReach ? '这是私有地址，另一方无法到达。' : ''}`,
  ),
  'quic-unanswered-retransmits': inWords(
    'QUIC 握手一再重复，没有应答',
    '客户端发送 QUIC Initial（UDP，至少 1,200 字节），没有得到响应。支持 QUIC 的服务器总会应答，而客户端只在被告知服务器支持时才会尝试：没有响应意味着 UDP 在途中被丢弃，或服务器已不再提供 QUIC。浏览器会回退到 TCP，所以页面仍能加载，只是晚一些。',
    '放行到该服务器的 UDP 443，或不作处理：HTTP/3 会回退到 TCP。许多防火墙有意阻止 QUIC。',
    ({ initials, attempts, waited, isHttp3, mayLackQuic, names }) => {
      const fallsBack = isHttp3 ? '；HTTP/3：浏览器回退到 TCP' : '';
      const server = mayLackQuic ? '该服务器通过 TCP 工作正常；看不出它是否支持 QUIC。' : '';
      const asked = names.length > 0 ? `（请求 ${names.join('、')}）` : ' ';
      return `${count(attempts, '次连接尝试')}中的 ${count(initials, '个 QUIC Initial')}${asked}在最长 ${duration(waited)}内没有应答${fallsBack}。${server}`;
    },
  ),
  'quic-server-name-filtered': inWords(
    '同一服务器上，QUIC 对一个服务器名称失败，对另一个正常',
    'QUIC Initial 中的服务器名称可被途中的任何人读取（其密钥是公开的，RFC 9001）。同一地址对带有一个名称的 Initial 从未应答，对带有另一个名称的则应答：有设备读取该名称并丢弃。',
    '在防火墙的 URL 或 QUIC 过滤中放行该名称，或不作处理：浏览器会回退到 TCP，同一名称在那里也可能被阻止。',
    ({ fails, works, initials }) =>
      `请求 ${fails} 的 ${count(initials, '个 Initial')} 没有应答；在此服务器上，${works} 通过 QUIC 正常。`,
  ),
  'quic-refused': inWords(
    '服务器拒绝 QUIC 握手',
    'Initial 中的 CONNECTION_CLOSE 使用该连接自己的密钥，它说明服务器不再继续以及原因（RFC 9000 §20.1；自 0x100 起为 TLS 的警报）。没有任何内容被丢弃：回应者读取了 Initial。',
    '查看服务器自己的日志：可能那里不提供该名称、不提供该协议（ALPN）或版本，或服务器繁忙。',
    ({ connections, errors, serverName }) => {
      const asked = serverName === null ? '' : `（请求 ${serverName}）`;
      return `${count(connections, '个 QUIC 连接')}${asked}被服务器在首个应答中的 CONNECTION_CLOSE 结束：${errors.map(errorName).join('；')}。`;
    },
  ),
  'quic-refused-elsewhere': inWords(
    '中间的某个设备拒绝 QUIC 握手',
    'Initial 中的 CONNECTION_CLOSE 受由客户端自己的数据包生成的密钥保护，途中的任何人都能读取该数据包（RFC 9001 §5.2）。这些 CONNECTION_CLOSE 经过的路由器数量与服务器的其他数据包不同，或在服务器很远的情况下一台也没有经过：由中间的某个设备以其名义发送。',
    '检查客户端与服务器之间的防火墙或代理：看它对该服务器名称和 QUIC 有何记录。',
    ({ connections, errors, serverName, close, server }) => {
      const asked = serverName === null ? '' : `（请求 ${serverName}）`;
      return `${count(connections, '个 QUIC 连接')}${asked}被首个应答中的 CONNECTION_CLOSE 结束：${errors.map(errorName).join('；')}。其 ${wayText(close)}，${server === null ? '而其他服务器的数据包经过了路由器' : `而服务器的其他数据包的 ${wayText(server)}`}。`;
    },
  ),
  'quic-part-unanswered': inWords(
    '同一服务器的一些 QUIC 握手没有应答，其他的正常',
    '客户端最晚在一秒之后重发 Initial（RFC 9002 §6.2.2），再过两倍的时间又重发：偶然因素会丢失一个数据包，而不会在其他握手通过的同时丢失某一次握手的全部数据包。可能有设备读取了这些 Initial 的内容，负载均衡器后面的一台服务器可能已停机，或一条路径可能已中断；数量这么少，无法说明是哪一种。客户端继续进行的握手不计入：捕获文件缺少对它们的应答，但客户端收到了。',
    '比较失败的握手与正常的握手：服务器名称、Initial 的长度、源端口、时间。从握手开头起、包含完整数据包的捕获文件会显示名称。',
    ({ silent, tries, handshakes, serverName }) => {
      const asked = serverName === null || silent > 1 ? '' : `（请求 ${serverName}）`;
      const each = silent > 1 ? '每次都' : '';
      return `${count(handshakes, '次 QUIC 握手')}中有 ${silent} 次${asked}没有应答，尽管${each}尝试了 ${Number(tries.toPrecision(2))} 遍；其他的正常。`;
    },
  ),
  'quic-version-negotiation': inWords(
    '服务器的 QUIC 版本与客户端不同',
    'Version Negotiation 数据包是完整的应答：服务器存在并支持 QUIC，但不支持客户端所请求的版本（RFC 9000 §6）。',
    '更新客户端或服务器；HTTP/3 会回退到 TCP。',
    ({ connections }) =>
      `${count(connections, '个 QUIC 连接')}得到 Version Negotiation 应答，此外再无其他。`,
  ),
  'udp-unanswered': inWords(
    'UDP 数据包没有应答',
    '没有任何回应。许多基于 UDP 的协议并不应答（日志、流媒体、发现协议），所以这不能证明被丢弃。',
    '查明该协议是否会应答。',
    ({ packets, waited }) =>
      `${count(packets, '个数据包')}在最长 ${duration(waited)}内没有应答；并非每种 UDP 协议都会应答。`,
  ),
  'service-answered': inWords(
    '服务有应答',
    '请求得到了应答，通信也继续进行：网络放行了它。',
    '如果应用程序仍然失败，请检查网络之上的部分：证书、登录、代理。',
    ({ answered, attempts, isTcp, fastest }) => {
      if (attempts === 0) return '在捕获开始之前已打开的连接上有数据返回。';
      if (answered === 0) {
        return isTcp
          ? '在捕获文件未显示其开头的连接上有数据返回。'
          : '有应答到来，而捕获文件未显示对应的请求。';
      }
      const delay = fastest === null ? '' : `，最快用时 ${duration(fastest)}`;
      return `${grouped(attempts)} ${isTcp ? '个连接' : '个请求'}中有 ${grouped(answered)} 个得到应答${delay}。`;
    },
  ),
  'port-open': inWords(
    '端口开放；没有提出任何请求',
    '握手完成，客户端没有发送任何内容就结束了连接，端口探测就是这样（`nc -z`、`Test-NetConnection`、负载均衡器）。地址和端口是通的；其后的服务是否正常，并未询问。',
    '捕获应用程序本身的通信，看服务是否应答它。',
    ({ connections }) =>
      `${count(connections, '个连接')}握手完整，客户端没有提出任何请求就将其结束：端口开放。`,
  ),
  'exchange-unfinished': inWords(
    '已被接受，但捕获文件未显示结果',
    '握手或通信的一部分在捕获文件中，但既没有被客户端接受的应答，也没有失败：捕获到此结束，或过滤器略去了其余部分。',
    '不使用过滤器重新捕获，从第一次尝试之前开始，到其后至少 30 秒为止。',
    ({ connections }) =>
      `在 ${count(connections, '个连接')}上，捕获文件既没有显示被客户端接受的应答，也没有显示失败。`,
  ),
  'roles-unclear': inWords(
    '无法判断哪一方是服务',
    '连接在捕获之前就已开始，其两个端口都是系统自选的端口，或都不属于已知的服务：任何一方都可能是被请求方。数据是否通过，无论哪一方是服务都成立；报告把较小的端口当作服务的端口，并且只说明失败之处。FTP 的数据连接和回调（NFS）就是这样。',
    '从连接开始之前捕获（其 SYN 说明由谁请求），或同时捕获 FTP 的控制连接。',
    ({ connections }) =>
      `${count(connections, '个连接')}在捕获之前就已开始，其两个端口都可能是服务的端口：无法判断哪一方是服务。`,
  ),
  'server-half-only': inWords(
    '捕获文件中只有服务器发送的内容',
    '只有服务器的数据包：客户端发送了什么、其中丢失了什么，捕获文件没有显示。',
    '在客户端自己的接口上不使用过滤器进行捕获，以看到两个方向。',
    ({ connections }) =>
      `对于 ${count(connections, '个连接或响应')}，捕获文件中没有客户端发送的任何内容。`,
  ),
  'handshake-completed': inWords(
    'TCP 握手完成',
    'SYN 和 SYN/ACK 已通过，因此地址和端口是通的；其后的内容没有通过。',
    '查找检查连接内容的过滤器。',
    ({ connections, handshakes }) =>
      `${count(connections, '个连接')}${HANDSHAKES_OPEN[handshakes]}：地址和端口是通的。`,
  ),
  'client-acknowledges': inWords(
    '客户端确认了捕获文件没有显示的内容',
    '只捕获了一个方向，但客户端继续使用该连接：应答到达了，只是捕获文件中没有；如果有拒绝，捕获文件中同样会没有。',
    '在客户端自己的接口上捕获，以看到两个方向。',
    ({ connections }) =>
      `在 ${count(connections, '个连接')}上，尽管捕获文件中没有服务器的数据包，客户端仍继续通信：应答到达了。`,
  ),
  'dns-servfail': inWords(
    'DNS 服务器回应 SERVFAIL',
    '服务器可达，但无法解析该名称。',
    '询问 DNS 服务器的管理者；与客户端和服务器之间的防火墙无关。',
    ({ responses }) =>
      `${count(responses, '个响应')}为 ${responseCodeName(RCODE_SERVER_FAILURE)}。`,
  ),
  'dns-refused': inWords(
    'DNS 服务器回应 REFUSED',
    '服务器可达，但按策略不应答该客户端或该名称。',
    '检查服务器的访问规则是否允许该客户端的地址。',
    ({ responses }) => `${count(responses, '个响应')}为 ${responseCodeName(RCODE_REFUSED)}。`,
  ),
  'works-again': inWords(
    '一度不正常，此后恢复正常',
    '所有被拒绝或没有应答的尝试都集中在一段时间，此后服务有应答：服务被启动或重新启动，或某条线路恢复。当时的问题已经过去。',
    '现在无需处理；服务器或防火墙在那段时间的日志会说明原因。',
    ({ from, to, isAfterAnswers }) =>
      `${isAfterAnswers ? '一度' : '起初'}不正常（帧 ${from} 至 ${to}），此后正常：已重新启动，或已重新放行。`,
  ),
  'late-answers': inWords(
    '应答在客户端放弃之后才到来',
    '客户端以 ICMP 端口不可达拒绝了迟到的应答：服务缓慢，并非被阻止。',
    '查找途中或服务器上的时延。',
    ({ answers }) =>
      `${count(answers, '个应答')}在客户端停止监听之后才到来（ICMP 来自客户端本身）。`,
  ),
  'others-answer': inWords(
    '同一捕获文件中其他服务有应答',
    '客户端的网络总体正常；只有这个目的地址不正常。',
    '查找针对该目的地址的规则，而非网络故障。',
    ({ servers }) => `在同一捕获文件中，${count(servers, '台其他服务器')}有应答。`,
  ),
  'nothing-answers': inWords(
    '捕获文件中没有任何应答',
    '没有服务器应答任何请求：网络可能中断，或只捕获了一个方向。',
    '检查电脑是否联网，并在它所使用的接口上捕获。',
    () => '在此捕获文件中，没有其他服务器应答任何请求。',
  ),
  'server-answers-elsewhere': inWords(
    '同一服务器在另一个端口上有应答',
    '服务器在运行且可达：只有此端口或协议不可达。',
    '查找针对此端口的规则。',
    ({ isTcp, port }) => `同一服务器在 ${isTcp ? 'TCP' : 'UDP'} ${port} 上有应答。`,
  ),
  'smb-port-answers': inWords(
    '客户端由 SMB 的另一个端口提供服务',
    'SMB 有两个端口：TCP 445，以及在 NetBIOS 之上运行时的 TCP 139（RFC 1002）。客户端同时或先后尝试两者，并使用有应答的那个。不使用 NetBIOS 的服务器会拒绝 TCP 139 或不作应答，关闭 NetBIOS 的防火墙也是如此；没有人会缺少它。',
    '无需处理；若某个程序需要 NetBIOS，请在服务器上启用它，或放行 TCP 139。',
    ({ connections }) =>
      `同一服务器的 TCP 445 对此客户端有应答（${connections} 个连接）：SMB 在那里继续。`,
  ),
  'other-version-answers': inWords(
    '同一名称通过另一个 IP 版本有应答',
    '同一名称（依据 DNS 或 TLS）通过 IPv6 没有应答，通过 IPv4 则有，或者相反：服务在运行。先后尝试两者的客户端（happy eyeballs，RFC 8305）会使用户察觉不到。防火墙规则和缺少路由看起来一样，没有通过该版本监听且不作回应的服务器也是如此。',
    '像另一个 IP 版本那样在防火墙上放行此 IP 版本，或更正其路由；或从 DNS 中移除没有应答的地址。',
    ({ name, version, tries, within }) =>
      `${name} 通过 ${version} 有应答${tries === 0 ? '' : `，客户端在 ${duration(within)}内改用它（${count(tries, '次')}）`}。`,
  ),
  'outside-silent': inWords(
    '再也没有任何数据包从外部到来',
    '从某一刻起，没有任何外部服务器的数据包到来，尽管向多台服务器发出了请求或数据，其中一些此前正常：它们所共有的部分已中断，即上行链路或通往它的路径。这并非针对这些服务器的规则。',
    '查看那一刻的上行链路：路由器自己的日志、运营商，以及其下的 VPN 或 Wi-Fi。',
    ({ since, lasted, isOver, servers, worked }) =>
      `自第一个数据包之后 ${duration(since)}起，${isOver ? '' : '直到捕获结束，'}共 ${duration(lasted)}没有任何数据包从外部到来，尽管向外部的 ${count(servers, '台服务器')}发出了请求或数据；其中 ${worked} 台此前正常。`,
  ),
  'neighbor-there': inWords(
    '服务器在同一链路上，且存在',
    '该主机应答 ARP 或邻居发现，却不应答向它提出的请求：其自身的防火墙丢弃（Windows 的防火墙不作回应），或它没有返回客户端的路径。两者之间没有其他防火墙。',
    '检查服务器自身的防火墙及其路由。',
    ({ isIpv4 }) =>
      `服务器在客户端自己的链路上，并应答${isIpv4 ? ' ARP' : '邻居发现'}：其自身的防火墙丢弃，或它没有返回路径。`,
  ),
  'known-service': inWords(
    '已知该地址提供此服务',
    '产品的厂商在此地址和端口上面向所有人运行此服务。',
    '因此，拒绝或没有响应很难说是服务器自身所为。',
    ({ value, title }) => `${value} 是已知在此端口上提供服务的 ${products(title)} 服务器。`,
  ),
  'port-assumed': inWords(
    '列表没有显示端口',
    'DNS 服务器的端口被当作该协议自己的端口：在其他端口上请求了什么、对它们有什么规则，无法区分。',
    '导出时加上 Destination Port 列，或发送捕获文件。',
    ({ port }) => `列表没有显示此服务器的端口：假定为 ${port}，也可能有多个。`,
  ),
  'port-assumed-mixed': inWords(
    '列表没有显示端口，且并非所有问题都有应答',
    '一些问题有应答，另一些没有：后者可能发往服务器的另一个端口，在那里全部丢失。',
    '导出时加上 Destination Port 列，或发送捕获文件。',
    ({ queries, unanswered }) =>
      `${count(queries, '个查询')}中有 ${unanswered} 个没有应答：它们发往的端口可能与有应答的查询不同。`,
  ),
  'answerer-unknown': inWords(
    '列表没有显示由谁应答',
    '没有应答的 TTL，就无法区分远处的 DNS 服务器与代替它应答的更近的设备。',
    '导出时加上 TTL 列（`ip.ttl`、`ipv6.hlim`），或发送捕获文件。',
    () => '列表没有显示应答的 TTL：它们可能由比服务器更近的设备发送。',
  ),
  'flags-not-shown': inWords(
    '文本没有显示 TCP 标志',
    '数据包双向传输，并不能说明连接是被接受、拒绝还是重置：`tcpdump -q` 会省略标志。',
    '不使用 `-q` 重新打印，或发送捕获文件。',
    ({ connections }) =>
      `文本没有显示 ${count(connections, '个连接')}的标志，tcpdump -q 会将其省略：请不使用 -q 重新打印。`,
  ),
  'ports-not-shown': inWords(
    '列表没有显示这些主机在哪些端口上通信',
    '两者之间有同一协议的数据包，而列表没有它们的端口：请求了哪个服务、请求了多少次、什么应答了什么，都无从得知。',
    '导出时加上 Source Port 和 Destination Port 列，或发送捕获文件。',
    ({ packets }) =>
      `列表显示两者之间有 ${count(packets, '个数据包')}，但没有端口：请求了哪个服务、它是否应答，无从得知。导出时请加上 Source Port 和 Destination Port 列。`,
  ),
  'reset-way-not-shown': inWords(
    '文本没有显示重置来自多远',
    '连接在客户端的数据等待时被重置，或在其他连接正常之后被拒绝。可能是服务器所为，也可能是途中的某个设备以其名义所为：TTL 可以说明，而此文本没有 TTL。',
    '打印时加上 TTL（`tcpdump -v`、TTL 列），或发送捕获文件。',
    ({ resets }) =>
      `${count(resets, '个重置')}在正常工作之后到来，且没有显示可以说明是否由服务器发送的 TTL：请使用 tcpdump -v 打印。`,
  ),
  'first-data-not-shown': inWords(
    '文本没有显示被拒绝的是什么',
    '客户端的首个数据得到 RST 回应。读取 ClientHello 的过滤器会这样做，不认识该名称的服务器也会；究竟是哪一种，只有字节内容能够显示。',
    '打印时加上字节内容（`tcpdump -xx`、`tshark -x`），或发送捕获文件。',
    ({ connections }) =>
      `${count(connections, '个连接')}在被重置时携带的内容没有显示：请使用 tcpdump -xx 打印。`,
  ),
  'answer-not-accepted': inWords(
    '客户端紧接在服务器的首个应答之后结束',
    '客户端再发送的内容不超过一个警报的长度，随即结束了连接：不接受所收到证书的客户端会这样做，例如在解密 TLS 的防火墙之后。证书属于谁，只有字节内容能够显示。',
    '打印时加上字节内容（`tcpdump -xx`、`tshark -x`），或发送捕获文件。',
    ({ some, of }) =>
      `${count(of, '个连接')}中有 ${some} 个，客户端紧接在服务器的首个应答之后将其结束，而能够说明该应答属于谁的字节内容没有显示：请使用 tcpdump -xx 打印。`,
  ),
  'page-way-not-shown': inWords(
    '文本没有显示页面来自多远',
    '明文 HTTP 被重定向或拒绝：由服务器所为，或由途中的门户或过滤器以其名义所为。TTL 可以说明，重定向所指向的地方也可以。',
    '打印时加上 TTL（`tcpdump -v`），或发送捕获文件。',
    ({ status, pages }) =>
      `${count(pages, '个页面')}的状态码为 ${status}，且没有显示可以说明是否由服务器发送的 TTL：请使用 tcpdump -v 打印。`,
  ),
  'alert-way-not-shown': inWords(
    '列表没有显示 TLS 警报来自多远',
    'TLS 握手被致命警报拒绝：由服务器所为，或由途中读取服务器名称并代替其应答的过滤器所为。TTL 可以说明。',
    '打印时加上 TTL（`tshark -V`、TTL 列），或发送捕获文件。',
    ({ alerts }) => `${count(alerts, '个警报')}，且没有显示可以说明是否由服务器发送的 TTL。`,
  ),
  'proxy-answers-not-shown': inWords(
    '没有显示 SOCKS 代理的应答',
    'SOCKS 端口上有应答；它是连接到所请求的目标还是拒绝，在被截断或列表没有显示的字节中。',
    '打印时加上字节（`tcpdump -xx`），或发送捕获文件。',
    ({ connections }) => `没有显示 ${count(connections, '个连接')}上的内容。`,
  ),
  'answers-sooner-than-servers': inWords(
    'DNS 应答比其他服务器所能应答的更早到来',
    '可能是附近的某个设备代替所请求的服务器应答，也可能是它本身就在附近：TTL 可以说明，而此文本没有 TTL。',
    '打印时加上 TTL（`tcpdump -v`、TTL 列），或发送捕获文件。',
    ({ fastest, others }) =>
      `最快的应答用时 ${duration(fastest)}，而最近的其他外部服务器需要 ${duration(others)}，且没有显示可以说明由谁应答的 TTL：请使用 tcpdump -v 打印。`,
  ),
  'names-all-denied': inWords(
    'DNS 服务器否认所有名称，而文本没有显示来自多远',
    '每个应答都说该名称不存在。途中代替服务器的设备会这样应答；TTL 可以说明，而此文本没有 TTL。',
    '打印时加上 TTL（`tcpdump -v`、TTL 列），或发送捕获文件。',
    ({ answers }) =>
      `全部 ${count(answers, '个应答')}都说该名称不存在，且没有显示可以说明是否由服务器发送的 TTL：请使用 tcpdump -v 打印。`,
  ),
  'requests-not-shown': inWords(
    '文本没有显示通过 UDP 请求了什么',
    '一些数据报有应答，另一些没有：可能有一种请求从未通过；也可能应答者是以解析器的名义应答。它们是什么，只有字节内容能够显示。',
    '打印时加上字节内容（`tcpdump -xx`、`tshark -x`），或发送捕获文件。',
    ({ some, of }) =>
      `${count(of, '个对话')}中有 ${some} 个所携带的内容没有显示，它们可能已失败：请使用 tcpdump -xx 打印。`,
  ),
  'answers-not-shown': inWords(
    '文本没有显示较短的 UDP 应答说了什么',
    '在 QUIC 的端口上，客户端以与握手同样长的数据报开始，而返回的全部内容都比接受握手所需的更短（RFC 9000 §14.1）：服务器可能拒绝了它。',
    '打印时加上字节内容（`tcpdump -xx`、`tshark -x`），或发送捕获文件。',
    ({ conversations }) =>
      `${count(conversations, '个对话')}的应答太短，不足以接受 QUIC 握手，且其字节内容没有显示：请使用 tcpdump -xx 打印。`,
  ),
  'silence-not-timed': inWords(
    '文本没有显示应答多久没有到来',
    '在没有时间的文本中，有些请求没有应答，或没有被客户端接受的应答：应答究竟是始终没有到来，还是只是尚未到来，只有时间能够说明。',
    '打印时加上时间（`tcpdump` 不带 `-t`），或发送捕获文件。',
    ({ some, of }) =>
      `${count(of, '次通信')}中有 ${some} 次在文本中没有应答，而文本没有能说明多久没有应答的时间：请加上时间打印。`,
  ),
  'delay-not-timed': inWords(
    '文本没有显示应答来得多快',
    '代替服务器的设备比服务器所能应答的更早应答；定时器的重置则在它看似回应的数据包之后数秒到来。究竟是哪一种，只有时间能够说明。',
    '打印时加上时间，或发送捕获文件。',
    ({ answers }) =>
      `${count(answers, '个应答')}出现在没有时间的文本中，而时间可以说明它们是否来自服务器：请加上时间打印。`,
  ),
  'order-not-timed': inWords(
    '数据跟在重置之后，而文本没有显示相隔多久',
    '已在途中的数据会紧跟在重置之后立即到达。之后才到来的数据则与重置矛盾：重置由另一方发送。究竟是哪一种，只有时间能够说明。',
    '打印时加上时间，或发送捕获文件。',
    ({ packets }) =>
      `${count(packets, '个携带数据的数据包')}跟在同一方的重置之后，而文本没有能说明它们是否只是已在途中的时间：请加上时间打印。`,
  ),
  'refusal-not-told': inWords(
    '自最后一次应答以来的 ICMP 错误没有显示与什么有关',
    '该服务曾有应答，之后不再应答，而到来的错误可能与它有关。',
    '打印时加上错误所引用的内容（`tcpdump -v`），或发送捕获文件。',
    ({ errors }) =>
      `自其最后一次应答以来到来了 ${count(errors, '个 ICMP 错误')}，没有显示与什么有关：请使用 tcpdump -v 打印。`,
  ),
  'capture-ends-too-soon': inWords(
    '捕获在应答有可能到来之前就已结束',
    '最后一次尝试距捕获结束的时间，短于客户端再次尝试所需的时间：从没有响应得不出任何结论。',
    '重新捕获，并在故障出现后继续捕获至少 30 秒。',
    ({ attempts }) => `捕获在 ${count(attempts, '次尝试')}之后过早结束：应答可能在此之后到来。`,
  ),
  'capture-first-fragments': inWords(
    '应答只有第一个 IP 分片',
    '较大的应答分成若干 IP 分片到来，而捕获文件中只有第一个。后面的分片没有端口号：丢弃分片的防火墙会丢弃它们，按端口的捕获过滤器会将其排除。',
    '不按端口过滤，重新捕获。如果仍然缺少分片，请放行 IP 分片，或让客户端请求较小的应答（`dig +bufsize=1232`）或改用 TCP。',
    ({ answers }) =>
      `有 ${count(answers, '个应答')}在捕获文件中只有第一个 IP 分片：其余分片被丢弃，或被捕获过滤器排除。`,
  ),
  'capture-many-connections': inWords(
    '同时打开的连接多于所能跟踪的数量',
    '为给其他尝试腾出空间，一些尝试在应答有可能到来之前就被放弃：是否有应答到来无从得知。',
    '先将捕获文件裁剪到有关的客户端或服务器（带过滤器的 `tcpdump -r` 或 `editcap`）。',
    ({ attempts }) =>
      `同时打开的连接多于所能跟踪的数量：${count(attempts, '次尝试')}是否有应答无从得知。`,
  ),
  'capture-incomplete': inWords(
    '缺少大量流量',
    '捕获丢失的数据包太多，其中有应答的内容，说明不了旁边可能有什么失败。',
    '在跟得上流量的主机或端口上重新捕获：更大的缓冲区、针对该客户端的捕获过滤器、不超过其速率的镜像端口。',
    (loss) => captureLossText(loss),
  ),
  'capture-filtered': inWords(
    '过滤器只放过了携带数据的数据包',
    '捕获文件中没有任何连接带有 SYN、纯确认或 FIN：它们被略去，拒绝也可能被略去。',
    '不使用过滤器重新捕获。',
    () => '捕获文件中只有携带数据的数据包：拒绝连接的数据包可能与其余的一起被略去。',
  ),
  'capture-lost-packets': inWords(
    '捕获时丢失了数据包',
    '进行捕获的主机丢失了数据包：其统计信息如此显示，或捕获文件中有对其未包含的数据的确认。应答可能到达了却没有被记录。不过，仍在继续请求的客户端确实没有得到应答。',
    '使用捕获过滤器、更大的缓冲区，或在更快的主机上重新捕获。',
    (loss) => `${captureLossText(loss)}应答可能就在其中。`,
  ),
  'capture-one-way': inWords(
    '捕获文件只显示一个方向',
    '尽管缺少一方的数据包，连接仍在继续：捕获是在只有一个方向经过的地方进行的。',
    '在客户端自己的接口上捕获。',
    ({ connections, of }) => `${of} 个连接中有 ${grouped(connections)} 个只显示一个方向。`,
  ),
  'capture-cut-short': inWords(
    '数据包在端口之前被截断',
    '快照长度只保留了一些数据包的极少部分，无法说明它们属于谁：应答可能就在其中。',
    '使用更大的快照长度（`-s 0`）或至少 128 字节重新捕获。',
    ({ packets }) =>
      `${count(packets, '个数据包')}被截得太短，无法说明它们属于谁：应答可能就在其中。`,
  ),
  'capture-clock-jumped': inWords(
    '时钟发生跳变，或主机休眠',
    '在流量中间、应答应当到来之际，时间戳倒退或跳过了数分钟。这段时间不算作没有响应，但应答可能在此期间到来。',
    '重新捕获，捕获期间保持主机唤醒，并且不要调整其时钟。',
    ({ jumpsBack, pauses, longestPause }) => {
      const parts = [
        ...(jumpsBack > 0 ? [`时钟倒退了 ${count(jumpsBack, '次')}`] : []),
        ...(pauses > 0
          ? [`捕获文件在最长 ${duration(longestPause)}内没有任何内容（主机休眠？）`]
          : []),
      ];
      return `在应答应当到来之际，${parts.join('，且')}；这段时间不计入。`;
    },
  ),
  'capture-exported': inWords(
    '该捕获文件是导出的数据包列表',
    '列表中的行是由人选择的，大多使用了显示过滤器：应答、重置或 ICMP 错误可能被略去。因此，其中没有响应一事无论出现多少次，最多只能说是很可能。',
    '发送捕获文件本身（pcapng）：它包含全部数据包及其全部内容。',
    () => '这是导出的数据包列表：应答可能已被过滤掉。',
  ),
  'capture-errors-not-told': inWords(
    '列表中的 ICMP 错误没有显示与什么有关',
    '数据包列表的一行说明到来的是哪种错误、发给谁，但没有说明它引用了哪个数据包：它可能与客户端请求的任何服务有关。',
    '发送捕获文件本身，或使用 `tshark -T json` 导出，其中包含所引用的内容。',
    ({ errors }) =>
      `发给此客户端的 ${count(errors, '个 ICMP 错误')}在列表中没有显示与什么有关：看似没有响应的请求可能是被拒绝了。`,
  ),
  'capture-errors-cut': inWords(
    'ICMP 错误在说明与什么有关之前被截断',
    '快照长度在 ICMP 错误所引用的数据包之中结束，对于 IPv6，96 字节即会如此：它可能与客户端请求的任何服务有关。',
    '使用更大的快照长度（`-s 0`）或至少 128 字节重新捕获。',
    ({ errors }) =>
      `发给此客户端的 ${count(errors, '个 ICMP 错误')}在说明与什么有关之前被截断：看似没有响应的请求可能是被拒绝了。`,
  ),
  'capture-exported-one-way': inWords(
    '导出的列表可能只显示一个方向',
    '列表中没有来自服务器的行，而客户端并没有像得不到应答的客户端那样再次请求：针对一个方向的过滤器（`ip.dst == …`、`dns.flags.response == 0`）会留下同样的内容。',
    '使用针对两个方向的过滤器（例如 `ip.addr == …`）重新导出。',
    () => '此导出的列表中没有来自该服务器的行，且客户端没有立即再次请求：它可能是单个方向的列表。',
  ),
  'capture-no-answers': inWords(
    '捕获文件中完全没有这一类应答',
    '在整个捕获文件中，没有一台服务器应答 SYN（或 DNS 查询），而客户端并没有像得不到应答的客户端那样再次请求：略去应答的过滤器（`!tcp.flags.ack`、`dns.flags.response == 0`）会使正常的服务看起来也是这样。',
    '不使用过滤器，或使用针对两个方向的过滤器（`ip.addr == …`）进行捕获或导出。',
    ({ kind, port }) => {
      const who =
        kind === 'tcp'
          ? '没有服务器通过 TCP 应答'
          : kind === 'udp'
            ? '没有服务器通过 UDP 应答'
            : port === null
              ? '可能没有服务器在此端口上应答 DNS 查询'
              : `没有服务器在端口 ${port} 上应答 DNS 查询`;
      return `在整个捕获文件中${who}，且客户端没有立即再次请求：应答可能已被过滤掉。`;
    },
  ),
  'capture-short-packets': inWords(
    '捕获文件中只有短数据包',
    '没有数据包达到应答的长度，而客户端却确认了数据，或没有像得不到应答的客户端那样再次请求：针对长度的过滤器（`frame.len < 80`、`tcp.len == 0`）会留下同样的内容。',
    '不使用针对长度的过滤器进行捕获或导出。',
    ({ longest, isAcknowledged }) => {
      const what = `捕获文件中没有超过 ${count(longest, '字节')}的数据包`;
      return isAcknowledged
        ? `${what}，却有对其未包含的数据的确认：较长的数据包（包括应答）被略去。`
        : `${what}，且客户端没有立即再次请求：应答可能已按长度被过滤掉。`;
    },
  ),
  'capture-no-repeats': inWords(
    '客户端没有像得不到应答的客户端那样再次请求',
    '得不到应答的客户端会在几秒内重发 DNS 查询，或使用相同的 ID 重发。只是偶尔重新查询的客户端完全有可能得到了应答，只是过滤器（`!(ip.src == …)`）将其略去。',
    '不使用过滤器，或使用针对两个方向的过滤器（`host …`）进行捕获。',
    ({ queries }) =>
      `${count(queries, '个查询')}，没有一个像得不到应答的客户端那样立即重发：应答可能已被过滤掉。`,
  ),
};

/** What was seen of an endpoint, as a sentence with its values. */
export function evidenceText<Code extends EvidenceCode>({
  code,
  values,
}: Pick<Observation<Code>, 'code' | 'values'>): string {
  return evidence[code].text(values);
}

const SIDES: Readonly<Record<ValuesOf<'reset-contradicted'>['side'], string>> = {
  client: '客户端',
  server: '服务器',
};

/** "64", "64 至 128". */
function range({ minimum, maximum }: Spread): string {
  return minimum === maximum ? `${minimum}` : `${minimum} 至 ${maximum}`;
}

function askedText({ queries, asked, hasOthers }: DnsUnanswered): string {
  const names = asked.map(({ type, name }) => `${typeName(type)} ${name || '<Root>'}`);
  const others = hasOthers ? '等' : '';
  const what = names.length === 0 ? others : `（${joined(names.join('、'), others)}）`;
  return `${count(queries, '个查询')}${what}`;
}

function requestText({
  protocol,
  message,
  sends,
  requests,
  fragmented,
}: RequestsUnanswered): string {
  const anew = requests > 1 ? `，共 ${count(requests, '个请求')}` : '';
  const pieces = fragmented > 0 ? '，以 IP 分片发送' : '';
  return `${protocol} ${message} 发送了${sends === 1 ? '一次' : ` ${count(sends, '次')}`}${anew}${pieces}`;
}

function portalClueText(clue: PortalClue, networks: number): string {
  switch (clue) {
    case 'status-511':
      return '状态码为 511，“需要网络认证”';
    case 'to-private-address':
      return '指向本地网络的地址';
    case 'portal-test':
      return '是对操作系统自身门户检测的回应';
    case 'near':
      return '其 TTL 与邻居的 TTL 相同';
    case 'everywhere':
      return `${networks} 个互不相关的网络中的服务器都是如此`;
  }
}

function nearText({ within, timeToLive }: DnsAnswersNear): string {
  const near = timeToLive === null ? '' : `TTL 为 ${timeToLive}，其他公网服务器都没有这个值`;
  if (within === null) return `应答的 ${near}`;
  return `应答在 ${duration(within)}内到来${near === '' ? '' : `，且 ${near}`}`;
}

/** What ICMP errors say, by version, type and code. */
const ICMP: { readonly [Version in 4 | 6]: Readonly<Record<keyof IcmpReadings[Version], string>> } =
  {
    4: {
      '3/0': '网络不可达',
      '3/1': '主机不可达',
      '3/2': '协议不可达',
      '3/3': '端口不可达',
      '3/5': '源路由失败',
      '3/6': '网络未知',
      '3/7': '主机未知',
      '3/8': '源主机被隔离',
      '3/9': '网络被管理性禁止',
      '3/10': '主机被管理性禁止',
      '3/11': '对此服务类型网络不可达',
      '3/12': '对此服务类型主机不可达',
      '3/13': '通信被管理性禁止',
      '3/14': '违反主机优先级',
      '3/15': '优先级截止生效',
      '11/0': 'TTL 在传输中超时',
    },
    6: {
      '1/0': '没有通往目的地址的路由',
      '1/1': '被管理性禁止',
      '1/2': '超出源地址的范围',
      '1/3': '地址不可达',
      '1/4': '端口不可达',
      '1/5': '源地址未通过策略',
      '1/6': '拒绝路由',
      '3/0': '跳数限制在传输中耗尽',
    },
  };

function icmpText(error: IcmpError): string {
  const [protocol, meaning] =
    error.version === 4 ? ['ICMP', ICMP[4][error.kind]] : ['ICMPv6', ICMP[6][error.kind]];
  return `${count(error.errors, `个 ${protocol} 错误`)}“${meaning}”（${error.kind}），${icmpSourceText(error.source)}。`;
}

function icmpSourceText(source: IcmpSource): string {
  if (source.by === 'server') return '来自服务器本身';
  if (source.by === 'other') {
    const isAddress = source.isAsFarAsServer
      ? '，它与服务器的距离完全相同：很可能是服务器的另一个地址'
      : '';
    return `来自 ${formatAddress(...source.address)}${isAddress}`;
  }
  const { timeToLive, server } = source.forgery;
  return server === null
    ? `来自服务器的地址，但 TTL 为 ${timeToLive}，是初始值：它未经过任何路由器`
    : `来自服务器的地址，但 TTL 为 ${timeToLive}，而服务器的其他数据包为 ${server}`;
}

function clientHello({ serverName }: FirstData): string {
  return ` ClientHello${serverName === null ? ' ' : `（服务器名称 ${serverName}）`}`;
}

const HANDSHAKES: Readonly<Record<Handshakes, string>> = {
  all: '，握手完整',
  some: '，其中一些的握手在捕获文件中',
  none: '，其握手不在捕获文件中',
};

const HANDSHAKES_OPEN: Readonly<Record<Handshakes, string>> = {
  all: '有 SYN/ACK',
  some: '有 SYN/ACK，或有客户端只在 SYN/ACK 之后才会发送的数据',
  none: '有客户端只在 SYN/ACK 之后才会发送的数据',
};

function begunText(values: { connections: number; handshakes: Handshakes }): string {
  return `${count(values.connections, '个连接')}${HANDSHAKES[values.handshakes]}`;
}

function droppedText(values: FirstData, what: string): string {
  return `${begunText(values)}；客户端的${what}一再发送却始终未被确认。`;
}

function resetText(values: FirstData, what: string): string {
  return `${begunText(values)}；客户端的${what}得到 RST 回应。`;
}

/** Seconds that were counted whole. */
function wholeSeconds(seconds: number): string {
  return seconds < 100 ? `${seconds} 秒` : duration(seconds * 1e6);
}

function secondsText({ minimum, maximum }: Spread): string {
  const [least, most] = [wholeSeconds(minimum), wholeSeconds(maximum)];
  return least === most ? least : `${least}至 ${most}`;
}

function idleText(afterIdle: ValuesOf<'connection-stalled'>['afterIdle']): string {
  if (afterIdle === null) return '';
  const { connections, least } = afterIdle;
  return `；其中 ${connections} 个是在 ${duration(least * 1e6)}或更久没有数据包之后，如同防火墙的空闲超时之后`;
}

function lossText({
  share,
  isExplanation,
}: NonNullable<ValuesOf<'attempts-lost'>['loss']>): string {
  if (share < 0.02) return '其他的几乎没有丢包。';
  const explains = isExplanation ? '这可以解释该现象' : '这不能解释该现象';
  return `全部请求中约有 ${Math.round(share * 100)}% 丢失，${explains}。`;
}

/** "TTL 为 52（12 跳）". */
function wayText({ timeToLive, hops }: Way): string {
  const far = hops.count === 0 ? '' : `（${range(hops)} 跳）`;
  return `TTL 为 ${range(timeToLive)}${far}`;
}

function sameWayText({ reset, server }: WayOfReset): string {
  const [own, its] = [range(reset.timeToLive), range(server.timeToLive)];
  return own === its
    ? `RST 的 TTL（${own}）与服务器的其他数据包相同。`
    : `RST 的 ${wayText(reset)}：初始值不同，但跳数与服务器的其他数据包（${its}）相同。`;
}

function otherWayText({ reset, server }: WayOfReset): string {
  return `RST 的 ${wayText(reset)}，服务器的其他数据包的 ${wayText(server)}。`;
}

function tooFastText(values: ResetTooFast): string {
  const reset = duration(values.reset);
  if (values.than === 'same-server') {
    return `RST 在 ${reset}后到来；到此服务器的往返时间为 ${duration(values.other)}。`;
  }
  if (values.than === 'any-server') {
    return `RST 最晚在 ${reset}后到来，来自公网地址：互联网上几乎没有服务器这么近。`;
  }
  return values.isOnSite
    ? `RST 最晚在 ${reset}后到来，来自公网地址：其他公网服务器中最快的需要 ${duration(values.other)}。`
    : `RST 在 ${reset}后到来；捕获文件中最快的公网服务器需要 ${duration(values.other)}。`;
}

/** What the capture lost, as a sentence. */
export function captureLossText({ number, share, shownBy }: CaptureLoss): string {
  return shownBy === 'statistics'
    ? `捕获时丢失了 ${count(number, '个数据包')}（${percent(share)}）。`
    : `${count(number, '个确认')}所确认的数据不在捕获文件中：数据包在捕获时丢失，或被过滤器略去（至少 ${percent(share)}）。`;
}
