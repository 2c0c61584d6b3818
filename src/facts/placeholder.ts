/**
 * What lines to paste into our own files leave to the reader, in capitals, and what is to be written there. A file in which
 * one still stands is refused: nobody has said what it says.
 */
export const PLACEHOLDERS = {
  WHAT_IS_TRUE: 'what is true',
  WHERE_IT_IS_RECORDED: 'where it is recorded',
  NAME_AND_ROLE: 'the name and the role of who answers for it',
  'YYYY-MM-DD': 'a day, such as 2026-11-24',
  CLUSTER_ID: 'the id of the cluster',
  KMS_NAME: 'the name of the KMS key',
  CLOUD_NAME: 'aws, azure or gcp',
  PRINCIPAL_ID: 'the principal',
  // the remedy of key.exclusive_control, as byok-audit rules explains it
  ENTRIES: 'the principals',
  ACCOUNT_ID: 'the id of the AWS account',
  ROLE_NAME: 'the name of the role',
  APPLICATION_ID: 'the id of the application',
  OBJECT_ID: 'the object id',
} as const;
type Placeholder = keyof typeof PLACEHOLDERS;

/** A placeholder where lines to paste are made: what is not declared would be taken for what somebody wrote. */
export const toFillIn = (name: Placeholder): Placeholder => name;
