import { PROVIDERS, type Provider } from '../clouds/index.ts';
import type { CatalogueRule, Terraform } from '../evaluate/catalogue.ts';
import { shown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import { recordOf } from '../input/keys.ts';
import type { Subject } from '../subjects/schema.ts';
import { inWords, type Values } from './message.ts';
import type { Remedy, Report, ReportedVerdict, Steps } from './schema.ts';

const PLACEHOLDER = /(?<!\$)\{([a-z0-9_:]+)\}/g;

/** Which steps of the rule mend the failure, and what their placeholders stand for on this subject. */
export function remedyOf(rule: CatalogueRule, subject: Subject, values: Values): ReportedVerdict['remedy'] {
  const { id, steps } = remedy(rule, cloudOf(subject));
  const named: Values = { ...namesOf(subject), ...values };
  const names = new Set([...JSON.stringify(steps).matchAll(PLACEHOLDER)].map(([, name = '']) => name));
  return {
    ref: id,
    values: recordOf([...names].sort(byCodePoint), (name) => {
      const value = Object.hasOwn(named, name) ? named[name] : undefined;
      return value === undefined ? placeholder(name) : inWords(value);
    }),
  };
}

/** The steps of a rule: for each cloud, or once where they are the same in every cloud. */
export const remediesFor = (rule: CatalogueRule, clouds: readonly (Provider | undefined)[] = PROVIDERS): Remedy[] => [
  ...new Map(clouds.map((cloud) => remedy(rule, cloud)).map((one) => [one.id, one])).values(),
];

/**
 * The steps that verdicts refer to, by id, and the verdicts referring to them. Rules with the same steps share them.
 */
export function withRemedies<V extends Pick<ReportedVerdict, 'remedy'>>(verdicts: readonly V[], rules: readonly CatalogueRule[]) {
  const used = new Set(verdicts.flatMap(({ remedy: own }) => own?.ref ?? []));
  const all = rules
    .flatMap((rule) => remediesFor(rule, [...PROVIDERS, undefined]))
    .filter(({ id }) => used.has(id))
    .sort((a, b) => byCodePoint(a.id, b.id));
  const bySteps = new Map<string, Remedy>();
  const shared = new Map<string, string>();
  for (const one of all) {
    const key = JSON.stringify([one.cloud, one.steps]);
    const first = bySteps.get(key) ?? one;
    bySteps.set(key, { ...first, rules: [...new Set([...first.rules, ...one.rules])] });
    shared.set(one.id, first.id);
  }
  return {
    verdicts: verdicts.map((verdict): V => {
      const own = verdict.remedy;
      return own === null ? verdict : { ...verdict, remedy: { ...own, ref: shared.get(own.ref) ?? own.ref } };
    }),
    remedies: [...bySteps.values()],
  };
}

/** The steps of a rule for a cloud, or for one that is not known. Those that are the same in every cloud have one id. */
function remedy({ id, remediation }: CatalogueRule, cloud: Provider | undefined): Remedy {
  const { console, cli, terraform } = remediation;
  const own = differsByCloud(console) || differsByCloud(cli) || differsByCloud(terraform) ? cloud : undefined;
  return {
    id: own === undefined ? id : `${id}.${own}`,
    rules: [id],
    cloud: own ?? null,
    steps: {
      console: forCloud(console, cloud) ?? null,
      cli: forCloud(cli, cloud) ?? [],
      terraform: forCloud(terraform, cloud) ?? null,
    },
  };
}

/** Finds the steps against a failure, with the subject's own names in them; words in capitals are the reader's to replace. */
export function stepsOf({ remedies }: Pick<Report, 'remedies'>): (verdict: Pick<ReportedVerdict, 'remedy'>) => Steps | null {
  const byId = new Map(remedies.map(({ id, steps }) => [id, steps]));
  return ({ remedy }) => {
    const steps = remedy === null ? undefined : byId.get(remedy.ref);
    return remedy === null || steps === undefined ? null : filled(steps, remedy.values);
  };
}

function filled({ console, cli, terraform }: Steps, values: Readonly<Record<string, string>>): Steps {
  const filler = (written: (value: string) => string) => (template: string) =>
    template.replace(PLACEHOLDER, (whole, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return value === undefined ? whole : written(value);
    });
  const [inText, inCommand, inHcl] = [filler((value) => value), filler(shellArgument), filler(hclText)];
  return {
    console: console === null ? null : inText(console),
    cli: cli.map(inCommand),
    terraform: terraform && ('hcl' in terraform ? { hcl: inHcl(terraform.hcl) } : { note: inText(terraform.note) }),
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

export const cloudOf = (subject: Subject): Provider | undefined =>
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
