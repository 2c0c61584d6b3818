import { expect, test } from 'vitest';
import { scan, startChanged, unknownsIn } from './stand-ins.ts';

/** A call by each client that reads replies: its id at the stand-ins, and its source in the snapshot. */
test.each([
  ['Confluent', 'clean-aws', /^GET \/connect\/.*lkc-pear/, /^confluent:GET .connect/],
  ['the AWS SDK', 'clean-aws', /^kms:GetKeyPolicy .*00b$/, /^aws:kms:GetKeyPolicy$/],
  ["Azure's pipeline", 'clean-azure', /^arm:ListRoleAssignments .*apricot/, /^azure:arm:ListRoleAssignments$/],
  ["Google's client", 'clean-gcp', /^cloudkms:GetIamPolicy .*\/cryptoKeys\/elder/, /^gcp:kms:GetIamPolicy$/],
])('%s reads a reply of 50 MB up to the limit, and the call is not made again', async (_, scenario, id, source) => {
  const clouds = await startChanged(scenario, 'faults.yaml');
  clouds.fault({ id, kind: 'oversize' });
  const found = unknownsIn(await scan(scenario, clouds)).filter((one) => source.test(one.source ?? ''));
  const details = new Set(found.map(({ cause, detail }) => `${cause}: ${detail}`));
  expect([...details]).toEqual(['malformed: the reply is larger than 16 MB']);
  const tried = clouds.requests.filter((request) => id.test(request.id)).map((request) => request.id);
  expect(tried).toEqual([...new Set(tried)]);
});
