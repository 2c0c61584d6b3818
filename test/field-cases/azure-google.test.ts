import { AZURE_ACCESS } from './azure-access.ts';
import { AZURE_KEYS } from './azure-keys.ts';
import { AZURE_NAMES, AZURE_NETWORKS } from './azure-networks.ts';
import { check } from './check.ts';
import { GOOGLE_ACCESS } from './google-access.ts';
import { GOOGLE_KEYS, GOOGLE_ROTATION } from './google-keys.ts';

check({
  'networks and credentials at Azure': AZURE_NETWORKS,
  'names at Azure': AZURE_NAMES,
  'keys at Azure': AZURE_KEYS,
  'access at Azure': AZURE_ACCESS,
  'rotation at Google': GOOGLE_ROTATION,
  'access at Google': GOOGLE_ACCESS,
  'keys at Google': GOOGLE_KEYS,
});
