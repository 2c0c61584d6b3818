// C0 and C1 controls, soft hyphen, Arabic letter mark, zero-width and direction marks, separators, embeddings and
// overrides, isolates, byte order mark: what can hide or reorder text.
const HIDDEN = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A character as the escape that JSON and JavaScript have for it: `\u202E`. */
export function escapeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/** Text from outside with its invisible characters shown as escapes (`\u202E`), and lone surrogates replaced. */
export const visible = (text: string): string => text.toWellFormed().replace(HIDDEN, escapeOf);
