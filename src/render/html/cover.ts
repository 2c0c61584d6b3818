import { cloudInWords } from '../../report/message.ts';
import { plural } from '../../report/plural.ts';
import type { Report } from '../../report/schema.ts';
import { series } from '../../report/series.ts';
import { label } from './page.ts';
import { moment } from './words.ts';

/** What identifies the report: whose it is, what it covers, of when, by whom and by what. */
export const cover = (report: Report) => {
  const { organization, run, tool, classification } = report;
  return {
    classification,
    organization: organization.name ?? organization.id,
    scope: scopeInWords(report),
    facts: [
      label('Evidence taken at', moment(run.taken_at)),
      ...(run.interrupted_at === null ? [] : [label('Interrupted at', `${moment(run.interrupted_at)}: the evidence is partial`)]),
      label('Judged as of', moment(run.as_of)),
      label('Organization', organization.id, true),
      label('Tool', `${tool.name} ${tool.version}`),
      label('Run', run.id, true),
      label('Policy', inShort(tool.policy_digest), true),
      label(
        'Configuration',
        run.digests.configuration === null ? 'none given: the defaults' : inShort(run.digests.configuration),
        true,
      ),
    ],
    collectedAs: run.collected_as,
  };
};

/** As much of a digest as tells it from another; the whole of it stands under Integrity. */
const inShort = (digest: string): string => `${digest.slice(0, 'sha256:'.length + 16)}…`;

/** `34 clusters and 23 self-managed keys in 4 environments of Confluent Cloud. The keys are in AWS (12, in 3 accounts).` */
function scopeInWords({ population, scope }: Report): string {
  const seen = (type: string) => population.find(({ subject_type }) => subject_type === type)?.seen ?? 0;
  const parts = `${plural(seen('cluster'), 'cluster')} and ${plural(seen('key'), 'self-managed key')} in ${plural(seen('environment'), 'environment')} of Confluent Cloud.`;
  const clouds = [...Map.groupBy(scope?.places ?? [], ({ cloud }) => cloud)].map(([cloud, own]) => {
    const keys = own.reduce((sum, place) => sum + place.keys, 0);
    return `${cloud === null ? 'a cloud that is not known' : cloudInWords(cloud)} (${keys}${accountsInWords(cloud, own)})`;
  });
  return clouds.length === 0 ? parts : `${parts} The keys are in ${series(clouds)}.`;
}

/** What a cloud calls the place to which keys are billed and in which access is granted. */
const ACCOUNT: Readonly<Record<string, string>> = { aws: 'account', azure: 'subscription', gcp: 'project' };

function accountsInWords(cloud: string | null, places: readonly { account: string | null }[]): string {
  const known = places.filter(({ account }) => account !== null).length;
  return known === 0 ? '' : `, in ${plural(known, ACCOUNT[cloud ?? ''] ?? 'account')}`;
}
