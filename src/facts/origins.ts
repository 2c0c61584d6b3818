import { AwsKey } from '../clouds/aws/snapshot.ts';
import { AzureKey } from '../clouds/azure/snapshot.ts';
import { GcpKey } from '../clouds/google/snapshot.ts';

// What the snapshot has of a key in each cloud, for the facts that are derived from it.

export const aws = AwsKey.properties;
export const azure = AzureKey.properties;
export const vault = azure.vault.properties;
export const google = GcpKey.properties;
