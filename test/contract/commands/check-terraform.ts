import { hasCapitals } from './shell.ts';
import { type AttributeSpec, type BlockSpec, RESOURCES } from './tables.ts';
import { type Block, blocksOf, literalOf, referencesIn } from './terraform.ts';

const META_ATTRIBUTES = new Set(['for_each', 'count', 'depends_on', 'provider']);
const META_BLOCKS = new Set(['lifecycle', 'provisioner', 'connection', 'timeouts']);
const OTHER_BLOCKS = new Set(['terraform', 'provider', 'locals', 'variable', 'output', 'import', 'moved', 'removed', 'module']);

/** What the providers' schemas say against a snippet. */
export function problemsOfHcl(hcl: string): string[] {
  const { blocks, outside, root, isWhole } = blocksOf(hcl);
  const problems = isWhole ? [] : ['Terraform cannot read it'];
  for (const name of outside) problems.push(`${name} stands outside of a block`);
  for (const block of blocks) problems.push(...problemsOfTop(block, hcl));
  for (const reference of referencesIn(root)) problems.push(...problemsOfReference(reference, blocks));
  return problems;
}

function problemsOfTop(block: Block, hcl: string): string[] {
  const { type, labels } = block;
  if (OTHER_BLOCKS.has(type)) return [];
  if (type !== 'resource' && type !== 'data') return [`there is no block ${type}`];
  const name = `${type} ${labels[0]}`;
  const spec = Object.hasOwn(RESOURCES, name) ? RESOURCES[name] : undefined;
  if (labels.length !== 2) return [`${name} needs a type and a name`];
  if (spec === undefined) return [`${name} is not in the table`];
  return problemsOfBody(block, spec, { hcl, isPart: isPart(block, spec) }).map((problem) => `${name}: ${problem}`);
}

/**
 * A resource of which only a part is printed exists already: its name is for the reader to put in, and none of the
 * attributes is there without which it could not have been made.
 */
function isPart({ type, labels, attributes, blocks }: Block, spec: BlockSpec): boolean {
  const required = [...Object.entries(spec.attrs ?? {}), ...Object.entries(spec.blocks ?? {})].filter(([, one]) => one.required);
  const given = required.filter(([name]) => attributes.has(name) || blocks.some((block) => block.type === name));
  return type === 'resource' && given.length === 0 && !(labels[1] ?? '').startsWith('NEW_');
}

type Context = { hcl: string; isPart: boolean };

function problemsOfBody({ attributes, blocks }: Block, spec: BlockSpec, context: Context): string[] {
  const problems: string[] = [];
  for (const [name, value] of attributes) {
    const known = Object.hasOwn(spec.attrs ?? {}, name) ? spec.attrs?.[name] : undefined;
    if (known !== undefined) problems.push(...misfits(name, known, literalOf(value), context.hcl));
    else if (Object.hasOwn(spec.blocks ?? {}, name)) problems.push(`${name} is a block`);
    else if (!META_ATTRIBUTES.has(name)) problems.push(`there is no attribute ${name}`);
  }
  for (const block of blocks) {
    const name = block.type === 'dynamic' ? (block.labels[0] ?? '') : block.type;
    const known = Object.hasOwn(spec.blocks ?? {}, name) ? spec.blocks?.[name] : undefined;
    const body = block.type === 'dynamic' ? block.blocks.find(({ type }) => type === 'content') : block;
    if (known !== undefined && body !== undefined) {
      problems.push(...problemsOfBody(body, known, { ...context, isPart: false }).map((problem) => `${name}: ${problem}`));
    } else if (Object.hasOwn(spec.attrs ?? {}, name)) problems.push(`${name} is an attribute`);
    else if (!META_BLOCKS.has(name)) problems.push(`there is no block ${name}`);
  }
  for (const [name, { max }] of Object.entries(spec.blocks ?? {}))
    if (max && blocks.filter(({ type }) => type === name).length > max) problems.push(`${name} may stand ${max} time only`);
  if (context.isPart) return problems;
  for (const [name, { required }] of Object.entries(spec.attrs ?? {}))
    if (required && !attributes.has(name)) problems.push(`${name} is required`);
  for (const [name, { required }] of Object.entries(spec.blocks ?? {}))
    if (required && !blocks.some(({ type, labels }) => type === name || labels[0] === name))
      problems.push(`the block ${name} is required`);
  return problems;
}

function misfits(name: string, { readOnly, choices, since }: AttributeSpec, literal: string | undefined, hcl: string): string[] {
  if (readOnly) return [`${name} can only be read`];
  if (
    choices !== undefined &&
    literal !== undefined &&
    !choices.includes(literal) &&
    !(hasCapitals(literal) && literal.endsWith(name.toUpperCase()))
  )
    return [`${name} does not accept ${literal}`];
  // the provider's major version, with the minor one where it is not the first
  const version = since?.replace(/^(\d+)\.0\.0$/, '$1').replace(/^(\d+\.\d+)\.\d+$/, '$1');
  return version === undefined || new RegExp(`(?<![\\d.])${version.replace('.', '\\.')}(?!\\d)`).test(hcl)
    ? []
    : [`${name} needs version ${version} of the provider, which is not written`];
}

function problemsOfReference([first = '', second = '', ...rest]: readonly string[], blocks: readonly Block[]): string[] {
  const isData = first === 'data';
  const [type, name, attribute] = isData ? [second, rest[0], rest[1]] : [first, second, rest[0]];
  const kind = isData ? 'data' : 'resource';
  if (!/^(aws|azurerm|azuread|google|confluent)_/.test(type)) return [];
  const spec = RESOURCES[`${kind} ${type}`];
  if (spec === undefined) return [`${type} is not in the table`];
  const declared = blocks.some((block) => block.type === kind && block.labels[0] === type && block.labels[1] === name);
  if (name?.startsWith('NEW_') && !declared) return [`${type}.${name} is referred to and not declared`];
  if (attribute === undefined || attribute === 'id') return [];
  return Object.hasOwn(spec.attrs ?? {}, attribute) || Object.hasOwn(spec.blocks ?? {}, attribute)
    ? []
    : [`${type} has no attribute ${attribute}`];
}
