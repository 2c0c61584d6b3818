import { PROVIDERS, type Provider } from '../clouds/index.ts';
import type { CatalogueRule, Terraform } from '../evaluate/catalogue.ts';
import { shown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { Subject } from '../subjects/schema.ts';
import { saidBy, type Values } from './message.ts';
import type { Remedy, Report, ReportedVerdict, Steps } from './schema.ts';
import { filled, fillingOf } from './steps.ts';

/** Which steps of the rule mend the failure, and what their placeholders stand for on this subject. */
export function remedyOf(
  rule: CatalogueRule,
  subject: Subject,
  values: Values,
  name: string | null = null,
): ReportedVerdict['remedy'] {
  const { id, steps } = remedy(rule, cloudOf(subject), name);
  return { ref: id, values: fillingOf(steps, { ...namesOf(subject), ...values }) };
}

/** The steps of a rule, of each of its cases: for each cloud, or once where they are the same in every cloud. */
export function remediesFor(rule: CatalogueRule, clouds: readonly (Provider | undefined)[] = PROVIDERS): Remedy[] {
  const all = [null, ...Object.keys(rule.remediation.cases ?? {})].flatMap((name) =>
    clouds.map((cloud) => remedy(rule, cloud, name)),
  );
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

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
    const key = JSON.stringify([one.cloud, one.when, one.steps]);
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

/**
 * The steps of a rule for a cloud, or for one that is not known. Those that are the same in every cloud have one id.
 * @param name of one of its cases
 * @throws Error where the rule names a case that its METADATA does not have
 */
function remedy({ id, remediation }: CatalogueRule, cloud: Provider | undefined, name: string | null): Remedy {
  const one = name === null ? null : Object.hasOwn(remediation.cases ?? {}, name) ? remediation.cases?.[name] : undefined;
  if (one === undefined) throw new Error(`the rule names the remedy "${name}", which its METADATA does not have`);
  const { console, cli, terraform, checklist } = one ?? remediation;
  const own = [console, cli, terraform, checklist].some(differsByCloud) ? cloud : undefined;
  return {
    id: [id, name, own].filter((part) => part != null).join('.'),
    rules: [id],
    cloud: own ?? null,
    when: one?.when ?? null,
    steps: {
      console: forCloud(console, cloud) ?? null,
      cli: forCloud(cli, cloud) ?? [],
      terraform: forCloud(terraform, cloud) ?? null,
      checklist: forCloud(checklist, cloud) ?? null,
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

/** One way for every cloud, or one for each cloud that it concerns. */
export type PerCloud<T> = T | { [P in Provider]?: T };

/** The way for a cloud; one for all clouds also where the cloud is not known. */
export function forCloud<T extends Step>(ways: PerCloud<T> | undefined, cloud: Provider | undefined): T | undefined {
  if (!differsByCloud(ways)) return ways;
  return cloud === undefined ? undefined : ways[cloud];
}

type Step = string | string[] | Terraform;

const differsByCloud = <T extends Step>(ways: PerCloud<T> | undefined): ways is { [P in Provider]?: T } =>
  typeof ways === 'object' && !Array.isArray(ways) && !('hcl' in ways) && !('note' in ways);

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
    clusters: saidBy(subject.clusters),
    principals: shown(subject.principals),
    ...subject.name_parts,
  };
}
