import type { Credentials } from '../cloud.ts';

export const GOOGLE_CREDENTIALS: Credentials = {
  call: 'Google credentials',
  remedy:
    'run gcloud auth application-default login, set GOOGLE_APPLICATION_CREDENTIALS, or use the service account of the machine; for an emulator set BYOK_AUDIT_GCP_TOKEN',
};
