import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { BUNDLED, PERMISSIVE } from './passed-on.ts';

// Writes the bill of materials of the package, dist/sbom.cdx.json in the format of CycloneDX: what npm installs beside it, and
// what its bundle has parts of. npm itself knows nothing of a bundle, and takes those parts for tools of the development.
//
//   npm run build && node scripts/sbom.ts [--dist FOLDER]

type Component = {
  'bom-ref': string;
  name: string;
  properties?: { name: string; value: string }[];
  externalReferences?: { url: string }[];
  licenses?: { license?: { id?: string }; expression?: string }[];
};
type Dependency = { ref: string; dependsOn?: string[] };
type Bom = {
  serialNumber?: string;
  metadata: { timestamp?: string; component: Component };
  components: Component[];
  dependencies: Dependency[];
};

const ROOT = join(import.meta.dirname, '..');
const DEVELOPMENT = 'cdx:npm:package:development';
const PART_OF_BUNDLE = { name: 'cdx:npm:package:bundled', value: 'true' };

const { values } = parseArgs({ options: { dist: { type: 'string', default: join(ROOT, 'dist') } } });
const bundled = new Set(JSON.parse(readFileSync(join(values.dist, 'cli', BUNDLED), 'utf8')) as string[]);
// by the lockfile: node_modules may have more in it than the project names
const ask = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
const npm = execFileSync('npm', ask, { cwd: ROOT, encoding: 'utf8' });
const installed = JSON.parse(npm) as Bom;

const components = installed.components.flatMap((component): Component[] => {
  const { properties = [], externalReferences = [] } = component;
  const isTool = properties.some(({ name }) => name === DEVELOPMENT);
  const isPart = bundled.has(component['bom-ref']);
  if (isTool && !isPart) return [];
  const said = properties.filter(({ name }) => name !== DEVELOPMENT);
  return [
    {
      ...component,
      properties: isPart ? [...said, PART_OF_BUNDLE] : said,
      // some packages give what only git takes for an address, which the format does not allow
      externalReferences: externalReferences.filter(({ url }) => URL.canParse(url)),
    },
  ];
});
const shipped = new Set(components.map((component) => component['bom-ref']));
const missing = [...bundled].filter((ref) => !shipped.has(ref));
if (missing.length > 0) throw new Error(`npm knows nothing of these parts of the bundle: ${missing.join(', ')}`);
refuseLicences(components);

const { serialNumber: _, metadata, ...rest } = installed;
// the same package has the same bill: neither a number of its own nor the time at which it was written
const { timestamp: __, ...described } = metadata;
const { 'bom-ref': root } = metadata.component;
const bom = {
  ...rest,
  // npm names it after the folder that it is in
  metadata: { ...described, component: { ...metadata.component, name: manifest.name } },
  components,
  dependencies: installed.dependencies
    .filter(({ ref }) => ref === root || shipped.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((needed) => shipped.has(needed)) })),
};
writeFileSync(join(values.dist, 'sbom.cdx.json'), `${JSON.stringify(bom, null, 2)}\n`);
console.log(`sbom.cdx.json: ${components.length} packages, of which ${bundled.size} are in the bundle`);

/** @throws Error where a package may not be passed on as ours is */
function refuseLicences(all: readonly Component[]): void {
  const other = all.flatMap(({ 'bom-ref': ref, licenses = [] }) => {
    const ids = licenses.map(({ license, expression }) => license?.id ?? expression ?? 'unknown');
    const fine = ids.length > 0 && ids.every((id) => PERMISSIVE.includes(id));
    return fine ? [] : [`${ref} (${ids.join(', ') || 'none'})`];
  });
  if (other.length > 0) throw new Error(`licences that are none of ${PERMISSIVE.join(', ')}: ${other.join(', ')}`);
}
