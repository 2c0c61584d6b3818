import { describe, expect, test } from 'vitest';
import { arm, ask, graph, json, start, VAULT, vault } from './ask.ts';

describe('Azure', () => {
  test('Azure challenges the first request to a vault', async () => {
    const clouds = await start('azure-small');
    const answer = await ask(clouds.azure_vault, '/keys/lemon?api-version=7.6', { host: 'citrus-west.vault.azure.net' });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer authorization="https:\/\/login.+resource="https:\/\/vault/);
  });

  test('Azure distinguishes vaults by the Host header', async () => {
    const clouds = await start('azure-small');
    expect(json(await vault(clouds, '/keys/lemon/?api-version=7.6'))).toMatchObject({ key: { kty: 'RSA' } });
    const elsewhere = await vault(clouds, '/keys/lemon/?api-version=7.6', 'citrus-north.vault.azure.net');
    expect(json(elsewhere)).toMatchObject({ error: { code: 'KeyNotFound' } });
    expect(clouds.requests.map(({ id }) => id)).toEqual([
      'keyvault:GetKey citrus-west/lemon',
      'keyvault:GetKey citrus-north/lemon',
    ]);
  });

  test('Azure keeps a soft-deleted key separate', async () => {
    const clouds = await start('azure-small');
    const north = 'citrus-north.vault.azure.net';
    expect((await vault(clouds, '/keys/pomelo/', north)).status).toBe(404);
    expect(json(await vault(clouds, '/deletedkeys/pomelo', north))).toMatchObject({ scheduledPurgeDate: 1801306800 });
  });

  test('Azure shows the same key on the control plane', async () => {
    const clouds = await start('azure-small');
    expect(json(await arm(clouds, `${VAULT}?api-version=2026-02-01`))).toMatchObject({ location: 'West Europe' });
    expect(json(await arm(clouds, `${VAULT}/keys/lemon?api-version=2026-02-01`))).toMatchObject({
      properties: { kty: 'RSA', rotationPolicy: { lifetimeActions: [{ action: { type: 'rotate' } }] } },
    });
  });

  test('Azure lists the versions of a key on the control plane', async () => {
    const listed = json(await arm(await start('azure-small'), `${VAULT}/keys/lemon/versions?api-version=2026-02-01`));
    expect(listed).toMatchObject({
      value: [{ type: 'Microsoft.KeyVault/vaults/keys/versions', properties: { attributes: { enabled: false } } }],
      nextLink: expect.stringContaining('skiptoken=1'),
    });
    expect(JSON.stringify(listed)).not.toContain('rotationPolicy');
  });

  test('Azure lists the role assignments of a vault on its key, as inherited', async () => {
    const path = `${VAULT}/keys/lemon/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`;
    expect(json(await arm(await start('azure-small'), path)).value).toHaveLength(2);
  });

  test('Azure has the roles that Confluent asks for, in every subscription', async () => {
    const path = `${VAULT.split('/resourceGroups')[0]}/providers/Microsoft.Authorization/roleDefinitions`;
    const clouds = await start('azure-small');
    expect(json(await arm(clouds, `${path}/21090545-7ca7-4776-b22c-e363652d74d2?api-version=2022-04-01`))).toMatchObject({
      properties: { roleName: 'Key Vault Reader' },
    });
    const none = await arm(clouds, `${path}/00000000-0000-4000-8000-000000000001?api-version=2022-04-01`);
    expect(json(none)).toMatchObject({ error: { code: 'RoleDefinitionDoesNotExist' } });
  });

  test('Azure lists deny assignments, or none when the scenario has none', async () => {
    const path = `${VAULT}/keys/lemon/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01`;
    expect(json(await arm(await start('azure-small'), path))).toEqual({ value: [] });
  });

  test('Microsoft Graph gives the service principal of an application', async () => {
    const clouds = await start('azure-small');
    const path = "/v1.0/servicePrincipals(appId='00000000-0000-4000-8000-0000000000d1')";
    expect(json(await graph(clouds, path))).toMatchObject({ id: '00000000-0000-4000-8000-0000000000e1' });
    const groups = await graph(clouds, '/v1.0/servicePrincipals/00000000-0000-4000-8000-0000000000e1/transitiveMemberOf');
    expect(json(groups)).toEqual({ value: [] });
    expect((await ask(clouds.graph, path, {})).status).toBe(401);
  });

  test('Azure refuses a request without a token on the control plane', async () => {
    const clouds = await start('azure-small');
    expect((await ask(clouds.azure_arm, `${VAULT}?api-version=2026-02-01`, {})).status).toBe(401);
  });
});
