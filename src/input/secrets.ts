import { isRecord } from './is-record.ts';
import { formsOf, isAmbiguous, TextReader } from './secret-text.ts';

/** What stands in the place of a secret. */
const HIDDEN = '[hidden]';
/** How many texts are remembered while one value is searched. */
const MOST_REMEMBERED = 10_000;
/** A shorter text is no secret, and occurs in ordinary text. */
const SHORTEST = 8;
/** Of a secret of this length and longer each piece of so many characters is hidden: no ordinary text has one by chance. */
const LONG = 20;
const PIECE = 10;
/** So many bytes are looked up at once: no secret and no piece is shorter. */
const WINDOW = 8;
/** A piece of at least `PIECE` bytes begins with a window that is looked up within so many. */
const STEP = PIECE - WINDOW + 1;

/** A million bits: few of them are set, however many secrets there are. */
const BITS = 20;
const MASK = (1 << BITS) - 1;

/** One form of a secret, and how many bytes of it must occur. */
type Form = { bytes: Uint8Array; least: number };
type Place = { form: Form; at: number };
/** From where to where in a text. */
type Span = [from: number, to: number];

/**
 * What must never be written: the credentials of this process, as they become known. A secret is found in whatever form
 * (`secret-text.ts`), and of a long one each piece, since a service may cut what it repeats.
 */
export class Secrets {
  readonly #known = new Set<string>();
  readonly #places = new Map<number, Place[]>();
  /** Which hashes there may be, by their lower bits: a bit for each. */
  readonly #marked = new Int32Array(1 << (BITS - 5));

  /** What is empty, or too short to be told from ordinary text, is passed over. */
  learn(...secrets: readonly (string | null | undefined)[]): void {
    for (const secret of secrets.flatMap((one) => (one ? bodiesOf(one.trim()) : []))) {
      if (secret.length < SHORTEST || this.#known.has(secret)) continue;
      this.#known.add(secret);
      for (const bytes of formsOf(secret)) {
        const least = secret.length < LONG ? bytes.length : Math.min(bytes.length, PIECE);
        if (least >= WINDOW) this.#look({ bytes, least });
      }
    }
  }

  /** Learns what stands under a name that only secrets have, at any depth: of a reply with a token, of a file of credentials. */
  learnNamed(value: unknown, name = ''): void {
    if (typeof value === 'string' && SECRET_NAMES.has(name.replace(/[_-]/g, '').toLowerCase())) this.learn(value);
    else if (Array.isArray(value)) for (const one of value) this.learnNamed(one, name);
    else if (isPlain(value)) for (const [key, one] of Object.entries(value)) this.learnNamed(one, key);
  }

  /** The text with `[hidden]` in the place of each secret. */
  hide(text: string): string {
    return this.#hidden(text, false);
  }

  /** The same of a text that may have been cut: where it ends with the beginning of a secret, that is hidden too. */
  hideInError(text: string): string {
    return this.#hidden(text, true);
  }

  /** The value with its texts hidden, names of properties too; the very same value where nothing is to be hidden. */
  hideIn<T>(value: T): T {
    return this.#known.size === 0 ? value : (this.#within(value, this.#remembering()) as T);
  }

  /** Hides like `hide`; most texts of a snapshot occur in it thousands of times, such as the names of properties. */
  #remembering(): (text: string) => string {
    const hidden = new Map<string, string>();
    return (text) => {
      const known = hidden.get(text);
      if (known !== undefined) return known;
      const made = this.hide(text);
      if (hidden.size < MOST_REMEMBERED) hidden.set(text, made);
      return made;
    };
  }

