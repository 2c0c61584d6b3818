import type { Config } from '../config/schema.ts';
import { CONFLUENT } from '../confluent/calls.ts';
import { ROLE } from '../confluent/permissions.ts';
import type { Population } from '../inventory/populations.ts';
import { adviceOnCall, remedyOfSource } from '../report/unknown-remedy.ts';
import type { Doctor } from './schema.ts';

type Wholeness = Doctor['population'][number];

/** What Confluent's own counts say of the lists. A list that nothing proves to be whole lets no verdict pass that rests on all. */
export function wholenessOf(population: readonly Population[], config: Config): Wholeness[] {
  return population.filter(({ subject_type }) => subject_type !== 'organization').map((one) => wholeness(one, config));
}

function wholeness(one: Population, config: Config): Wholeness {
  const { seen, complete, gaps, unproven, attested } = one;
  if (complete === true) {
    const by = attested === null ? '' : ` (attested: ${attested})`;
    return { status: 'ok', detail: `${seen} seen, all of them${by}`, remedy: null, ...one };
  }
  const [gap] = gaps;
  const cause = gap?.cause ?? 'ambiguous';
  const source = gap?.call == null ? CONFLUENT.quotas : `confluent:${gap.call}`;
  const remedy =
    remedyOfSource(cause, source)?.text ?? adviceOnCall({ cause, source, permission: ROLE.organization }, [], config).text;
  const why = gaps.length === 0 ? (unproven ?? '') : gaps.map(({ what }) => what).join('; ');
  return { status: 'failed', detail: `${seen} seen, not proven to be all: ${why}`, remedy, ...one };
}
