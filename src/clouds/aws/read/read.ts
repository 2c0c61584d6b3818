import { asking } from '../../../collect/asking.ts';
import type { Collection } from '../../../collect/observe.ts';
import { MalformedReply } from '../../../collect/service-failure.ts';
import { derive, type Fact, isKnown, shown, unknown } from '../../../facts/fact.ts';
import { inSnapshotOrder } from '../../../input/keys.ts';
import type { Environment, ToRead } from '../../cloud.ts';
import { every, type Match } from '../../match.ts';
import { readEach } from '../../read-each.ts';
import { type AwsKmsName, awsNames } from '../name.ts';
import { awsCall } from '../permissions.ts';
import type { AwsSettings } from '../settings.ts';
import type { AwsKey } from '../snapshot.ts';
import { type AwsClients, type AwsKms, awsClients } from './client.ts';
import { describedBy, metadataIn } from './describe.ts';
import { classifyAwsError } from './error.ts';
import { eachOnce, grantsIn, tagsIn } from './grant.ts';
import { type AwsReplies, awsKeyOf, policyIn } from './key.ts';
import { rotationsIn, statusIn } from './rotation.ts';

/** Reads each key from the KMS of its own account and region. */
export async function readAwsKeys(
  collection: Collection,
  settings: AwsSettings,
  toRead: ToRead<AwsKmsName>,
  env: Environment,
): Promise<{ keys: Map<string, AwsKey> }> {
  const read = awsReader(collection, awsClients(collection, settings, env).kms, settings);
  return { keys: await readEach(toRead, read) };
}

