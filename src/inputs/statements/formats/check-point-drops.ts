import { sentenceFormat } from '../sentence-format.ts';

/** Check Point's `fw ctl zdebug drop`: a line for each packet that was dropped, with who dropped it. */
export const CHECK_POINT_DROPS = sentenceFormat({
  name: 'check-point-drops',
  sentences: [
    {
      words:
        /fw_log_drop_ex: Packet proto=(?<protocol>\d{1,3}) (?<source>[0-9a-fA-F.:]{2,45}):(?<from>\d{1,5}) -> (?<destination>[0-9a-fA-F.:]{2,45}):(?<to>\d{1,5}) dropped by (?<rule>[\w:.-]{1,80}) Reason: (?<reason>[^;\r\n]{1,200})/,
      action: 'dropped',
      complete(statement, { from, to }) {
        // Of ICMP they are no ports.
        if (statement.protocol !== 6 && statement.protocol !== 17) return;
        statement.sourcePort = Number(from) <= 0xffff ? Number(from) : -1;
        statement.destinationPort = Number(to) <= 0xffff ? Number(to) : -1;
      },
    },
  ],
});
