/**
 * The stand-ins with a latency, in a process of their own, so that they do not share a core with who asks them. Sends how to
 * reach them; each message to it is answered with the requests since the last one.
 */
import { startClouds } from '../loopback/clouds.ts';
import { onAws } from '../test/field-cases/on-aws.ts';
import { onAzure } from '../test/field-cases/on-azure.ts';
import { onGoogle } from '../test/field-cases/on-google.ts';
import { organization, type Part } from '../test/field-cases/organization.ts';

const [, , size = '300', latency = '50', google = ''] = process.argv;
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2'];

/** A well-kept cluster and its key: of five, three are on AWS, one on Azure, and one on Google Cloud if there is any. */
function part(index: number): Part {
  const name = `plum${String(index).padStart(3, '0')}`;
  const cluster = { environment: `env-orchard${Math.floor(index / 50)}` };
  const key_id = `00000000-0000-4000-8000-000000000${String(index).padStart(3, '0')}`;
  if (index % 5 === 3) return onAzure({ name, cluster });
  if (index % 5 === 4 && google === 'google') return onGoogle({ name, project: `orchard-berries-${index % 10}`, cluster });
  const region = REGIONS[index % REGIONS.length] ?? 'eu-west-1';
  return onAws({ name, key_id, region, cluster });
}

const limits = { quotas: { 'byok.max_keys.per_org': { applied_limit: 1000 } } };
const parts = Array.from({ length: Number(size) }, (_, index) => part(index));
const { env, config, requests, close } = await startClouds(organization(limits, ...parts), { latency: Number(latency) });
process.on('message', () => process.send?.(requests.splice(0)));
process.on('disconnect', () => close());
process.send?.({ env, config });
