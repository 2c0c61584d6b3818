import fc from 'fast-check';

/** Texts that a reader or a writer might take for something else. */
const TEXTS = [
  ...['', ' ', '\t', '\n', '\r\n', '\r', '\u0000', '\u001b[31mred\u001b[0m', '\u0007', '\u0085', '\u2028', '\u009b2J'],
  ...[
    '\u202Egnp.exe',
    '\u2066a\u2069',
    '\u200b',
    '\ufeff',
    '\u00ad',
    '\ud800',
    '\udc00',
    '🍎',
    'ключ',
    'a\u0308',
    '\ufffd',
    '\u{e0041}',
  ],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'hasOwnProperty', 'then', 'length', 'valueOf'],
  ...[
    '</script><script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '" onload="x',
    "'><b>",
    '<!--',
    ']]>',
    '&lt;',
    '{{x}}',
  ],
  ...[
    '[a](https://evil.example)',
    '![](x)',
    '`',
    '``',
    '|',
    '\\|',
    '\\',
    '\\\\',
    '*',
    '_a_',
    '# a',
    '- a',
    '1. a',
    '> a',
    '@team',
  ],
  ...['=1+2', '+1', '-1', '%00', '%2e%2e', '..', '../../etc/passwd', '/', '//', '?', '#', 'a?b=c', 'a#b', '@evil.example', ':80'],
  ...['https://u:p@evil.example/', 'javascript:alert(1)', 'file:///etc/passwd', 'http://127.0.0.1', 'null', 'true', '0', '1e400'],
  ...[
    '2026-02-30',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    '2026-11-24T24:00:00Z',
    'P1D',
    `P${'9'.repeat(400)}D`,
  ],
];

/** Any character, half of a pair of surrogates too: most of them of those that every program meets. */
const character = fc
  .oneof(
    { weight: 4, arbitrary: fc.nat(0x7f) },
    { weight: 2, arbitrary: fc.nat(0xffff) },
    { weight: 1, arbitrary: fc.nat(0x10ffff) },
  )
  .map((code) => String.fromCodePoint(code));
export const anyText = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: character, maxLength });

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 3, arbitrary: anyText(12) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...TEXTS), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('a', ' ', '[', '{', '"', '\\', '\u202e', '9', '*a', '🍎'), fc.integer({ min: 50, max: 3000 }))
      .map(([part, times]) => part.repeat(times)),
  },
);

const nested = (open: string, close: string, depth: number): string => `${open.repeat(depth)}${close.repeat(depth)}`;

/** Values as the text of JSON, some of which no value in memory has. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['null', 'true', 'false', '[]', '{}', '0', '-0', '-1', '1.5', '1e400', '-1e400', '1e-400', '9007199254740993'],
      ...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '[[]]', '[null]', '[{}]'],
      ...['{"toString":false}', '{"valueOf":1,"toString":1}', '{"toJSON":1}', '{"length":-1}', '{"then":1}'],
      ...[nested('[', ']', 99), nested('[', ']', 3000), `${'{"a":'.repeat(101)}0${'}'.repeat(101)}`],
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)) },
);
