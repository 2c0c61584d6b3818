import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTable } from './table.ts';

/**
 * The schemas of the Terraform providers of the three clouds, from HashiCorp's generated packages. Reads the folders
 * into which their tarballs were unpacked: `npm pack @cdktf/provider-aws@21` and the like, `tar xzf`, then
 * `node scripts/vendor-tables/from-cdktf.ts FOLDER...`, the older version of a provider after the newer.
 */
const WANTED =
  /^(aws-(kms|caller-identity|iam-policy-document|iam-role$|iam-role-policy|iam-policy)|azurerm-(key-vault|role-|client-config|subscription$|resource-group$|management-lock|monitor-diagnostic-setting|private-endpoint|user-assigned)|azuread-(service-principal|application$|application-registration|client-config|group$)|google-(kms|project-iam|project$|folder-iam|organization-iam|client-config|service-account$|org-policy-policy))/;

type Attribute = { required?: true; readOnly?: true; since?: string };
type Block = { required?: true; max?: number; attrs: Record<string, Attribute>; blocks?: Record<string, Block> };

/** The bodies of the functions that write a structure, and of the class that writes the resource, by their names. */
function structures(script: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, body] of script.matchAll(/\nfunction (\w+)ToHclTerraform\(struct\) \{([\s\S]*?)\n\}/g))
    found.set(name ?? '', body ?? '');
  found.set('', /synthesizeHclAttributes\(\) \{([\s\S]*?)\n {4}\}/.exec(script)?.[1] ?? '');
  return found;
}

/** The fields that have to be given, by the interface that declares them. */
function requiredFields(types: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, name = '', body = ''] of types.matchAll(/export interface (\w+)(?: extends [\w.]+)? \{([\s\S]*?)\n\}/g)) {
    const fields = [...body.matchAll(/#(\w+) [^}]*\}[^;]*?readonly \w+(\??):/g)].filter(([, , optional]) => optional === '');
    found.set(name.charAt(0).toLowerCase() + name.slice(1), new Set(fields.map(([, field = '']) => field)));
  }
  return found;
}

function read(name: string, all: Map<string, string>, required: Map<string, Set<string>>, top: string): Block {
  const needed = required.get(name === '' ? `${top}Config` : name) ?? new Set();
  const block: Block = { attrs: {} };
  for (const [, field = '', value = '', nested] of (all.get(name) ?? '').matchAll(
    /\n +(\w+): \{\n +value: (.*),\n +isBlock: (\w+),/g,
  )) {
    const said = needed.has(field) ? ({ required: true } as const) : {};
    const inner = /(?:^|[( ])(\w+)ToHclTerraform[(,]/.exec(value)?.[1];
    if (nested === 'true' && inner !== undefined && all.has(inner)) {
      const { attrs, blocks } = read(inner, all, required, top);
      block.blocks = {
        ...block.blocks,
        [field]: { ...said, ...(value.includes('listMapper') ? {} : { max: 1 }), attrs, ...(blocks ? { blocks } : {}) },
      };
    } else {
      block.attrs[field] = said;
    }
  }
  return block;
}

function resource(folder: string): [name: string, block: Block] | undefined {
  const script = readFileSync(join(folder, 'index.js'), 'utf8');
  const [, type] = /tfResourceType = "(\w+)"/.exec(script) ?? [];
  const [, top = ''] = /class (\w+) extends cdktf\.Terraform(?:Resource|DataSource)/.exec(script) ?? [];
  if (type === undefined) return undefined;
  const lower = top.charAt(0).toLowerCase() + top.slice(1);
  const block = read('', structures(script), requiredFields(readFileSync(join(folder, 'index.d.ts'), 'utf8')), lower);
  const own = script.slice(script.indexOf(`class ${top} extends`));
  const seen = [...own.matchAll(/get\w+Attribute\(['"](\w+)['"]\)|new \w+\(this, ['"](\w+)['"]/g)].map(
    ([, one, other]) => one ?? other ?? '',
  );
  for (const name of seen)
    if (block.attrs[name] === undefined && block.blocks?.[name] === undefined) block.attrs[name] = { readOnly: true };
  return [`${folder.includes('/data-') ? 'data' : 'resource'} ${type}`, block];
}

const tables = new Map<string, { version: string; release: string; resources: Record<string, Block> }[]>();
for (const folder of process.argv.slice(2)) {
  const { version: release, cdktf } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
    cdktf: { provider: { name: string; version: string } };
  };
  const lib = join(folder, 'lib');
  const provider = cdktf.provider.name.replace(/^.*\//, '');
  const named = (name: string) => name.replace(/^data-/, '').replace(new RegExp(`^(?!${provider}-)`), `${provider}-`);
  const wanted = readdirSync(lib).filter((name) => WANTED.test(named(name)));
  const entries = wanted.filter((name) => existsSync(join(lib, name, 'index.js'))).map((name) => resource(join(lib, name)));
  const resources = Object.fromEntries(entries.filter((entry) => entry !== undefined));
  tables.set(provider, [...(tables.get(provider) ?? []), { version: cdktf.provider.version, release, resources }]);
}
const resources: Record<string, Block> = {};
for (const [newest, ...older] of tables.values()) {
  for (const [name, block] of Object.entries(newest?.resources ?? {})) {
    resources[name] = block;
    for (const [attribute, said] of Object.entries(block.attrs)) {
      // the oldest of the versions at hand from which on it is there
      let since: string | undefined;
      let later = newest?.version;
      for (const { version, resources: before } of older) {
        const known = before[name];
        if (known !== undefined && known.attrs[attribute] === undefined && known.blocks?.[attribute] === undefined) {
          since = later;
          break;
        }
        later = version;
      }
      if (since !== undefined) said.since = since;
    }
  }
}
const versions = [...tables].map(
  ([provider, all]) => `${provider} ${all.map(({ version, release }) => `${version} (package ${release})`).join(', ')}`,
);
writeTable(
  'terraform-clouds',
  {
    source: {
      name: '@cdktf/provider-* (npm)',
      version: versions.join('; '),
      how: 'node scripts/vendor-tables/from-cdktf.ts FOLDER...',
    },
  },
  'resources',
  resources,
);
