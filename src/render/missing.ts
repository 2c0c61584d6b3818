import { factInWords } from '../report/message.ts';
import type { ReportedVerdict } from '../report/schema.ts';

type Facts = readonly Omit<NonNullable<ReportedVerdict['unknown']>['facts'][number], 'obstacle'>[];

/** What was not observed, by reason: one refused call often leaves several facts unknown, and is listed once. */
export function missing(type: string, facts: Facts) {
  const byReason = Map.groupBy(facts, ({ cause, call, permission, detail }) => JSON.stringify([cause, call, permission, detail]));
  return [...byReason.values()].flatMap((same) =>
    same.slice(0, 1).map(({ cause, call, permission, detail }) => ({
      facts: same.map(({ fact }) => factInWords(type, fact)).join(', '),
      cause: cause.replaceAll('_', ' '),
      call,
      permission,
      detail,
    })),
  );
}
