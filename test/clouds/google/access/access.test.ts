import { expect, test } from 'vitest';
import { GOOGLE_NEEDED, googleAccess } from '../../../../src/clouds/google/access/access.ts';
import type { GoogleGuard } from '../../../../src/clouds/google/access/bindings.ts';
import { googleBeyondNeed, googlePublic, googlePublicReads } from '../../../../src/clouds/google/access/findings.ts';
import { knownGoogleRole } from '../../../../src/clouds/google/access/roles.ts';
import { parseGoogleKeyName } from '../../../../src/clouds/google/name.ts';
import type { Cause, Fact } from '../../../../src/facts/fact.ts';
import { unknown } from '../../../../src/facts/fact.ts';

type Binding = Extract<GoogleGuard['policy'], { value: unknown }>['value'][number];

const EMAIL = 'cck-plum@confluent.io';
const GROUP = `group:${EMAIL}`;
const CUSTOM = 'projects/orchard/roles/apple';
const [ENCRYPT, DECRYPT, GET] = GOOGLE_NEEDED as [string, string, string];
const USE = 'roles/cloudkms.cryptoKeyEncrypterDecrypter';
const VIEW = 'roles/cloudkms.viewer';
const ADMIN = 'roles/cloudkms.admin';

const fact = <T>(value: T): Fact<T> => ({ value, source: 'test', observed_at: '2026-01-01T00:00:00Z' });
const unread = (cause: Cause) => unknown(cause, `${cause} in a test`, { call: 'getIamPolicy', permission: 'read it' });
const bound = (role: string, members: string | string[] = GROUP, condition: string | null = null): Binding => ({
  role,
  members: [members].flat(),
  condition,
});

const UNTIL_2026 = 'request.time < timestamp("2026-01-01T00:00:00Z")';
const UNTIL_2028 = 'request.time < timestamp("2028-01-01T00:00:00Z")';
const NAMED = 'resource.name.startsWith("projects/orchard/locations/europe-west1/keyRings/confluent/cryptoKeys/plum")';
const ELSEWHERE = 'resource.name.startsWith("projects/orchard/locations/europe-west1/keyRings/market/")';
const OF_KEY_RINGS = 'resource.type == "cloudkms.googleapis.com/KeyRing"';

type Some = {
  key?: Binding[] | Cause;
  ring?: Binding[] | Cause;
  project?: Binding[] | Cause;
  roles?: Record<string, string[] | Cause>;
};

const orUnread = <T>(value: T[] | Cause): Fact<T[]> => (typeof value === 'string' ? unread(value) : fact(value));

const RING = 'projects/orchard/locations/europe-west1/keyRings/confluent';
const NAME = parseGoogleKeyName(`${RING}/cryptoKeys/plum`);
const guardOf = ({ key = [], ring = [], project = [], roles = {} }: Some): GoogleGuard => ({
  name: NAME,
  project: unread('not_collected'),
  as_of: '2026-11-24T12:00:00Z',
  policy: orUnread(key),
  key_ring_policy: orUnread(ring),
  project_policy: orUnread(project),
  roles: Object.fromEntries(Object.entries(roles).map(([role, held]) => [role, orUnread(held)])),
});

const UNDECIDED = (role: string) =>
  `role ${role} is bound on the key under a condition that cannot be evaluated from here (a binding without a condition would decide it, or an attestation): weekday`;

const decided = (some: Some) => googleAccess(guardOf(some), EMAIL).map(({ decision }) => decision);

/** + granted, - not granted, ? undetermined: encrypting, decrypting, reading the key. */
const signs = (some: Some) =>
  decided(some)
    .map(({ effect }) => ({ granted: '+', not_granted: '-', undetermined: '?' })[effect])
    .join('');

const both = [bound(USE), bound(VIEW)];

