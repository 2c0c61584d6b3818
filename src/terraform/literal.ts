const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** How long a literal may be that links are made by, which are names and ids. To match a longer one could exhaust the stack. */
export const LONGEST_LITERAL = 4096;

/** The text of a quoted string; undefined where it is none, is longer than any name or id, or has expressions in it. */
export function literalOf(source: string): string | undefined {
  if (source.length > LONGEST_LITERAL) return undefined;
  if (!/^"(?:[^"\\]|\\.)*"$/su.test(source)) return undefined;
  return plainOf(source.slice(1, -1))?.replace(/\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)/gs, (whole, short, long, sign) =>
    sign === undefined ? character(short ?? long) : (ESCAPES[sign] ?? whole),
  );
}

/** What a template says that has no expressions in it; undefined where it has some. The last two of several `$` before a brace are one. */
export const plainOf = (template: string): string | undefined =>
  /(?<!\$)\$\{|(?<!%)%\{/.test(template) ? undefined : template.replace(/([$%])\1\{/g, '$1{');

const character = (digits: string): string => {
  const code = Number.parseInt(digits, 16);
  return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
};

/** Quotes a text as Terraform does in addresses, which escapes what cannot be seen. */
export const quote = (text: string): string =>
  `"${text.replace(/["\\]|[$%](?=\{)|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (sign) => {
    if (sign === '$' || sign === '%') return sign + sign;
    const [name] = Object.entries(ESCAPES).find(([, escaped]) => escaped === sign) ?? [];
    if (name !== undefined) return `\\${name}`;
    const digits = (sign.codePointAt(0) ?? 0).toString(16);
    return digits.length > 4 ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
  })}"`;
