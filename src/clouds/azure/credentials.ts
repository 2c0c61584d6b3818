import type { Credentials } from '../cloud.ts';

export const AZURE_CREDENTIALS: Credentials = {
  call: 'Azure credentials',
  remedy:
    'sign in with az login, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or use a managed identity; for an emulator set BYOK_AUDIT_AZURE_TOKEN',
};
