import { remembered } from '../../../input/remembered.ts';
import { ambiguous, every, isDoubt, type Match, not, some } from '../../match.ts';
import { arnParts, fits } from './pattern.ts';

/** Values of an element, or of its Not... form. */
export type Element = { values: string[]; negated: boolean };

/** Actions by their names, separated by spaces. */
export const kms = (names: string): string[] => names.split(' ').map((name) => `kms:${name}`);

/** What Confluent needs on a key; a key's policy authorizes the operation ReEncrypt as two actions. */
export const AWS_NEEDED: readonly string[] = kms(
  'Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey CreateGrant ListGrants ' +
    'RevokeGrant',
);

/** In Confluent's template by way of `kms:GenerateDataKey*`, without being needed. */
export const AWS_OPTIONAL: readonly string[] = kms('GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext');

/** Every action on a key that is not a pure read, from AWS's service authorization reference. */
export const KEY_ACTIONS: readonly string[] = [
  ...AWS_NEEDED.filter((action) => !isRead(action)),
  ...AWS_OPTIONAL,
  ...kms(
    'CancelKeyDeletion CreateAlias Decapsulate DeleteAlias DeleteImportedKeyMaterial DeriveSharedSecret DisableKey ' +
      'DisableKeyRotation EnableKey EnableKeyRotation Encapsulate GenerateMac ImportKeyMaterial PutKeyPolicy ReplicateKey ' +
      'RetireGrant RotateKeyOnDemand ScheduleKeyDeletion Sign SynchronizeMultiRegionKey TagResource UntagResource UpdateAlias ' +
      'UpdateKeyDescription UpdatePrimaryRegion Verify VerifyMac',
  ),
];

/** Every pure read of a key, from the same reference. */
export const READ_ACTIONS: readonly string[] = kms(
  'DescribeKey GetKeyPolicy GetKeyRotationStatus GetParametersForImport GetPublicKey ListGrants ListKeyPolicies ' +
    'ListKeyRotations ListResourceTags',
);

/** These work on no key, so that a key's policy gives none of them, whatever it says; ReEncrypt is no action at all. */
const GIVE_NOTHING: readonly string[] = kms(
  'ReEncrypt CreateKey GenerateRandom ConnectCustomKeyStore CreateCustomKeyStore DeleteCustomKeyStore ' +
    'DisconnectCustomKeyStore UpdateCustomKeyStore',
);

/** The operations that a grant can give. */
export const GRANTABLE: ReadonlySet<string> = new Set(
  kms(
    'CreateGrant Decapsulate Decrypt DeriveSharedSecret DescribeKey Encapsulate Encrypt GenerateDataKey GenerateDataKeyPair ' +
      'GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac GetPublicKey ReEncryptFrom ReEncryptTo ' +
      'RetireGrant Sign Verify VerifyMac',
  ),
);

function isRead(action: string): boolean {
  return /^kms:(get|list|describe)/i.test(action);
}

/** No action that this version knows: a misspelling, or newer than it. */
export const isUnlisted = (action: string): boolean =>
  /^kms:\w+$/i.test(action) && !isRead(action) && !KNOWN.has(action.toLowerCase());

const KNOWN: ReadonlySet<string> = new Set([...KEY_ACTIONS, ...GIVE_NOTHING].map((action) => action.toLowerCase()));

/** The actions of a statement: which it covers, and those that it spells out and this version does not know. */
export type Actions = { covers: (action: string) => boolean; unlisted: readonly string[] };

export const actionsOf = ({ values, negated }: Element): Actions => (negated ? othersThan : covered)(values.join('\n'));

/** By the patterns, one a line, which hold no line break: many policies have the same list, and are asked about the same actions. */
const covered = remembered((list): Actions => {
  const patterns = list.split('\n').filter((pattern) => pattern !== '');
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  // names of actions know no case; their wildcards reach over the whole of `kms:Action`
  const covers = remembered((action) => {
    const name = action.toLowerCase();
    return lower.some((pattern) => fits(pattern, name));
  });
  return { covers, unlisted: patterns.filter(isUnlisted) };
});
const othersThan = remembered((list): Actions => ({ covers: (action) => !covered(list).covers(action), unlisted: [] }));

/** A service with the name of an action; a wildcard may stand for both. */
export const isActionPattern = (text: string): boolean => /^[\w*?:-]+$/.test(text) && /[:*?]/.test(text);

/** `*`, or an ARN, which may be cut short and takes wildcards and policy variables. */
export const isResourcePattern = (text: string): boolean => /^([*?]+|arn:.+)$/s.test(text);

export function resourceMatch({ values, negated }: Element, keyArn: string): Match {
  const named = some(values.map((value) => arnPatternMatch(value, keyArn)));
  return negated ? not(named) : named;
}

/**
 * AWS matches the six parts of an ARN one by one and completes missing ones with `*`, but lets a `*` at the end of a part
 * run over the colons that follow. Where reading by parts and reading as a whole differ, it is left open.
 */
function arnPatternMatch(pattern: string, arn: string): Match {
  if (pattern.includes('${')) return ambiguous(`its resource ${pattern} holds a policy variable`);
  const whole = fits(pattern, arn);
  if (!pattern.startsWith('arn:')) return whole;
  const parts = arnParts(pattern);
  const completed = [...parts, ...Array<string>(6 - parts.length).fill('*')];
  const byParts = every(arnParts(arn).map((part, at) => fits(completed[at] ?? '', part)));
  return isDoubt(byParts) || whole !== byParts ? ambiguous(`its resource ${pattern} can be read in two ways`) : whole;
}

/** Of the actions that a phrase lists. */
export const MOST_SHOWN = 4;
