import { type ResourceAddress, stepsOf } from '../terraform/address.ts';
import type { Block, Value } from '../terraform/block.ts';
import { clusterTie, environmentTie, isOfAnyRegion, kmsTiesOf, tiesOf } from './keys.ts';
import type { Module } from './modules.ts';

/** The attributes of a registration that name its KMS key. */
const REGISTERED = ['aws.key_arn', 'azure.key_identifier', 'gcp.key_id'];

/**
 * What names and ids that stand in a block as literals tie it to. A name says nothing of a block of Confluent's that is known by its id:
 * another thing may have the same name, in another organization or beside it.
 * @param known the ids that blocks are known by
 */
export function literalTies(
  { mode, type }: Pick<ResourceAddress, 'mode' | 'type'>,
  block: Block,
  module: Module,
  known: ReadonlyMap<object, ReadonlySet<string>>,
): string[] {
  if (known.has(block)) return [];
  const literal = (path: string): string[] => textsOf(block.attributes.get(path)?.value);
  const ofId = mode === 'data' ? literal('id').flatMap((id) => tiesOf(type, id)) : [];
  switch (type) {
    case 'confluent_environment':
      return [...ofId, ...literal('display_name').map(environmentTie)];
    case 'confluent_kafka_cluster': {
      const within = environmentsOf(block.attributes.get('environment.id')?.value, module, known);
      return [...ofId, ...literal('display_name').flatMap((name) => within.map((one) => clusterTie(one, name)))];
    }
    case 'confluent_byok_key':
      // a multi-Region key is registered in each of its Regions apart
      return [...ofId, ...REGISTERED.flatMap(literal).flatMap(kmsTiesOf)].filter((tie) => !isOfAnyRegion(tie));
    case 'azurerm_key_vault':
      return literal('name').flatMap((name) => tiesOf(type, name));
    case 'aws_kms_key_policy':
      return literal('key_id').flatMap((id) => tiesOf(type, id));
    case 'google_kms_crypto_key_iam_policy':
      return literal('crypto_key_id').flatMap((id) => tiesOf(type, id));
    default:
      return [];
  }
}

const textsOf = (value: Value | undefined): string[] => (value !== undefined && 'text' in value ? [value.text] : []);

/** The environment that a cluster names: by its id, or by a reference to a block, whose id or name is known. */
function environmentsOf(
  value: Value | undefined,
  { resources }: Module,
  known: ReadonlyMap<object, ReadonlySet<string>>,
): ({ id: string } | { name: string })[] {
  if (value === undefined || 'entries' in value) return [];
  if ('text' in value) return [{ id: value.text }];
  const names = stepsOf(value.reference)?.map(({ name }) => name) ?? [];
  if (names.at(-1) !== 'id') return [];
  const [first] = resources.get(names.slice(0, -1).join('.')) ?? [];
  if (first === undefined || !first.block.labels[0]?.startsWith('confluent_environment')) return [];
  const ids = [...(known.get(first.block) ?? textsOf(first.block.attributes.get('id')?.value))];
  if (ids.length === 0) return textsOf(first.block.attributes.get('display_name')?.value).map((name) => ({ name }));
  // with several instances, any of them may be meant
  return ids.length === 1 ? ids.map((id) => ({ id })) : [];
}
