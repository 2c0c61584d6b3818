import { expect, test } from 'vitest';
import type { GoogleGuard } from '../../../../src/clouds/google/access/bindings.ts';
import { googleHolders } from '../../../../src/clouds/google/access/holders.ts';
import { parseGoogleKeyName } from '../../../../src/clouds/google/name.ts';
import { type Fact, unknown } from '../../../../src/facts/fact.ts';

const [ORCHARD, NUMBER] = ['orchard', '481516234201'];
const keyIn = (project: string) =>
  parseGoogleKeyName(`projects/${project}/locations/europe-west1/keyRings/confluent/cryptoKeys/plum`);
const GROUP = 'cck-plum@confluent.io';
const DECRYPTER = 'roles/cloudkms.cryptoKeyDecrypter';
const CUSTOM = 'projects/orchard/roles/apple';

const fact = <T>(value: T): Fact<T> => ({ value, source: 'test', observed_at: '' });
const denied = unknown('denied', 'refused', { call: 'getIamPolicy' });

type Bound = { role?: string; member: string; condition?: string };
const bound = ({ role = DECRYPTER, member, condition }: Bound) => ({ role, members: [member], condition: condition ?? null });

type Some = Partial<Omit<GoogleGuard, 'name'>> & { of?: string };
const guardOf = ({ of = ORCHARD, ...some }: Some): GoogleGuard => ({
  name: keyIn(of),
  project: unknown('not_collected', 'not needed'),
  as_of: '2026-11-24T12:00:00Z',
  policy: fact([]),
  key_ring_policy: fact([]),
  project_policy: fact([]),
  roles: {},
  ...some,
});

const KNOWN = { confluent: [GROUP], unnamed: null, trusted: null };
const holders = (some: Some, known: Partial<Parameters<typeof googleHolders>[1]> = {}) =>
  googleHolders(guardOf(some), { ...KNOWN, ...known });

/** Whose one member with the role of a decrypter on the key is. */
const ELSEWHERE = fact({ id: 'elsewhere', number: '1' });
const NAMES = fact({ id: ORCHARD, number: NUMBER });

function whose(
  member: string,
  known: Parameters<typeof holders>[1] = {},
  of = ORCHARD,
  project: Some['project'] = ELSEWHERE,
): string {
  const { found } = holders({ of, project, policy: fact([bound({ member })]) }, known);
  return found.map((holder) => `${holder.whose}${holder.doubt === null ? '' : `/${holder.doubt.cause}`}`).join() || 'nobody';
}

test.each([
  ['allUsers', 'foreign'],
  ['allAuthenticatedUsers', 'foreign'],
  ['principalSet://goog/public:all', 'foreign'],
  ['user:picker@gmail.com', 'foreign'],
  ['user:Picker@GoogleMail.com', 'foreign'],
  ['group:pickers@googlegroups.com', 'foreign'],
  ['user:picker@notgmail.com', 'untold/unsupported'],
  ['user:admin@orchard.example', 'untold/unsupported'],
  ['group:admins@orchard.example', 'untold/unsupported'],
  ['domain:orchard.example', 'untold/unsupported'],
  ['domain:gmail.com', 'foreign'],
  ['orchard:admin@orchard.example', 'untold/unrecognized'],
  [`group:${GROUP}`, 'confluent'],
  [`group:${GROUP.toUpperCase()}`, 'confluent'],
  [`user:${GROUP}`, 'foreign'],
  ['group:cck-pear@confluent.io', 'foreign'],
  ['domain:confluent.io', 'confluent'],
  ['domain:notconfluent.io', 'untold/unsupported'],
  ['serviceAccount:app@orchard.iam.gserviceaccount.com', 'own'],
  ['serviceAccount:orchard@appspot.gserviceaccount.com', 'own'],
  ['serviceAccount:orchard.svc.id.goog[pickers/app]', 'own'],
  ['serviceAccount:app@market.iam.gserviceaccount.com', 'untold/unsupported'],
  ['serviceAccount:app@orchard-market.iam.gserviceaccount.com', 'untold/unsupported'],
  ['serviceAccount:x@orchard.iam.gserviceaccount.com.example', 'untold/unsupported'],
  ['user:x@orchard.iam.gserviceaccount.com', 'untold/unsupported'],
  ['serviceAccount:orchard.svc.id.googx', 'untold/unsupported'],
  [`serviceAccount:${NUMBER}-compute@developer.gserviceaccount.com`, 'untold/unsupported'],
  ['projectOwner:orchard', 'own'],
  ['projectEditor:orchard', 'own'],
  ['projectViewer:orchard', 'own'],
  ['projectOwner:market', 'untold/unsupported'],
  [`serviceAccount:service-${NUMBER}@gcp-sa-cloudkms.iam.gserviceaccount.com`, 'service'],
  [`serviceAccount:service-${NUMBER}@compute-system.iam.gserviceaccount.com`, 'service'],
  [`serviceAccount:service-org-${NUMBER}@gcp-sa-logging.iam.gserviceaccount.com`, 'service'],
  [`serviceAccount:bq-${NUMBER}@bigquery-encryption.iam.gserviceaccount.com`, 'service'],
  [`serviceAccount:${NUMBER}@cloudservices.gserviceaccount.com`, 'service'],
  [`serviceAccount:service-${NUMBER}@market.iam.gserviceaccount.com`, 'untold/unsupported'],
  [`user:service-${NUMBER}@gcp-sa-cloudkms.iam.gserviceaccount.com`, 'untold/unsupported'],
  [`principalSet://iam.googleapis.com/projects/${NUMBER}/locations/global/workloadIdentityPools/p/*`, 'untold/unsupported'],
  ['principal://iam.googleapis.com/locations/global/workforcePools/p/subject/admin@orchard.example', 'untold/unsupported'],
  [`deleted:group:${GROUP}?uid=7`, 'nobody'],
  ['deleted:user:picker@gmail.com?uid=7', 'nobody'],
])('the principal %s is %s', (member, expected) => {
  expect(whose(member)).toBe(expected);
});

