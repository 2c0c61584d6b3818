import { openDoor } from '../../src/evaluate/door.ts';
import { instanceOf } from '../../src/evaluate/instance.ts';
import type { Policy } from '../../src/evaluate/policy.ts';
import type { Verdict } from '../../src/evaluate/verdict.ts';
import { byCodePoint } from '../../src/input/code-point.ts';
import type { Subject } from '../../src/subjects/schema.ts';

/** The verdicts on all subjects, sorted by rule, subject type and subject id. */
export function verdictsOn({ module, catalogue }: Policy, subjects: Iterable<Subject>): Verdict[] {
  const judge = openDoor(instanceOf(module), catalogue.rules);
  return [...subjects]
    .flatMap(judge)
    .sort(
      (a, b) =>
        byCodePoint(a.rule, b.rule) || byCodePoint(a.subject.type, b.subject.type) || byCodePoint(a.subject.id, b.subject.id),
    );
}
