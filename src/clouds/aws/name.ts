import Type from 'typebox';
import { object } from '../../input/shapes.ts';
import { KmsNameError } from '../kms-name-error.ts';

/** `name` is the ARN itself. */
export const AwsKmsName = object({
  provider: Type.Literal('aws'),
  name: Type.String(),
  partition: Type.String(),
  region: Type.String(),
  account: Type.String(),
  key_id: Type.String(),
});
export type AwsKmsName = Type.Static<typeof AwsKmsName>;

const ARN = /^arn:(aws[a-z-]*):kms:([a-z0-9-]+):([0-9]{12}):key\/([A-Za-z0-9-]+)$/;

/** @throws KmsNameError for an alias, another service, or whatever else is not the ARN of a key */
export function parseAwsKeyArn(arn: string): AwsKmsName {
  const name = matchArn(arn);
  if (name === undefined) throw new KmsNameError(`not the ARN of a KMS key: ${JSON.stringify(arn)}`);
  return name;
}

function matchArn(arn: string): AwsKmsName | undefined {
  const [, partition, region, account, key_id] = ARN.exec(arn) ?? [];
  if (!partition || !region || !account || !key_id) return undefined;
  return { provider: 'aws', name: arn, partition, region, account, key_id };
}

const keptIn = ({ account }: AwsKmsName): string => `account ${account}`;

export const awsNames = {
  schema: AwsKmsName,
  pattern: ARN.source,
  parse: matchArn,
  /** A multi-Region key (`mrk-`) is named without its Region: primary and replicas are one key in several places. */
  identity({ partition, region, account, key_id }: AwsKmsName) {
    return `arn:${partition}:kms:${key_id.startsWith('mrk-') ? '' : region}:${account}:key/${key_id.toLowerCase()}`;
  },
  partNames: ['account', 'region', 'key_id'],
  parts: ({ account, region, key_id }: AwsKmsName) => ({ account, region, key_id }),
  version: () => null,
  account: ({ account }: AwsKmsName) => account,
  keptIn,
  place: (name: AwsKmsName) => `${keptIn(name)} (${name.region})`,
};