test.each([
  [`serviceAccount:${NUMBER}-compute@developer.gserviceaccount.com`, NUMBER],
  [`serviceAccount:${NUMBER}@cloudbuild.gserviceaccount.com`, NUMBER],
  [`principalSet://iam.googleapis.com/projects/${NUMBER}/locations/global/workloadIdentityPools/p/*`, NUMBER],
  [`principalSet://cloudresourcemanager.googleapis.com/projects/${NUMBER}/type/ServiceAccount`, NUMBER],
  ['serviceAccount:app@berries.orchard.example.iam.gserviceaccount.com', 'orchard.example:berries'],
  ['serviceAccount:berries.orchard.example@appspot.gserviceaccount.com', 'orchard.example:berries'],
])('the principal %s belongs to a key in project %s', (member, project) => {
  expect(whose(member, {}, project)).toBe('own');
  expect(whose(member)).toBe('untold/unsupported');
});

test.each([
  [`serviceAccount:${NUMBER}-compute@developer.gserviceaccount.com`, ORCHARD],
  [`principalSet://iam.googleapis.com/projects/${NUMBER}/locations/global/workloadIdentityPools/p/*`, ORCHARD],
  ['serviceAccount:app@orchard.iam.gserviceaccount.com', NUMBER],
  ['projectOwner:orchard', NUMBER],
])('the principal %s belongs to a key in project %s by the other name of the project', (member, of) => {
  expect(whose(member, {}, of, NAMES)).toBe('own');
  expect(whose(member, {}, of, ELSEWHERE)).toBe('untold/unsupported');
  expect(whose(member, {}, of, denied)).toBe('untold/denied');
  expect(whose('serviceAccount:app@market.iam.gserviceaccount.com', {}, ORCHARD, denied)).toBe('untold/unsupported');
});

test.each([
  ['user:admin@orchard.example', '*@orchard.example', 'trusted'],
  ['user:Admin@Orchard.Example', '*@orchard.example', 'trusted'],
  ['user:admin@market.example', '*@orchard.example', 'untold/unsupported'],
  ['user:admin@orchard.example.market.example', '*@orchard.example', 'untold/unsupported'],
  ['domain:orchard.example', 'domain:orchard.example', 'trusted'],
  ['serviceAccount:app@ops.iam.gserviceaccount.com', 'serviceAccount:*@ops.iam.gserviceaccount.com', 'trusted'],
  ['serviceAccount:ops.svc.id.goog[a/b]', 'serviceAccount:ops.svc.id.goog[a/b]', 'trusted'],
  ['serviceAccount:ops.svc.id.googa', 'serviceAccount:ops.svc.id.goog[a/b]', 'untold/unsupported'],
  ['group:cck-pear@confluent.io', 'group:cck-pear@confluent.io', 'trusted'],
  ['user:picker@gmail.com', 'user:picker@gmail.com', 'trusted'],
  ['user:picker@gmail.com', '*@gmail.com', 'foreign'],
  ['user:picker@gmail.com', '*', 'foreign'],
  ['allAuthenticatedUsers', '*', 'foreign'],
  ['allUsers', 'allUsers', 'foreign'],
  ['principal://iam.googleapis.com/projects/9/x/subject/admin@orchard.example', '*@orchard.example', 'untold/unsupported'],
  ['principal://iam.googleapis.com/projects/9/x/subject/a', 'principal://iam.googleapis.com/projects/9/*/subject/*', 'trusted'],
  [
    'principal://iam.googleapis.com/projects/9/x/subject',
    'principal://iam.googleapis.com/projects/9/*/subject/*',
    'untold/unsupported',
  ],
  ['user:aba@orchard.example', 'user:ab*ba@orchard.example', 'untold/unsupported'],
])('the principal %s is, with %s declared, %s', (member, pattern, expected) => {
  expect(whose(member, { trusted: [pattern] })).toBe(expected);
});

