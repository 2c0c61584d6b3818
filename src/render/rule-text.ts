import { visible } from './visible.ts';

/**
 * A text of a rule, on one line. Its placeholders stand for a subject's values; where no subject is meant, they
 * read like the other words that a reader replaces: `--region REGION`.
 */
export const ruleText = (text: string): string =>
  visible(text.replace(/\s+/g, ' ').trim()).replace(/\{(?:param:)?([a-z0-9_]+)\}/g, (_, name: string) => name.toUpperCase());
