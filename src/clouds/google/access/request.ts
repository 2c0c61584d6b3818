import { type GoogleKmsName, ringOf } from '../name.ts';

/** A request for a permission; the permission says what it is asked on. */
export type Request = { key: GoogleKmsName; permission: string; as_of: string };

/** Of one of the key's versions it is not known which. */
export type Resource = { resource: string; ofVersion: boolean };

const KMS = 'cloudkms.googleapis.com';
const MANAGER = 'cloudresourcemanager.googleapis.com';

type AskedOn = { service?: string; type?: string; name?: Resource };

/** Encrypting and decrypting is asked on the key, or on one of its versions; what else is done to a version on that one. */
export function askedOn(permission: string, key: GoogleKmsName): AskedOn {
  const on = (service: string, type: string, resource: string, ofVersion = false): AskedOn => ({
    service,
    type: `${service}/${type}`,
    name: { resource, ofVersion },
  });
  const [service, kind, operation = ''] = permission.split('.');
  if (service === 'resourcemanager') return kind === 'projects' ? on(MANAGER, 'Project', `projects/${key.project}`) : {};
  if (service !== 'cloudkms') return {};
  if (kind === 'cryptoKeys' || (kind === 'cryptoKeyVersions' && operation.startsWith('useTo')))
    return on(KMS, 'CryptoKey', key.name);
  if (kind === 'cryptoKeyVersions') return on(KMS, 'CryptoKeyVersion', key.name, true);
  return kind === 'keyRings' ? on(KMS, 'KeyRing', ringOf(key)) : { service: KMS };
}
