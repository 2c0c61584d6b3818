import { createHash } from 'node:crypto';

/** What tells one cluster and its key from all others, in the forms that real ids have. */
export type Identity = {
  cluster: string;
  key: string;
  environment: string;
  name: string;
  /** The id of an AWS key. */
  key_id: string;
  account: string;
  role: string;
  /** At most 24 characters. */
  vault: string;
  resource_group: string;
  subscription: string;
  project: string;
  aws_region: string;
  azure_region: string;
  google_region: string;
  /** How much earlier than in the template everything happened. */
  seconds: number;
};

const NAMES = ['orders', 'payments', 'parcels', 'invoices', 'claims', 'ledger', 'telemetry', 'catalogue', 'returns', 'search'];
const AWS_REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-2'];
const AZURE_REGIONS = ['westeurope', 'northeurope', 'eastus2', 'germanywestcentral'];
const GOOGLE_REGIONS = ['europe-west1', 'europe-west4', 'us-central1', 'us-east4'];
const MONTH = 30 * 86_400;
/** Prime to 36: multiplied by it, no two numbers below a power of 36 have the same remainder. */
const SPREAD = 1_000_003;

/** Identities by number, the same for the same seed; no two of their ids are equal. @param size how many there may be */
export function identitiesOf(size: number, seed: number): { of: (number: number) => Identity; environments: string[] } {
  const code = (number: number, digits: number): string =>
    ((number * SPREAD + seed * 7919) % 36 ** digits).toString(36).padStart(digits, '0');
  const environments = Array.from({ length: Math.max(1, Math.round(size / 50)) }, (_, index) => `env-${code(index, 6)}`);
  const of = (number: number): Identity => {
    const place = number % environments.length;
    const own = digest(`${seed} key ${number}`);
    const shared = digest(`${seed} environment ${place}`);
    const pick = (list: readonly string[], byte: number): string => list[(own[byte] ?? 0) % list.length] ?? '';
    const word = pick(NAMES, 16);
    return {
      cluster: `lkc-${code(number, 6)}`,
      key: `cck-${code(number, 5)}`,
      environment: environments[place] ?? '',
      name: `${word}-${number}`,
      key_id: uuid(own),
      account: String(100_000_000_000 + (shared.readUIntBE(0, 5) % 900_000_000_000)),
      role: code(number + size, 6),
      vault: `kv-${word}-${code(number, 6)}`,
      resource_group: `rg-${code(place, 6)}`,
      subscription: uuid(shared),
      project: `orchard-${code(place, 6)}`,
      aws_region: pick(AWS_REGIONS, 17),
      azure_region: pick(AZURE_REGIONS, 18),
      google_region: pick(GOOGLE_REGIONS, 19),
      seconds: own.readUInt32BE(20) % MONTH,
    };
  };
  return { of, environments };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A version 4 UUID of the first 16 bytes. */
function uuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
