import Type from 'typebox';
import { observed } from '../../facts/declare.ts';
import { nullable, object, text, texts } from '../../input/shapes.ts';

const DESCRIBE = ['aws:kms:DescribeKey'];
const ROTATION = ['aws:kms:GetKeyRotationStatus'];

/** A key of AWS KMS, as it was read. */
export const AwsKey = object({
  provider: Type.Literal('aws'),
  /** Whether the KMS has the key in whatever state; where it has not, every other fact is unknown/not_found. */
  present: observed(Type.Boolean(), DESCRIBE),
  /** KeyState as AWS spells it. */
  state: observed(text, DESCRIBE),
  origin: observed(text, DESCRIBE),
  manager: observed(text, DESCRIBE),
  spec: observed(text, DESCRIBE),
  usage: observed(text, DESCRIBE),
  custom_key_store: observed(nullable(text), DESCRIBE),
  created_at: observed(text, DESCRIBE),
  /** Null unless the key is to be deleted. */
  deletion_date: observed(nullable(text), DESCRIBE),
  /** ARN of the multi-Region primary; null for a single-Region key. */
  multi_region_primary: observed(nullable(text), DESCRIBE),
  multi_region_replicas: observed(texts, DESCRIBE),
  /** Of the primary, where the key is a multi-Region replica. */
  rotation_enabled: observed(Type.Boolean(), ROTATION),
  /** Days; null where AWS named no period. */
  rotation_period_days: observed(nullable(Type.Integer()), ROTATION),
  /** The policy document, as the JSON text that AWS keeps. */
  policy: observed(text, ['aws:kms:GetKeyPolicy']),
  grants: observed(Type.Array(object({ grantee: nullable(text), operations: texts, constrained: Type.Boolean() })), [
    'aws:kms:ListGrants',
  ]),
});
export type AwsKey = Type.Static<typeof AwsKey>;
