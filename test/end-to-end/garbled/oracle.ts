import { operationOf } from './calls.ts';
import { type Cell, CUT_SHORT } from './cells.ts';
import { hasSecondSource } from './documented.ts';
import type { Judged } from './judge.ts';

/** How a verdict stands; `none` where there is no such verdict. */
type Standing = Judged['verdicts'][number]['status'] | 'none';

/** A verdict that changed in a way in which no lost or garbled reply may change it. */
export type Break = { rule: string; subject: string; before: Standing; after: Standing };

const DECIDED: ReadonlySet<Standing> = new Set(['pass', 'fail']);

/**
 * Knowing less never proves more: what was open or failed does not pass, what passed does not fail, what had an answer does
 * not become not applicable or disappear, and what had none is not decided.
 * @param cell what was lost or garbled
 */
export function breaksOf(before: Judged, after: Judged, cell: Pick<Cell, 'call' | 'garbling'>): Break[] {
  const was = byName(before);
  const now = byName(after);
  return [...new Set([...was.keys(), ...now.keys()])].flatMap((name) => {
    const one = was.get(name) ?? now.get(name);
    if (one === undefined) return [];
    const { rule, subject } = one;
    const change: Break = {
      rule,
      subject: subject.id,
      before: was.get(name)?.status ?? 'none',
      after: now.get(name)?.status ?? 'none',
    };
    if (!isBreak(change)) return [];
    if (change.after === 'none' && isNamedGap(before, after, subject.type, cell)) return [];
    if (change.after === 'pass' && hasSecondSource(rule, operationOf(cell.call))) return [];
    return [change];
  });
}

function isBreak({ before, after }: Break): boolean {
  if (before === after || after === 'unknown') return false;
  if (after === 'error') return true;
  if (DECIDED.has(after)) return true;
  return before !== 'not_applicable' && before !== 'none';
}

/**
 * A subject that is no longer seen, and the report says that not all were seen: by this call, or that there are more. A key
 * that only a cluster names is missing with the clusters.
 */
function isNamedGap(before: Judged, after: Judged, type: string, { call, garbling }: Pick<Cell, 'call' | 'garbling'>): boolean {
  const asked = call.replace(/ page \d+$/, '');
  if (after.population.some(({ complete, gaps }) => complete === false && gaps.some((gap) => gap.call?.startsWith(asked))))
    return true;
  const [was, now] = [before, after].map(({ population }) => population.find(({ subject_type }) => subject_type === type));
  // of a list that was already not known to be whole nobody can tell that it lost another item
  return now?.complete !== true && (was?.complete === true || garbling === CUT_SHORT);
}

const byName = ({ verdicts }: Judged) =>
  new Map(verdicts.map((one) => [`${one.rule} ${one.subject.type} ${one.subject.id}`, one]));

/** Whether a verdict that had an answer has none any longer: an attestation may answer it then. */
export function wentUnknown(before: Judged, after: Judged): boolean {
  const was = byName(before);
  return after.verdicts.some(
    (one) => one.status === 'unknown' && was.get(`${one.rule} ${one.subject.type} ${one.subject.id}`)?.status !== 'unknown',
  );
}
