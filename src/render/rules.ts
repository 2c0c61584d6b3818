import { bySeverity, type Report, type ReportedVerdict } from '../report/schema.ts';
import { visible } from './visible.ts';

/**
 * A text of a rule, on one line. Its placeholders stand for a subject's values; where no subject is meant, they
 * read like the other words that a reader replaces: `--region REGION`.
 */
export const ruleText = (text: string): string =>
  visible(text.replace(/\s+/g, ' ').trim()).replace(/\{(?:param:)?([a-z0-9_]+)\}/g, (_, name: string) => name.toUpperCase());

/** The rules that gave these verdicts, each with its own, the most severe first. */
export function byRule({ rules }: Report, verdicts: readonly ReportedVerdict[]) {
  const ofRule = Map.groupBy(verdicts, ({ rule }) => rule);
  return rules
    .map((rule) => ({ rule, verdicts: ofRule.get(rule.id) ?? [] }))
    .filter((group) => group.verdicts.length > 0)
    .sort((a, b) => bySeverity(a.rule, b.rule));
}
