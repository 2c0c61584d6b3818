import type { FieldCase } from './case.ts';
import { NO_GOOGLE_SIGN_IN, outsidePerimeter } from './faults.ts';
import { bind, type GoogleChange, google, groupOf, nameOf, USER_ROLE, VIEWER_ROLE } from './on-google.ts';
import { INVALID } from './organization.ts';

const KEY = 'cck-cherry';
const GROUP = `group:${groupOf('cherry')}`;
const FULL = [bind(USER_ROLE, [GROUP]), bind(VIEWER_ROLE, [GROUP])];

const during = (expression: string): GoogleChange => ({
  bindings: [bind(USER_ROLE, [GROUP], expression), bind(VIEWER_ROLE, [GROUP])],
  registration: { validation: INVALID },
});

const justified = (title: string, policy: object | undefined, expect: FieldCase['expect']): FieldCase => ({
  title,
  organization: google({ key: { keyAccessJustificationsPolicy: policy } }),
  expect,
});

/** Who may use the key, and from where the scanner may look. */
export const GOOGLE_ACCESS: FieldCase[] = [
  justified(
    'a list of reasons for which the key may be used is noted',
    { allowedAccessReasons: ['CUSTOMER_INITIATED_ACCESS', 'GOOGLE_INITIATED_SYSTEM_OPERATION'] },
    [['key.access_granted', KEY, 'pass', /justification/i]],
  ),
  justified('a policy of justifications without any reason denies every use', {}, [
    ['key.access_granted', KEY, ['fail', 'unknown']],
  ]),
  justified('without a policy of justifications nothing is said of them', undefined, [
    ['key.access_granted', KEY, 'pass', /^(?!.*justification)/is],
  ]),
  {
    title: 'a perimeter of VPC Service Controls is no missing permission',
    organization: google(),
    faults: [outsidePerimeter(/^cloudkms:/)],
    expect: [
      ['key.enabled', KEY, 'unknown', /perimeter|VPC Service Controls/i],
      ['key.enabled', KEY, 'unknown', /^(?!.*cloudkms\.(cryptoKeys|cryptoKeyVersions|keyRings)\.)/is],
    ],
  },
  {
    title: 'a perimeter around the project alone is no missing permission',
    organization: google({ bindings: [] }),
    faults: [outsidePerimeter(/^resourcemanager:/)],
    expect: [['key.access_granted', KEY, 'unknown', /^(?!.*resourcemanager\.projects\.getIamPolicy)/is]],
  },
  {
    title: 'credentials that Google does not take are no missing permission',
    organization: google(),
    faults: [NO_GOOGLE_SIGN_IN],
    expect: [
      ['key.enabled', KEY, 'unknown/not_collected', /credential|sign in|token/i],
      ['key.enabled', KEY, 'unknown/not_collected', /^(?!.*cloudkms\.(cryptoKeys|cryptoKeyVersions|keyRings)\.)/is],
    ],
  },
  {
    title: 'a binding that ran out last year gives nothing',
    organization: google(during('request.time < timestamp("2025-12-31T00:00:00Z")')),
    expect: [['key.access_granted', KEY, 'fail']],
  },
  {
    title: 'a binding that runs out next year gives what it says',
    organization: google(during('request.time < timestamp("2027-12-31T00:00:00Z")')),
    expect: [['key.access_granted', KEY, 'pass']],
  },
  {
    title: 'a binding for this key by its name gives what it says',
    organization: google({
      ...during(`resource.name.startsWith("${nameOf()}")`),
      bindings: [],
      on_project: FULL.map((one) => ({
        ...one,
        condition: { title: 'key', expression: `resource.name.startsWith("${nameOf()}")` },
      })),
    }),
    expect: [['key.access_granted', KEY, 'pass']],
  },
  {
    title: 'a binding for the keys of another ring gives nothing',
    organization: google(during('resource.name.startsWith("projects/orchard-berries/locations/europe-west1/keyRings/market/")')),
    expect: [['key.access_granted', KEY, 'fail']],
  },
  {
    title: 'a binding under a condition that is not understood is undecided, and it is said how to decide it',
    organization: google(during('api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).size() > 0')),
    expect: [['key.access_granted', KEY, 'unknown/ambiguous', /template|attest|without (a|the|this) condition/i]],
  },
  {
    title: 'the group of Confluent deleted and made again: what is left of it is named',
    organization: google({
      bindings: [bind(USER_ROLE, [`deleted:${GROUP}?uid=012345678901234567890`]), bind(VIEWER_ROLE, [GROUP])],
      registration: { validation: INVALID },
    }),
    expect: [['key.access_granted', KEY, 'fail', /deleted/]],
  },
  {
    title: 'who may delete the project may delete the key',
    organization: google({
      bindings: [...FULL, bind('projects/orchard-berries/roles/cleaner', [GROUP])],
      roles: [{ name: 'projects/orchard-berries/roles/cleaner', includedPermissions: ['resourcemanager.projects.delete'] }],
    }),
    expect: [['key.least_privilege', KEY, 'fail', /resourcemanager\.projects\.delete/]],
  },
  {
    title: 'who may change a role may give itself the key',
    organization: google({
      bindings: FULL,
      on_project: [bind('projects/orchard-berries/roles/keeper', [GROUP])],
      roles: [{ name: 'projects/orchard-berries/roles/keeper', includedPermissions: ['iam.roles.update'] }],
    }),
    expect: [['key.least_privilege', KEY, 'fail', /iam\.roles\.update/]],
  },
];
