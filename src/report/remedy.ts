import { CLOUDS, type Provider } from '../clouds/index.ts';
import type { Remediation, Terraform } from '../evaluate/catalogue.ts';
import { shown } from '../facts/fact.ts';
import type { Subject } from '../subjects/schema.ts';
import { inWords, type Values } from './message.ts';
import { forCloud } from './per-cloud.ts';
import type { Remedy } from './schema.ts';

/** What to do about one failure: the rule's ways for the subject's cloud, with the subject's own names in the commands. */
export function remedyFor({ console, cli, terraform }: Remediation, subject: Subject, values: Values): Remedy {
  const cloud = cloudOf(subject);
  const named = { ...namesOf(subject), ...values };
  const fill = (template: string, written: (value: string) => string): string =>
    template.replace(/(?<!\$)\{([a-z0-9_:]+)\}/g, (_, name: string) => {
      const value = Object.hasOwn(named, name) ? named[name] : undefined;
      return value === undefined ? placeholder(name) : written(inWords(value));
    });
  const filled = (template: string | undefined, written: (value: string) => string): string | null =>
    template === undefined ? null : fill(template, written);
  return {
    console: filled(forCloud(console, cloud), (value) => value),
    cli: (forCloud(cli, cloud) ?? []).map((command) => fill(command, shellWord)),
    terraform: terraformIn(forCloud(terraform, cloud), fill),
  };
}

function terraformIn(
  way: Terraform | undefined,
  fill: (template: string, written: (value: string) => string) => string,
): Terraform | null {
  if (way === undefined) return null;
  return 'hcl' in way ? { hcl: fill(way.hcl, hclText) } : { note: fill(way.note, (value) => value) };
}

/** A rule's ways with the policy's parameters filled in, for readers who mean no subject. */
export function withParameters<T>(ways: T, parameters: Values): T {
  const fill = (value: unknown): unknown =>
    typeof value === 'string'
      ? value.replace(/\{param:([a-z0-9_]+)\}/g, (whole, name: string) =>
          Object.hasOwn(parameters, name) ? inWords(parameters[name]) : whole,
        )
      : Array.isArray(value)
        ? value.map(fill)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one)]))
          : value;
  return fill(ways) as T;
}

/** What the reader has to put in for what was not observed: `{kms_name}` reads KMS_NAME. */
const placeholder = (name: string): string => name.replace(/^param:/, '').toUpperCase();

const cloudOf = (subject: Subject): Provider | undefined =>
  subject.type === 'cluster' ? shown(subject.cloud) : subject.type === 'key' ? shown(subject.provider) : undefined;

/** What a remediation may name of a subject beside the rule's own evidence. */
export const REMEDY_NAMES: Record<Subject['type'], readonly string[]> = {
  organization: ['id', 'name'],
  environment: ['id', 'name'],
  cluster: ['id', 'name', 'environment', 'cloud', 'region', 'key', 'kms_name'],
  key: [
    ...new Set([
      ...['id', 'name', 'kms_name', 'provider', 'region', 'clusters', 'principals'],
      ...CLOUDS.flatMap(({ names }) => names.partNames),
    ]),
  ],
};

function namesOf(subject: Subject): Values {
  const named = { id: subject.id, name: subject.name ?? subject.id };
  if (subject.type === 'cluster') {
    const { environment, key } = subject;
    const cloud = shown(subject.cloud);
    return { ...named, environment, cloud, region: shown(subject.region), key: shown(key.id), kms_name: shown(key.kms_name) };
  }
  if (subject.type !== 'key') return named;
  return {
    ...named,
    kms_name: shown(subject.kms_name),
    provider: shown(subject.provider),
    region: shown(subject.kms.region),
    clusters: shown(subject.clusters),
    principals: shown(subject.principals),
    ...subject.name_parts,
  };
}

/** A value that a shell takes for one word and for nothing else: names come from outside. */
const shellWord = (value: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;

const hclText = (value: string): string =>
  value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[$%]\{/g, (opening) => `${opening.charAt(0)}${opening}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
