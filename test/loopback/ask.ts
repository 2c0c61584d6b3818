import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { type Clouds, type Fault, startClouds } from '../../loopback/clouds.ts';

export const APPLE = 'arn:aws:kms:us-east-1:111122223333:key/00000001-aaaa-4aaa-8aaa-000000000001';
export const MANGO = 'projects/orchard-tropics/locations/europe-west1/keyRings/tropics/cryptoKeys/mango';
export const VAULT =
  '/subscriptions/00000000-0000-4000-8000-0000000000b1/resourceGroups/orchard/providers/Microsoft.KeyVault/vaults/citrus-west';

type Answer = { status: number; headers: Record<string, unknown>; text: string };
export const json = (answer: Answer) => JSON.parse(answer.text) as Record<string, unknown>;

/** Starts a scenario's stand-ins for one test. */
export async function start(scenario: string, ...faults: Fault[]): Promise<Clouds> {
  const clouds = await startClouds(`fixtures/${scenario}`, { faults });
  onTestFinished(() => clouds.close());
  return clouds;
}

/** Not fetch: the Host header says which vault is meant, and fetch does not let it be set. */
export function ask(base: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, base), { method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function confluent(clouds: Clouds, path: string): Promise<Answer> {
  const { CONFLUENT_CLOUD_API_KEY: key, CONFLUENT_CLOUD_API_SECRET: secret } = clouds.env;
  return ask(clouds.confluent, path, { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` });
}

export const kms = (clouds: Clouds, operation: string, input: object, accessKey = clouds.env.AWS_ACCESS_KEY_ID) =>
  ask(
    clouds.aws,
    '/',
    {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20261124/us-east-1/kms/aws4_request`,
      'x-amz-target': `TrentService.${operation}`,
    },
    JSON.stringify(input),
  );

export const vault = (clouds: Clouds, path: string, host = 'citrus-west.vault.azure.net') =>
  ask(clouds.azure_vault, path, { host, authorization: `Bearer ${clouds.env.BYOK_AUDIT_AZURE_TOKEN}` });
export const arm = (clouds: Clouds, path: string) =>
  ask(clouds.azure_arm, path, { authorization: `Bearer ${clouds.env.BYOK_AUDIT_AZURE_TOKEN}` });
export const graph = (clouds: Clouds, path: string) =>
  ask(clouds.graph, path, { authorization: `Bearer ${clouds.env.BYOK_AUDIT_AZURE_TOKEN}` });
export const gcp = (clouds: Clouds, path: string) =>
  ask(clouds.gcp, path, { authorization: `Bearer ${clouds.env.BYOK_AUDIT_GCP_TOKEN}` });
