import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openDoor } from '../src/evaluate/door.ts';
import { instanceOf } from '../src/evaluate/instance.ts';
import { loadPolicy } from '../src/evaluate/policy.ts';
import type { Subject } from '../src/subjects/schema.ts';
import { succeed } from './process.ts';
import { ROOT, type Workplace } from './workplace.ts';

type Judged = { type: string; id: string; outcomes: Record<string, unknown> };

/** What OPA as a library makes of the documents, beside what the program does, rule by rule as JSON. */
export async function outcomesCompared(place: Workplace, size: number) {
  const [native, documents] = [await place.native(), await place.documents(size)];
  const file = join(place.folder, `verdicts-${size}.jsonl`);
  await succeed(native, ['-policies', join(ROOT, 'policies'), '-documents', documents, '-verdicts', file]);
  const [subjects, judged] = [linesOf<Subject>(documents), linesOf<Judged>(file)];
  const { module, catalogue } = loadPolicy();
  const verdictsOn = openDoor(instanceOf(module), catalogue.rules);
  let verdicts = 0;
  const differing = subjects.flatMap((subject, index) => {
    const theirs = judged[index];
    const ours = verdictsOn(subject).map(({ rule, outcome }) => [rule.slice(rule.indexOf('.') + 1), outcome]);
    verdicts += ours.length;
    const isSame = theirs?.type === subject.type && theirs.id === subject.id;
    return isSame && isDeepStrictEqual(Object.fromEntries(ours), theirs.outcomes) ? [] : [`${subject.type} ${subject.id}`];
  });
  if (judged.length !== subjects.length) differing.push(`${judged.length} were judged, of ${subjects.length} documents`);
  return { subjects: subjects.length, verdicts, differing };
}

const linesOf = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): T => JSON.parse(line));
