import { CLOUDS } from '../clouds/index.ts';
import type { Attestation } from '../config/attestation.ts';
import type { Config } from '../config/schema.ts';
import type { HolderLimits, Population, ReportedSubject } from './schema.ts';

/** What was seen of the organization, and whether that was everything. */
type Seen = {
  subjects: readonly Pick<ReportedSubject, 'type' | 'cloud'>[];
  population: readonly Pick<Population, 'subject_type' | 'complete' | 'attested'>[];
};

/**
 * Why an audit cannot say more than it does: what was not read, and how that was taken. What its own configuration leaves out
 * comes first, then what holds of the clouds in which keys were seen, and last what holds of every audit.
 */
export function limitsOf(
  { confluent }: Config,
  seen: Seen,
  withHistory: boolean,
  attestations: readonly Attestation[],
): string[] {
  return [
    ...attestedLimit(seen.population, attestations),
    ...environmentLimit(confluent.environments),
    ...cloudsWithKeys(seen).flatMap(({ limits }) => limits.map(({ text }) => text)),
    `The evaluation rests on what the APIs answered at the time of the scan; ${withHistory ? 'of the time before, only what earlier scans and imports recorded is known' : 'nothing is known of the time before'}.`,
    "Who may use a key is decided by the key's own policies.",
    'Confluent Cloud lists only what the role of the API key may see. The lists count as complete where Confluent counts no more environments and no more clusters than were listed.',
  ];
}

/** By cloud, the limits that leave open who else may hold a key there. @param limits all of the report */
export const limitsOnHolders = (limits: readonly string[], seen: Seen): HolderLimits[] =>
  cloudsWithKeys(seen).map(({ provider, limits: ofCloud }) => ({
    cloud: provider,
    limits: ofCloud.filter(({ onHolders }) => onHolders).map(({ text }) => limits.indexOf(text)),
  }));

/**
 * Those in which keys were seen. All of them where a key may be in any: one whose provider is not known, or those of a list
 * that could not be read and showed none.
 */
function cloudsWithKeys({ subjects, population }: Seen): typeof CLOUDS {
  const providers = new Set(subjects.flatMap(({ type, cloud }) => (type === 'key' ? [cloud] : [])));
  const isUnread = population.some(({ subject_type, complete }) => subject_type === 'key' && complete === false);
  if (providers.has(null) || (providers.size === 0 && isUnread)) return CLOUDS;
  return CLOUDS.filter(({ provider }) => providers.has(provider));
}

function environmentLimit({ include, exclude }: Config['confluent']['environments']): string[] {
  if (include.length === 1 && include[0] === '*' && exclude.length === 0) return [];
  const unless = exclude.length > 0 ? ` and not ${exclude.join(', ')}` : '';
  return [
    `Only environments that match ${include.join(', ')}${unless} were evaluated; all were listed, since a key may be used in any of them.`,
  ];
}

/** That an attestation, and nothing else, says that everything was listed. */
function attestedLimit(population: Seen['population'], attestations: readonly Attestation[]): string[] {
  const record = attestations.find(({ id }) => population.some(({ attested }) => attested === id));
  if (record === undefined) return [];
  return [
    `Confluent's count of environments proves nothing here. That everything was listed is attested by ${record.attested_by} on ${record.attested_at} (${record.id}).`,
  ];
}
