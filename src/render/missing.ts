import { factInWords } from '../report/message.ts';
import type { ReportedVerdict } from '../report/schema.ts';
import { visible } from './visible.ts';

type Facts = NonNullable<ReportedVerdict['unknown']>['facts'];
export type Missing = { facts: string; cause: string; call: string | null; permission: string | null; detail: string };

const shown = (text: string | null): string | null => (text === null ? null : visible(text));

/** What was not observed, by reason: one refused call often leaves several facts unknown, and is listed once. */
export function missing(type: string, facts: Facts): Missing[] {
  const byReason = Map.groupBy(facts, ({ cause, call, permission, detail }) => JSON.stringify([cause, call, permission, detail]));
  return [...byReason.values()].flatMap((same) =>
    same.slice(0, 1).map(({ cause, call, permission, detail }) => ({
      facts: same.map(({ fact }) => visible(factInWords(type, fact))).join(', '),
      cause: visible(cause.replaceAll('_', ' ')),
      call: shown(call),
      permission: shown(permission),
      detail: visible(detail),
    })),
  );
}
