import { cloudInWords } from '../../report/message.ts';
import { stepsOf } from '../../report/remedy.ts';
import type { Remedy, Report, ReportedVerdict, Steps } from '../../report/schema.ts';
import { exampleStep } from '../../report/steps.ts';
import { waysOf } from '../ways.ts';
import { checklistAnchor, placeOf } from './links.ts';

// How to fix failures. What several of them share stands once with their rule; each has what is its own.

type Way = { name: string; code: boolean; lines: string[] };

/** A remedy of a rule. `own`: by fingerprint, what is different for each failure. */
type Fix = {
  anchor: string;
  title: string;
  rule: string;
  shared: Way[];
  /** Whether words in capitals of the shared ways stand for values of each failure. */
  example: boolean;
  checklist: { title: string; anchor: string } | null;
  own: ReadonlyMap<string, Way[]>;
};

/** What one failure says of its fix: its own steps, and where the shared ones are. */
export type OwnFix = { anchor: string; ways: Way[] };

/** Finds the fixes of a rule's failures. */
export function fixesOf(report: Report) {
  const remedies = new Map(report.remedies.map((remedy) => [remedy.id, remedy]));
  const checklists = new Map(report.checklists.map(({ id, title }) => [id, { title, anchor: checklistAnchor(id) }]));
  const parameters = Object.fromEntries((report.scope?.parameters ?? []).map(({ name, value }) => [name, value]));
  const filledFor = stepsOf(report);

  function fix(remedy: Remedy, rule: string, verdicts: readonly ReportedVerdict[]): Fix {
    const filled = verdicts.flatMap((verdict) => {
      const steps = filledFor(verdict);
      return steps === null ? [] : [{ fingerprint: verdict.fingerprint, ways: waysIn(steps) }];
    });
    const differing = new Set<string>();
    const shared: Way[] = [];
    for (const way of waysIn(remedy.steps)) {
      const texts = new Set(filled.map(({ ways }) => ways.find(({ name }) => name === way.name)?.lines.join('\n') ?? ''));
      const [text, ...others] = texts;
      if (text !== undefined && others.length === 0) shared.push({ ...way, lines: text.split('\n') });
      else {
        differing.add(way.name);
        shared.push({ ...way, lines: way.lines.map((line) => exampleStep(line, parameters)) });
      }
    }
    // commands are short: each failure has its own; of steps for a console or for Terraform, which are prose, only where there are none
    const commands = differing.has(COMMANDS) ? [COMMANDS] : [...differing];
    const own = new Map(filled.map(({ fingerprint, ways }) => [fingerprint, ways.filter(({ name }) => commands.includes(name))]));
    return {
      anchor: placeOf(`fix-${rule}`, remedy.id),
      title: titleOf(remedy),
      rule,
      shared: shared.filter(({ name }) => !commands.includes(name)),
      example: [...differing].some((name) => !commands.includes(name)),
      checklist: remedy.steps.checklist === null ? null : (checklists.get(remedy.steps.checklist) ?? null),
      own,
    };
  }

  return (rule: string, verdicts: readonly ReportedVerdict[]) => {
    const byRemedy = Map.groupBy(verdicts, ({ remedy }) => remedy?.ref ?? null);
    const fixes = [...byRemedy].flatMap(([ref, own]) => {
      const remedy = ref === null ? undefined : remedies.get(ref);
      return remedy === undefined ? [] : [{ ref, fix: fix(remedy, rule, own) }];
    });
    const byRef = new Map(fixes.map(({ ref, fix }) => [ref, fix]));
    return {
      shared: fixes.map(({ fix: { own: _, ...shown } }) => shown),
      of({ remedy, fingerprint }: ReportedVerdict): OwnFix | null {
        const found = remedy === null ? undefined : byRef.get(remedy.ref);
        return found === undefined ? null : { anchor: found.anchor, ways: found.own.get(fingerprint) ?? [] };
      },
    };
  };
}

/** `Steps, AWS, where the key has expired`. */
const titleOf = ({ cloud, when }: Remedy): string =>
  ['Steps', cloud === null ? null : cloudInWords(cloud), when].filter((part) => part !== null).join(', ');

const COMMANDS = 'Command line';

const waysIn = (steps: Steps): Way[] =>
  waysOf(steps)
    .filter(({ text }) => text !== '')
    .map(({ name, code, text }) => ({
      name: name === 'CLI' ? COMMANDS : name,
      code,
      lines: code || name === 'Terraform' ? text.trimEnd().split('\n') : [text],
    }));
