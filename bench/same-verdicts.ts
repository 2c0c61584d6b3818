/**
 * Compares what OPA as a library judged with what our door says of the same documents, rule by rule.
 *
 *   npx node bench/same-verdicts.ts subjects.jsonl verdicts.jsonl
 */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { openDoor } from '../src/evaluate/door.ts';
import { loadPolicy } from '../src/evaluate/policy.ts';
import type { Subject } from '../src/subjects/schema.ts';

type Judged = { type: string; id: string; outcomes: Record<string, unknown> };

const linesOf = <T>(file = ''): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

const [, , documents, judged] = process.argv;
const { module, catalogue } = loadPolicy();
const verdictsOn = openDoor(module, catalogue.rules);
const native = linesOf<Judged>(judged);
const subjects = linesOf<Subject>(documents);
let compared = 0;
const differing = subjects.flatMap((subject, index) => {
  const theirs = native[index];
  if (theirs?.type !== subject.type || theirs.id !== subject.id) return [`${subject.type} ${subject.id}: judged as another`];
  const ours = verdictsOn(subject).map(({ rule, outcome }) => [rule.slice(rule.indexOf('.') + 1), outcome]);
  compared += ours.length;
  return isDeepStrictEqual(Object.fromEntries(ours), theirs.outcomes) ? [] : [`${subject.type} ${subject.id}: other outcomes`];
});
if (native.length !== subjects.length) differing.push(`${native.length} were judged, of ${subjects.length} documents`);
console.log(JSON.stringify({ subjects: subjects.length, verdicts: compared, differing: differing.slice(0, 10) }));
process.exitCode = differing.length === 0 ? 0 : 1;
