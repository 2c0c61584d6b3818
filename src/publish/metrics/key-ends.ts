import { keysOf } from '../../input/keys.ts';
import { rememberedOf } from '../../input/remembered.ts';
import { absenceFrom } from '../../report/absence.ts';
import type { RecordedFact, Report } from '../../report/schema.ts';
import { factReaderOf } from '../../report/subject-lookup.ts';
import { labelText } from './exposition.ts';
import { type Ending, secondsOf } from './known-ends.ts';
import { type Production, productionLabel, type Use } from './labels.ts';

/** What ends a key, and the fact that says when. */
const ENDS = { deletion: 'kms.deletion_date', expiry: 'kms.expires_at' } as const;
export const END_NAMES = keysOf(ENDS);
type End = (typeof END_NAMES)[number];

const IN_USE = 'in_use';

/** An end of a key with the labels of its series. */
export type KeyEnd = { key: string; cloud: string; production: Production; in_use: Use; end: End; at: number };
type Ends = { known: (KeyEnd & Ending)[]; unknown: Pick<KeyEnd, 'end' | 'in_use'>[] };

/**
 * The known ends of keys, and the keys of which it is not known whether they have such an end. A key without one is in neither.
 * One that an earlier scan knew stays known until the key is read, or is proven to be gone: it counts as unknown all the same.
 */
export const keyEnds = rememberedOf(({ report, endsBefore }: { report: Report; endsBefore: readonly KeyEnd[] }): Ends => {
  const read = factReaderOf(report);
  const before = new Map(endsBefore.map((one) => [nameOf(one), one]));
  const known: Ends['known'] = [];
  const unknown: Ends['unknown'] = [];
  const add = (end: KeyEnd) => known.push({ ...end, name: nameOf(end), lesser: end.in_use === 'false' });
  for (const subject of report.subjects) {
    if (subject.type !== 'key') continue;
    const facts = read(subject, [IN_USE, ...Object.values(ENDS)]);
    const in_use = useOf(facts.get(IN_USE));
    for (const end of END_NAMES) {
      const name = nameOf({ key: subject.id, end });
      const earlier = before.get(name);
      before.delete(name);
      const date = facts.get(ENDS[end]);
      const value = date !== undefined && 'value' in date ? date.value : undefined;
      if (value === null) continue;
      const now = typeof value === 'string' ? secondsOf(value) : null;
      if (now === null) unknown.push({ end, in_use });
      const at = now ?? earlier?.at;
      if (at === undefined) continue;
      const cloud = subject.cloud ?? earlier?.cloud ?? 'unknown';
      // a key that nobody uses is neither; of others it is only not known now
      const isUnclear = subject.production === null && in_use !== 'false';
      const production = (isUnclear ? earlier?.production : undefined) ?? productionLabel(subject.production);
      add({ key: subject.id, cloud, production, in_use, end, at });
    }
  }
  const absence = absenceFrom(report);
  for (const earlier of before.values()) {
    if (absence({ type: 'key', id: earlier.key, name: null, environment: null }) !== 'not_seen') continue;
    unknown.push({ end: earlier.end, in_use: 'unknown' });
    add({ ...earlier, in_use: 'unknown' });
  }
  return { known, unknown };
});

/** As a file of metrics has the key, which may have cut its id. */
const nameOf = ({ key, end }: Pick<KeyEnd, 'key' | 'end'>): string => `${labelText(key)} ${end}`;

const useOf = (fact: RecordedFact | undefined): Use =>
  fact !== undefined && 'value' in fact && typeof fact.value === 'boolean' ? (fact.value ? 'true' : 'false') : 'unknown';
