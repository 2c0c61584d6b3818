import Type from 'typebox';
import { observed } from '../../facts/declare.ts';
import { oneOf, oneOfFamilies } from '../../facts/values.ts';
import { byName, nullable, object, text, texts } from '../../input/shapes.ts';
import { AWS_REMEDIES } from './advice.ts';

const DESCRIBE = ['aws:kms:DescribeKey'];
const ROTATION = ['aws:kms:GetKeyRotationStatus'];

const Grant = object({
  /** Null where AWS does not say; absent, as whatever else is optional here, in a snapshot before format 1.2. */
  id: Type.Optional(nullable(text)),
  grantee: nullable(text),
  operations: texts,
  constrained: Type.Boolean(),
  /** The names of its constraints. */
  constrained_by: Type.Optional(texts),
  /** Null where AWS does not say. */
  issued_by: Type.Optional(nullable(text)),
  /** The resource on whose behalf alone it gives something; null where it names none. */
  source_arn: Type.Optional(nullable(text)),
});

/** A key of AWS KMS, as it was read. */
export const AwsKey = object({
  provider: Type.Literal('aws'),
  /** Whether the KMS has the key in whatever state; where it has not, every other fact is unknown/not_found. */
  present: observed(Type.Boolean(), DESCRIBE),
  /** KeyState as AWS spells it. */
  state: observed(text, DESCRIBE, { unknown: AWS_REMEDIES }),
  origin: observed(text, DESCRIBE),
  manager: observed(text, DESCRIBE),
  spec: observed(text, DESCRIBE),
  usage: observed(text, DESCRIBE),
  custom_key_store: observed(nullable(text), DESCRIBE),
  created_at: observed(text, DESCRIBE),
  /** Null unless the key is to be deleted. */
  deletion_date: observed(nullable(text), DESCRIBE),
  /** Days from the deletion of the last replica to that of the key; null unless it waits for its replicas. */
  deletion_wait_days: observed(nullable(Type.Integer()), DESCRIBE, { since: '1.2' }),
  /** When imported material expires; null where it does not, and of material that was not imported. */
  material_expires_at: observed(nullable(text), DESCRIBE, { since: '1.2' }),
  /** ARN of the multi-Region primary; null for a single-Region key. */
  multi_region_primary: observed(nullable(text), DESCRIBE),
  multi_region_replicas: observed(texts, DESCRIBE),
  /** Of the primary, where the key is a multi-Region replica. */
  rotation_enabled: observed(Type.Boolean(), ROTATION),
  /** Days; null where AWS named no period. */
  rotation_period_days: observed(nullable(Type.Integer()), ROTATION),
  next_rotation_at: observed(nullable(text), ROTATION, { since: '1.2' }),
  /** The newest rotation, planned or on demand; null where there was none. Of the primary too. */
  last_rotation_at: observed(nullable(text), ['aws:kms:ListKeyRotations'], { since: '1.2' }),
  primary_created_at: observed(text, DESCRIBE, { since: '1.2' }),
  /** The policy document, as the JSON text that AWS keeps. */
  policy: observed(text, ['aws:kms:GetKeyPolicy'], {
    unknown: {
      ambiguous: {
        text: "A condition of the key policy, or a constraint of a grant, cannot be evaluated from here. Give Confluent's roles a statement of their own without it; except them from a Deny with ArnNotEquals on aws:PrincipalArn; or attest what it comes to.",
        paste: ['exception', 'attestation'],
      },
    },
  }),
  grants: observed(Type.Array(Grant), ['aws:kms:ListGrants']),
  /** Before format 1.4 they were read only where the key policy decides by them. */
  tags: observed(byName(text), ['aws:kms:ListResourceTags'], { since: '1.2' }),
});
export type AwsKey = Type.Static<typeof AwsKey>;

/** Uses, specs and origins that AWS documents; another is not taken for an unsuitable one. */
export const keyUsage = oneOf('key usage', [
  'ENCRYPT_DECRYPT',
  'SIGN_VERIFY',
  'GENERATE_VERIFY_MAC',
  'KEY_AGREEMENT',
  'ENCAPSULATE_DECAPSULATE',
]);
export const keySpec = oneOfFamilies('key spec', ['SYMMETRIC_DEFAULT', 'SM2'], ['RSA_', 'ECC_', 'HMAC_', 'ML_DSA_', 'ML_KEM_']);
export const keyOrigin = oneOf('origin', ['AWS_KMS', 'AWS_CLOUDHSM', 'EXTERNAL', 'EXTERNAL_KEY_STORE']);
