import { basename } from 'node:path';
import Type from 'typebox';
import { PROVIDERS, type Provider } from '../src/clouds/index.ts';
import { Remediation, type Terraform } from '../src/evaluate/catalogue.ts';
import { checkDocument } from '../src/input/document.ts';
import { closed } from '../src/input/shapes.ts';
import { forCloud, type PerCloud } from '../src/report/remedy.ts';

const Ways = Type.Required(Type.Pick(Remediation, ['console', 'cli', 'terraform']), closed);
type Ways = Type.Static<typeof Ways>;

/**
 * Steps that several rules share, from their YAML file. Its one root key is its name, since OPA reads such files as data,
 * where equal keys would collide.
 * @throws Error that lists every mistake, at its place
 */
export function waysOf(file: string, source: string): [name: string, ways: Ways] {
  const name = basename(file, '.yaml');
  return [name, checkDocument(file, source, Type.Object({ [name]: Ways }, closed))[name] as Ways];
}

/**
 * A rule's remediation with the shared steps that it refers to, for all clouds or cloud by cloud. Its own commands come
 * first; its own text for the console and Terraform replaces the shared one.
 * @param written as in METADATA, unchecked
 */
export function withWays(written: unknown, shared: ReadonlyMap<string, Ways>): unknown {
  if (typeof written !== 'object' || written === null || !('ways' in written)) return written;
  const { ways, ...own } = written as Partial<Ways> & { ways: PerCloud<string> };
  const common = (cloud: Provider): Partial<Ways> => {
    const name = at(ways, cloud);
    if (name === undefined) return {};
    const found = shared.get(name);
    if (found === undefined) throw new Error(`refers to the steps ${name}, but there is no policies/ways/${name}.yaml`);
    return found;
  };
  const each = <T>(pick: (cloud: Provider) => T | undefined): Partial<Record<Provider, T>> =>
    Object.fromEntries(PROVIDERS.map((cloud) => [cloud, pick(cloud)]).filter(([, way]) => way !== undefined));
  return {
    ...own,
    console: each((cloud) => at(own.console, cloud) ?? at(common(cloud).console, cloud)),
    cli: each((cloud) => joined(at(own.cli, cloud), at(common(cloud).cli, cloud))),
    terraform: each((cloud) => at(own.terraform, cloud) ?? at(common(cloud).terraform, cloud)),
  };
}

const at = <T extends string | string[] | Terraform>(ways: PerCloud<T> | undefined, cloud: Provider): T | undefined =>
  ways === undefined ? undefined : forCloud(ways, cloud);

const joined = (first: string[] | undefined, then: string[] | undefined): string[] | undefined =>
  first === undefined ? then : [...first, ...(then ?? [])];
