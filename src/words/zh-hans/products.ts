import { type ProductTexts, productsOf } from '../products.ts';
import type { Words } from '../words.ts';

/** By what the shipped profiles say in English. */
const TEXTS: ProductTexts = {
  'Cisco Secure Client roaming module (Umbrella, Secure Access)':
    'Cisco Secure Client 漫游模块（Umbrella、Secure Access）',
  'DNS protection': 'DNS 保护',
  'OpenDNS resolvers': 'OpenDNS 解析器',
  'The client shows "DNS protection: Unprotected": DNS queries leave without the protection of Umbrella / Secure Access.':
    '客户端显示“DNS protection: Unprotected”：DNS 查询在没有 Umbrella / Secure Access 保护的情况下发出。',
  'encrypted DNS': '加密的 DNS',
  'Web protection': 'Web 保护',
  'Secure Web Gateway': 'Secure Web Gateway',
  'The client shows "Web protection: Cloud service unavailable" and fails open: web traffic goes out directly, unprotected.':
    '客户端显示“Web protection: Cloud service unavailable”，并采取失效放行（fail open）：Web 流量不受保护，直接发出。',
  'TCP 443 to the ingress addresses of the Secure Web Gateway of your region (look up swg-url-proxy-https-sse.sigproxy.qq.opendns.com on the affected PC)':
    '发往您所在区域 Secure Web Gateway 入口地址的 TCP 443（请在受影响的电脑上查询 swg-url-proxy-https-sse.sigproxy.qq.opendns.com）',
  'Registration and synchronisation': '注册和同步',
  'Umbrella services': 'Umbrella 服务',
  'The client cannot register or fetch its settings.': '客户端无法注册或获取其设置。',
  'Certificate checks': '证书检查',
  'certificate status services': '证书状态服务',
  'The client cannot check the certificates of the cloud service.': '客户端无法检查云服务的证书。',
  'a domain list': '域名列表',
  'command and control callbacks': '命令与控制（C&C）回连',
  'a content category or an application': '内容类别或应用程序',
  malware: '恶意软件',
  phishing: '网络钓鱼',
  'suspicious responses': '可疑的应答',
  'security categories (newly seen domains, DNS tunneling, dynamic DNS, potentially harmful) or integrations':
    '安全类别（新出现的域名、DNS 隧道、动态 DNS、可能有害）或集成',
  "roaming module's log": '漫游模块的日志',
  'probed the OpenDNS resolvers': '探测 OpenDNS 解析器',
  'rejected all candidate resolvers': '弃用所有候选解析器',
  'began to check whether the resolvers can be reached': '开始检查能否到达解析器',
  "roaming module's event log": '漫游模块的事件日志',
  'could not connect to the Secure Web Gateway and let web traffic pass unprotected':
    '无法连接 Secure Web Gateway，让 Web 流量不受保护地通过',
  'could not connect to the Secure Web Gateway': '无法连接 Secure Web Gateway',
  'reported web protection as protected': '报告 Web 保护状态为 protected',
  'reported the state of its web protection': '报告其 Web 保护的状态',
  'web and DNS': 'Web 和 DNS',
  'Name resolution': '名称解析',
  'DNS servers': 'DNS 服务器',
  'Names that these servers are asked for are not found, or only after a wait.':
    '向这些服务器查询的名称无法解析，或要等待一段时间才能解析。',
  'Web access': 'Web 访问',
  'web servers': 'Web 服务器',
  'What comes from these servers may not load: a page, a part of it, or the data of a program.':
    '来自这些服务器的内容可能无法加载：整个页面、页面的一部分，或某个程序的数据。',
  'any service': '任何服务',
  'a TLS proxy': 'TLS 代理',
};

export const products: Words['products'] = productsOf(TEXTS);
