import { AuditError, badInput } from '../audit-error.ts';
import { isRecord, jsonIn } from './is-record.ts';
import { readYamlText } from './yaml-text.ts';

/** From the most telling keys to the least: the first kind that a file fits is its kind. */
export const FILE_KINDS = [
  'snapshot',
  'report',
  'diff',
  'period',
  'manifest',
  'catalogue',
  'export',
  'audit_log',
  'sarif',
  'summary',
  'listing',
  'configuration',
  'waivers',
  'attestations',
  'page',
  'history',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

type Kind = {
  what: string;
  /** Every file of the kind has them. */
  keys: readonly string[];
  /** What else distinguishes it from the files of others that have these keys. */
  and?: (data: Record<string, unknown>) => boolean;
  /** The command that takes it; null where none does. */
  takenBy: ((file: string) => string) | null;
};

const imports = (file: string) => `byok-audit history import ${file}`;

/** Of a configuration. */
const SECTIONS = ['confluent', 'production', 'aws', 'azure', 'gcp', 'parameters', 'waivers', 'attestations', 'history'];

/** What may be given to byok-audit in place of another file. */
const KINDS: Readonly<Record<FileKind, Kind>> = {
  snapshot: {
    what: 'a snapshot',
    keys: ['schema_version', 'taken_at', 'confluent', 'kms'],
    takenBy: (file) => `byok-audit evaluate ${file}`,
  },
  report: {
    what: 'a report',
    keys: ['schema_version', 'run', 'population', 'verdicts'],
    takenBy: (file) => `byok-audit report ${file}`,
  },
  diff: { what: 'a comparison of two reports', keys: ['schema_version', 'old', 'new', 'list'], takenBy: null },
  period: { what: 'a report on a period', keys: ['schema_version', 'period', 'scans', 'findings'], takenBy: null },
  manifest: { what: 'a manifest', keys: ['schema_version', 'configuration', 'files', 'withheld'], takenBy: null },
  catalogue: {
    what: 'the catalogue of a policy',
    keys: ['catalogue'],
    takenBy: () => 'byok-audit rules --policy DIR, with the folder that it is in',
  },
  export: { what: 'an export of a history', keys: ['byok_audit_history'], takenBy: imports },
  audit_log: { what: 'an audit log', keys: ['specversion', 'type', 'source'], takenBy: imports },
  sarif: {
    what: 'a SARIF file',
    keys: ['version', 'runs'],
    takenBy: () => 'byok-audit upload DIR, with the folder that it is in',
  },
  summary: { what: 'a summary', keys: ['run', 'summary', 'exit_code', 'files'], takenBy: null },
  listing: { what: 'a list of waivers and attestations', keys: ['as_of', 'waivers', 'attestations'], takenBy: null },
  waivers: {
    what: 'a file of waivers',
    keys: ['waivers'],
    and: ({ waivers }) => Array.isArray(waivers),
    takenBy: (file) => `byok-audit scan --waivers ${file}`,
  },
  attestations: {
    what: 'a file of attestations',
    keys: ['attestations'],
    and: ({ attestations }) => Array.isArray(attestations),
    takenBy: () => 'byok-audit scan, where the configuration names it under attestations',
  },
  configuration: {
    what: 'a configuration',
    keys: ['version'],
    and: (data) => data.version === 1 && SECTIONS.some((name) => Object.hasOwn(data, name)),
    takenBy: (file) => `byok-audit scan --config ${file}`,
  },
  page: { what: 'an HTML page', keys: [], takenBy: null },
  history: { what: 'a history', keys: [], takenBy: (file) => `byok-audit history list --history ${file}` },
};
/** The kind of what a file holds; null for none of those that are known. */
export function kindOf(data: unknown): FileKind | null {
  if (!isRecord(data)) return null;
  const is = ({ keys, and }: Kind) =>
    keys.length > 0 && keys.every((key) => Object.hasOwn(data, key)) && (and === undefined || and(data));
  return FILE_KINDS.find((kind) => is(KINDS[kind])) ?? null;
}

/** The kind of a file that is not JSON as a whole. */
export function kindOfText(source: string): FileKind | null {
  if (source.startsWith('SQLite format 3\0')) return 'history';
  if (/^\s*<(!doctype html|html)\b/i.test(source)) return 'page';
  const [first = ''] = /\S.*/.exec(source) ?? [];
  // what begins like JSON is no YAML of ours
  if (/^[{[]/.test(first)) return kindOf(jsonIn(first));
  try {
    return kindOf(readYamlText('', source).data);
  } catch (error) {
    // whoever reads such a file reports what is wrong with it
    if (error instanceof AuditError) return null;
    throw error;
  }
}

/** @throws AuditError 65 for a file of another kind than is expected here, with the command that takes it */
export function refuseOther(file: string, kind: FileKind | null, expected: FileKind): void {
  if (kind === null || kind === expected) return;
  const { what, takenBy } = KINDS[kind];
  const next = takenBy === null ? 'No command reads one.' : `It is for: ${takenBy(file)}`;
  throw badInput(`${file}: it is ${what}, not ${KINDS[expected].what}. ${next}`);
}
