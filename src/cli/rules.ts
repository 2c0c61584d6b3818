import { wrongUsage } from '../audit-error.ts';
import type { CatalogueRule } from '../evaluate/catalogue.ts';
import { checkedCatalogue, policyFiles } from '../evaluate/policy-files.ts';
import { nearest } from '../input/nearest.ts';
import type { RulesOptions } from './options.ts';
import type { Session } from './session.ts';
import { wrapped } from './wrap.ts';

/** Lists the rules, or explains one. @throws AuditError 64 where there is no such rule */
export async function runRules(session: Session, id: string | undefined, options: RulesOptions): Promise<void> {
  const { policy, json } = options;
  const catalogue =
    checkedCatalogue(policyFiles(policy, session.directory)) ??
    (await import('../evaluate/policy.ts')).loadPolicy(policy, session.directory).catalogue;
  const { rules, frameworks } = catalogue;
  const chosen = id === undefined ? null : find(rules, id);
  if (json === true) {
    const { controlsOf } = await import('../evaluate/catalogue.ts');
    const withControls = (rule: CatalogueRule) => ({ ...rule, controls: controlsOf(frameworks, rule.id) });
    session.printJson(chosen === null ? rules.map(withControls) : withControls(chosen));
  } else if (chosen === null) session.print(list(rules, session.width));
  else session.print((await import('./rule-text.ts')).ruleText(chosen, catalogue, session.width));
}

function find(rules: readonly CatalogueRule[], id: string): CatalogueRule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule !== undefined) return rule;
  const near = nearest(
    id,
    rules.map((candidate) => candidate.id),
  );
  throw wrongUsage(
    `there is no rule "${id}"${near === undefined ? '.' : `; did you mean ${near}?`} All of them: byok-audit rules`,
  );
}

const LEAST_ROOM = 30;

function list(rules: readonly CatalogueRule[], columns: number): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const indent = columns - width - 12 < LEAST_ROOM ? 4 : width + 12;
  return rules
    .map(({ id, severity, title }) => {
      const lines = wrapped(title, columns - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
      // beside a long id a narrow terminal has no room for a sentence
      return indent === 4 ? `${id}  ${severity}\n    ${lines}\n` : `${id.padEnd(width)}  ${severity.padEnd(8)}  ${lines}\n`;
    })
    .join('');
}
