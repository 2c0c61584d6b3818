const [QUOTE, BACKSLASH, COMMA, COLON, SPACE, NEWLINE] = [0x22, 0x5c, 0x2c, 0x3a, 0x20, 0x0a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, ZERO, NINE] = [0x7b, 0x7d, 0x5b, 0x5d, 0x30, 0x39];
/** The first letters of `null`, `true` and `false`. */
const [N, T, F] = [0x6e, 0x74, 0x66];
/** What JSON.stringify writes after a backslash, but for code points, which it writes rarely. */
const ESCAPED = '"\\bfnrt';
/** From here on a byte is a part of a letter, and the order of bytes is not that of UTF-16. */
const NOT_ASCII = 0x80;
/** A number of no more digits is written as it is read. */
const DIGITS = 15;
/** No record of ours is deeper. */
const DEEPEST = 64;

/**
 * The place after a value that stands in canonical form, as far as that is plain from its bytes: this takes half of the time
 * that writing the value once more takes. Of bytes that are no JSON it says nothing.
 * @param bytes with zeros after those that count: V8 makes reading beyond the end twice as slow, from then on
 * @param depth how deep the value stands
 * @returns -1 where it is not certain, and where the bytes end before
 */
export function afterCanonical(bytes: Uint8Array, from: number, depth: number): number {
  const first = bytes[from];
  if (first === QUOTE) return afterText(bytes, from);
  if (first === OPEN_BRACE) return bytes[from + 1] === CLOSE_BRACE ? from + 2 : afterItems(bytes, from, depth, CLOSE_BRACE);
  if (first === OPEN_BRACKET) return bytes[from + 1] === CLOSE_BRACKET ? from + 2 : afterItems(bytes, from, depth, CLOSE_BRACKET);
  if (first === N || first === T) return from + 4;
  if (first === F) return from + 5;
  return afterNumber(bytes, from);
}

/** After a list or an object that is not empty: each item on a line of its own, names in order. */
function afterItems(bytes: Uint8Array, from: number, depth: number, close: number): number {
  if (depth > DEEPEST) return -1;
  let [at, last, lastEnd] = [from, 0, 0];
  do {
    at = afterIndent(bytes, at + 1, depth + 1);
    if (at < 0) return -1;
    if (close === CLOSE_BRACE) {
      const end = endOfName(bytes, at);
      if (end < 0 || bytes[end + 1] !== COLON || bytes[end + 2] !== SPACE) return -1;
      if (last > 0 && !isBefore(bytes, last, lastEnd, at, end)) return -1;
      last = at;
      lastEnd = end;
      at = end + 3;
    }
    at = afterCanonical(bytes, at, depth + 1);
    if (at < 0) return -1;
  } while (bytes[at] === COMMA);
  at = afterIndent(bytes, at, depth);
  return at >= 0 && bytes[at] === close ? at + 1 : -1;
}

function afterIndent(bytes: Uint8Array, from: number, depth: number): number {
  if (bytes[from] !== NEWLINE) return -1;
  const end = from + 1 + depth;
  for (let at = from + 1; at < end; at += 1) if (bytes[at] !== SPACE) return -1;
  return end;
}

function afterText(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; ; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === undefined || byte < SPACE) return -1;
    if (byte === BACKSLASH) {
      at += 1;
      if (!ESCAPED.includes(String.fromCharCode(bytes[at] ?? 0))) return -1;
    }
  }
}

function afterNumber(bytes: Uint8Array, from: number): number {
  for (let at = from; at <= from + DIGITS; at += 1) {
    const byte = bytes[at];
    if (byte === undefined || byte < ZERO || byte > NINE) return at > from ? at : -1;
  }
  return -1;
}

/** The place of the closing quote of a name that has neither escapes nor letters beyond ASCII. */
function endOfName(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== QUOTE) return -1;
  for (let at = from + 1; ; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === undefined || byte < SPACE || byte === BACKSLASH || byte >= NOT_ASCII) return -1;
  }
}

/** Whether one name comes before another; a name that stands twice does not. @param oneEnd the place of its closing quote */
function isBefore(bytes: Uint8Array, one: number, oneEnd: number, other: number, otherEnd: number): boolean {
  const shift = other - one;
  for (let at = one; at < oneEnd; at += 1) {
    const [byte = 0, against = 0] = [bytes[at], bytes[at + shift]];
    if (byte !== against) return at + shift < otherEnd && byte < against;
  }
  return oneEnd + shift < otherEnd;
}
