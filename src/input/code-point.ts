const ASTRAL = /[\ud800-\udfff]/;

/** Compares by Unicode code point. JavaScript's own `<` compares UTF-16 units, which sorts some characters elsewhere. */
export function byCodePoint(a: string, b: string): number {
  if (ASTRAL.test(a) || ASTRAL.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
