import Type from 'typebox';
import { CLOUDS } from '../src/clouds/index.ts';
import { type CatalogueRule, Remediation, Severity, type Terraform } from '../src/evaluate/catalogue.ts';
import { FACTS } from '../src/facts/register.ts';
import { compile } from '../src/input/json-schema.ts';
import { closed } from '../src/input/shapes.ts';
import { SUBJECT_TYPES } from '../src/subjects/schema.ts';
import { isDeclaredPlace } from '../src/terraform/resource-types.ts';
import { decidesOf, type Module, pathsOf } from './rule-decides.ts';
import { evidenceOf, type Parsed } from './rule-evidence.ts';

const paragraph = Type.String({ pattern: '^\\S[^\\n]*\\S[.]$' });

/** What is said of a subject, without naming it. */
const predicate = Type.String({ pattern: '^[a-z][^\\n]*[^.\\s]$' });

/** By the path of a fact, the values of it that are meant. */
const FactValues = Type.Record(Type.String(), Type.Array(Type.Unknown(), { minItems: 1 }));

const RuleMetadata = Type.Object(
  {
    scope: Type.Literal('package'),
    title: Type.String({ pattern: '^\\S[^\\n]*[^.\\s]$' }),
    description: paragraph,
    schemas: Type.Array(Type.Object({}), { minItems: 1 }),
    custom: Type.Object(
      {
        severity: Severity,
        rationale: paragraph,
        remediation: Type.Intersect([Remediation, Type.Object({ summary: paragraph })]),
        references: Type.Array(Type.String({ pattern: '^https://\\S+$' }), { minItems: 1, uniqueItems: true }),
        parameters: Type.Optional(
          Type.Record(
            Type.String({ pattern: '^[a-z][a-z0-9_]*$' }),
            Type.Object({
              description: paragraph,
              type: Type.Union([Type.String(), Type.Array(Type.String())]),
              default: Type.Unknown(),
            }),
          ),
        ),
        nothing_to_judge: Type.Optional(FactValues),
        left_out: Type.Optional(FactValues),
        declared_in: Type.Optional(Type.Array(Type.String(), { minItems: 1, uniqueItems: true })),
        every_region: Type.Optional(Type.Literal(true)),
        unit: Type.Optional(Type.String({ pattern: '^[a-z]+$' })),
        headline: Type.Intersect([Type.Object({ fail: predicate }), Type.Record(Type.String(), predicate)]),
        messages: Type.Intersect([
          Type.Object({ pass: paragraph, fail: paragraph }),
          Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]*$' }), paragraph),
        ]),
      },
      closed,
    ),
  },
  closed,
);
type RuleMetadata = Type.Static<typeof RuleMetadata>;

/** What the main module reads from a rule. */
const CONTRACT = new Set([
  ...['not_applicable', 'evidence', 'undecided', 'violated', 'compliant'],
  ...['message', 'remedy', 'expected', 'actual', 'computed', 'notes'],
]);

/** What OPA's own commands output about the sources. */
export type Sources = {
  /** The text of a rule's file. */
  text: (file: string) => string;
  /** The syntax tree of a rule's file. */
  parsed: (file: string) => Module;
  /** Those of the files that rules may import. */
  libraries: readonly Module[];
  /** The paths below `input` that a package, or one rule of it, reads. */
  reads: (name: string) => string[];
};

/** As `opa inspect -a -f json` gives them. */
export type Inspected = {
  namespaces: Record<string, string[]>;
  annotations?: {
    annotations: { scope?: string; custom?: { remediation?: unknown } };
    location: { file: string };
    path: { value: string }[];
  }[];
};

/**
 * The catalogue's entries, sorted by id.
 * @throws Error that lists every mistake
 */
