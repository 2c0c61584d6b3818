import type { KeyManagementServiceClient } from '@google-cloud/kms';
import type { Closed } from '../../../collect/asking.ts';
import type { GoogleService, GoogleServices } from './client.ts';

type KmsOptions = NonNullable<ConstructorParameters<typeof KeyManagementServiceClient>[0]>;

export type GoogleKms = GoogleService & { client: KeyManagementServiceClient };

/** Cloud KMS over REST by its client library. */
export async function googleKms(services: GoogleServices): Promise<Closed | GoogleKms> {
  const service = await services('kms_endpoint');
  if ('closed' in service) return service;
  const { protocol, hostname, port } = service.url;
  const { KeyManagementServiceClient } = await import('@google-cloud/kms');
  const client = new KeyManagementServiceClient({
    fallback: true,
    // The library comes with an older version of the package, of other types; of this it calls `fetch` alone, as tests show.
    authClient: service.auth as unknown as NonNullable<KmsOptions['authClient']>,
    apiEndpoint: hostname,
    port: Number(port) || (protocol === 'http:' ? 80 : 443),
    ...(protocol === 'http:' && { protocol: 'http' }),
  });
  return { ...service, client };
}
