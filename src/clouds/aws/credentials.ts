import type { Credentials } from '../cloud.ts';

export const AWS_CREDENTIALS: Credentials = {
  call: 'AWS credentials',
  remedy: 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use the role of the machine',
};
