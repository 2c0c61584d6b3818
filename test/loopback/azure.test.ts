import { describe, expect, test } from 'vitest';
import { arm, ask, graph, json, start, VAULT, vault } from './ask.ts';

describe('Azure', () => {
  test('challenges the first request to a vault', async () => {
    const clouds = await start('azure-small');
    const answer = await ask(clouds.azure_vault, '/keys/lemon?api-version=7.6', { host: 'citrus-west.vault.azure.net' });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer authorization="https:\/\/login.+resource="https:\/\/vault/);
  });

  test('tells vaults apart by the Host header', async () => {
    const clouds = await start('azure-small');
    expect(json(await vault(clouds, '/keys/lemon/?api-version=7.6'))).toMatchObject({ key: { kty: 'RSA' } });
    const elsewhere = await vault(clouds, '/keys/lemon/?api-version=7.6', 'citrus-north.vault.azure.net');
    expect(json(elsewhere)).toMatchObject({ error: { code: 'KeyNotFound' } });
    expect(clouds.requests.map(({ id }) => id)).toEqual([
      'keyvault:GetKey citrus-west/lemon',
      'keyvault:GetKey citrus-north/lemon',
    ]);
  });

  test('keeps a soft-deleted key apart', async () => {
    const clouds = await start('azure-small');
    const north = 'citrus-north.vault.azure.net';
    expect((await vault(clouds, '/keys/pomelo/', north)).status).toBe(404);
    expect(json(await vault(clouds, '/deletedkeys/pomelo', north))).toMatchObject({ scheduledPurgeDate: 1801306800 });
  });

  test('shows the same key on the control plane', async () => {
    const clouds = await start('azure-small');
    expect(json(await arm(clouds, `${VAULT}?api-version=2026-02-01`))).toMatchObject({ location: 'West Europe' });
    expect(json(await arm(clouds, `${VAULT}/keys/lemon?api-version=2026-02-01`))).toMatchObject({
      properties: { kty: 'RSA', rotationPolicy: { lifetimeActions: [{ action: { type: 'rotate' } }] } },
    });
  });

  test("lists a vault's role assignments at its key, as inherited", async () => {
    const path = `${VAULT}/keys/lemon/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`;
    expect(json(await arm(await start('azure-small'), path)).value).toHaveLength(2);
  });

  test('knows the roles that Confluent asks for, in whatever subscription', async () => {
    const path = `${VAULT.split('/resourceGroups')[0]}/providers/Microsoft.Authorization/roleDefinitions`;
    const clouds = await start('azure-small');
    expect(json(await arm(clouds, `${path}/21090545-7ca7-4776-b22c-e363652d74d2?api-version=2022-04-01`))).toMatchObject({
      properties: { roleName: 'Key Vault Reader' },
    });
    const none = await arm(clouds, `${path}/00000000-0000-4000-8000-000000000001?api-version=2022-04-01`);
    expect(json(none)).toMatchObject({ error: { code: 'RoleDefinitionDoesNotExist' } });
  });

  test('lists deny assignments, none where the scenario has none', async () => {
    const path = `${VAULT}/keys/lemon/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01`;
    expect(json(await arm(await start('azure-small'), path))).toEqual({ value: [] });
  });

  test('knows the service principal of an application, by Microsoft Graph', async () => {
    const clouds = await start('azure-small');
    const path = "/v1.0/servicePrincipals(appId='00000000-0000-4000-8000-0000000000d1')";
    expect(json(await graph(clouds, path))).toMatchObject({ id: '00000000-0000-4000-8000-0000000000e1' });
    const groups = await graph(clouds, '/v1.0/servicePrincipals/00000000-0000-4000-8000-0000000000e1/transitiveMemberOf');
    expect(json(groups)).toEqual({ value: [] });
    expect((await ask(clouds.graph, path, {})).status).toBe(401);
  });

  test('refuses a request without token on the control plane', async () => {
    const clouds = await start('azure-small');
    expect((await ask(clouds.azure_arm, `${VAULT}?api-version=2026-02-01`, {})).status).toBe(401);
  });
});
