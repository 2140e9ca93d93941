import type { FilterSentences } from '../../filter/filter-sentence.ts';
import type { Texts } from './texts.ts';

/** What is wrong with a display filter, a regular expression in it, or a capture filter; and what may not mean what was thought. As Wireshark and PCRE2 say it where they do. */
export const filterTexts: Texts<FilterSentences> = {
  'known-while-capturing': ({ word }) =>
    `${word} is known while capturing alone: name the host, such as ip.src == 192.0.2.1`,
  'gateway-by-name': () => 'gateway needs names to be looked up: give its eth.addr',
  'needs-netmask': ({ protocol, word }) =>
    `${protocol} ${word} needs the netmask: give ip.dst its address`,
  'no-rarp-filter': () => 'rarp has no display filter here',
  'not-translated': ({ text }) => `${text} is not translated: tcpdump -r FILE has it`,
  'host-names-not-looked-up': ({ host }) =>
    `names are not looked up here: give the address of ${host}, such as ip.addr == 192.0.2.1`,
  'network-names-not-looked-up': () =>
    'names of networks are not looked up here: give it as 192.0.2.0/24',
  'only-fields-in-sets': () => 'Only a field may be tested for membership in a set.',
  'slice-in-set': () => 'A slice may not appear inside a set.',
  'not-comparable': ({ text, name, operator }) =>
    `${text} (${name}) cannot take part in a "${operator}" comparison.`,
  'incomparable-types': ({ text, name, name2 }) =>
    `${text} (${name}) is not comparable with a value of type ${name2}.`,
  'not-bytes': ({ name }) => `${name} cannot be converted into a sequence of bytes.`,
  renamed: ({ name, current }) => `${name} is now ${current}.`,
  'unknown-field': ({ name }) => `${name} is neither a field nor a protocol name known here.`,
  'no-name': ({ text }) => `${text} is neither a field nor a protocol name.`,
  'no-operand': ({ text }) => `${text} is no operand here.`,
  'field-bytes-unknown': ({ name, protocol }) =>
    `The bytes that ${name} was read from are not known here; those of its protocol are: ${protocol}[0:2], ${protocol} contains 47:45.`,
  'undecoded-protocol': ({ name }) =>
    `${name} is the name of a protocol of Wireshark's, which is not decoded here. Text stands in double quotes, bytes may have a colon before them.`,
  'only-fields-have-parts': ({ text }) => `${text} is no field: only fields have parts.`,
  'not-sliceable': ({ text, name }) => `${text} (${name}) cannot be sliced into bytes.`,
  'unknown-function': ({ name }) => `There is no function ${name}().`,
  'wrong-number-of-arguments': ({ name, takesMany, number }) =>
    `${name}() takes ${takesMany ? 'at least one argument' : 'one argument'}, not ${number}.`,
  'no-sign': ({ text, name }) => `${text} has no sign for ${name}().`,
  'takes-field': ({ name }) => `${name}() takes a field.`,
  'wrong-argument-type': ({ name, text, name2 }) => `${name}() does not take ${text} (${name2}).`,
  'argument-types-differ': ({ name, type, type2 }) =>
    `The arguments of ${name}() must have one type, not ${type} and ${type2}.`,
  'no-order': ({ text, name }) => `${text} has no order for ${name}().`,
  'constant-first': () => 'A constant may not stand first: something of the packet must.',
  'bad-arithmetic-operand': ({ text }) => `${text} is not a valid arithmetic operand.`,
  'cannot-be-negative': ({ name }) => `${name} cannot be negative.`,
  'cannot-be-operand': ({ text, name, operator }) =>
    `${text} (${name}) cannot take part in "${operator}".`,
  'incompatible-types': ({ one, other }) => `${one} and ${other} are not of compatible types.`,
  'matches-needs-quotes': () => 'matches needs a double quoted string on the right side.',
  'bad-pattern': ({ pattern }, say) => `Regular expression: ${say(pattern)}.`,
  'not-from-string': ({ name, text }) => `${name} cannot be converted from a string ("${text}").`,
  'not-from-character': ({ character, name }) =>
    `Character constant '${character}' cannot be converted to ${name}.`,
  'character-over-a-byte': ({ character }) => `'${character}' is too large for a byte.`,
  'label-has-no-value': () => 'A label has no value.',
  'object-identifiers-not-compared': ({ text }) =>
    `"${text}": object identifiers are not compared here.`,
  'bad-byte-string': ({ text, isWord }) =>
    `"${text}" is not a valid byte string.${isWord ? ' Text stands in double quotes.' : ''}`,
  'bad-relative-time': ({ text }) => `"${text}" is not a valid time in seconds.`,
  'bad-floating-point': ({ text }) => `"${text}" is not a valid floating-point number.`,
  'bad-absolute-time': ({ text }) =>
    `"${text}" is not a valid absolute time. Example: "Nov 12, 1999 08:55:44.123" or "2011-07-04 12:34:56".`,
  'number-too-small': ({ value, largest }) =>
    `-${value} is too small: the least is -${largest - 1}.`,
  'bad-number': ({ text }) => `"${text}" is not a valid number.`,
  'number-too-big': ({ text, maximum }) =>
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
  'ethernet-too-long': ({ text }) =>
    `"${text}" contains too many bytes to be a valid Ethernet address.`,
  'ethernet-too-short': ({ text }) =>
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
  'characters-need-quotes': () =>
    'Characters outside of ASCII, and control characters, may only stand inside double quotes.',
  'bad-layer': () =>
    'A layer is a number right after the #, or ranges in brackets: ip.addr#2, ip.addr#[1-2].',
  'right-bracket-missing': () => 'The right bracket was missing from a slice.',
  'bad-escape': ({ text }) => `${text} is not a valid character escape sequence.`,
  'final-quote-missing': () => 'The final quote was missing from a quoted string.',
  'final-character-quote-missing': () => 'The final quote was missing from a character constant.',
  'empty-character-constant': () => 'Empty character constant.',
  'character-too-long': ({ body }) => `'${body}' is too long to be a valid character constant.`,
  'character-not-printable': () =>
    'A character constant is printable ASCII, or an escape sequence.',
  'character-too-large': ({ body }) => `'${body}' is too large to be a valid character constant.`,
  'bad-universal-character': ({ body }) => `'${body}' is not a valid universal character name.`,
  'bad-character-constant': ({ body }) => `'${body}' isn't a valid character constant.`,
  'filter-too-long': ({ number, maximumLength }) =>
    `The filter has ${number} characters; ${maximumLength} are read at most.`,
  'macro-not-read': ({ shipped }) =>
    `Macros are kept in Wireshark's own file dmacros, which is not read here: type what it stands for${shipped === null ? '' : `, such as ${shipped}`}.`,
  'selected-packet-not-known': ({ name }) =>
    `This refers to the packet that is selected in Wireshark; none is here: type the value of ${name} that is meant.`,
  'deprecated-operator': () => 'The operator ~= is deprecated; !== means the same.',
  end: () => 'end',
  'unexpected-end': () => 'Unexpected end of filter expression.',
  unexpected: ({ text }) => `"${text}" was unexpected in this context.`,
  'filter-nested-too-deep': ({ maximumDepth }) =>
    `The filter nests deeper than ${maximumDepth} levels.`,
  'parentheses-suggested': ({ kind, kind2 }) =>
    `"${kind}" binds stronger than "${kind2}": parentheses would make plain what belongs together.`,
  'bad-range': ({ text }) => `"${text}" is not a valid range.`,
  'range-length-not-positive': ({ text, other }) =>
    `Range ${text} isn't valid because length ${other} isn't positive.`,
  'range-signs-differ': ({ text, offset, last }) =>
    `Range ${text} isn't valid because ${offset} and ${last} have different signs.`,
  'range-ends-before-start': ({ text, offset, last }) =>
    `Range ${text} isn't valid because ${offset} is greater than or equal to ${last}.`,
  'unmatched-closing-parenthesis': () => 'unmatched closing parenthesis',
  'nonexistent-subpattern': () => 'reference to non-existent subpattern',
  'not-supported': ({ what }, say) => `${say(what)} not supported`,
  'parentheses-too-deeply-nested': () => 'parentheses are too deeply nested',
  'expression-too-large': () => 'the expression is too large',
  'nothing-to-repeat': () => 'quantifier does not follow a repeatable item',
  'comment-not-closed': () => 'missing ) after (?# comment',
  'quantifier-too-big': () => 'number too big in {} quantifier',
  'quantifier-out-of-order': () => 'numbers out of order in {} quantifier',
  'too-many-repetitions': ({ maximumRepeat }) => `repetitions above ${maximumRepeat} are`,
  'missing-closing-parenthesis': () => 'missing closing parenthesis',
  'conditions-and-calls': () => 'conditions and calls of groups are',
  callouts: () => 'callouts are',
  'utf-disabled': () => 'using UTF is disabled by the application',
  verbs: () => 'verbs are',
  'bad-option-hyphen': () => 'invalid hyphen in option setting',
  'bad-group-character': () => 'unrecognized character after (? or (?-',
  'duplicate-subpattern-name': () => 'two named subpatterns have the same name',
  'subpattern-name-starts-with-digit': () => 'subpattern name must start with a non-digit',
  'subpattern-name-expected': () => 'subpattern name expected',
  'subpattern-name-too-long': () => 'subpattern name is too long',
  'bad-subpattern-name': () => 'syntax error in subpattern name',
  'backslash-at-end': () => '\\ at end of pattern',
  'match-reset-in-lookaround': () => '\\K is not allowed in lookarounds',
  'unicode-escape-without-utf': () => '\\N{U+dddd} is supported only in Unicode (UTF) mode',
  'named-character': () => 'PCRE2 does not support \\N{name}',
  is: ({ character }) => `\\${character} is`,
  'calls-of-groups': () => 'calls of groups are',
  'group-reference-missing': () => '\\g is not followed by a name or number',
  'named-reference-missing': () =>
    '\\k is not followed by a braced, angle-bracketed, or quoted name',
  'posix-class-outside-class': () => 'POSIX named classes are supported only within a class',
  'class-not-closed': () => 'missing terminating ] for character class',
  'bad-class-range': () => 'invalid range in character class',
  'class-range-out-of-order': () => 'range out of order in character class',
  'bad-escape-in-class': () => 'escape sequence is invalid in character class',
  'no-newline-escape-in-class': () => '\\N is not supported in a class',
  'escape-not-supported': ({ escaped }) => `\\${escaped} is not supported`,
  'posix-collating-elements': () => 'POSIX collating elements are not supported',
  'unknown-posix-class': () => 'unknown POSIX class name',
  'digits-missing': () => 'digits missing in \\x{} or \\o{}',
  'bad-digit': ({ letter }) => `non-${letter === 'x' ? 'hex' : 'octal'} character in \\${letter}{}`,
  'octal-brace-missing': () => 'missing opening brace after \\o',
  'not-in-pcre2': ({ character }) => `PCRE2 does not support \\${character}`,
  'unrecognized-escape': () => 'unrecognized character follows \\',
  'control-at-end': () => '\\c at end of pattern',
  'control-not-printable': () => '\\c must be followed by a printable ASCII character',
  'code-point-too-large': () => 'character code point value is too large',
  'lookbehind-not-fixed': () => 'lookbehind assertion is not fixed length',
  'back-reference-in-lookbehind': () => 'back references in lookbehinds are not supported',
  'no-such-value': ({ text, name }) =>
    `"${text}" cannot be found among the possible values for ${name}.`,
};
