import type { Report } from '../../report/schema.ts';
import { countByState, STATES } from '../../report/state.ts';
import { ruleText } from '../rules.ts';
import { ruleAnchor } from './links.ts';
import { countColumns, type Table, table } from './table.ts';
import type { Tally } from './tally.ts';

export const ruleTable = ({ rules }: Report, { all, byRule }: Tally): Table => {
  const none = countByState([]);
  return table(
    'rule-table',
    `Rules (${rules.length})`,
    rules.map((rule) => ({ ...rule, counts: byRule.get(rule.id)?.all ?? none })),
    {
      Rule: ({ id }) => id,
      Severity: ({ severity }) => severity,
      'Holds when': ({ title, description }) => ruleText(`${title}. ${description}`),
      ...countColumns(
        STATES.filter((state) => all[state] > 0),
        ({ counts }) => counts,
      ),
    },
    { anchor: ({ id }) => ruleAnchor(id), sortable: true },
  );
};
