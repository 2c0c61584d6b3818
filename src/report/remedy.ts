import { CLOUDS, type Provider } from '../clouds/index.ts';
import type { CatalogueRule, Remediation, Terraform } from '../evaluate/catalogue.ts';
import { shown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import { recordOf } from '../input/keys.ts';
import type { Subject } from '../subjects/schema.ts';
import { inWords, type Values } from './message.ts';
import type { Remedy, Report, ReportedVerdict, Steps } from './schema.ts';

const PLACEHOLDER = /(?<!\$)\{([a-z0-9_:]+)\}/g;

/** Which steps of the rule mend the failure, and what their placeholders stand for on this subject. */
export function remedyOf(rule: CatalogueRule, subject: Subject, values: Values): ReportedVerdict['remedy'] {
  const cloud = cloudOf(subject);
  const named: Values = { ...namesOf(subject), ...values };
  const steps = JSON.stringify(stepsFor(rule.remediation, cloud));
  const names = new Set([...steps.matchAll(PLACEHOLDER)].map(([, name = '']) => name));
  return {
    ref: refOf(rule, cloud),
    values: recordOf([...names].sort(byCodePoint), (name) => {
      const value = Object.hasOwn(named, name) ? named[name] : undefined;
      return value === undefined ? placeholder(name) : inWords(value);
    }),
  };
}

/** The steps of a rule: for each cloud, or once where they are the same in every cloud. */
export function remediesFor(rule: CatalogueRule): Remedy[] {
  const byId = new Map(CLOUDS.map(({ provider }) => [refOf(rule, provider), provider]));
  return byId.size === 1 ? [remedy(rule, undefined)] : [...byId.values()].map((cloud) => remedy(rule, cloud));
}

/**
 * The steps that verdicts refer to, by id, and the verdicts referring to them. Rules with the same steps share them.
 */
export function withRemedies<V extends Pick<ReportedVerdict, 'remedy'>>(
  verdicts: readonly V[],
  rules: readonly CatalogueRule[],
): { verdicts: V[]; remedies: Remedy[] } {
  const used = new Set(verdicts.flatMap(({ remedy: own }) => own?.ref ?? []));
  const all = rules
    .flatMap((rule) => [...remediesFor(rule).filter(({ cloud }) => cloud !== null), remedy(rule, undefined)])
    .filter(({ id }) => used.has(id))
    .sort((a, b) => byCodePoint(a.id, b.id));
  const bySteps = [...Map.groupBy(all, ({ cloud, steps }) => JSON.stringify([cloud, steps])).values()];
  const remedies = bySteps.flatMap((same) => {
    const of = [...new Set(same.flatMap(({ rules }) => rules))];
    return same.slice(0, 1).map((first) => ({ ...first, rules: of }));
  });
  const shared = new Map(bySteps.flatMap((same) => same.map(({ id }) => [id, same[0]?.id ?? id])));
  return {
    verdicts: verdicts.map((verdict) => {
      const own = verdict.remedy;
      return own === null ? verdict : { ...verdict, remedy: { ...own, ref: shared.get(own.ref) ?? own.ref } };
    }),
    remedies,
  };
}

const remedy = (rule: CatalogueRule, cloud: Provider | undefined): Remedy => ({
  id: refOf(rule, cloud),
  rules: [rule.id],
  cloud: cloud ?? null,
  steps: stepsFor(rule.remediation, cloud),
});

/** Finds the steps against a failure, with the subject's own names in them; words in capitals are the reader's to replace. */
export function stepsOf({ remedies }: Pick<Report, 'remedies'>): (verdict: Pick<ReportedVerdict, 'remedy'>) => Steps | null {
  const byId = new Map(remedies.map(({ id, steps }) => [id, steps]));
  return ({ remedy }) => {
    const steps = remedy === null ? undefined : byId.get(remedy.ref);
    return remedy === null || steps === undefined ? null : filled(steps, remedy.values);
  };
}

function filled({ console, cli, terraform }: Steps, values: Readonly<Record<string, string>>): Steps {
  const fill = (template: string, written: (value: string) => string): string =>
    template.replace(PLACEHOLDER, (whole, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return value === undefined ? whole : written(value);
    });
  return {
    console: console === null ? null : fill(console, (value) => value),
    cli: cli.map((command) => fill(command, shellArgument)),
    terraform: terraform === null ? null : filledTerraform(terraform, fill),
  };
}

const filledTerraform = (way: Terraform, fill: (template: string, written: (value: string) => string) => string): Terraform =>
  'hcl' in way ? { hcl: fill(way.hcl, hclText) } : { note: fill(way.note, (value) => value) };

/** Steps that are the same in every cloud have one id. */
function refOf({ id, remediation: { console, cli, terraform } }: CatalogueRule, cloud: Provider | undefined): string {
  const everywhere = !(differsByCloud(console) || differsByCloud(cli) || differsByCloud(terraform));
  return cloud === undefined || everywhere ? id : `${id}.${cloud}`;
}

function stepsFor({ console, cli, terraform }: Remediation, cloud: Provider | undefined): Steps {
  return {
    console: forCloud(console, cloud) ?? null,
    cli: forCloud(cli, cloud) ?? [],
    terraform: forCloud(terraform, cloud) ?? null,
  };
}

/** One way for every cloud, or one for each cloud that it concerns. */
export type PerCloud<T> = T | { [P in Provider]?: T };

/** The way for a cloud; one for all clouds also where the cloud is not known. */
export function forCloud<T extends Step>(ways: PerCloud<T>, cloud: Provider | undefined): T | undefined {
  if (!differsByCloud(ways)) return ways;
  return cloud === undefined ? undefined : ways[cloud];
}

type Step = string | string[] | Terraform;

const differsByCloud = <T extends Step>(ways: PerCloud<T>): ways is { [P in Provider]?: T } =>
  typeof ways === 'object' && !Array.isArray(ways) && !('hcl' in ways) && !('note' in ways);

/**
 * A step for readers who mean no subject: with the policy's parameters, and in capitals what the reader has to put in.
 */
export const exampleStep = (text: string, parameters: Values): string =>
  text.replace(PLACEHOLDER, (_, name: string) => {
    const parameter = /^param:(.+)$/.exec(name)?.[1] ?? '';
    return Object.hasOwn(parameters, parameter) ? inWords(parameters[parameter]) : placeholder(name);
  });

/** What the reader has to put in for what was not observed: `{kms_name}` reads KMS_NAME. */
const placeholder = (name: string): string => name.replace(/^param:/, '').toUpperCase();

const cloudOf = (subject: Subject): Provider | undefined =>
  subject.type === 'cluster' ? shown(subject.cloud) : subject.type === 'key' ? shown(subject.provider) : undefined;

/** What a remediation may name of a subject beside the rule's own evidence. */
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

/** A value that a shell takes for one argument and for nothing else: names are given by others. */
const shellArgument = (value: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;

const hclText = (value: string): string =>
  value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[$%]\{/g, (opening) => `${opening.charAt(0)}${opening}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
