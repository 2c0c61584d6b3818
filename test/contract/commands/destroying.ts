import type { Node } from 'web-tree-sitter';
import { parseCommand } from './check-command.ts';
import { hasCapitals, type Invocation, invocationsOf, type Word } from './shell.ts';
import { COMMANDS, isProgram, type Program } from './tables.ts';
import { type Block, blocksOf, literalOf } from './terraform.ts';
import { DESTROYING, DESTROYING_FLAGS, EXCEPTIONS, TERRAFORM_READS } from './verbs.ts';

export const verbOf = (program: string, name: string): string => {
  const last = name.split(' ').at(-1) ?? '';
  return program === 'aws' ? (last.split('-')[0] ?? '') : last;
};

const isDestroying = (program: string, name: string): boolean =>
  (EXCEPTIONS[`${program} ${name}`] ?? (DESTROYING.has(verbOf(program, name)) ? 'destroying' : 'harmless')) === 'destroying';

/** The commands of a line that destroy something as they are printed, with nothing for the reader to put in. */
export const readyToDestroy = (line: string): string[] => invocationsOf(line).invocations.filter(isReady).map(textOf);

const textOf = ({ program, words }: Invocation) => [program, ...words.map(({ text }) => text)].join(' ');

function isReady({ program, words }: Invocation): boolean {
  if (program === 'terraform') return !readsTerraform(words) && !words.some(({ text }) => hasCapitals(text));
  if (!isProgram(program)) return false;
  const parsed = parseCommand(program, words);
  if (parsed === undefined) return false;
  const { name, flags, args } = parsed;
  const destroys =
    isDestroying(program, name) ||
    [...flags].some(([flag, values]) =>
      [flag, `${program} ${name} ${flag}`].some((one) => DESTROYING_FLAGS[one]?.test(values.map(({ text }) => text).join(' '))),
    );
  if (!destroys) return false;
  const isOpen = ({ text }: Word) => hasCapitals(text.replaceAll(/\{[^}]*\}/g, ''));
  const targets = targetsOf(program, name, flags);
  return targets.length > 0 ? !targets.some(isOpen) : args.length === 0 || !args.every(isOpen);
}

const readsTerraform = (words: readonly Word[]): boolean => {
  const path = words.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
  return TERRAFORM_READS.has(path[0] ?? '') || TERRAFORM_READS.has(path.slice(0, 2).join(' '));
};

/** Where a command says what it destroys, if not in its arguments. Where it takes something from a principal, that is the principal and its role. */
const TARGET_FLAGS: Record<Exclude<Program, 'aws'>, readonly string[]> = {
  az: ['--ids', '--id', '--name', '--object-id', '--spn', '--upn', '--assignee', '--assignee-object-id'],
  gcloud: ['--member', '--role'],
  confluent: [],
};
const AWS_TARGETS: Record<string, readonly string[]> = {
  'kms revoke-grant': ['--grant-id'],
  'kms retire-grant': ['--grant-id', '--grant-token'],
};

function targetsOf(program: Program, name: string, flags: ReadonlyMap<string, Word[]>): Word[] {
  const given = (names: readonly string[]) => names.flatMap((flag) => flags.get(flag) ?? []);
  if (program !== 'aws') return given(TARGET_FLAGS[program]);
  const [first = ''] = Object.entries(COMMANDS.aws.commands[name]?.flags ?? {}).find(([, { required }]) => required) ?? [];
  return given(AWS_TARGETS[name] ?? [first]);
}

/** Resources that are the only policy or binding once applied: what was there before is gone. */
const REPLACING = /(^aws_kms_key_policy|_iam_policy|_iam_binding|^aws_iam_policy_attachment|_exclusive)$/;
const TARGET_ATTRIBUTES = ['key_id', 'crypto_key_id', 'key_ring_id', 'project', 'folder', 'org_id', 'roles', 'role_name', 'name'];
const DESTROYING_VALUES: Record<string, RegExp> = {
  deletion_protection: /^false$/,
  purge_protection_enabled: /^false$/,
  is_enabled: /^false$/,
  enabled: /^false$/,
  prevent_destroy: /^false$/,
  public_network_access_enabled: /^false$/,
  state: /^"(DISABLED|DESTROYED)"$/,
};

/** The resources of a snippet that replace or destroy something that exists, with nothing for the reader to put in. */
export const readyToReplace = (hcl: string): string[] => {
  const { blocks } = blocksOf(hcl);
  const isNew = (node: Node) =>
    blocks.some(({ labels: [type, name] }) => name?.startsWith('NEW_') && node.text.startsWith(`${type}.${name}.`));
  return blocks.filter((block) => destroys(block) && !isOpen(block, isNew)).map(({ labels }) => labels.join('.'));
};

const destroys = ({ type, labels, attributes, blocks }: Block): boolean =>
  (type === 'resource' && REPLACING.test(labels[0] ?? '')) ||
  (type === 'resource' && labels[0] === 'aws_kms_key' && attributes.has('policy')) ||
  [...attributes].some(([name, value]) => DESTROYING_VALUES[name]?.test(value.text.trim())) ||
  blocks.some((block) => block.type === 'lifecycle' && destroys(block));

/** Whether its target is new in the same snippet or for the reader to put in. */
function isOpen({ labels, attributes }: Block, isNew: (node: Node) => boolean): boolean {
  const targets = TARGET_ATTRIBUTES.flatMap((name) => attributes.get(name) ?? []);
  return targets.length > 0
    ? targets.some((target) => isNew(target) || hasCapitals(literalOf(target) ?? ''))
    : hasCapitals(labels[1] ?? '');
}
