/** Of a message or note, in letters. */
const LONGEST = 200;

/** Messages that are still longer, by rule; none may join them. */
const STILL_LONGER = new Set(['key.used']);

/** The sentences that are too long, with their rules. */
export const tooLong = (sentences: readonly { rule: string; text: string }[], length: (text: string) => number): string[] =>
  sentences
    .filter(({ rule, text }) => length(text) > LONGEST && !STILL_LONGER.has(rule))
    .map(({ rule, text }) => `${rule} (${length(text)}): ${text}`);

/** Of a message as its rule writes it. */
export const lengthWritten = (text: string): number => text.replaceAll(/\{[a-z0-9_:]+\}/g, '').length;

/** Of a message as a report has it, without ids, ARNs, permissions and dates. */
export const lengthShown = (text: string): number =>
  text
    .split(/\s+/)
    .filter((word) => !/[/:@._-]\S|\d/.test(word))
    .join(' ').length;
