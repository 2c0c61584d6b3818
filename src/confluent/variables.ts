/** The environment variables that Confluent's own tools use, and those of a token, for which they have none. */
export const CONFLUENT_VARIABLES = {
  key: 'CONFLUENT_CLOUD_API_KEY',
  secret: 'CONFLUENT_CLOUD_API_SECRET',
  pool: 'BYOK_AUDIT_CONFLUENT_IDENTITY_POOL',
  token: 'BYOK_AUDIT_CONFLUENT_TOKEN',
  token_file: 'BYOK_AUDIT_CONFLUENT_TOKEN_FILE',
} as const;
