import { propertyOf } from '../../src/input/is-record.ts';
import type { Alert, Instance } from './alerts.ts';
import type { Analysis } from './repository.ts';

/** An alert of a ref as the API lists it; null where no analysis of that ref ever named it. */
export function shownAlert(alert: Alert, ref: string, at: { api: string; html: string }) {
  const instance = alert.instances.get(ref);
  if (instance === undefined) return null;
  const { number, created_at, updated_at, dismissed, tool } = alert;
  const url = `${at.api}/alerts/${number}`;
  const state = stateOf(alert, instance);
  return {
    ...{ number, created_at, updated_at, url, html_url: `${at.html}/${number}`, instances_url: `${url}/instances`, state },
    fixed_at: instance.state === 'fixed' ? instance.at : null,
    dismissed_by: null,
    dismissed_at: dismissed?.at ?? null,
    dismissed_reason: dismissed?.reason ?? null,
    dismissed_comment: null,
    rule: shownRule(alert),
    tool: { name: tool, guid: null, version: null },
    most_recent_instance: {
      ...{ ref, analysis_key: '(default)', environment: '', category: instance.category, state, commit_sha: instance.commit },
      message: { text: instance.message },
      location: { path: instance.path, start_line: instance.line, end_line: instance.line, start_column: 1, end_column: 1 },
      classifications: [],
    },
  };
}

/** What was dismissed stays so while results of it come; where none comes any more it is fixed. */
const stateOf = ({ dismissed }: Alert, { state }: Instance): 'open' | 'dismissed' | 'fixed' =>
  state === 'open' && dismissed !== null ? 'dismissed' : state;

function shownRule({ rule, ruleId }: Alert) {
  const textAt = (...path: string[]): string => String(propertyOf(rule, ...path) ?? '');
  const score = Number(propertyOf(rule, 'properties', 'security-severity') ?? 0);
  const tags = propertyOf(rule, 'properties', 'tags');
  const level = propertyOf(rule, 'defaultConfiguration', 'level') ?? 'warning';
  return {
    id: ruleId,
    name: textAt('name') || ruleId,
    severity: level,
    security_severity_level: bandOf(score),
    description: textAt('shortDescription', 'text'),
    full_description: textAt('fullDescription', 'text'),
    tags: Array.isArray(tags) ? tags.slice(0, 10) : [],
    help: textAt('help', 'markdown') || textAt('help', 'text'),
    help_uri: textAt('helpUri') || null,
  };
}

function bandOf(score: number): string | null {
  if (score <= 0 || score > 10) return null;
  return score > 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
}

export const shownAnalysis = (
  { id, sarif_id, ref, commit, category, tool, created_at, results, rules, warning }: Analysis,
  at: { api: string },
) => ({
  ...{ ref, commit_sha: commit, analysis_key: '(default)', environment: '', category, error: '', created_at, id, sarif_id },
  results_count: results,
  rules_count: rules,
  url: `${at.api}/analyses/${id}`,
  tool: { name: tool, guid: null, version: null },
  deletable: true,
  warning,
});
