import Type from 'typebox';
import { filled, section, url } from '../../input/shapes.ts';

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
export type AzureSettings = Type.Static<typeof AzureSettings>;