test.each<[string, Some, string]>([
  ["Confluent's Terraform example: two predefined roles on the key", { key: both }, '+++'],
  ['the custom role that Confluent recommends', { key: [bound(CUSTOM)], roles: { [CUSTOM]: [...GOOGLE_NEEDED] } }, '+++'],
  ['no member is bound', {}, '---'],
  ['use alone does not read the key', { key: [bound(USE)] }, '++-'],
  ['the viewer only reads', { key: [bound(VIEW)] }, '--+'],
  ['encrypter only encrypts', { key: [bound('roles/cloudkms.cryptoKeyEncrypter')] }, '+--'],
  ['decrypter only decrypts', { key: [bound('roles/cloudkms.cryptoKeyDecrypter')] }, '-+-'],
  ['the crypto operator uses the key and does not read it', { key: [bound('roles/cloudkms.cryptoOperator')] }, '++-'],
  ['the administrator reads the key and does not use it', { key: [bound(ADMIN)] }, '--+'],
  ['use by delegation is another permission', { key: [bound('roles/cloudkms.cryptoKeyEncrypterDecrypterViaDelegation')] }, '---'],
  ['an owner of the project does all', { project: [bound('roles/owner')] }, '+++'],
  ['an editor of the project reads', { project: [bound('roles/editor')] }, '--+'],
  ['a viewer of the project reads', { project: [bound('roles/viewer')] }, '--+'],
  ['roles on the key ring are inherited', { ring: both }, '+++'],
  ['roles on the project are inherited', { project: both }, '+++'],
  [
    'roles add up over key, ring and project',
    {
      key: [bound('roles/cloudkms.cryptoKeyEncrypter')],
      ring: [bound('roles/cloudkms.cryptoKeyDecrypter')],
      project: [bound(VIEW)],
    },
    '+++',
  ],
  ['the address is compared in any case', { key: [bound(USE, 'group:CCK-Plum@Confluent.IO')] }, '++-'],
  ['the group among other members', { key: [bound(USE, ['user:pear@example.com', GROUP])] }, '++-'],
  ['another group', { key: [bound(USE, 'group:cck-pear@confluent.io')] }, '---'],
  ['a group whose address only begins alike', { key: [bound(USE, `${GROUP}.example`)] }, '---'],
  ['a user of that address is not the group', { key: [bound(USE, `user:${EMAIL}`)] }, '---'],
  ['a service account is not the group', { key: [bound(USE, 'serviceAccount:plum@orchard.iam.gserviceaccount.com')] }, '---'],
  ['a domain that the group belongs to', { key: [bound(USE, 'domain:Confluent.io')] }, '++-'],
  ['a domain that the group does not belong to', { key: [bound(USE, 'domain:example.com')] }, '---'],
  ['a kind of principal that is not known may include the group', { key: [bound(USE, 'orchard:confluent.io')] }, '??-'],
  ['a condition that ran out gives nothing', { key: [bound(USE, GROUP, UNTIL_2026), bound(VIEW)] }, '--+'],
  ['a condition that runs out later gives what the role says', { key: [bound(USE, GROUP, UNTIL_2028), bound(VIEW)] }, '+++'],
  ['a condition on the name of the key', { project: [bound(USE, GROUP, NAMED), bound(VIEW, GROUP, NAMED)] }, '+++'],
  ['a condition on the name of another ring', { ring: [bound(USE, GROUP, `${NAMED} && ${ELSEWHERE}`)] }, '---'],
  ['what holds for one permission of a role', { key: [bound('roles/owner', GROUP, OF_KEY_RINGS)] }, '---'],
  ['a deleted group holds nothing', { key: [bound(USE, `deleted:group:${EMAIL}?uid=123456789`)] }, '---'],
  ['everybody includes the group', { key: [bound(USE, 'allUsers')] }, '++-'],
  ['everybody with an account includes the group', { key: [bound(USE, 'allAuthenticatedUsers')] }, '++-'],
  ['a condition leaves open what the role gives', { key: [bound(USE, GROUP, 'weekday'), bound(VIEW)] }, '??+'],
  ['a second binding without a condition settles it', { key: [bound(USE, GROUP, 'weekday'), ...both] }, '+++'],
  ['a custom role that lacks one', { key: [bound(CUSTOM)], roles: { [CUSTOM]: [ENCRYPT, DECRYPT] } }, '++-'],
  [
    'permissions are compared exactly',
    { key: [bound(CUSTOM)], roles: { [CUSTOM]: [GET.toUpperCase(), `${ENCRYPT}ViaDelegation`] } },
    '---',
  ],
  ['a custom role that was not read may give anything', { key: [bound(CUSTOM), bound(USE)] }, '++?'],
  ['a custom role that may not be read may give anything', { key: [bound(CUSTOM)], roles: { [CUSTOM]: 'denied' } }, '???'],
  ['a role of another service that was not read may give anything', { key: [bound('roles/iam.devOps')] }, '???'],
  ['a predefined role that may not be read is as documented', { key: [bound(USE)], roles: { [USE]: 'denied' } }, '++-'],
  ['what was read of a predefined role is what counts', { key: [bound(USE)], roles: { [USE]: [DECRYPT] } }, '-+-'],
  ['a role by the name of something every object has', { key: [bound('constructor')] }, '???'],
  ["a role that others hold is not the group's", { key: [bound(CUSTOM, 'user:pear@example.com')] }, '---'],
  ['the project unread, all found on the key', { key: both, project: 'denied' }, '+++'],
  ['the project unread, one not found', { key: [bound(USE)], project: 'denied' }, '++?'],
  ['the key unread, all found on the ring', { key: 'timeout', ring: both }, '+++'],
  ['the key unread, nothing found', { key: 'timeout' }, '???'],
  ['the ring unread, nothing found', { ring: 'denied' }, '???'],
])('access on Google is decided correctly: %s', (_, some, expected) => {
  expect(signs(some)).toBe(expected);
});

