import { CLOUDS } from '../clouds/index.ts';
import type { Config } from '../config/schema.ts';
import type { ReportedSubject } from './schema.ts';

/** Why an audit cannot say more than it does: what was not read, and how that was taken. */
export function limitsOf(
  { confluent }: Config,
  subjects: readonly Pick<ReportedSubject, 'type' | 'cloud'>[],
  withHistory: boolean,
): string[] {
  return [
    `The evaluation rests on what the APIs answered at the time of the scan; of the time before it ${withHistory ? 'it knows what earlier scans and imports recorded' : 'it knows nothing'}.`,
    "Who may use a key is decided by the key's own policies.",
    ...cloudsWithKeys(subjects).flatMap(({ limits }) => limits),
    'Confluent Cloud lists only what the role of the API key may see. The lists count as complete where Confluent counts no more environments and no more clusters than were listed.',
    ...environmentLimit(confluent.environments),
  ];
}

/** All of them unless every key's provider is known: a key whose provider is unknown may be on any. */
function cloudsWithKeys(subjects: readonly Pick<ReportedSubject, 'type' | 'cloud'>[]): typeof CLOUDS {
  const providers = new Set(subjects.flatMap(({ type, cloud }) => (type === 'key' ? [cloud] : [])));
  return providers.size === 0 || providers.has(null) ? CLOUDS : CLOUDS.filter(({ provider }) => providers.has(provider));
}

function environmentLimit({ include, exclude }: Config['confluent']['environments']): string[] {
  if (include.length === 1 && include[0] === '*' && exclude.length === 0) return [];
  const unless = exclude.length > 0 ? ` and not ${exclude.join(', ')}` : '';
  return [
    `Only environments that match ${include.join(', ')}${unless} were evaluated; all were listed, since a key may be used in any of them.`,
  ];
}