test('what would make a principal trusted makes it trusted', () => {
  for (const member of [
    'user:admin@orchard.example',
    'user:picker@gmail.com',
    'group:cck-pear@confluent.io',
    'serviceAccount:ops.svc.id.goog[a/b]',
    'principal://iam.googleapis.com/locations/global/workforcePools/p/subject/a',
  ]) {
    const [holder] = holders({ policy: fact([bound({ member })]) }).found;
    expect(whose(member, { trusted: [holder?.declare ?? 'none'] })).toBe('trusted');
  }
});

test('a group of Confluent may be of this key where not all of them are known', () => {
  expect(
    whose('group:cck-pear@confluent.io', { unnamed: { cause: 'unsupported', detail: 'a cluster names the key itself' } }),
  ).toBe('untold/unsupported');
});

test.each<[string, Parameters<typeof bound>[0], 'policy' | 'key_ring_policy' | 'project_policy', string[]]>([
  ['a decrypter', { member: 'allUsers' }, 'policy', ['use']],
  [
    'an administrator of the key',
    { role: 'roles/cloudkms.admin', member: 'allUsers' },
    'policy',
    ['use', 'open', 'disable', 'destroy'],
  ],
  [
    'an owner of the project',
    { role: 'roles/owner', member: 'allUsers' },
    'project_policy',
    ['use', 'open', 'disable', 'destroy'],
  ],
  ['an editor of the project', { role: 'roles/editor', member: 'allUsers' }, 'project_policy', ['disable']],
  ['a viewer', { role: 'roles/viewer', member: 'allUsers' }, 'project_policy', []],
  ['who may delete the project', { role: CUSTOM, member: 'allUsers' }, 'project_policy', ['destroy']],
  ['who could delete a project, on the key alone', { role: CUSTOM, member: 'allUsers' }, 'policy', []],
])('%s may do to the key what the role reaches', (_, binding, policy, may) => {
  const some = { [policy]: fact([bound(binding)]), roles: { [CUSTOM]: fact(['resourcemanager.projects.delete']) } };
  expect(holders(some).found.flatMap((holder) => holder.may)).toEqual(may);
});

test('a holder is listed with what it holds, through which binding, and what to declare', () => {
  expect(holders({ key_ring_policy: fact([bound({ member: 'user:admin@orchard.example' })]) })).toEqual({
    found: [
      {
        principal: 'user:admin@orchard.example',
        whose: 'untold',
        may: ['use'],
        by: `role ${DECRYPTER} on the key ring`,
        why: null,
        doubt: { cause: 'unsupported', detail: "no interface of Google's says whose user:admin@orchard.example is" },
        declare: 'user:admin@orchard.example',
      },
    ],
    undetermined: [],
  });
});

test('a condition that does not hold gives nothing, and one that is open leaves a stranger in doubt', () => {
  const under = (condition: string, member = 'user:picker@gmail.com') =>
    holders({ policy: fact([bound({ member, condition })]) }).found.map((holder) => [holder.whose, holder.doubt?.cause ?? null]);
  expect(under('request.time < timestamp("2026-01-01T00:00:00Z")')).toEqual([]);
  expect(under('request.time < timestamp("2028-01-01T00:00:00Z")')).toEqual([['foreign', null]]);
  expect(under('weekday')).toEqual([['untold', 'ambiguous']]);
  expect(under('weekday', `group:${GROUP}`)).toEqual([['confluent', null]]);
});

test('whoever only a person can tell is left to that person under a condition too, unless a list is declared', () => {
  const causes = (trusted: string[] | null) =>
    holders({ policy: fact([bound({ member: 'user:admin@orchard.example', condition: 'weekday' })]) }, { trusted }).found.map(
      ({ whose, doubt }) => [whose, doubt?.cause ?? null],
    );
  expect(causes(null)).toEqual([['untold', 'unsupported']]);
  expect(causes(['*@meadow.example'])).toEqual([['untold', 'ambiguous']]);
  expect(causes(['*@orchard.example'])).toEqual([['trusted', null]]);
});

test('a policy or a role that was not read may hold more, unless the role is of somebody who may have it', () => {
  expect(holders({ policy: denied }).undetermined).toEqual([denied.unknown]);
  const unread = (member: string, condition?: string) =>
    holders({ policy: fact([bound({ role: CUSTOM, member, ...(condition && { condition }) })]), roles: { [CUSTOM]: denied } });
  expect(unread('user:admin@orchard.example')).toEqual({ found: [], undetermined: [denied.unknown] });
  expect(unread('allUsers').undetermined).toEqual([denied.unknown]);
  expect(unread('serviceAccount:app@orchard.iam.gserviceaccount.com').undetermined).toEqual([]);
  expect(unread(`group:${GROUP}`)).toMatchObject({
    found: [{ principal: `group:${GROUP}`, whose: 'confluent', may: [], by: `role ${CUSTOM} on the key, which was not read` }],
    undetermined: [],
  });
  expect(unread('allUsers', 'request.time < timestamp("2026-01-01T00:00:00Z")').undetermined).toEqual([]);
});