test('each permission is named with the group and the role that gives it', () => {
  expect(
    googleAccess(guardOf({ key: [bound(USE)], ring: [bound(USE)], project: [bound('roles/viewer', 'allUsers')] }), EMAIL),
  ).toEqual([
    { principal: EMAIL, permission: ENCRYPT, decision: { effect: 'granted', by: `role ${USE} bound to ${GROUP} on the key` } },
    { principal: EMAIL, permission: DECRYPT, decision: { effect: 'granted', by: `role ${USE} bound to ${GROUP} on the key` } },
    {
      principal: EMAIL,
      permission: GET,
      decision: { effect: 'granted', by: 'role roles/viewer bound to allUsers on the project' },
    },
  ]);
});

test('the reason says why a permission is missing or in doubt', () => {
  expect(decided({})[0]).toEqual({
    effect: 'not_granted',
    by: `no role on the key, its key ring or its project gives it to ${GROUP}`,
    because: 'not_given',
  });
  expect(decided({ key: [bound(USE, GROUP, UNTIL_2026)] })[0]).toMatchObject({
    by: expect.stringContaining(`; the condition of role ${USE} on the key does not hold: ${UNTIL_2026}`),
  });
  expect(decided({ key: [bound(USE, `deleted:${GROUP}?uid=7`)] })[0]).toMatchObject({
    by: expect.stringContaining(`; role ${USE} on the key is bound to deleted:${GROUP}?uid=7, a group that was deleted`),
    because: 'deleted',
  });
  expect(decided({ project: 'denied' })[0]).toEqual({ effect: 'undetermined', why: unread('denied').unknown });
  expect(decided({ key: [bound(USE, GROUP, 'weekday')] })[0]).toEqual({
    effect: 'undetermined',
    why: unknown('ambiguous', UNDECIDED(USE)).unknown,
  });
  expect(decided({ key: [bound(CUSTOM)] })[0]).toEqual({
    effect: 'undetermined',
    why: unknown('not_collected', `the permissions of role ${CUSTOM} were not collected`).unknown,
  });
  expect(decided({ key: [bound(CUSTOM)], roles: { [CUSTOM]: 'throttled' } })[0]).toEqual({
    effect: 'undetermined',
    why: unread('throttled').unknown,
  });
});

test('the roles of Cloud KMS and the basic roles are known, and no others', () => {
  expect(knownGoogleRole(USE)).toEqual([DECRYPT, ENCRYPT, 'cloudkms.locations.get', 'cloudkms.locations.list']);
  expect(knownGoogleRole('roles/owner')).toEqual(
    expect.arrayContaining([...(knownGoogleRole(ADMIN) ?? ['none']), ...GOOGLE_NEEDED]),
  );
  expect(knownGoogleRole('roles/editor')).not.toContain('cloudkms.cryptoKeyVersions.destroy');
  expect(knownGoogleRole('roles/editor')).not.toContain(DECRYPT);
  for (const role of ['roles/cloudkms.orchard', 'roles/storage.admin', CUSTOM, 'constructor', '']) {
    expect(knownGoogleRole(role)).toBeUndefined();
  }
});

const doubt = (cause: Cause) => [unread(cause).unknown];
const gives = (role: string, where: string, what: string) => `role ${role} on ${where} gives ${what}`;
const custom = (...held: string[]): Some => ({ key: [bound(CUSTOM)], roles: { [CUSTOM]: held } });
const SET_POLICY = 'cloudkms.cryptoKeys.setIamPolicy';
const ADMIN_GIVES = `${SET_POLICY}, cloudkms.ekmConfigs.setIamPolicy, cloudkms.ekmConnections.setIamPolicy and 24 more`;

