/** Control characters, spaces, and what does not show: between the characters of a secret they hide nothing of it. */
const SEPARATOR = /[\p{Cc}\s\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;

/** What each character of ASCII is read as: itself, nothing, or by a closer look. */
const [NOTHING, LOOK] = [0xfe, 0xff];
const READ_AS = Uint8Array.from({ length: 0x80 }, (_, code) => {
  if (code <= 0x20 || code === 0x7f) return NOTHING;
  return code === BACKSLASH || code === PERCENT ? LOOK : alike(code);
});

/**
 * Reads a text as the bytes that somebody makes of it who undoes what was done to them: escapes of JSON and of URLs, be they
 * escaped again, and breaks between them. Backslashes are left out, and the two alphabets of Base64 are read as one.
 */
export class TextReader {
  readonly #text: string;
  readonly #breaks: boolean;
  #at = 0;
  /** Bytes of the same character. */
  #more: number[] = [];
  /** Where in the text the last byte begins. */
  from = 0;

  /** @param breaks whether `\n` is an escaped line break, or an `n` behind an escaped backslash: a text may mean either */
  constructor(text: string, breaks: boolean) {
    this.#text = text;
    this.#breaks = breaks;
  }

  /** The next byte; -1 at the end. */
  next(): number {
    if (this.#more.length > 0) return this.#more.shift() ?? -1;
    const text = this.#text;
    for (let at = this.#at; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const byte = code < 0x80 ? (READ_AS[code] ?? LOOK) : LOOK;
      if (byte === NOTHING) continue;
      this.from = at;
      this.#at = at + 1;
      return byte === LOOK ? this.#look() : byte;
    }
    this.#at = text.length;
    return -1;
  }

  #look(): number {
    const { character, next } = unescaped(this.#text, this.from, this.#breaks);
    this.#at = next;
    if (typeof character === 'number') {
      if (character > 0x20 && character !== 0x7f && character !== BACKSLASH) return character;
    } else if (character !== null && !SEPARATOR.test(character)) this.#more = [...Buffer.from(character)];
    return this.next();
  }
}

/** A character, a byte of one, or null for an escape that stands for none. */
type Unescaped = { character: string | number | null; next: number };

const ESCAPED = /\\+(?:u([\da-f]{4})|u\{([\da-f]{1,6})\}|x([\da-f]{2})|([nrtbfv]))/iy;
const ENCODED = /%(?:25)*([\da-f]{2})/iy;

function unescaped(text: string, at: number, breaks: boolean): Unescaped {
  const start = text.charCodeAt(at);
  const form = start === BACKSLASH ? ESCAPED : start === PERCENT ? ENCODED : null;
  if (form !== null) {
    form.lastIndex = at;
    const [whole = '', ...digits] = form.exec(text) ?? [];
    const next = at + whole.length;
    if (form === ENCODED && whole !== '') return { character: alike(Number.parseInt(digits[0] ?? '', 16)), next };
    const [short, braced, hex, letter] = digits;
    const code = short ?? braced ?? hex;
    if (code !== undefined) return { character: characterOf(Number.parseInt(code, 16)), next };
    if (letter !== undefined && breaks && letter === letter.toLowerCase()) return { character: null, next };
  }
  if (start !== BACKSLASH) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    return { character, next: at + character.length };
  }
  let next = at;
  while (text.charCodeAt(next) === BACKSLASH) next += 1;
  // what follows the backslashes begins with them, so that none is left behind without what it escapes
  const escaped = next === text.length ? '' : String.fromCodePoint(text.codePointAt(next) ?? 0);
  return { character: escaped === '' ? null : characterOf(escaped.codePointAt(0) ?? 0), next: next + escaped.length };
}

const characterOf = (code: number): string | number | null =>
  code < 0x80 ? alike(code) : code > 0x10ffff ? null : String.fromCodePoint(code);

/** The characters in which the two alphabets of Base64 differ. */
function alike(byte: number): number {
  return byte === 0x2d ? 0x2b : byte === 0x5f ? 0x2f : byte;
}

function bytesRead(text: string, breaks: boolean): Uint8Array {
  const bytes: number[] = [];
  const reader = new TextReader(text, breaks);
  for (let byte = reader.next(); byte >= 0; byte = reader.next()) bytes.push(byte);
  return Uint8Array.from(bytes);
}

/** A backslash before a letter that may be that of an escape: such a text is read in both ways. */
export const isAmbiguous = (text: string): boolean => /\\[nrtbfv]/.test(text);

/** What a secret looks like: as it is, with `+` for each space, and within the Base64 of any text that it stands in. */
export function formsOf(secret: string): Uint8Array[] {
  const plain = secret.includes(' ') ? [secret, secret.replaceAll(' ', '+')] : [secret];
  const texts = [...plain, ...[0, 1, 2].map((before) => withinBase64(secret, before))];
  return texts.flatMap((text) => (isAmbiguous(text) ? [true, false] : [true]).map((breaks) => bytesRead(text, breaks)));
}

/** The characters of Base64 that follow from the secret only, where so many bytes stand before it, modulo three. */
function withinBase64(secret: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
