import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { Verdict } from '../../src/evaluate/verdict.ts';
import { byCodePoint } from '../../src/input/code-point.ts';

/** The verdicts on all subjects, sorted by rule, subject type and subject id. */
export async function verdictsOn(...given: Parameters<typeof evaluate>): Promise<Verdict[]> {
  const all: Verdict[] = [];
  for await (const { verdicts } of evaluate(...given)) all.push(...verdicts);
  return all.sort(
    (a, b) =>
      byCodePoint(a.rule, b.rule) || byCodePoint(a.subject.type, b.subject.type) || byCodePoint(a.subject.id, b.subject.id),
  );
}