test.each<[string, Some, string[], Cause[]]>([
  ["Confluent's Terraform example", { key: both }, [], []],
  [
    "Confluent's Terraform example, as Google spells the roles",
    { key: both, roles: { [USE]: [ENCRYPT, DECRYPT, 'resourcemanager.projects.get'] } },
    [],
    [],
  ],
  ['the custom role that Confluent recommends', custom(...GOOGLE_NEEDED), [], []],
  ['the administrator of keys', { ring: [bound(ADMIN)] }, [gives(ADMIN, 'the key ring', ADMIN_GIVES)], []],
  ['setting the policy', custom(SET_POLICY), [gives(CUSTOM, 'the key', SET_POLICY)], []],
  [
    "setting the project's policy",
    custom('resourcemanager.projects.setIamPolicy'),
    [gives(CUSTOM, 'the key', 'resourcemanager.projects.setIamPolicy')],
    [],
  ],
  ['creating', custom('cloudkms.cryptoKeyVersions.create'), [gives(CUSTOM, 'the key', 'cloudkms.cryptoKeyVersions.create')], []],
  ['updating', custom('cloudkms.cryptoKeys.update'), [gives(CUSTOM, 'the key', 'cloudkms.cryptoKeys.update')], []],
  [
    'destroying',
    custom('cloudkms.cryptoKeyVersions.destroy'),
    [gives(CUSTOM, 'the key', 'cloudkms.cryptoKeyVersions.destroy')],
    [],
  ],
  [
    'restoring',
    custom('cloudkms.cryptoKeyVersions.restore'),
    [gives(CUSTOM, 'the key', 'cloudkms.cryptoKeyVersions.restore')],
    [],
  ],
  ['deleting', custom('cloudkms.cryptoKeys.delete'), [gives(CUSTOM, 'the key', 'cloudkms.cryptoKeys.delete')], []],
  ['importing', custom('cloudkms.importJobs.useToImport'), [gives(CUSTOM, 'the key', 'cloudkms.importJobs.useToImport')], []],
  ['reading import jobs is reading', custom('cloudkms.importJobs.get', 'cloudkms.importJobs.list'), [], []],
  ['reading policies is reading', custom('cloudkms.cryptoKeys.getIamPolicy'), [], []],
  ['signing changes nothing', custom('cloudkms.cryptoKeyVersions.useToSign'), [], []],
  [
    'deleting the project',
    custom('resourcemanager.projects.delete'),
    [gives(CUSTOM, 'the key', 'resourcemanager.projects.delete')],
    [],
  ],
  ['changing roles', custom('iam.roles.update'), [gives(CUSTOM, 'the key', 'iam.roles.update')], []],
  ['managing other roles than their permissions', custom('iam.roles.get', 'iam.roles.list'), [], []],
  [
    'everybody at Confluent, who need nothing',
    { key: [bound(USE, 'domain:confluent.io')] },
    [`role ${USE} on the key, given to domain:confluent.io, gives ${DECRYPT}, ${ENCRYPT}, cloudkms.locations.get and 1 more`],
    [],
  ],
  ['a role whose condition ran out', { key: [bound(ADMIN, GROUP, UNTIL_2026)] }, [], []],
  ['creating things of another service is not about the key', custom('compute.instances.create'), [], []],
  [
    'several, the policy first',
    custom('cloudkms.cryptoKeys.create', SET_POLICY),
    [gives(CUSTOM, 'the key', `${SET_POLICY}, cloudkms.cryptoKeys.create`)],
    [],
  ],
  [
    'an editor of the project',
    { project: [bound('roles/editor')] },
    [
      gives(
        'roles/editor',
        'the project',
        'cloudkms.autokeyConfigs.update, cloudkms.cryptoKeyVersions.create, cloudkms.cryptoKeyVersions.delete and 11 more',
      ),
    ],
    [],
  ],
  ['a viewer of the project', { project: [bound('roles/viewer')] }, [], []],
  ['a role that others hold', { key: [bound(ADMIN, 'user:pear@example.com')] }, [], []],
  ['a role that a deleted group held', { key: [bound(ADMIN, `deleted:${GROUP}?uid=1`)] }, [], []],
  [
    'a role that everybody holds',
    { key: [bound(ADMIN, 'allUsers')] },
    [`role ${ADMIN} on the key, given to allUsers, gives ${ADMIN_GIVES}`],
    [],
  ],
  ['the same role twice is listed once', { key: [bound(ADMIN), bound(ADMIN)] }, [gives(ADMIN, 'the key', ADMIN_GIVES)], []],
  ['a policy unread', { key: both, project: 'denied' }, [], ['denied']],
  [
    'what is found stays found',
    { key: [bound(ADMIN)], ring: 'timeout', project: 'denied' },
    [gives(ADMIN, 'the key', ADMIN_GIVES)],
    ['timeout', 'denied'],
  ],
  ['a role unread', { key: [bound(CUSTOM)], roles: { [CUSTOM]: 'denied' } }, [], ['denied']],
])('permissions beyond need on Google: %s', (_, some, found, causes) => {
  expect(googleBeyondNeed(guardOf(some), EMAIL)).toEqual({ found, undetermined: causes.flatMap(doubt) });
});