  #look(form: Form): void {
    const last = form.least === form.bytes.length ? 0 : form.bytes.length - WINDOW;
    for (let at = 0; at <= last; at += STEP) {
      let [high, low] = [0, 0];
      for (let next = at; next < at + WINDOW; next++) {
        high = (high << 8) | (low >>> 24);
        low = (low << 8) | (form.bytes[next] ?? 0);
      }
      const hash = hashOf(high, low);
      const word = (hash & MASK) >>> 5;
      this.#marked[word] = (this.#marked[word] ?? 0) | (1 << hash);
      const places = this.#places.get(hash) ?? [];
      places.push({ form, at });
      this.#places.set(hash, places);
    }
  }

  #hidden(text: string, mayBeCut: boolean): string {
    if (text.length < WINDOW || this.#known.size === 0) return text;
    const spans = [true, false].flatMap((breaks) =>
      (breaks || isAmbiguous(text)) && this.#occursIn(text, breaks) ? this.#spansIn(text, breaks, mayBeCut) : [],
    );
    if (spans.length === 0) return text;
    const parts: string[] = [];
    let end = 0;
    for (const [from, to] of merged(spans).map((span) => withinQuotes(text, span))) {
      parts.push(text.slice(end, from), HIDDEN);
      end = to;
    }
    return parts.join('') + text.slice(end);
  }

  /** Whether anything is there that may be a part of a secret: nearly always not, and that costs a step for each character. */
  #occursIn(text: string, breaks: boolean): boolean {
    const [reader, marked] = [new TextReader(text, breaks), this.#marked];
    // the last eight bytes
    let [high, low] = [0, 0];
    for (let byte = reader.next(); byte >= 0; byte = reader.next()) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | byte;
      const hash = hashOf(high, low);
      if ((((marked[(hash & MASK) >>> 5] ?? 0) >>> hash) & 1) === 1 && this.#places.has(hash)) return true;
    }
    return false;
  }

  #spansIn(text: string, breaks: boolean, mayBeCut: boolean): Span[] {
    const [bytes, starts]: [number[], number[]] = [[], []];
    const reader = new TextReader(text, breaks);
    for (let byte = reader.next(); byte >= 0; byte = reader.next()) {
      bytes.push(byte);
      starts.push(reader.from);
    }
    const spans: Span[] = [];
    let [high, low] = [0, 0];
    for (let end = 1; end <= bytes.length; end++) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | (bytes[end - 1] ?? 0);
      if (end < WINDOW) continue;
      const hash = hashOf(high, low);
      for (const place of this.#places.get(hash) ?? []) {
        const [from, to] = extended(bytes, end - WINDOW, place);
        const { form, at } = place;
        const isCutOff = mayBeCut && to === bytes.length && from === end - WINDOW - at;
        if (to - from >= form.least || (isCutOff && to - from >= WINDOW)) {
          const next = starts[to] ?? text.length;
          spans.push([starts[from] ?? 0, next - (/\s*$/.exec(text.slice(starts[to - 1], next))?.[0].length ?? 0)]);
        }
      }
    }
    return spans;
  }

  #within(value: unknown, hide: (text: string) => string): unknown {
    if (typeof value === 'string') return hide(value);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#within(item, hide));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (!isPlain(value)) return value;
    const inside: unknown[] = [];
    let isClean = true;
    for (const name in value) {
      const one = this.#within(value[name], hide);
      isClean &&= one === value[name] && hide(name) === name;
      inside.push(one);
    }
    // nearly always
    if (isClean) return value;
    const names = new Set<string>();
    const entries = Object.keys(value).map((name, place) => {
      const shown = unlike(names, hide(name));
      names.add(shown);
      return [shown, inside[place]];
    });
    return Object.fromEntries(entries);
  }
}

/** Of eight bytes; two that differ may have the same. */
function hashOf(high: number, low: number): number {
  const mixed = Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** From where to where the text has the bytes of a form around a window; nothing where only the hash is the same. */
function extended(bytes: readonly number[], start: number, { form, at }: Place): Span {
  let [from, to] = [start, start];
  while (to < bytes.length && bytes[to] === form.bytes[at + to - start]) to += 1;
  if (to - start < WINDOW) return [start, start];
  while (from > 0 && from + at > start && bytes[from - 1] === form.bytes[at + from - 1 - start]) from -= 1;
  return [from, to];
}

/** The spans in their order, those that touch as one. */
function merged(spans: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    const last = apart.at(-1);
    if (last === undefined || from > last[1]) apart.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return apart;
}

/** A quote that nothing escapes, first or last in what is hidden, may delimit a text in JSON: it says nothing of a secret, and stays. */
function withinQuotes(text: string, [start, end]: Span): Span {
  const from = text[start] === '"' ? start + 1 : start;
  const to = end > from && isBareQuote(text, end - 1) ? end - 1 : end;
  return to > from ? [from, to] : [start, end];
}

/** Whether a quote stands there behind no backslash, or behind those that escape each other. */
const isBareQuote = (text: string, at: number): boolean =>
  text[at] === '"' && (/\\*$/.exec(text.slice(Math.max(0, at - MOST_ESCAPES), at))?.[0].length ?? 0) % 2 === 0;

/** More backslashes in a row than anything is escaped by. */
const MOST_ESCAPES = 64;

/** What names a secret in files of credentials and in replies with tokens, in lower case and without what is between words. */
const SECRET_NAMES = new Set([
  ...['secretaccesskey', 'awssecretaccesskey', 'sessiontoken', 'awssessiontoken'],
  ...['accesstoken', 'refreshtoken', 'idtoken', 'token', 'clientsecret', 'clientassertion', 'privatekey'],
  ...['password', 'authorization', 'secret'],
]);

/** A text in PEM is known by what its private keys hold: the lines around that are the same everywhere. */
function bodiesOf(secret: string): string[] {
  if (!secret.includes('-----BEGIN ')) return [secret];
  return [...secret.matchAll(/-----BEGIN ([A-Z ]*PRIVATE KEY)-----([\s\S]+?)-----END \1-----/g)].map(([, , body = '']) =>
    body.trim(),
  );
}

/** Two names that differ only by what is hidden stay two. */
function unlike(names: ReadonlySet<string>, name: string): string {
  if (!names.has(name)) return name;
  for (let number = 2; ; number++) if (!names.has(`${name} ${number}`)) return `${name} ${number}`;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
