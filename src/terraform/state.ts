import Type from 'typebox';
import { type AuditError, badInput } from '../audit-error.ts';
import { isOtherEncoding, withoutMark } from '../input/encoding.ts';
import { isRecord, jsonIn } from '../input/is-record.ts';
import { compile } from '../input/json-schema.ts';
import { brokenAt } from '../input/json-text.ts';
import { type ModuleStep, parseAddress, type ResourceAddress } from './address.ts';
import { isResourceType, knownOf } from './resource-types.ts';

/** A resource of a state: where it is declared, and which live thing it is. Nothing else of a state is kept. */
export type StatedResource = ResourceAddress & { ids: readonly string[] };

/** Data sources that say which live thing a subject is, beside those of the types that are resources too. */
const ORGANIZATION = 'confluent_organization';

const index = Type.Union([Type.String(), Type.Number()]);
const resource = { mode: Type.Enum(['managed', 'data']), type: Type.String(), name: Type.String() };

/** A state file, as Terraform and OpenTofu keep it. Its resources are checked one by one. */
const StateFile = Type.Object({ version: Type.Literal(4), resources: Type.Array(Type.Unknown()) });
const Typed = Type.Object({ type: Type.String() });
const FiledResource = Type.Object({
  ...resource,
  module: Type.Optional(Type.String()),
  instances: Type.Array(Type.Unknown()),
});
const FiledInstance = Type.Object({
  index_key: Type.Optional(index),
  deposed: Type.Optional(Type.String()),
  attributes: Type.Optional(Type.Unknown()),
});

const ShownResource = Type.Object({
  ...resource,
  index: Type.Optional(index),
  deposed_key: Type.Optional(Type.String()),
  values: Type.Optional(Type.Unknown()),
});

/** Of a module: its own resources and children are read in turn. */
const ShownModule = Type.Object({
  address: Type.Optional(Type.String()),
  resources: Type.Optional(Type.Array(Type.Unknown())),
  child_modules: Type.Optional(Type.Array(Type.Unknown())),
});

/** What `terraform show -json` and `tofu show -json` print of a state. */
const ShownState = Type.Object({
  format_version: Type.String(),
  values: Type.Optional(Type.Object({ root_module: Type.Optional(Type.Unknown()) })),
});

const isStateFile = compile(StateFile);
const isTyped = compile(Typed);
const isFiledResource = compile(FiledResource);
const isFiledInstance = compile(FiledInstance);
const isShownResource = compile(ShownResource);
const isShownModule = compile(ShownModule);
const isShownState = compile(ShownState);

/** Whether a document looks like a state, so that it is worth a word where it is none. */
export const looksLikeState = (text: string): boolean => {
  const data = jsonIn(text);
  return isRecord(data) && (('version' in data && 'resources' in data) || ('format_version' in data && 'values' in data));
};

/** What is read of a state, and how many of its resources or modules are malformed. */
type Read = { resources: StatedResource[]; malformed: number };

/**
 * Reads a state: types, names and ids of the resources that we know. A malformed one is ignored, with a
 * warning. A state holds secrets: no message has anything of what it says, and no error keeps what the parser said of it.
 * @param named the file as messages name it
 * @throws AuditError 65
 */
export function readState(named: string, text: string): { resources: StatedResource[]; warnings: string[] } {
  const { resources, malformed } = readFrom(named, text);
  const what = malformed === 1 ? 'one resource or module is' : `${malformed} resources or modules are`;
  const warnings = malformed === 0 ? [] : [`${named}: ${what} malformed, and ignored`];
  return { resources, warnings };
}

