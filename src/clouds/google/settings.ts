import type Type from 'typebox';
import { section, url } from '../../input/shapes.ts';

export const GoogleSettings = section(
  {
    kms_endpoint: url('https://cloudkms.googleapis.com', 'Cloud KMS.'),
    resource_manager_endpoint: url('https://cloudresourcemanager.googleapis.com', 'Resource Manager.'),
    iam_endpoint: url('https://iam.googleapis.com', 'Identity and Access Management.'),
  },
  'Endpoints of Google Cloud.',
);
export type GoogleSettings = Type.Static<typeof GoogleSettings>;
