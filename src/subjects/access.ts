import { awsAccess, awsBeyondNeed, awsOptionalMissing, awsPublic } from '../clouds/aws/access/access.ts';
import { azureAccess, azureBeyondNeed } from '../clouds/azure/access/access.ts';
import type { Findings, Access as Ruled } from '../clouds/decision.ts';
import { googleAccess, googleBeyondNeed, googlePublic } from '../clouds/google/access/access.ts';
import type { KmsKey } from '../clouds/kms-key.ts';
import type { KmsName } from '../clouds/kms-name.ts';
import { Access, ToConfluent, ToEverybody } from '../facts/access.ts';
import { blank } from '../facts/declare.ts';
import { type Fact, isKnown, type Unknown, unknown } from '../facts/fact.ts';
import { notOf } from '../facts/words.ts';
import type { RegisteredKey, Snapshot } from '../snapshot/schema.ts';
import type { Context } from './context.ts';
import { collectedKey } from './kms.ts';
import type { KeySubject } from './schema.ts';

type AccessFacts = KeySubject['access'];

/** What the policies of one key give, to Confluent's principals and to everybody. */
type Judged = {
  source: string;
  access: (principals: readonly string[]) => Ruled[];
  excess: (principals: readonly string[]) => Findings;
  /** Null where the service cannot open a key to everybody. */
  everybody: Findings | null;
  remarks: (principals: readonly string[]) => string[];
};

/**
 * Who may use the key, by its own policies.
 * @param principals as whom Confluent uses it; unknown where it names nobody
 */
export function accessFacts(
  { snapshot }: Context,
  kms: Fact<KmsName>,
  principals: Fact<string[]>,
  registration: RegisteredKey | undefined,
): AccessFacts {
  const key = isKnown(kms) ? collectedKey(snapshot.kms, kms.value) : undefined;
  if (!isKnown(kms) || key === undefined) {
    const missing = isKnown(kms) ? unknown('not_collected', 'the snapshot holds nothing about this key') : kms;
    return blank(Access, missing);
  }
  const judged = judge(snapshot, kms.value, key);
  const told = <T>(value: T) => ({ value, source: judged.source, observed_at: snapshot.taken_at });
  const whole = ([first]: Unknown[]): Fact<true> => (first === undefined ? told(true as const) : { unknown: first });
  const everybody = judged.everybody;
  const open =
    everybody === null
      ? blank(ToEverybody, notOf('AWS KMS or Google Cloud KMS'))
      : { public: told(everybody.found), public_decided: whole(everybody.undetermined) };
  if (!isKnown(principals)) return { ...blank(ToConfluent, principals), ...open };

  const access = unlessValidated(judged.access(principals.value), key, registration);
  const excess = judged.excess(principals.value);
  return {
    granted: told(inPhrases(access, 'granted')),
    lacking: told(inPhrases(access, 'not_granted')),
    decided: whole(access.flatMap(({ decision }) => (decision.effect === 'undetermined' ? [decision.why] : []))),
    excess: told(excess.found),
    excess_decided: whole(excess.undetermined),
    ...open,
    remarks: told(judged.remarks(principals.value)),
  };
}

function judge({ service_principals }: Snapshot, name: KmsName, key: KmsKey): Judged {
  if (key.provider === 'aws') {
    const guard = { arn: name.name, policy: key.policy, grants: key.grants };
    return {
      source: 'aws:kms:GetKeyPolicy',
      access: (principals) => awsAccess(guard, principals),
      excess: (principals) => awsBeyondNeed(guard, principals),
      everybody: awsPublic(guard),
      remarks: (principals) => awsOptionalMissing(guard, principals),
    };
  }
  if (key.provider === 'gcp') {
    return {
      source: 'gcp:kms:GetIamPolicy',
      access: (groups) => groups.flatMap((group) => googleAccess(key, group)),
      excess: (groups) => together(groups.map((group) => googleBeyondNeed(key, group))),
      everybody: googlePublic(key),
      remarks: () => [],
    };
  }
  if (name.provider !== 'azure') throw new TypeError(`${name.name} was collected from Azure`);
  const guard = { ...key, name };
  const who = (application: string) => {
    const id = application.toLowerCase();
    const missing = unknown('not_collected', `the snapshot holds no service principal of application ${application}`);
    return (
      (Object.hasOwn(service_principals, id) ? service_principals[id] : undefined) ?? { object_id: missing, groups: missing }
    );
  };
  return {
    source: 'azure:arm:ListRoleAssignments',
    access: (applications) => applications.flatMap((application) => azureAccess(guard, application, who(application))),
    excess: (applications) => together(applications.map((application) => azureBeyondNeed(guard, application, who(application)))),
    everybody: null,
    remarks: () =>
      !isKnown(key.deny_assignments) && key.deny_assignments.unknown.cause === 'denied'
        ? ['deny assignments could not be read, which needs Microsoft.Authorization/denyAssignments/read']
        : [],
  };
}

const together = (findings: Findings[]): Findings => ({
  found: findings.flatMap(({ found }) => found),
  undetermined: findings.flatMap(({ undetermined }) => undetermined),
});

/** Google inherits from folders and organizations, which are not read: where Confluent's own test says that it works, it may come from there. */
function unlessValidated(access: Ruled[], key: KmsKey, registration: RegisteredKey | undefined): Ruled[] {
  const valid =
    registration !== undefined && isKnown(registration.validation_phase) && registration.validation_phase.value === 'VALID';
  if (key.provider !== 'gcp' || !valid) return access;
  return access.map((one) =>
    one.decision.effect === 'not_granted'
      ? {
          ...one,
          decision: {
            effect: 'undetermined',
            why: unknown(
              'ambiguous',
              `neither the key, its key ring nor its project gives ${one.permission} to ${one.principal}, but Confluent's own test of the key succeeded: it may come from a folder or the organization`,
            ).unknown,
          },
        }
      : one,
  );
}

/** One phrase for what each principal holds, or lacks, for the same reason. */
function inPhrases(access: readonly Ruled[], effect: 'granted' | 'not_granted'): string[] {
  const groups = new Map<string, { principal: string; by: string; permissions: string[] }>();
  for (const { principal, permission, decision } of access) {
    if (decision.effect !== effect) continue;
    const { by } = decision;
    const group = groups.get(`${principal}\n${by}`) ?? { principal, by, permissions: [] };
    group.permissions.push(permission);
    groups.set(`${principal}\n${by}`, group);
  }
  const verb = effect === 'granted' ? 'holds' : 'lacks';
  return [...groups.values()].map(({ principal, by, permissions }) => `${principal} ${verb} ${permissions.join(', ')} (${by})`);
}