export function rulesOf(
  { namespaces, annotations = [] }: Inspected,
  { text, parsed, libraries, reads }: Sources,
): CatalogueRule[] {
  const described = annotations.filter(({ annotations: { scope } }) => scope === 'package');
  const found = Object.keys(namespaces)
    .filter((name) => name.startsWith('data.rules.'))
    .sort()
    .map((name) => ({
      name,
      file: namespaces[name]?.[0] ?? '',
      metadata: described.find(({ path }) => path.map(({ value }) => value).join('.') === name)?.annotations,
    }));
  const results = found.map(({ name, file, metadata }) => {
    const [, , type = '', rule = '', ...rest] = name.split('.');
    const mistakes = [
      ...(rest.length > 0 || !SUBJECT_TYPES.some((known) => known === type)
        ? [`package ${name.slice(5)} is not rules.TYPE.NAME, with TYPE one of ${SUBJECT_TYPES.join(', ')}`]
        : []),
      ...(namespaces[name]?.length === 1 && file === `rules/${type}/${rule}/${rule}.rego`
        ? []
        : [`a rule lives in one file, rules/${type}/${rule}/${rule}.rego, not in ${namespaces[name]?.join(' and ')}`]),
    ];
    if (metadata === undefined) return { file, mistakes: [...mistakes, 'has no METADATA on its package'] };
    const malformed = mistakesOf(metadata);
    if (malformed.length > 0) return { file, mistakes: [...mistakes, ...malformed] };
    const { title, description, custom } = metadata as RuleMetadata;
    const subjectType = SUBJECT_TYPES.find((known) => known === type);
    if (subjectType === undefined) return { file, mistakes };
    const isFact = (path: string) => FACTS[subjectType].has(path);
    const { evidence, mistakes: unclear } = evidenceOf(parsed(file), isFact);
    const read = reads(name);
    const decides = decidesOf(parsed(file), libraries, isFact);
    const entry: CatalogueRule = {
      id: `${type}.${rule}`,
      subject_type: subjectType,
      title,
      description,
      severity: custom.severity,
      rationale: custom.rationale,
      remediation: custom.remediation,
      references: custom.references,
      parameters: custom.parameters ?? {},
      messages: custom.messages,
      headline: custom.headline,
      ...(custom.unit === undefined ? {} : { unit: custom.unit }),
      ...(custom.declared_in === undefined ? {} : { declared_in: custom.declared_in }),
      ...(custom.every_region === undefined ? {} : { every_region: custom.every_region }),
      evidence,
      applies_by: saysWhomItDoesNotConcern(parsed(file)) ? factsAmong(reads(`${name}.not_applicable`)) : [],
      nothing_to_judge: custom.nothing_to_judge ?? {},
      left_out: custom.left_out ?? {},
      reads: factsAmong(read),
      ...(decides === undefined ? {} : { decides }),
    };
    const unseen = decides === undefined ? [] : notAmong(pathsOf(decides), read);
    return { file, entry, mistakes: [...mistakes, ...unclear, ...unseen, ...contradictions(entry, text(file))] };
  });
  const rules = results.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  const mistakes = [
    ...results.flatMap(({ file, mistakes }) => mistakes.map((mistake) => `${file}: ${mistake}`)),
    ...disagreements(rules),
  ];
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  if (rules.length === 0) throw new Error('no rules found: there is no package below rules.TYPE');
  return rules;
}

const saysWhomItDoesNotConcern = ({ rules = [] }: Parsed): boolean =>
  rules.some(({ head }) => head.ref[0]?.value === 'not_applicable');

const isWellFormed = compile(RuleMetadata);

