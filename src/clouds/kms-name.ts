export { type AwsKmsName, parseAwsKeyArn } from './aws/name.ts';
export { type AzureKmsName, parseAzureKeyUrl } from './azure/name.ts';
export { type GoogleKmsName as GcpKmsName, parseGoogleKeyName as parseGcpKeyName } from './google/name.ts';
export { KMS_NAME_PATTERN, KmsName, parseName as comparableName, type Written as Comparable } from './index.ts';
export { KmsNameError } from './kms-name-error.ts';
