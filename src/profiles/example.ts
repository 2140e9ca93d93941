/** What `profile init` writes: a profile of an invented product, with every member explained. */
export const EXAMPLE_PROFILE = `// A profile for pcap-verdict: what a product does for its user, which servers it needs for that, and
// what to do where these cannot be reached. It is JSON; comments like this one, and commas at the end
// of lists, may stand in it.
//
//   pcap-verdict profile check example-vpn.jsonc
//   pcap-verdict case.pcapng --profile example-vpn.jsonc
{
  // For editors that complete and check while you write, such as Visual Studio Code:
  // pcap-verdict profile schema > profile.schema.json
  // "$schema": "./profile.schema.json",

  // What reports call the profile: small letters, digits and hyphens.
  "name": "example-vpn",
  // The product as its users call it.
  "title": "Example VPN",

  // What the product does for its user. Where an endpoint fits several functions, an address counts
  // more than a name, a name more than a range; then the first in this list.
  "functions": [
    {
      // Stable, for scripts: the JSON report has it with each endpoint of the function.
      "id": "remote-access",
      // Stands before "fails" in the report: "... : Remote access fails."
      "title": "Remote access",
      // Stands behind "the", in the plural: "drops UDP 4500 to the VPN gateways 192.0.2.10 and ..."
      "serverTitle": "VPN gateways",
      // What it must reach: by address, by name, or by range, with the ports of each.
      "servers": [
        {
          // Single addresses, IPv4 or IPv6: the surest.
          "addresses": ["192.0.2.10", "2001:db8:10::10"],
          // What DNS and TLS call the servers in the capture; "*." in front stands for any labels.
          "names": ["vpn.example.com", "*.gateways.example.com"],
          // Names to show for addresses, where the capture has none.
          "addressNames": { "192.0.2.10": "vpn.example.com" },
          // Transport ("tcp" or "udp") and number of each port.
          "ports": [
            { "protocol": "udp", "port": 500 },
            { "protocol": "udp", "port": 4500 },
            { "protocol": "tcp", "port": 443 },
          ],
        },
        {
          // A second kind of server, with ports of its own. Ranges are the least sure: they count
          // where neither address nor name fits.
          "ranges": ["198.51.100.0/24", "2001:db8:20::/48"],
          "ports": [{ "protocol": "tcp", "port": 443 }],
        },
      ],
      // What the user sees when it fails: a sentence.
      "impact": "The client shows \\"Cannot connect\\"; servers of the company are out of reach.",
      // What to open on the firewall: reports tell it in sentences, and list it to be copied.
      "opens": [
        {
          "to": ["192.0.2.10"],
          "ports": [{ "protocol": "udp", "port": 500 }, { "protocol": "udp", "port": 4500 }],
          // What it is for, in a word or two.
          "note": "IKE and IPsec",
        },
        {
          "to": ["192.0.2.10", "198.51.100.0/24"],
          "ports": [{ "protocol": "tcp", "port": 443 }],
          "note": "where UDP is blocked",
        },
      ],
      // What else to open, in words, a line each: stands behind "Allow", without a full stop.
      "remedy": ["the update servers that the vendor lists for your region"],
    },
    {
      "id": "name-resolution",
      "title": "Name resolution",
      // true where the title is of several things, to stand before "fail": "Certificate checks fail".
      "isPlural": false,
      "serverTitle": "Example DNS servers",
      "servers": [
        {
          "addresses": ["192.0.2.53"],
          "ports": [
            { "protocol": "udp", "port": 53 },
            { "protocol": "udp", "port": 5353 },
          ],
        },
      ],
      // Names that these servers, and only they, always answer: "there is no such name" then comes
      // from somebody else in their place.
      "probeNames": ["probe.example.com"],
      "impact": "The client finds no gateway.",
      "remedy": ["UDP 53 and 5353 to 192.0.2.53"],
    },
  ],

  // Servers that speak plain DNS on another port than 53.
  "dnsServers": [{ "address": "192.0.2.53", "port": 5353 }],

  // Pages that the product shows in place of what its policy blocks: its DNS gives their addresses.
  "blockPages": {
    // Who blocks.
    "service": "Example Filter",
    // Stands behind "block page for".
    "pages": [{ "address": "192.0.2.66", "reason": "malware" }],
  },
  // Logs among the product's diagnostics, and what their lines mean: their events stand beside the
  // packets in the report.
  "logs": [
    {
      // What a report calls it.
      "title": "VPN client's log",
      // Names of its file, without folders; case does not matter.
      "fileNames": ["examplevpn.log"],
      // "bracketed-lines": 2024-08-27 03:07:43 [8880] [DEBUG] < 12> message
      // "event-blocks": a Windows event log as text (Date :, Time :, Type :, Source :, Description :)
      "format": "bracketed-lines",
      // Texts in a message that tell which address family it is about; may be left out.
      "addressFamilies": { "ipv4": "over IPv4", "ipv6": "over IPv6" },
      // The first that fits counts.
      "events": [
        {
          "id": "gateway-tried",
          // All of these texts, in this order, stand in the message. No regular expressions.
          "contains": ["trying gateway"],
          // Stands behind "the client".
          "text": "tried to reach a gateway",
          // "probe": it sends packets at this time; "failure": it found that its servers cannot be
          // reached; "open": it lets traffic pass unprotected; "recovery": it works again;
          // "state": anything else.
          "kind": "probe",
          // Which of the functions above; may be left out.
          "function": "remote-access",
        },
        {
          "id": "gave-up",
          "contains": ["all gateways failed"],
          "text": "gave up on all gateways",
          "kind": "failure",
          "function": "remote-access",
        },
      ],
    },
  ],
}
`;
