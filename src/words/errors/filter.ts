import type { FilterSentences } from '../../filter/filter-sentence.ts';
import type { Texts } from './texts.ts';

/** What is wrong with a display filter, a regular expression in it, or a capture filter; and what may not mean what was thought. As Wireshark and PCRE2 say it where they do. */
export const filterTexts: Texts<FilterSentences> = {
  'known-while-capturing-alone': ({ word }) =>
    `${word} is known while capturing alone: name the host, such as ip.src == 192.0.2.1`,
  'gateway-needs-names-looked': () => 'gateway needs names to be looked up: give its eth.addr',
  'needs-netmask-give-ip': ({ protocol, word }) =>
    `${protocol} ${word} needs the netmask: give ip.dst its address`,
  'rarp-no-display-filter': () => 'rarp has no display filter here',
  'not-translated-tcpdump-file': ({ text }) => `${text} is not translated: tcpdump -r FILE has it`,
  'names-not-looked-up': ({ host }) =>
    `names are not looked up here: give the address of ${host}, such as ip.addr == 192.0.2.1`,
  'names-networks-not-looked': () =>
    'names of networks are not looked up here: give it as 192.0.2.0/24',
  'only-field-may-tested': () => 'Only a field may be tested for membership in a set.',
  'slice-may-not-appear': () => 'A slice may not appear inside a set.',
  'cannot-take-part-comparison': ({ text, name, operator }) =>
    `${text} (${name}) cannot take part in a "${operator}" comparison.`,
  'not-comparable-value-type': ({ text, name, name2 }) =>
    `${text} (${name}) is not comparable with a value of type ${name2}.`,
  'cannot-converted-into-sequence': ({ name }) =>
    `${name} cannot be converted into a sequence of bytes.`,
  renamed: ({ name, current }) => `${name} is now ${current}.`,
  'unknown-field': ({ name }) => `${name} is neither a field nor a protocol name known here.`,
  'no-name': ({ text }) => `${text} is neither a field nor a protocol name.`,
  'no-operand': ({ text }) => `${text} is no operand here.`,
  'bytes-read-from-not': ({ name, protocol }) =>
    `The bytes that ${name} was read from are not known here; those of its protocol are: ${protocol}[0:2], ${protocol} contains 47:45.`,
  'name-protocol-wireshark-not': ({ name }) =>
    `${name} is the name of a protocol of Wireshark's, which is not decoded here. Text stands in double quotes, bytes may have a colon before them.`,
  'no-field-only-fields': ({ text }) => `${text} is no field: only fields have parts.`,
  'cannot-sliced-into-bytes': ({ text, name }) => `${text} (${name}) cannot be sliced into bytes.`,
  'unknown-function': ({ name }) => `There is no function ${name}().`,
  'wrong-number-of-arguments': ({ name, takesMany, number }) =>
    `${name}() takes ${takesMany ? 'at least one argument' : 'one argument'}, not ${number}.`,
  'no-sign': ({ text, name }) => `${text} has no sign for ${name}().`,
  'takes-field': ({ name }) => `${name}() takes a field.`,
  'does-not-take': ({ name, text, name2 }) => `${name}() does not take ${text} (${name2}).`,
  'arguments-must-type-not': ({ name, type, type2 }) =>
    `The arguments of ${name}() must have one type, not ${type} and ${type2}.`,
  'no-order': ({ text, name }) => `${text} has no order for ${name}().`,
  'constant-may-not-stand': () => 'A constant may not stand first: something of the packet must.',
  'not-valid-arithmetic-operand': ({ text }) => `${text} is not a valid arithmetic operand.`,
  'cannot-negative': ({ name }) => `${name} cannot be negative.`,
  'cannot-take-part': ({ text, name, operator }) =>
    `${text} (${name}) cannot take part in "${operator}".`,
  'not-compatible-types': ({ one, other }) => `${one} and ${other} are not of compatible types.`,
  'matches-needs-double-quoted': () => 'matches needs a double quoted string on the right side.',
  'bad-pattern': ({ pattern }, say) => `Regular expression: ${say(pattern)}.`,
  'cannot-converted-from-string': ({ name, text }) =>
    `${name} cannot be converted from a string ("${text}").`,
  'character-constant-cannot-converted': ({ character, name }) =>
    `Character constant '${character}' cannot be converted to ${name}.`,
  'too-large-byte': ({ character }) => `'${character}' is too large for a byte.`,
  'label-no-value': () => 'A label has no value.',
  'object-identifiers-not-compared': ({ text }) =>
    `"${text}": object identifiers are not compared here.`,
  'not-valid-byte-string': ({ text, isWord }) =>
    `"${text}" is not a valid byte string.${isWord ? ' Text stands in double quotes.' : ''}`,
  'not-valid-time-seconds': ({ text }) => `"${text}" is not a valid time in seconds.`,
  'not-valid-floating-point': ({ text }) => `"${text}" is not a valid floating-point number.`,
  'not-valid-absolute-time': ({ text }) =>
    `"${text}" is not a valid absolute time. Example: "Nov 12, 1999 08:55:44.123" or "2011-07-04 12:34:56".`,
  'too-small-least': ({ value, largest }) =>
    `-${value} is too small: the least is -${largest - 1}.`,
  'not-valid-number': ({ text }) => `"${text}" is not a valid number.`,
  'too-big-field-maximum': ({ text, maximum }) =>
    `"${text}" is too big for this field, maximum ${maximum}.`,
  'dotted-numbers': ({ text }) =>
    `"${text}" is not a valid IPv4 address; object identifiers are not compared here.`,
  'bad-ipv4-address': ({ text, isName }) =>
    `"${text}" is not a valid IPv4 address.${isName ? ' Names are not looked up.' : ''}`,
  'bad-ipv4-prefix': ({ bits }) =>
    `The prefix of an IPv4 address has at most 32 bits, not ${bits}.`,
  'bad-ipv6-address': ({ text }) => `"${text}" is not a valid IPv6 address.`,
  'bad-ipv6-prefix': ({ bits }) =>
    `The prefix of an IPv6 address has at most 128 bits, not ${bits}.`,
  'bad-ethernet-address': ({ text }) => `"${text}" is not a valid Ethernet address.`,
  'contains-too-many-bytes': ({ text }) =>
    `"${text}" contains too many bytes to be a valid Ethernet address.`,
  'contains-too-few-bytes': ({ text }) =>
    `"${text}" contains too few bytes to be a valid Ethernet address.`,
  'names-meant': ({ names }) => (names.length === 0 ? '' : ` Did you mean ${names.join(', ')}?`),
  'not-decoded-here': ({ name, related }) =>
    `${name} is known to Wireshark, but not decoded here; ${related.length > 0 ? `the nearest that are: ${related.join(', ')}.` : '`pcap-verdict fields` lists what is.'}`,
  'wireshark-has-near': ({ name, near }) =>
    `${name} is neither a field nor a protocol name. Wireshark has ${near.join(', ')}, not decoded here.`,
  'bytes-of-header-compared': ({ address }) =>
    `the bytes of the header are compared; an address is ${address}`,
  'unexpected-character': ({ character }) =>
    `"${character}" was unexpected in this context.${character === '=' ? ' Equality is written ==.' : ''}`,
  'characters-outside-ascii-control': () =>
    'Characters outside of ASCII, and control characters, may only stand inside double quotes.',
  'layer-number-right-after': () =>
    'A layer is a number right after the #, or ranges in brackets: ip.addr#2, ip.addr#[1-2].',
  'right-bracket-missing-from': () => 'The right bracket was missing from a slice.',
  'not-valid-character-escape': ({ text }) => `${text} is not a valid character escape sequence.`,
  'final-quote-missing-from': () => 'The final quote was missing from a quoted string.',
  'final-quote-missing-from-character': () =>
    'The final quote was missing from a character constant.',
  'empty-character-constant': () => 'Empty character constant.',
  'too-long-valid-character': ({ body }) =>
    `'${body}' is too long to be a valid character constant.`,
  'character-constant-printable-ascii': () =>
    'A character constant is printable ASCII, or an escape sequence.',
  'too-large-valid-character': ({ body }) =>
    `'${body}' is too large to be a valid character constant.`,
  'not-valid-universal-character': ({ body }) =>
    `'${body}' is not a valid universal character name.`,
  'isn-valid-character-constant': ({ body }) => `'${body}' isn't a valid character constant.`,
  'filter-characters-read-most': ({ number, maximumLength }) =>
    `The filter has ${number} characters; ${maximumLength} are read at most.`,
  'macros-kept-wireshark-own': ({ shipped }) =>
    `Macros are kept in Wireshark's own file dmacros, which is not read here: type what it stands for${shipped === null ? '' : `, such as ${shipped}`}.`,
  'refers-packet-selected-wireshark': ({ name }) =>
    `This refers to the packet that is selected in Wireshark; none is here: type the value of ${name} that is meant.`,
  'operator-deprecated-means-same': () => 'The operator ~= is deprecated; !== means the same.',
  end: () => 'end',
  'unexpected-end-filter-expression': () => 'Unexpected end of filter expression.',
  unexpected: ({ text }) => `"${text}" was unexpected in this context.`,
  'filter-nests-deeper-than': ({ maximumDepth }) =>
    `The filter nests deeper than ${maximumDepth} levels.`,
  'binds-stronger-than-parentheses': ({ kind, kind2 }) =>
    `"${kind}" binds stronger than "${kind2}": parentheses would make plain what belongs together.`,
  'not-valid-range': ({ text }) => `"${text}" is not a valid range.`,
  'range-isn-valid-because': ({ text, other }) =>
    `Range ${text} isn't valid because length ${other} isn't positive.`,
  'range-isn-valid-because-different': ({ text, offset, last }) =>
    `Range ${text} isn't valid because ${offset} and ${last} have different signs.`,
  'range-isn-valid-because-greater': ({ text, offset, last }) =>
    `Range ${text} isn't valid because ${offset} is greater than or equal to ${last}.`,
  'unmatched-closing-parenthesis': () => 'unmatched closing parenthesis',
  'reference-non-existent-subpattern': () => 'reference to non-existent subpattern',
  'not-supported': ({ what }, say) => `${say(what)} not supported`,
  'parentheses-too-deeply-nested': () => 'parentheses are too deeply nested',
  'expression-too-large': () => 'the expression is too large',
  'quantifier-does-not-follow': () => 'quantifier does not follow a repeatable item',
  'missing-after-comment': () => 'missing ) after (?# comment',
  'number-too-big-quantifier': () => 'number too big in {} quantifier',
  'numbers-out-order-quantifier': () => 'numbers out of order in {} quantifier',
  'repetitions-above': ({ maximumRepeat }) => `repetitions above ${maximumRepeat} are`,
  'missing-closing-parenthesis': () => 'missing closing parenthesis',
  'conditions-calls-groups': () => 'conditions and calls of groups are',
  'callouts-are': () => 'callouts are',
  'using-utf-disabled-application': () => 'using UTF is disabled by the application',
  'verbs-are': () => 'verbs are',
  'invalid-hyphen-option-setting': () => 'invalid hyphen in option setting',
  'unrecognized-character-after': () => 'unrecognized character after (? or (?-',
  'two-named-subpatterns-same': () => 'two named subpatterns have the same name',
  'subpattern-name-must-start': () => 'subpattern name must start with a non-digit',
  'subpattern-name-expected': () => 'subpattern name expected',
  'subpattern-name-too-long': () => 'subpattern name is too long',
  'syntax-error-subpattern-name': () => 'syntax error in subpattern name',
  'backslash-at-end': () => '\\ at end of pattern',
  'not-allowed-lookarounds': () => '\\K is not allowed in lookarounds',
  'dddd-supported-only-unicode': () => '\\N{U+dddd} is supported only in Unicode (UTF) mode',
  'named-character': () => 'PCRE2 does not support \\N{name}',
  is: ({ character }) => `\\${character} is`,
  'calls-groups': () => 'calls of groups are',
  'not-followed-name-number': () => '\\g is not followed by a name or number',
  'not-followed-braced-angle': () =>
    '\\k is not followed by a braced, angle-bracketed, or quoted name',
  'posix-named-classes-supported': () => 'POSIX named classes are supported only within a class',
  'missing-terminating-character-class': () => 'missing terminating ] for character class',
  'invalid-range-character-class': () => 'invalid range in character class',
  'range-out-order-character': () => 'range out of order in character class',
  'escape-sequence-invalid-character': () => 'escape sequence is invalid in character class',
  'not-supported-class': () => '\\N is not supported in a class',
  'escape-not-supported': ({ escaped }) => `\\${escaped} is not supported`,
  'posix-collating-elements-not': () => 'POSIX collating elements are not supported',
  'unknown-posix-class-name': () => 'unknown POSIX class name',
  'digits-missing': () => 'digits missing in \\x{} or \\o{}',
  'non-character': ({ letter }) =>
    `non-${letter === 'x' ? 'hex' : 'octal'} character in \\${letter}{}`,
  'missing-opening-brace-after': () => 'missing opening brace after \\o',
  'not-in-pcre2': ({ character }) => `PCRE2 does not support \\${character}`,
  'unrecognized-character-follows': () => 'unrecognized character follows \\',
  'control-at-end': () => '\\c at end of pattern',
  'must-followed-printable-ascii': () => '\\c must be followed by a printable ASCII character',
  'character-code-point-value': () => 'character code point value is too large',
  'lookbehind-assertion-not-fixed': () => 'lookbehind assertion is not fixed length',
  'back-references-lookbehinds-not': () => 'back references in lookbehinds are not supported',
  'cannot-found-among-possible': ({ text, name }) =>
    `"${text}" cannot be found among the possible values for ${name}.`,
};
