/** The environment variable with the secret of an application. */
export const secretVariable = (client_id: string): string =>
  `BYOK_AUDIT_AZURE_${client_id.replaceAll('-', '_').toUpperCase()}_SECRET`;
