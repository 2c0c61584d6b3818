import { keysOf } from '../../input/keys.ts';
import { plural } from '../../report/plural.ts';
import type { Report, ReportedSubject } from '../../report/schema.ts';
import { ReportSubjects } from '../../report/seen-subjects.ts';
import { series } from '../../report/series.ts';
import { type Named, subjectKey } from '../../report/subject-order.ts';
import { capital } from '../state-words.ts';
import { accountNote, limitsOnHolders } from './holders.ts';
import type { Room } from './room.ts';
import { firstNamed, productionFirst } from './usable.ts';

/** Whoever is not the organization itself, those of whom least is known first. */
const OTHERS = {
  foreign: 'an outside principal',
  untold: 'an unidentified principal',
  service: 'a cloud service',
  confluent: 'Confluent',
  trusted: 'a principal that the configuration trusts',
};
type Other = keyof typeof OTHERS;

type Key = Pick<ReportedSubject, 'type' | 'id' | 'name' | 'cloud' | 'production'>;

/** Who may destroy the keys. What was not read of a key makes it neither the organization's own nor nobody's. */
export function destroyersIn(report: Pick<Report, 'subjects' | 'limits' | 'limits_on_holders'>) {
  const { subjects } = report;
  const byOther = new Map<Other, Key[]>(keysOf(OTHERS).map((other) => [other, []]));
  const others = new Map<string, Other[]>();
  const [own, nobody, unread]: [Key[], Key[], Key[]] = [[], [], []];
  let accounts: string | null = null;
  for (const { holders, type, id, name, cloud, production } of subjects instanceof ReportSubjects
    ? subjects.withHolders()
    : subjects) {
    if (type !== 'key') continue;
    const key = { type, id, name, cloud, production };
    accounts ??= accountNote({ holders });
    const known = holders !== null && 'value' in holders ? holders.value : null;
    const whose = new Set(known?.filter(({ may }) => may.includes('destroy')).map((one) => one.whose));
    const found = keysOf(OTHERS).filter((other) => whose.has(other));
    for (const other of found) byOther.get(other)?.push(key);
    if (found.length > 0) others.set(subjectKey(key), found);
    else if (known === null || known.some(({ may }) => may.length === 0)) unread.push(key);
    else (whose.size > 0 ? own : nobody).push(key);
  }
  const keys = others.size + own.length + nobody.length + unread.length;
  const groups = [...byOther].flatMap(([other, of]) => (of.length === 0 ? [] : [{ who: capital(OTHERS[other]), of }]));
  const limitsOfNobody = [...new Set(nobody.map(({ cloud }) => cloud))].flatMap((cloud) => limitsOnHolders(report, cloud));
  return { groups, others, own, nobody, unread, keys, accounts, limits: limitsOnHolders(report), limitsOfNobody };
}
export type Destroyers = ReturnType<typeof destroyersIn>;

/** Who may destroy a key beside the organization itself; null where nobody else is known to. */
export const othersOn = ({ others }: Destroyers, key: Named): string | null => {
  const found = others.get(subjectKey(key));
  return found === undefined ? null : series(found.map((other) => OTHERS[other]));
};

/** Who may destroy keys, for the first page. */
export function destroyersOnPage(
  { groups, own, nobody, unread, keys, accounts, limits, limitsOfNobody }: Destroyers,
  room: Room,
) {
  return {
    keys: keys === 0 ? null : plural(keys, 'key'),
    accounts,
    limits,
    others: groups.map(({ who, of }) => ({ who, count: of.length, ...firstNamed(productionFirst(of), room) })),
    own: { count: own.length, ...firstNamed(productionFirst(own), room) },
    nobody: { count: nobody.length, ...firstNamed(productionFirst(nobody), room), limits: limitsOfNobody },
    unread: { count: unread.length, ...firstNamed(productionFirst(unread), room) },
  };
}
