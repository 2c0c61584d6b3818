import Type from 'typebox';
import { closed, filled, object, section, url } from '../../input/shapes.ts';

const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';

export const AzureSettings = section(
  {
    resource_manager_endpoint: url('https://management.azure.com', 'Azure Resource Manager.'),
    key_vault_suffix: Type.String({
      pattern: '^[a-z0-9.-]+$',
      default: 'vault.azure.net',
      description: 'The domain of all key vaults.',
    }),
    key_vault_endpoint: Type.Union([Type.String({ 'x-url': 'loopback' }), Type.Null()], {
      default: null,
      description: 'An emulator, on a loopback address, that stands for every key vault.',
    }),
    graph_endpoint: Type.Union([Type.String({ 'x-url': 'any' }), Type.Null()], {
      default: 'https://graph.microsoft.com',
      description: 'Microsoft Graph; null: it is never called.',
    }),
    service_principals: Type.Record(filled, filled, {
      default: {},
      examples: [{ '00000000-0000-4000-8000-000000000001': '00000000-0000-4000-8000-000000000002' }],
      description: 'The service principals of applications, for when Microsoft Graph may not be read.',
    }),
  },
  'Endpoints of Azure. Sovereign clouds have others.',
);

/** `azure_tenants` of the configuration. */
export const AzureTenants = Type.Record(
  Type.String({ pattern: UUID }),
  object({ client_id: Type.String({ pattern: UUID, 'x-expected': 'the id (a UUID) of an application' }) }),
  {
    ...closed,
    'x-key': 'the id (a UUID) of a tenant',
    default: {},
    examples: [{ '00000000-0000-4000-8000-000000000003': { client_id: '00000000-0000-4000-8000-000000000004' } }],
    description:
      'The application to sign in as in each tenant whose vaults hold keys. Without one, the default credentials are used.',
  },
);

/** The section of the configuration, and what goes with it. */
export type AzureSettings = Type.Static<typeof AzureSettings> & { tenants?: Type.Static<typeof AzureTenants> };

/** A tenant that is read by a credential of its own. */
export type AzureTenant = { id: string; client_id: string };
