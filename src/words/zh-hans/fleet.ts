import type { Words } from '../words.ts';
import { count, joined, listSome } from './phrases.ts';

/** Networks that a sentence names. */
const NAMED = 5;

export const fleet: Words['fleet'] = {
  footnote:
    '出现在多个捕获文件中的同一发现只报告一次。网络指客户端所在的网络，按 /24 或 /64 计，因为没有捕获文件说明网络有多大；位于 NAT 之后的客户端计入传感器所看到的网络。置信度取所有捕获文件中最高的。',
  summary(captures, sensors, findings, inconclusive) {
    if (captures === 0) return '此范围内没有带报告的捕获文件';
    const of = `${count(sensors, '个传感器')}的 ${count(captures, '个捕获文件')}`;
    if (findings > 0) return `${of}：${count(findings, '项关于失败的发现')}`;
    if (inconclusive === captures) return `${of}：凭其中任何一个都无法判断`;
    if (inconclusive > 0) return `${of}：未见失败，其中 ${inconclusive} 个无法判断`;
    return `${of}：没有失败`;
  },
  outcomes: {
    damaged: '已损坏：仅判定到能够读取之处',
    unreadable: '无法读取',
    missing: '轮到处理时已不存在',
    changed: '轮到处理时已不是入队时的内容',
    failed: '在死信队列中',
  },
  places(named, more) {
    const texts = named.map(({ name, captures }) => `${name}（${captures}）`);
    if (more > 0) texts.push(`另外 ${more} 个`);
    return texts.length === 0 ? '未知' : texts.join('、');
  },
  answered(captures, networks) {
    if (captures === 0) return '此范围内的捕获文件中均无';
    const where = networks.length > 0 ? `，${joined('来自', listSome(networks, NAMED))}` : '';
    return `见于 ${count(captures, '个捕获文件')}${where}`;
  },
};
