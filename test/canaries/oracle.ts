import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A piece of a canary of so many characters, in whatever form, is a leak. */
const PIECE = 10;

/** By name. */
export type Canaries = Readonly<Record<string, string>>;
/** What was found: which canary, in which form, where. */
export type Leak = { canary: string; form: string; where: string; piece: string };

/** Looks for canaries by means of its own: nothing here knows how they are hidden. */
export function oracle(canaries: Canaries) {
  const pieces = new Map<string, { canary: string; form: string }>();
  for (const [canary, secret] of Object.entries(canaries))
    for (const [form, text] of searched(secret))
      for (let from = 0; from + PIECE <= text.length; from++) pieces.set(text.slice(from, from + PIECE), { canary, form });
  /** Which three characters a piece may begin with, so that few places of a text are looked up. */
  const beginnings = new Uint8Array(1 << 21);
  const beginning = (text: string, at: number) =>
    ((text.charCodeAt(at) & 0x7f) << 14) | ((text.charCodeAt(at + 1) & 0x7f) << 7) | (text.charCodeAt(at + 2) & 0x7f);
  for (const piece of pieces.keys()) beginnings[beginning(piece, 0)] = 1;

  const inText = (text: string, where: string): Leak[] => {
    const found = new Map<string, Leak>();
    for (let from = 0; from + PIECE <= text.length; from++) {
      if (beginnings[beginning(text, from)] === 0) continue;
      const piece = text.slice(from, from + PIECE);
      const known = pieces.get(piece);
      if (known !== undefined) found.set(`${known.canary} ${known.form}`, { ...known, where, piece });
    }
    return [...found.values()];
  };

  /** As it is; without white space; without escapes; and what its stretches of Base64 hold. */
  function leaksIn(bytes: Buffer | string, where: string): Leak[] {
    const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1');
    const whole = typeof bytes === 'string' ? bytes : bytes.toString('utf8');
    const base64 = [...text.matchAll(/[\w+/-]{12,}/g)].flatMap(([run]) =>
      [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
    );
    const variants: [string, string][] = [
      ['', whole],
      [', without white space', whole.replace(/\s/g, '')],
      [', without escapes', unescaped(whole)],
      [', without escapes and white space', unescaped(whole).replace(/[\s\\]/g, '')],
      [', from Base64', base64.join('\n')],
    ];
    const leaks = variants.flatMap(([how, variant]) => inText(variant, `${where}${how}`));
    const zipped = typeof bytes === 'string' ? null : unzipped(bytes);
    return zipped === null ? leaks : [...leaks, ...leaksIn(zipped, `${where}, unzipped`)];
  }

  /** In every file below a folder, and in the names of files. */
  function leaksBelow(folder: string): Leak[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const inName = inText(entry.name, `the name of ${path}`);
      return entry.isFile() ? [...inName, ...leaksIn(readFileSync(path), path)] : inName;
    });
  }

  return { leaksIn, leaksBelow };
}

const escapedAs = (text: string, each: (code: number) => string) =>
  [...text].map((character) => each(character.charCodeAt(0))).join('');
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');

/** What of a canary is searched for, in each text. */
const searched = (secret: string): [form: string, text: string][] => {
  const plain = [...new Set([secret, unescaped(secret), secret.replaceAll(' ', '+')])];
  const dense = plain.map((text) => text.replace(/[\s\\]/g, ''));
  return [...[...plain, ...dense].map((text): [string, string] => ['itself', text]), ...base64Of(secret)];
};

const encoded = encodeURIComponent;

/** Each way in which a stand-in writes a canary, or a piece of one. */
export const WAYS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  'in JSON': (secret) => JSON.stringify(secret).slice(1, -1),
  'each character escaped': (secret) => escapedAs(secret, (code) => `\\u${hex(code, 4)}`),
  'each escaped in upper case': (secret) => escapedAs(secret, (code) => `\\u${hex(code, 4).toUpperCase()}`),
  'in a URL': encoded,
  'in a URL, in lower case': (secret) => encoded(secret).replace(/%../g, (one) => one.toLowerCase()),
  'in a URL, with +': (secret) => encoded(secret).replaceAll('%20', '+'),
  'in a URL, each byte': (secret) => escapedAs(secret, (code) => `%${hex(code, 2)}`),
  'over lines': (secret) => secret.match(/.{1,4}/g)?.join('\r\n\t') ?? '',
  'with spaces': (secret) => secret.match(/.{1,4}/g)?.join(' ') ?? '',
};

/** The Base64 of a canary after nothing, one byte and two, but for the characters that have bits of others too. */
export const base64Of = (secret: string): [form: string, text: string][] =>
  ['', 'a', 'ab'].flatMap((before) => {
    const text = Buffer.from(`${before}${secret}`)
      .toString('base64')
      .replace(/=+$/, '')
      .slice(before.length * 2, -2);
    return [
      [`Base64 after ${before.length}`, text],
      [`Base64 for URLs after ${before.length}`, urlSafe(text)],
    ] satisfies [string, string][];
  });

const urlSafe = (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_');

function unescaped(text: string): string {
  return text
    .replace(/\\+u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\+[rn]/g, '')
    .replace(/&(?:quot|#x22|#34);/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\\+(["\\/])/g, '$1');
}

function unzipped(bytes: Buffer): Buffer | null {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : null;
}