function awsReader(
  collection: Collection,
  clientFor: AwsClients['kms'],
  { accounts }: AwsSettings,
): (name: AwsKmsName) => Promise<AwsKey> {
  const ask = asking<AwsKms>(collection, classifyAwsError);

  /** Of a call that AWS answers only to the key's own account: whoever is of another one needs a role there, not a permission. */
  function fromOwnAccount<T>(fact: Fact<T>, { account }: AwsKmsName): Fact<T> {
    if (isKnown(fact) || fact.unknown.cause !== 'denied' || accounts[account]?.role_arn !== undefined) return fact;
    const { cause, detail, ...at } = fact.unknown;
    return unknown(
      cause,
      `AWS answers this call only to identities of account ${account}: from another one, name a role of that account under aws.accounts in the configuration; ${detail}`,
      at,
    );
  }

  const described = (client: Awaited<ReturnType<AwsClients['kms']>>, name: AwsKmsName): Promise<Fact<Record<string, unknown>>> =>
    ask.one(client, awsCall('kms:DescribeKey', name.name), async ({ kms }, abortSignal) =>
      metadataIn(await kms.describeKey({ KeyId: name.name }, { abortSignal }), name),
    );

  /** Rotation and the age of the material are properties of a multi-Region key's primary, and only its own Region reports them. */
  async function ofPrimary(name: AwsKmsName, own: Fact<Record<string, unknown>>): Promise<OfPrimary> {
    const { multi_region_primary, origin, spec, usage } = describedBy(own, name);
    // Only the ids of multi-Region keys begin with mrk-: any other key answers for itself even if DescribeKey was refused.
    const isMultiRegion = name.key_id.startsWith('mrk-');
    if (!isKnown(multi_region_primary) && isMultiRegion)
      return {
        primary: { name, describe: multi_region_primary },
        rotation: multi_region_primary,
        rotations: multi_region_primary,
      };
    const primary = awsNames.parse(shown(multi_region_primary) ?? name.name) ?? name;
    const client = await clientFor(primary);
    const rotates = every([isOf(origin, 'AWS_KMS'), isOf(spec, 'SYMMETRIC_DEFAULT'), isOf(usage, 'ENCRYPT_DECRYPT')]);
    const [describe, rotation, rotations] = await Promise.all([
      primary.name === name.name ? own : described(client, primary),
      ask.one(client, awsCall('kms:GetKeyRotationStatus', primary.name), async ({ kms }, abortSignal) =>
        answerOn(rotates, { KeyRotationEnabled: false }, async () =>
          statusIn(await kms.getKeyRotationStatus({ KeyId: primary.name }, { abortSignal }), primary),
        ),
      ),
      rotates === false
        ? derive(own, () => [])
        : ask.all(client, awsCall('kms:ListKeyRotations', primary.name), async ({ kms }, abortSignal, Marker) =>
            answerOn(rotates, { items: [], next: undefined }, async () => {
              const reply = await kms.listKeyRotations({ KeyId: primary.name, ...(Marker && { Marker }) }, { abortSignal });
              return { items: rotationsIn(reply, primary, collection.now()), next: nextOf(reply) };
            }),
          ),
    ]);
    return { primary: { name: primary, describe }, rotation, rotations: fromOwnAccount(rotations, primary) };
  }

  return async (name) => {
    const arn = name.name;
    const client = await clientFor(name);
    const describe = await described(client, name);
    // only the KMS itself says that a key is not there, whatever was not found on the way to it
    if (!('closed' in client) && !isKnown(describe) && describe.unknown.cause === 'not_found') {
      const absent = { describe, policy: describe, rotation: describe, rotations: describe, grants: describe, tags: describe };
      const { source } = awsCall('kms:DescribeKey', arn);
      const key = awsKeyOf(name, { ...absent, primary: { name, describe } });
      return { ...key, present: { value: false, source, observed_at: collection.now() } };
    }
    const [policy, ofRotation, grants, tags] = await Promise.all([
      ask.one(client, awsCall('kms:GetKeyPolicy', arn), async ({ kms }, abortSignal) =>
        policyIn(await kms.getKeyPolicy({ KeyId: arn, PolicyName: 'default' }, { abortSignal })),
      ),
      ofPrimary(name, describe),
      ask.all(client, awsCall('kms:ListGrants', arn), async ({ kms }, abortSignal, Marker) => {
        const reply = await kms.listGrants({ KeyId: arn, Limit: 100, ...(Marker && { Marker }) }, { abortSignal });
        return { items: grantsIn(reply, name), next: nextOf(reply) };
      }),
      ask.all(client, awsCall('kms:ListResourceTags', arn), async ({ kms }, abortSignal, Marker) => {
        const reply = await kms.listResourceTags({ KeyId: arn, ...(Marker && { Marker }) }, { abortSignal });
        return { items: tagsIn(reply), next: nextOf(reply) };
      }),
    ]);
    return awsKeyOf(name, {
      describe,
      policy: fromOwnAccount(policy, name),
      grants: eachOnce(grants, name),
      tags: derive(fromOwnAccount(tags, name), inSnapshotOrder),
      ...ofRotation,
    });
  };
}

type OfPrimary = Pick<AwsReplies, 'primary' | 'rotation' | 'rotations'>;

const isOf = (fact: Fact<string>, value: string): Match => (isKnown(fact) ? fact.value === value : { doubt: fact.unknown });

/**
 * The answer to a question about rotation. AWS calls it unsupported for a key that it never rotates (asymmetric, HMAC, custom key store): that
 * is an answer too, unless the key is described as one that it rotates.
 * @param never the answer of a key that is never rotated
 */
async function answerOn<T>(rotates: Match, never: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UnsupportedOperationException') throw error;
    if (rotates !== true) return never;
    throw new MalformedReply('AWS calls rotation unsupported for the key, and describes it as one that it rotates');
  }
}

/** Where the next page begins. AWS says in one field whether there is one, in another where. */
function nextOf({ Truncated, NextMarker }: { Truncated?: unknown; NextMarker?: unknown }): string | undefined {
  const further = NextMarker !== undefined && NextMarker !== null;
  if (Truncated === false && !further) return undefined;
  if (Truncated === true && typeof NextMarker === 'string' && NextMarker !== '') return NextMarker;
  throw new MalformedReply('the reply does not say whether the list goes on, and where');
}
