import { describe, expect, test } from 'vitest';
import { ask, gcp, json, MANGO, start } from './ask.ts';

describe('Google Cloud', () => {
  test('Google serves a key and its versions page by page', async () => {
    const clouds = await start('gcp-small');
    expect(json(await gcp(clouds, `/v1/${MANGO}`))).toMatchObject({ name: MANGO, primary: { state: 'ENABLED' } });
    const first = json(await gcp(clouds, `/v1/${MANGO}/cryptoKeyVersions`));
    expect(first).toMatchObject({ nextPageToken: '1', totalSize: 2 });
    expect(json(await gcp(clouds, `/v1/${MANGO}/cryptoKeyVersions?pageToken=1`))).not.toHaveProperty('nextPageToken');
  });

  test('Google hides conditions from callers that do not ask for them', async () => {
    const clouds = await start('gcp-small');
    const ring = '/v1/projects/orchard-tropics/locations/us-central1/keyRings/tropics:getIamPolicy';
    expect((await gcp(clouds, ring)).text).toContain('roles/cloudkms.viewer_withcond_');
    expect((await gcp(clouds, `${ring}?options.requestedPolicyVersion=3`)).text).toContain('until 2027');
  });

  test("Google answers for the policy of a key's project, and denies that of any other", async () => {
    const clouds = await start('gcp-small');
    const authorization = `Bearer ${clouds.env.BYOK_AUDIT_GCP_TOKEN}`;
    const policyOf = (project: string) =>
      ask(clouds.gcp_resource_manager, `/v3/projects/${project}:getIamPolicy`, { authorization }, '{}');
    expect(json(await policyOf('orchard-tropics'))).toMatchObject({
      version: 1,
      bindings: [{ role: 'roles/owner' }, { role: expect.stringContaining('custom') }],
    });
    expect((await policyOf('grove')).status).toBe(403);
    expect((await ask(clouds.gcp_iam, '/v1/roles/browser', { authorization })).status).toBe(404);
    expect((await ask(clouds.gcp_iam, '/v1/roles/browser', {})).status).toBe(401);
  });

  test('Google refuses a request without a token', async () => {
    const clouds = await start('gcp-small');
    expect((await ask(clouds.gcp, `/v1/${MANGO}`, {})).status).toBe(401);
  });
});
