import { propertyOf } from '../../src/input/is-record.ts';
import { categoryOf, KEPT_RESULTS, resultsOf, rulesOf, toolOf } from './ingest.ts';

/** Where an analysis belongs, and when it came. */
export type Occasion = { ref: string; commit: string; at: string };

/** What one analysis of a ref says of an alert. */
export type Instance = Occasion & { state: 'open' | 'fixed'; category: string; message: string; path: string; line: number };

export type Alert = {
  number: number;
  tool: string;
  rule: unknown;
  ruleId: string;
  fingerprint: string;
  created_at: string;
  updated_at: string;
  fixed_at: string | null;
  dismissed: { at: string; reason: string } | null;
  /** By ref. */
  instances: Map<string, Instance>;
};

const SEVERITY_OF_LEVEL: Readonly<Record<string, number>> = { error: 3, warning: 2, note: 1 };

/**
 * The alerts of one repository as GitHub keeps them. What tells two apart is tool, category, rule, path and fingerprint: a line
 * or a text may change. One that the newest analysis of its category does not name is fixed; if it comes again, the same number
 * opens again. Suppressions, kinds and baseline states of results mean nothing here, as they mean nothing to GitHub.
 */
export class Alerts {
  readonly #alerts = new Map<string, Alert>();

  /** In the order of their numbers. */
  all(): Alert[] {
    return [...this.#alerts.values()];
  }

  /** Takes an analysis in. @returns how many results were kept */
  take(run: unknown, occasion: Occasion): number {
    const [tool, category] = [toolOf(run), categoryOf(run)];
    const rules = new Map(rulesOf(run).map((rule) => [propertyOf(rule, 'id'), rule]));
    const kept = mostSevere(resultsOf(run), rules);
    const named = new Set<Alert>();
    for (const result of kept) named.add(this.#open(result, tool, category, rules, occasion));
    for (const alert of this.all()) {
      const instance = alert.instances.get(occasion.ref);
      if (alert.tool !== tool || instance?.category !== category || named.has(alert) || instance.state === 'fixed') continue;
      alert.instances.set(occasion.ref, { ...instance, ...occasion, state: 'fixed' });
      alert.fixed_at = alert.updated_at = occasion.at;
    }
    return kept.length;
  }

  /** By hand, as a person does it on the page of an alert. */
  dismiss(number: number, at: string, reason: string): boolean {
    const alert = this.all().find((one) => one.number === number);
    if (alert !== undefined) alert.dismissed = { at, reason };
    return alert !== undefined;
  }

  #open(
    result: unknown,
    tool: string,
    category: string,
    rules: ReadonlyMap<unknown, unknown>,
    { ref, commit, at }: Occasion,
  ): Alert {
    const place = propertyOf(firstOf(propertyOf(result, 'locations')), 'physicalLocation');
    const [ruleId, path] = [String(propertyOf(result, 'ruleId')), String(propertyOf(place, 'artifactLocation', 'uri'))];
    const line = Number(propertyOf(place, 'region', 'startLine'));
    const fingerprint = String(propertyOf(result, 'partialFingerprints', 'primaryLocationLineHash') ?? `line ${line}`);
    const identity = JSON.stringify([tool, category, ruleId, path, fingerprint]);
    const alert = this.#alerts.get(identity) ?? {
      number: this.#alerts.size + 1,
      tool,
      rule: undefined,
      ruleId,
      fingerprint,
      created_at: at,
      updated_at: at,
      fixed_at: null,
      dismissed: null,
      instances: new Map(),
    };
    this.#alerts.set(identity, alert);
    const message = String(propertyOf(result, 'message', 'text'));
    alert.instances.set(ref, { ref, commit, at, state: 'open', category, message, path, line });
    Object.assign(alert, { rule: rules.get(ruleId), updated_at: at, fixed_at: null });
    return alert;
  }
}

/** The first results by severity, as many as GitHub keeps; those that are alike in the order of the file. */
function mostSevere(results: readonly unknown[], rules: ReadonlyMap<unknown, unknown>): unknown[] {
  const severityOf = (result: unknown): number => {
    const rule = rules.get(propertyOf(result, 'ruleId'));
    const security = Number(propertyOf(rule, 'properties', 'security-severity') ?? 0);
    const level = propertyOf(result, 'level') ?? propertyOf(rule, 'defaultConfiguration', 'level') ?? 'warning';
    return security * 10 + (SEVERITY_OF_LEVEL[String(level)] ?? 0);
  };
  return results.toSorted((a, b) => severityOf(b) - severityOf(a)).slice(0, KEPT_RESULTS);
}

const firstOf = (list: unknown): unknown => (Array.isArray(list) ? list[0] : undefined);