function readFrom(named: string, source: string): Read {
  const text = withoutMark(source);
  const data = jsonIn(text);
  if (isOtherEncoding(text))
    throw badInput(
      `${named}: the state is not UTF-8; Windows PowerShell writes UTF-16 by ">": write it by "Out-File -Encoding utf8" there`,
    );
  if (data === undefined) throw badInput(`${brokenAt(named, text)}: not valid JSON. ${GIVE_A_STATE}`);
  if (isStateFile(data)) return fromStateFile(data.resources);
  if (!isRecord(data)) throw noState(named);
  if ('encrypted_data' in data)
    throw badInput(`${named}: the state is encrypted; name a file with what "tofu show -json" prints of it instead`);
  if ('planned_values' in data || 'resource_changes' in data)
    throw badInput(`${named}: it is a plan, not a state. ${GIVE_A_STATE}`);
  const { version } = data;
  if ('modules' in data && (version === 1 || version === 2 || version === 3))
    throw badInput(`${named}: it is a state file of version ${version}. ${GIVE_A_STATE}`);
  if (!isShownState(data)) throw noState(named);
  const root = data.values?.root_module ?? {};
  if (!isShownModule(root)) throw noState(named);
  const read: Read = { resources: [], malformed: 0 };
  readModule(root, [], read, 0);
  return read;
}

const GIVE_A_STATE = 'Name a state file of version 4, or what "terraform show -json" prints of a state.';

const noState = (named: string): AuditError => badInput(`${named}: not a Terraform state. ${GIVE_A_STATE}`);

function fromStateFile(list: readonly unknown[]): Read {
  const read: Read = { resources: [], malformed: 0 };
  for (const one of list) {
    if (isOther(one)) continue;
    const modules = isFiledResource(one) ? modulesOf(one.module) : undefined;
    if (!isFiledResource(one) || modules === undefined) {
      read.malformed += 1;
      continue;
    }
    const { mode, type, name, instances } = one;
    if (!isRead(mode, type)) continue;
    const known = instances.filter((instance) => isFiledInstance(instance));
    if (known.length < instances.length) read.malformed += 1;
    for (const { index_key, deposed, attributes } of known)
      if (deposed === undefined) read.resources.push(stated({ modules, mode, type, name }, index_key, attributes));
  }
  return read;
}

/** Deeper than anybody nests modules. */
const MOST_MODULES = 100;

function readModule(module: Type.Static<typeof ShownModule>, modules: readonly ModuleStep[], read: Read, depth: number): void {
  for (const one of module.resources ?? []) {
    if (isOther(one)) continue;
    if (!isShownResource(one)) read.malformed += 1;
    else if (isRead(one.mode, one.type) && one.deposed_key === undefined)
      read.resources.push(stated({ modules, mode: one.mode, type: one.type, name: one.name }, one.index, one.values));
  }
  for (const child of module.child_modules ?? []) {
    const steps = isShownModule(child) ? modulesOf(child.address) : undefined;
    if (isShownModule(child) && steps !== undefined && depth < MOST_MODULES) readModule(child, steps, read, depth + 1);
    else read.malformed += 1;
  }
}

function modulesOf(module: string | undefined): readonly ModuleStep[] | undefined {
  if (module === undefined || module === '') return [];
  const address = parseAddress(module);
  return address?.type === null ? address.modules : undefined;
}

/** Of a type that is not read, whatever else is said of it. */
const isOther = (one: unknown): boolean => isTyped(one) && !isRead('data', one.type);

const isRead = (mode: 'managed' | 'data', type: string): boolean =>
  isResourceType(type) || (mode === 'data' && type === ORGANIZATION);

/** What the longest id has, and more. */
const LONGEST = 2048;

function stated(
  address: Omit<ResourceAddress, 'index'>,
  index: string | number | undefined,
  attributes: unknown,
): StatedResource {
  const names = isResourceType(address.type) ? knownOf(address.type).ids : ['id'];
  const values = isRecord(attributes) ? names.map((name) => attributes[name]) : [];
  const ids = values.filter((value): value is string => typeof value === 'string' && value !== '' && value.length <= LONGEST);
  return { ...address, ...(index !== undefined && { index }), ids: [...new Set(ids)] };
}