test('a condition matters only on permissions that go beyond need, and leaves those in doubt', () => {
  const under = (role: string) => unknown('ambiguous', UNDECIDED(role)).unknown;
  expect(googleBeyondNeed(guardOf({ key: [bound(ADMIN, GROUP, 'weekday')] }), EMAIL)).toEqual({
    found: [],
    undetermined: [under(ADMIN)],
  });
  expect(googleBeyondNeed(guardOf({ key: [bound(USE, GROUP, 'weekday')] }), EMAIL)).toEqual({ found: [], undetermined: [] });
  expect(googlePublic(guardOf({ key: [bound(USE, 'allUsers', 'weekday')] }))).toEqual({ found: [], undetermined: [under(USE)] });
});

const open = (role: string, where: string, member: string, what: string) =>
  `role ${role} on ${where}, given to ${member}, gives ${what}`;

test.each<[string, Some, string[], Cause[]]>([
  ['no member is bound', {}, [], []],
  ["Confluent's group alone", { key: both }, [], []],
  [
    'anybody may use the key',
    { key: [bound(USE, 'allUsers')] },
    [open(USE, 'the key', 'allUsers', `${DECRYPT}, ${ENCRYPT}`)],
    [],
  ],
  [
    'anybody with an account may decrypt',
    { ring: [bound('roles/cloudkms.cryptoKeyDecrypter', 'allAuthenticatedUsers')] },
    [open('roles/cloudkms.cryptoKeyDecrypter', 'the key ring', 'allAuthenticatedUsers', DECRYPT)],
    [],
  ],
  [
    'anybody may verify',
    { key: [bound('roles/cloudkms.verifier', 'allUsers')] },
    [open('roles/cloudkms.verifier', 'the key', 'allUsers', 'cloudkms.cryptoKeyVersions.useToVerify')],
    [],
  ],
  [
    'anybody may destroy',
    { project: [bound(CUSTOM, 'allUsers')], roles: { [CUSTOM]: ['cloudkms.cryptoKeyVersions.destroy'] } },
    [open(CUSTOM, 'the project', 'allUsers', 'cloudkms.cryptoKeyVersions.destroy')],
    [],
  ],
  ['anybody may look', { project: [bound(VIEW, 'allUsers'), bound('roles/viewer', 'allAuthenticatedUsers')] }, [], []],
  [
    'both kinds of anybody',
    { key: [bound('roles/cloudkms.signer', ['allUsers', 'allAuthenticatedUsers'])] },
    ['allUsers', 'allAuthenticatedUsers'].map((member) =>
      open('roles/cloudkms.signer', 'the key', member, 'cloudkms.cryptoKeyVersions.useToSign'),
    ),
    [],
  ],
  ['a role unread', { key: [bound(CUSTOM, 'allUsers')], roles: { [CUSTOM]: 'denied' } }, [], ['denied']],
  ["a role unread that is Confluent's alone", { key: [bound(CUSTOM)], roles: { [CUSTOM]: 'denied' } }, [], []],
  ['a policy unread', { project: 'denied' }, [], ['denied']],
  ['the same cause twice is listed once', { key: 'denied', ring: 'denied', project: 'timeout' }, [], ['denied', 'timeout']],
])('public access on Google: %s', (_, some, found, causes) => {
  expect(googlePublic(guardOf(some))).toEqual({ found, undetermined: causes.flatMap(doubt) });
});

test('what anybody may read about the key is listed apart from what anybody may do with it', () => {
  const some = { key: [bound(VIEW, 'allUsers'), bound(USE, 'allUsers', 'weekday'), bound(VIEW)] };
  const [reads, ...others] = googlePublicReads(guardOf(some));
  expect(reads).toMatch(/^role roles\/cloudkms\.viewer on the key, given to allUsers, gives cloudkms\.\w+\.(get|list)/);
  expect(others).toEqual([]);
  expect(googlePublic(guardOf({ key: [bound(VIEW, 'allUsers')] })).found).toEqual([]);
  expect(googlePublicReads(guardOf({ key: [bound(VIEW)] }))).toEqual([]);
});
