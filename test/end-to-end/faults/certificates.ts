import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { EXIT } from '../../../src/audit-error.ts';
import { authority } from '../../proxy/certificates.ts';
import { type Cell, type Ended, more, type Tried, wrongWith } from './cell.ts';
import type { OrganizationName } from './organizations.ts';
import { type Elsewhere, type Places, type Scan, unknownsIn, type Written } from './scans.ts';

/** A service with an address of its own, and the sources of what it says. */
type Address = { service: string; what: string; of: OrganizationName; at: Elsewhere; sources: RegExp };

// tags are asked for only where the key policy was read
const ADDRESSES: readonly Address[] = [
  {
    service: 'confluent',
    what: 'Confluent Cloud',
    of: 'aws',
    at: { setting: ['confluent', 'endpoint'] },
    sources: /^confluent:/,
  },
  {
    service: 'aws',
    what: 'AWS KMS',
    of: 'aws',
    at: { variable: 'AWS_ENDPOINT_URL_KMS' },
    sources: /^aws:kms:(?!ListResourceTags$)/,
  },
  { service: 'sts', what: 'AWS STS', of: 'roles', at: { variable: 'AWS_ENDPOINT_URL_STS' }, sources: /^aws:sts:/ },
  {
    service: 'azure',
    what: 'the vaults',
    of: 'azure',
    at: { setting: ['azure', 'key_vault_endpoint'] },
    sources: /^azure:keyvault:/,
  },
  {
    service: 'azure',
    what: 'Resource Manager',
    of: 'azure',
    at: { setting: ['azure', 'resource_manager_endpoint'] },
    sources: /^azure:arm:/,
  },
  { service: 'azure', what: 'Microsoft Graph', of: 'azure', at: { setting: ['azure', 'graph_endpoint'] }, sources: /^graph:/ },
  { service: 'google', what: 'Cloud KMS', of: 'google', at: { setting: ['gcp', 'kms_endpoint'] }, sources: /^gcp:kms:/ },
  {
    ...{ service: 'google', what: 'Google Resource Manager', of: 'google', sources: /^gcp:resourcemanager:/ },
    at: { setting: ['gcp', 'resource_manager_endpoint'] },
  },
  { service: 'google', what: 'Google IAM', of: 'google', at: { setting: ['gcp', 'iam_endpoint'] }, sources: /^gcp:iam:/ },
];

export const EXPIRED = 'expired certificate';

/** An authority that is to be trusted, and a certificate of it that has expired. */
export type Trusted = Pick<ReturnType<typeof authority>, 'file' | 'expired'>;
export const trustedHere = (): Trusted => authority(['localhost']);

/** Each service behind a certificate that has expired: a certificate is the host's, whatever the call. */
export const certificateCells = (places: Places, { expired }: Trusted): Cell[] =>
  ADDRESSES.map((address) => {
    const { service, what } = address;
    const allowed: readonly Ended[] = service === 'confluent' ? ['refused'] : ['unreachable'];
    const cell = { service, what, how: EXPIRED, organization: address.of, isSlow: false, allowed };
    return { ...cell, try: () => tried(places, cell, address, expired) };
  });

async function tried(
  places: Places,
  cell: Omit<Cell, 'try'>,
  { of, at, sources }: Address,
  pair: { key: string; cert: string },
): Promise<Tried> {
  const { place, before } = await places.of(of);
  const requests: string[] = [];
  let connections = 0;
  const server = createServer(pair, ({ url = '' }, response) => {
    requests.push(url);
    response.end('{}');
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  place.clouds.requests.length = 0;
  const after = await place.with(at, `https://localhost:${port}`).scan();
  server.close();
  server.closeAllConnections();
  const { endings, isSaid } = endingsOf(sources, before, after);
  const wrong = [
    ...wrongWith(cell, place, before, after, endings),
    ...requests.map((request) => `was asked although its certificate has expired: ${request}`),
    ...(isSaid ? [] : ['nothing says that the certificate has expired']),
    ...(connections === 0 ? ['was never connected to'] : []),
  ];
  return { endings, wrong, seconds: after.seconds };
}

function endingsOf(
  sources: RegExp,
  before: NonNullable<Written>,
  { code, stderr, written }: Scan,
): { endings: Ended[]; isSaid: boolean } {
  if (written === null) return { endings: code === EXIT.unavailable ? ['refused'] : [], isSaid: stderr.includes('expired') };
  const lacking = ({ snapshot }: NonNullable<Written>) =>
    unknownsIn(JSON.parse(snapshot)).filter(({ source }) => source !== undefined && sources.test(source));
  const found = more(lacking(before), lacking(written));
  const causes = new Set<Ended>(found.map(({ cause }) => cause));
  return {
    endings: causes.size === 0 ? ['unchanged'] : [...causes],
    isSaid: found.some(({ detail }) => detail.includes('expired')),
  };
}
