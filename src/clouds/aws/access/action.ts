import { ambiguous, every, isDoubt, type Match, not, some } from './match.ts';
import { arnParts, fits } from './pattern.ts';

/** Values of an element, or of its Not... form. */
export type Element = { values: string[]; negated: boolean };

/** What Confluent needs on a key; a key's policy authorizes the operation ReEncrypt as two actions. */
export const AWS_NEEDED: readonly string[] = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
  'kms:CreateGrant',
  'kms:ListGrants',
  'kms:RevokeGrant',
];

/** In Confluent's template by way of `kms:GenerateDataKey*`, without being needed. */
export const AWS_OPTIONAL: readonly string[] = ['kms:GenerateDataKeyPair', 'kms:GenerateDataKeyPairWithoutPlaintext'];

/** Every action on a key that is not a pure read, from AWS's service authorization reference. */
export const KEY_ACTIONS: readonly string[] = [
  ...AWS_NEEDED.filter((action) => !isRead(action)),
  ...AWS_OPTIONAL,
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:Decapsulate',
  'kms:DeleteAlias',
  'kms:DeleteImportedKeyMaterial',
  'kms:DeriveSharedSecret',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:Encapsulate',
  'kms:GenerateMac',
  'kms:ImportKeyMaterial',
  'kms:PutKeyPolicy',
  'kms:ReplicateKey',
  'kms:RetireGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:Sign',
  'kms:SynchronizeMultiRegionKey',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
  'kms:UpdatePrimaryRegion',
  'kms:Verify',
  'kms:VerifyMac',
];

/** These work on no key, so that a key's policy gives none of them, whatever it says; ReEncrypt is no action at all. */
const GIVE_NOTHING: readonly string[] = [
  'kms:ReEncrypt',
  'kms:CreateKey',
  'kms:GenerateRandom',
  'kms:ConnectCustomKeyStore',
  'kms:CreateCustomKeyStore',
  'kms:DeleteCustomKeyStore',
  'kms:DisconnectCustomKeyStore',
  'kms:UpdateCustomKeyStore',
];

/** The operations that a grant can give. */
export const GRANTABLE: ReadonlySet<string> = new Set([
  'kms:CreateGrant',
  'kms:Decapsulate',
  'kms:Decrypt',
  'kms:DeriveSharedSecret',
  'kms:DescribeKey',
  'kms:Encapsulate',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyPair',
  'kms:GenerateDataKeyPairWithoutPlaintext',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:GenerateMac',
  'kms:GetPublicKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:RetireGrant',
  'kms:Sign',
  'kms:Verify',
  'kms:VerifyMac',
]);

function isRead(action: string): boolean {
  return /^kms:(get|list|describe)/i.test(action);
}

/** No action that this version knows: a misspelling, or newer than it. */
export const isUnlisted = (action: string): boolean =>
  /^kms:\w+$/i.test(action) && !isRead(action) && !KNOWN.has(action.toLowerCase());

const KNOWN: ReadonlySet<string> = new Set([...KEY_ACTIONS, ...GIVE_NOTHING].map((action) => action.toLowerCase()));

/** The actions that an element spells out and this version does not know. */
export const unlistedActions = ({ values, negated }: Element): string[] => (negated ? [] : values.filter(isUnlisted));

/** Names of actions know no case; their wildcards reach over the whole of `kms:Action`. */
export function actionMatch({ values, negated }: Element, action: string): boolean {
  return values.some((value) => fits(value.toLowerCase(), action.toLowerCase())) !== negated;
}

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
  const parts = arnParts(pattern);
  const completed = [...parts, ...Array<string>(6 - parts.length).fill('*')];
  const byParts = pattern.startsWith('arn:') ? every(arnParts(arn).map((part, at) => fits(completed[at] ?? '', part))) : whole;
  return isDoubt(byParts) || whole !== byParts ? ambiguous(`its resource ${pattern} can be read in two ways`) : whole;
}

const MOST_SHOWN = 4;

/** The first few of many, for a sentence. */
export function someOf(actions: readonly string[]): string {
  const shown = actions.slice(0, MOST_SHOWN).join(', ');
  return actions.length > MOST_SHOWN ? `${shown} and ${actions.length - MOST_SHOWN} more` : shown;
}
