import Type from 'typebox';
import { AwsKey } from './aws/snapshot.ts';
import { AzureKey } from './azure/snapshot.ts';
import { GcpKey } from './google/snapshot.ts';

/** A KMS key, as the service that keeps it was read. */
export const KmsKey = Type.Union([AwsKey, AzureKey, GcpKey]);
export type KmsKey = Type.Static<typeof KmsKey>;