function mistakesOf(metadata: unknown): string[] {
  if (isWellFormed(metadata)) return [];
  const errors = (isWellFormed.errors ?? []).map(({ instancePath, keyword, message, params }) => {
    const at = instancePath.slice(1).replaceAll('/', '.');
    if (keyword === 'additionalProperties')
      return `METADATA has the unknown key ${[at, params.additionalProperty].filter(Boolean).join('.')}`;
    if (keyword === 'required') return `METADATA lacks ${[at, params.missingProperty].filter(Boolean).join('.')}`;
    if (keyword === 'enum') return `METADATA ${at} is not one of ${params.allowedValues.join(', ')}`;
    if (keyword !== 'pattern') return `METADATA ${at} ${message}`;
    const expected =
      at === 'title'
        ? 'one line without a period at its end'
        : at.startsWith('custom.headline')
          ? 'a predicate on one line: it begins in lower case and has no period'
          : at.startsWith('custom.references')
            ? 'an https URL'
            : 'one line of text with a period at its end';
    return `METADATA ${at} is not ${expected}`;
  });
  return [...new Set(errors)];
}

/** What the METADATA and the rule's own text must agree on; a slip here would otherwise show in a report only. */
function contradictions(rule: CatalogueRule, text: string): string[] {
  const { parameters, messages, headline = {} } = rule;
  const code = text.replace(/^\s*#.*$/gm, '');
  const read = new Set([...code.matchAll(/input\.parameters\.(\w+)/g)].map(([, name]) => name ?? ''));
  const declared = Object.keys(parameters);
  const placeholders = [...Object.values(messages), ...Object.values(headline)].flatMap((message) =>
    [...message.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name ?? ''),
  );
  const given = (name: string): boolean => {
    if (name.startsWith('param:')) return declared.includes(name.slice('param:'.length));
    return ['id', 'name', 'expected', 'actual'].includes(name) || code.includes(`"${name}":`);
  };
  const { remedies, others } = remediesApart(code);
  const named = [...code.matchAll(/^(?:default )?([a-z]\w*)(?=(?:[.[]\S*)? (?::=|if|contains))/gm)].map(([, name]) => name ?? '');
  return [
    ...['evidence', 'compliant', 'expected', 'actual']
      .filter((name) => !named.includes(name))
      .map((name) => `does not define ${name}`),
    ...[...new Set(named)]
      .filter((name) => !CONTRACT.has(name) && name !== 'else')
      .map((name) => `defines ${name}, which is not part of the rule contract; private names begin with an underscore`),
    ...Object.entries(parameters)
      .filter(([, schema]) => !compile(schema, { foreign: true })(schema.default))
      .map(([name]) => `declares the parameter ${name} with a default that violates its own schema`),
    ...[...read]
      .filter((name) => !declared.includes(name))
      .map((name) => `reads the parameter ${name}, which its METADATA does not declare`),
    ...Object.entries({ nothing_to_judge: rule.nothing_to_judge, left_out: rule.left_out }).flatMap(([key, values]) =>
      wrongValues(rule, values).map((mistake) => `METADATA custom.${key} ${mistake}`),
    ),
    ...(rule.declared_in ?? [])
      .filter((name) => !isDeclaredPlace(name))
      .map((name) => `METADATA custom.declared_in names ${name}, which src/terraform/resource-types.ts does not have`),
    ...unknownNames(rule, given),
    ...quotedNames(rule.remediation),
    ...shortenedNames(rule),
    ...missingWays(rule.remediation),
    ...([...rule.remediation.summary.matchAll(/\{/g)].length > 0
      ? ['the summary of the remediation contains a placeholder, but applies to all subjects']
      : []),
    // a parameter that the program itself applies appears at least in a message
    ...declared
      .filter((name) => !read.has(name) && !placeholders.includes(`param:${name}`))
      .map((name) => `declares the parameter ${name}, which it does not read`),
    ...[...new Set(placeholders)]
      .filter((name) => !given(name))
      .map((name) => `a message or a headline contains {${name}}, which the rule does not return`),
    ...Object.keys(headline)
      .filter((key) => key === 'pass' || !Object.hasOwn(messages, key))
      .map((key) => `has the headline ${key}, and no message of a failure by that name`),
    ...['expected', 'actual']
      .filter((name) => messages.pass?.includes(`{${name}}`))
      .map((name) => `names {${name}} in the message of a pass; only a failure has it`),
    ...Object.keys(messages)
      .filter((key) => key !== 'pass' && key !== 'fail' && !code.includes(`"${key}"`))
      .map((key) => `has the message ${key}, which it never uses`),
    ...Object.keys(rule.remediation.cases ?? {})
      .filter((key) => !code.includes(`"${key}"`))
      .map((key) => `has the case ${key} of its remediation, which it never uses`),
    ...causesIn(code)
      .filter((cause) => !Object.hasOwn(rule.remediation.unknown ?? {}, cause))
      .map((cause) => `calls a fact ${cause}, and its remediation does not say what to do then (unknown.${cause})`),
    ...Object.keys(rule.remediation.unknown ?? {})
      .filter((cause) => !causesIn(code).includes(cause))
      .map((cause) => `has a remedy for the cause ${cause}, which it never gives`),
    ...[...remedies.matchAll(/^(?:remedy|\} else|else) := "([a-z0-9_]+)"/gm)]
      .map(([, key]) => key ?? '')
      .filter((key) => !Object.hasOwn(rule.remediation.cases ?? {}, key))
      .map((key) => `uses the case ${key} of its remediation, which its METADATA does not have`),
    ...[...others.matchAll(/^(?:message := |notes contains |\} else := |else := )"([a-z0-9_]+)"/gm)]
      .map(([, key]) => key ?? '')
      .filter((key) => !Object.hasOwn(messages, key))
      .map((key) => `uses the message ${key}, which its METADATA does not have`),
  ];
}

/** The definitions of `remedy`, each with its `else` branches, and all the others: what they name is declared in two places. */
function remediesApart(code: string): { remedies: string; others: string } {
  const definitions = code.split(/^(?!else\b)(?=[a-z_])/m);
  const isRemedy = (definition: string) => definition.startsWith('remedy ');
  const [remedies, others] = [definitions.filter(isRemedy), definitions.filter((definition) => !isRemedy(definition))];
  return { remedies: remedies.join(''), others: others.join('') };
}

/** The causes that a rule gives in `undecided`. */
const causesIn = (code: string): string[] => [
  ...new Set([...code.matchAll(/"cause": "(\w+)"/g)].map(([, cause]) => cause ?? '')),
];

/** Somebody has the console alone, somebody Terraform alone: each of the three says something, or there is a checklist. */
const missingWays = ({ cases = {}, ...ways }: CatalogueRule['remediation']): string[] =>
  [
    { of: 'the remediation', ways },
    ...Object.entries(cases).map(([name, one]) => ({ of: `the case ${name} of the remediation`, ways: one })),
  ]
    .filter(({ ways: { checklist } }) => checklist === undefined)
    .flatMap(({ of, ways: { console, cli, terraform } }) =>
      Object.entries({ console, cli, terraform })
        .filter(([, way]) => way === undefined)
        .map(([way]) => `${of} has no ${way}, and no checklist to follow`),
    );

/** What is said of a rule that does not apply must be about the facts by which it says so. */
function wrongValues({ subject_type, applies_by }: CatalogueRule, values: Readonly<Record<string, unknown[]>>): string[] {
  return Object.entries(values).flatMap(([path, list]) => {
    const value = FACTS[subject_type].get(path)?.value;
    if (!applies_by.includes(path) || value === undefined) return [`names ${path}, by which not_applicable does not decide`];
    return list
      .filter((one) => !compile(value)(one))
      .map((one) => `gives ${path} the value ${JSON.stringify(one)}, which it never has`);
  });
}

/**
 * A value is inserted into a command as one quoted shell word: quotes around it would break the quoting, and a comment
 * behind a command would not hold it. A line that is a comment may name what it likes. Within `$(...)` quoting starts afresh.
 */
function quotedNames({ cases = {}, ...ways }: CatalogueRule['remediation']): string[] {
  return [ways, ...Object.values(cases)]
    .flatMap(({ cli = [] }) => (Array.isArray(cli) ? cli : Object.values(cli).flat()))
    .filter((command) => !command.startsWith('#'))
    .filter((command) =>
      [...command.replace(/\$\([^)]*\)/g, '').matchAll(/'[^']*'|"[^"]*"|\s#.*/g)].some(([quoted]) =>
        /\{(?!param:)[a-z0-9_]+\}/.test(quoted),
      ),
    )
    .map(
      (command) =>
        `the remediation has a placeholder in quotes or in a comment after a command, where a quoted value would break it: ${command}`,
    );
}

