import type { Log } from 'sarif';
import { isRecord } from '../../input/is-record.ts';
import type { LeftOut } from '../../report/alerts.ts';
import type { Report } from '../../report/schema.ts';
import { visible } from '../visible.ts';
import { invocationOf, NOTIFICATIONS } from './notifications.ts';
import { ruleOf } from './rule.ts';

/** The file without its results, which are its last property. */
export function log(report: Report, leftOut: readonly LeftOut[]): Log {
  const parameters = report.scope?.parameters ?? [];
  const invocation = invocationOf(report, leftOut);
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            rules: report.rules.map((rule) => ruleOf(rule, report)),
            notifications: NOTIFICATIONS,
          },
        },
        // GitHub's category is what precedes the last slash: one for each organization
        automationDetails: { id: `byok-audit/${visible(report.organization.id)}/` },
        columnKind: 'utf16CodeUnits',
        ...(invocation === undefined ? {} : { invocations: [invocation] }),
        properties: {
          parameters: parameters.map(({ name, value, default: usual }) => plain({ name, value, default: usual })),
        },
        results: [],
      },
    ],
  };
}

/** Data whose texts, names among them, have no character that hides or changes how the rest is read. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [visible(name), plain(part)]));
}
