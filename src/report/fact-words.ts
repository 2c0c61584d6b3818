import { FACTS, factWords } from '../facts/register.ts';

/** A fact of the report as a sentence names it: `in_use` reads "whether the key is in use". */
export function factInWords(type: string, name: string): string {
  const known = (Object.keys(FACTS) as (keyof typeof FACTS)[]).find((one) => one === type);
  return known === undefined ? name.replaceAll(/[._]/g, ' ') : factWords(known, name);
}