/** A list that names its first items alone is for reading: a command or a configuration would take it for the whole. */
function shortenedNames({ remediation: { cases = {}, ...ways }, subject_type, evidence }: CatalogueRule): string[] {
  const isShortened = (path: string | undefined) => path !== undefined && FACTS[subject_type].get(path)?.shortened === true;
  const code = [ways, ...Object.values(cases)].flatMap(({ cli = [], terraform = {} }) => [
    ...(Array.isArray(cli) ? cli : Object.values(cli).flat()).filter((command) => !command.startsWith('#')),
    ...('note' in terraform ? [] : 'hcl' in terraform ? [terraform.hcl] : Object.values(terraform).flatMap(hclOf)),
  ]);
  return code.flatMap((line) =>
    [...line.matchAll(/(?<!\$)\{([a-z0-9_]+),?\}/g)]
      .map(([, name = '']) => name)
      .filter((name) => isShortened(evidence[name] ?? name))
      .map((name) => `the remediation has {${name}}, which may be the first of many, outside of a text or a comment: ${line}`),
  );
}

const hclOf = (terraform: Terraform): string[] => ('hcl' in terraform ? [terraform.hcl] : []);

/** What a remediation may name of a subject beside the rule's own evidence. */
export const REMEDY_NAMES: Record<CatalogueRule['subject_type'], readonly string[]> = {
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

/** A remediation may also contain the subject's own names, which the report fills in. */
function unknownNames({ remediation, subject_type }: CatalogueRule, given: (name: string) => boolean): string[] {
  const named = [...JSON.stringify(remediation).matchAll(/(?<!\$)\{([a-z0-9_:]+),?\}/g)].map(([, name]) => name ?? '');
  return [...new Set(named)]
    .filter((name) => !given(name) && !REMEDY_NAMES[subject_type].includes(name))
    .map((name) => `the remediation contains {${name}}, which is neither a fact of the evidence nor a name of the subject`);
}

/** The facts among what a rule reads: neither parameters nor what every subject has. */
const factsAmong = (paths: readonly string[]): string[] => {
  const facts = paths
    .map((path) => path.replace(/\.(?:value|more|source|observed_at|unknown)(?:\..*)?$/, ''))
    .filter((path) => !/^(?:parameters\b|as_of$|id$|name$|type$)/.test(path));
  return [...new Set(facts)].sort();
};

/** What the compiler says that the rule reads, and the catalogue would not count among what decides it. */
const notAmong = (paths: readonly string[], read: readonly string[]): string[] =>
  read
    .filter((one) => !paths.some((path) => one === path || one.startsWith(`${path}.`)))
    .map((one) => `reads input.${one}, of which scripts/rule-decides.ts does not see what it is read for`);

/** Rules that read the same parameter must declare it identically. */
function disagreements(rules: readonly CatalogueRule[]): string[] {
  const first = new Map<string, { id: string; schema: string }>();
  return rules.flatMap(({ id, parameters }) =>
    Object.entries(parameters).flatMap(([name, value]) => {
      const schema = JSON.stringify(value);
      const before = first.get(name);
      first.set(name, before ?? { id, schema });
      return before === undefined || before.schema === schema
        ? []
        : [`${id} and ${before.id} declare the parameter ${name} differently`];
    }),
  );
}
