import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Report } from '../../src/report/schema.ts';
import { causesOf } from '../../src/report/unknown-causes.ts';
import { generalRemedy } from '../../src/report/unknown-remedy.ts';
import { SEEN } from '../../src/report/unseen.ts';

const CAUSES = new Map(loadPolicy().catalogue.rules.map((rule) => [rule.id, causesOf(rule)]));
/** What a person alone can answer, or has to decide, is never left to a general sentence. */
const GENERAL = new Set([generalRemedy('ambiguous').text, generalRemedy('unsupported').text]);

/** Unknowns for which docs/unknowns.md has no row, or the report no remedy of their own; nothing if there are none. */
export const unexplained = ({ verdicts, obstacles }: Report): string[] =>
  verdicts.flatMap(({ rule, subject, unknown }) =>
    (unknown?.facts ?? []).flatMap(({ fact, cause, detail, obstacle }) => {
      const remedy = obstacles[obstacle ?? -1]?.remedy.text ?? '';
      const of = `${rule} on ${subject.id}: ${fact} is ${cause} (${detail})`;
      // what an earlier scan knew and this one did not see rests on no fact of the rule
      const listed = fact === SEEN || CAUSES.get(rule)?.includes(cause);
      return [
        ...(listed ? [] : [`${of}, a cause that docs/unknowns.md does not have for the rule`]),
        ...(remedy === '' || GENERAL.has(remedy) ? [`${of}, and the report does not say what to do about it`] : []),
      ];
    }),
  );
