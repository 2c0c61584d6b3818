import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secrets } from '../../src/input/secrets.ts';

const LONG = 'fig/Secret+9f8e7d6c5b4a-Q_w "x\\y" zZ';
const SHORT = 'plum"7/q+Z';

const hiding = (...secrets: string[]) => {
  const known = new Secrets();
  known.learn(...secrets);
  return known;
};
const known = hiding(LONG, SHORT);

const urlEncoded = (text: string) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const unicode = (text: string) => [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const FORMS: Record<string, (secret: string) => string> = {
  'as it is': (secret) => secret,
  'in JSON': (secret) => JSON.stringify(secret).slice(1, -1),
  'in JSON within JSON': (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  'in JSON, each character escaped': unicode,
  'in JSON, in upper case': (secret) => unicode(secret).toUpperCase().replaceAll('\\U', '\\u'),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in lower case': (secret) => encodeURIComponent(secret).replace(/%../g, (one) => one.toLowerCase()),
  'URL-encoded with + for a space': (secret) => new URLSearchParams({ secret }).toString().slice('secret='.length),
  'URL-encoded, each byte': urlEncoded,
  'URL-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'broken by lines': (secret) => secret.match(/.{1,5}/g)?.join('\r\n  ') ?? '',
  'broken by escaped lines': (secret) =>
    secret
      .replaceAll('\\', '')
      .match(/.{1,5}/g)
      ?.join('\\r\\n') ?? '',
  'broken by what does not show': (secret) => [...secret].join('\u200b'),
};

describe.each(Object.entries(FORMS))('a secret %s', (_, form) => {
  test.each([LONG, SHORT])('is hidden, and nothing else: %j', (secret) => {
    expect(known.hide(`before ${form(secret)} after`)).toBe('before [hidden] after');
    expect(known.hide(form(secret))).toBe('[hidden]');
  });
});

test.each([
  ['of itself', LONG],
  ['of a user name and it', `a:${LONG}`],
  ['of a longer user name and it', `ab:${LONG}`],
  ['of a text that it stands in', `{"key":"APPLE","secret":${LONG}}`],
])('a secret in the Base64 %s is hidden, but for what its ends share with their neighbours', (_, text) => {
  for (const written of [base64(text), base64(text).replace(/=+$/, ''), Buffer.from(text).toString('base64url')])
    expect(known.hide(`Basic ${written} after`)).toMatch(/^Basic [\w+/-]*\[hidden\][\w+/=-]* after$/);
  const wrapped =
    base64(text.repeat(3))
      .match(/.{1,64}/g)
      ?.join('\n') ?? '';
  const left = known.hide(wrapped).replaceAll('[hidden]', ' ');
  for (const before of [0, 1, 2]) {
    const own = Buffer.concat([Buffer.alloc(before), Buffer.from(LONG)])
      .toString('base64')
      .slice(4, -4);
    expect(left).not.toContain(own.slice(0, 10));
  }
});

describe('a piece of a secret', () => {
  test('is hidden where it is a long one, and has ten characters', () => {
    const plain = 'Kq3vZ8xT1mYw5RjN7pLc2bHf';
    const pieces = hiding(plain);
    for (let from = 0; from + 10 <= plain.length; from++)
      expect(pieces.hide(`said "${plain.slice(from, from + 10)}…"`)).toBe('said "[hidden]…"');
    expect(pieces.hide(`said "${plain.slice(3, 12)}…"`)).toContain(plain.slice(3, 12));
  });

  test('is ordinary text where the secret is a short one', () => {
    expect(hiding('production2026').hide('the production of 2026')).toBe('the production of 2026');
  });

  test('of eight characters is hidden at the end of an error, which a service may have cut', () => {
    const cut = hiding('production2026');
    expect(cut.hideInError('no role "production202')).toBe('no role "[hidden]');
    expect(cut.hideInError('no role "production202" here')).toBe('no role "production202" here');
    expect(cut.hideInError('no role "product')).toBe('no role "product');
    expect(known.hideInError(`rejected: ${LONG.slice(0, 9)}`)).toBe('rejected: [hidden]');
  });
});

test('a text of fewer than eight characters is not taken for a secret', () => {
  expect(hiding('cherry7', '', ' ').hide('cherry7 and cherry7')).toBe('cherry7 and cherry7');
});

test('of a private key what stands between its lines is secret, and those lines are not', () => {
  const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n';
  const pem = `-----BEGIN PRIVATE KEY-----\n${body}-----END PRIVATE KEY-----\n`;
  const key = hiding(pem);
  expect(key.hide(JSON.stringify({ pem }))).toBe('{"pem":"-----BEGIN PRIVATE KEY-----\\n[hidden]-----END PRIVATE KEY-----\\n"}');
  expect(key.hide('-----BEGIN PRIVATE KEY-----')).toBe('-----BEGIN PRIVATE KEY-----');
});

test('what a name says to be secret is learned, at any depth', () => {
  const named = new Secrets();
  named.learnNamed({ access_token: 'fig-token-1', more: [{ refreshToken: 'fig-token-2' }], scope: 'fig-token-3' });
  named.learnNamed('fig-token-4', 'aws_session_token');
  expect(named.hide('fig-token-1 fig-token-2 fig-token-3 fig-token-4')).toBe('[hidden] [hidden] fig-token-3 [hidden]');
});

describe('within a value', () => {
  test('texts and names of properties are hidden, and a value without a secret is the very same', () => {
    const clean = { name: 'orchard', list: ['apple', { pear: 1 }], at: new Date(0), none: null };
    expect(known.hideIn(clean)).toBe(clean);
    expect(known.hideIn({ ...clean, [SHORT]: { [`tag ${SHORT}`]: [`is ${SHORT}`] } })).toEqual({
      ...clean,
      '[hidden]': { 'tag [hidden]': ['is [hidden]'] },
    });
  });

  test('properties whose names differ by secrets only stay apart', () => {
    expect(known.hideIn({ [SHORT]: 1, [LONG]: 2, '[hidden]': 3 })).toEqual({ '[hidden]': 1, '[hidden] 2': 2, '[hidden] 3': 3 });
  });

  test('a property that is called __proto__ is one like any other', () => {
    const hidden = known.hideIn(JSON.parse(`{"__proto__": {"${'name'}": ${JSON.stringify(SHORT)}}}`));
    expect(JSON.stringify(hidden)).toBe('{"__proto__":{"name":"[hidden]"}}');
  });
});

test('JSON stays JSON wherever a secret stands in it', () => {
  const character = fc.constantFrom('"', '\\', '\n', 'n', 'u', 'é', '😀', ' ', '/', 'a', '%', '+', '\u2028');
  const text = fc.string({ unit: character, maxLength: 6 });
  const secret = fc.string({ unit: character, minLength: 12, maxLength: 30 });
  fc.assert(
    fc.property(text, secret, text, (before, one, after) => {
      const hidden = hiding(one).hide(JSON.stringify({ [before]: `${before}${one}${after}` }));
      expect(() => JSON.parse(hidden)).not.toThrow();
    }),
    { numRuns: 300, examples: [['', '😀😀"""""""😀😀😀"""', '']] },
  );
});

test('any secret that is learned is hidden, and hiding again changes nothing', () => {
  const secret = fc
    .string({ unit: 'grapheme', minLength: 12, maxLength: 60 })
    .filter((one) => one.replace(/[\p{Cc}\p{Cf}\s\\%]/gu, '').length >= 10);
  fc.assert(
    fc.property(secret, (one) => {
      const secrets = hiding(one);
      const hidden = secrets.hide(`<${one}>`);
      expect(hidden).not.toContain(one.trim());
      expect(hidden).toContain('[hidden]');
      expect(secrets.hide(hidden)).toBe(hidden);
    }),
    { numRuns: 300 },
  );
});
