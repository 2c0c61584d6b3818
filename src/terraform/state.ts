import Type from 'typebox';
import { type AuditError, badInput } from '../audit-error.ts';
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

/** A state file, as Terraform and OpenTofu keep it. */
const StateFile = Type.Object({
  version: Type.Literal(4),
  resources: Type.Array(
    Type.Object({
      ...resource,
      module: Type.Optional(Type.String()),
      instances: Type.Array(
        Type.Object({
          index_key: Type.Optional(index),
          deposed: Type.Optional(Type.String()),
          attributes: Type.Optional(Type.Unknown()),
        }),
      ),
    }),
  ),
});

const ShownResource = Type.Object({
  ...resource,
  index: Type.Optional(index),
  deposed_key: Type.Optional(Type.String()),
  values: Type.Optional(Type.Unknown()),
});

/** Of a module: its own children are read in turn. */
const ShownModule = Type.Object({
  address: Type.Optional(Type.String()),
  resources: Type.Optional(Type.Array(ShownResource)),
  child_modules: Type.Optional(Type.Array(Type.Unknown())),
});

/** What `terraform show -json` and `tofu show -json` print of a state. */
const ShownState = Type.Object({
  format_version: Type.String(),
  values: Type.Optional(Type.Object({ root_module: Type.Optional(Type.Unknown()) })),
});

const isStateFile = compile(StateFile);
const isShownModule = compile(ShownModule);
const isShownState = compile(ShownState);

/** Whether a document looks like a state, so that it is worth a word where it is none. */
export const looksLikeState = (text: string): boolean => {
  const data = jsonIn(text);
  return isRecord(data) && (('version' in data && 'resources' in data) || ('format_version' in data && 'values' in data));
};

/**
 * Reads a state: types, names and ids of the resources that we know. A state holds secrets: no message has anything of what it
 * says, and no error keeps what the parser said of it.
 * @param named the file as messages name it
 * @throws AuditError 65
 */
export function readState(named: string, text: string): StatedResource[] {
  const data = jsonIn(text);
  if (data === undefined) throw badInput(`${brokenAt(named, text)}: not valid JSON. ${GIVE_A_STATE}`);
  if (isStateFile(data)) return fromStateFile(named, data);
  if (!isRecord(data)) throw noState(named);
  if ('encrypted_data' in data)
    throw badInput(`${named}: the state is encrypted; name a file with what "tofu show -json" prints of it instead`);
  if ('planned_values' in data || 'resource_changes' in data)
    throw badInput(`${named}: it is a plan, not a state. ${GIVE_A_STATE}`);
  if (!isShownState(data)) throw noState(named);
  return [...fromModule(named, data.values?.root_module ?? {}, [], 0)];
}

const GIVE_A_STATE = 'Name a state file of version 4, or what "terraform show -json" prints of a state.';

const noState = (named: string): AuditError => badInput(`${named}: not a Terraform state. ${GIVE_A_STATE}`);

function fromStateFile(named: string, { resources }: Type.Static<typeof StateFile>): StatedResource[] {
  return resources.flatMap(({ module, mode, type, name, instances }) =>
    isRead(mode, type)
      ? instances.flatMap(({ index_key, deposed, attributes }) =>
          deposed !== undefined ? [] : [stated({ modules: modulesOf(named, module), mode, type, name }, index_key, attributes)],
        )
      : [],
  );
}

/** Deeper than anybody nests modules. */
const MOST_MODULES = 100;

function* fromModule(named: string, module: unknown, modules: readonly ModuleStep[], depth: number): Generator<StatedResource> {
  if (!isShownModule(module) || depth > MOST_MODULES) throw noState(named);
  for (const { mode, type, name, index, deposed_key, values } of module.resources ?? [])
    if (isRead(mode, type) && deposed_key === undefined) yield stated({ modules, mode, type, name }, index, values);
  for (const child of module.child_modules ?? []) {
    const address = isShownModule(child) ? child.address : undefined;
    yield* fromModule(named, child, modulesOf(named, address), depth + 1);
  }
}

function modulesOf(named: string, module: string | undefined): readonly ModuleStep[] {
  if (module === undefined || module === '') return [];
  const address = parseAddress(module);
  if (address === undefined || address.type !== null) throw noState(named);
  return address.modules;
}

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
