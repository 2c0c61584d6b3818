import { cloudOf, parseName } from '../../clouds/index.ts';
import type { Report } from '../../report/schema.ts';
import { ReportSubjects } from '../../report/seen-subjects.ts';
import type { State } from '../../report/state.ts';
import { type SubjectHead, subjectKey } from '../../report/subject-order.ts';
import { inState } from '../../report/verdict-columns.ts';

// Which cluster is on which key, and how both stand: what the map draws.

/** The rules whose failures the map marks by a sign of their own; those of all others are counted. */
export const MARKED_RULES = { absent: 'key.present', mismatch: 'cluster.region_match' } as const;

const COUNTED = ['fail', 'error', 'waived', 'unknown'] as const satisfies readonly State[];
/** How many verdicts are in each of these states. */
export type Counts = Record<(typeof COUNTED)[number], number>;

export type ClusterNode = {
  id: string;
  name: string | null;
  cloud: string | null;
  region: string | null;
  production: boolean | null;
  counts: Counts;
  /** Whether the rule on regions failed; `waived` where a waiver covers that. */
  mismatch: 'fail' | 'waived' | null;
};

/** One KMS key, however often it is registered. */
export type KeyNode = {
  /** Its registrations; the KMS name of a legacy key. */
  ids: string[];
  name: string | null;
  cloud: string | null;
  region: string | null;
  /** The account, vault or project that it is in; null where its KMS name does not say so. */
  keptIn: string | null;
  /** `absent`: the KMS does not have it. Null where that was not observed. */
  state: string | null;
  /** Those that were evaluated. */
  clusters: ClusterNode[];
  /** How many more clusters are on it, of which the report says nothing but that; null where its clusters were not observed. */
  others: number | null;
  /** How many clusters are on the key and its replicas. */
  sharing: number;
  counts: Counts;
};

export type MapModel = {
  keys: KeyNode[];
  /** Clusters with whose encryption no key of the customer has to do. */
  unmanaged: ClusterNode[];
  /** Clusters of which it was not observed which key they use, or whether they use one. */
  keyUnknown: ClusterNode[];
};

/** Reads the keys and clusters of a report, each once, and its verdicts, each once. */
export function mapModel(report: Report): MapModel {
  const { counted, marked } = verdictsOf(report);
  const nodes = keyNodes(counted, marked);
  const unmanaged: ClusterNode[] = [];
  const keyUnknown: ClusterNode[] = [];
  const clusters: SubjectHead[] = [];
  const { subjects } = report;
  for (const subject of subjects instanceof ReportSubjects ? subjects.heads() : subjects) {
    if (subject.type === 'key') nodes.add(subject);
    if (subject.type === 'cluster') clusters.push(subject);
  }
  for (const cluster of clusters) {
    const node = clusterNode(cluster, counted(cluster), marked(MARKED_RULES.mismatch, cluster));
    if (cluster.encryption === 'confluent') unmanaged.push(node);
    else if (cluster.key === null) keyUnknown.push(node);
    else nodes.of(cluster.key, cluster).clusters.push(node);
  }
  return { keys: nodes.done(), unmanaged, keyUnknown };
}

const clusterNode = (head: SubjectHead, counts: Counts, mismatch: ClusterNode['mismatch']): ClusterNode => {
  const { id, name, cloud, region, production } = head;
  return { id, name, cloud, region, production, counts, mismatch };
};

type CountsOf = (subject: SubjectHead) => Counts;
type MarkOf = (rule: string, subject: SubjectHead) => ClusterNode['mismatch'];

function verdictsOf(report: Report): { counted: CountsOf; marked: MarkOf } {
  const bySubject = new Map<string, Counts>();
  const marks = new Map<string, 'fail' | 'waived'>();
  const markedRules: readonly string[] = Object.values(MARKED_RULES);
  for (const { rule, subject, state: own } of inState(report.verdicts, COUNTED)) {
    const state = COUNTED.find((one) => one === own);
    if (state === undefined) continue;
    const key = subjectKey(subject);
    const counts = bySubject.get(key) ?? none();
    bySubject.set(key, counts);
    counts[state] += 1;
    if (markedRules.includes(rule) && (state === 'fail' || state === 'waived')) marks.set(`${rule} ${key}`, state);
  }
  return {
    counted: (subject) => bySubject.get(subjectKey(subject)) ?? none(),
    marked: (rule, subject) => marks.get(`${rule} ${subjectKey(subject)}`) ?? null,
  };
}

const none = (): Counts => ({ fail: 0, error: 0, waived: 0, unknown: 0 });

/** Keys by KMS name: two registrations of one are one key. One whose KMS name was not observed is a key of its own. */
function keyNodes(counted: CountsOf, marked: MarkOf) {
  const keys: KeyNode[] = [];
  const byName = new Map<string, KeyNode>();
  const byId = new Map<string, KeyNode>();
  const materials = new Map<KeyNode, string>();
  /** How many clusters the key says that it has, by any of its registrations. */
  const listed = new Map<KeyNode, number>();

  const made = (id: string, kms_name: string | null, from: Partial<KeyNode>): KeyNode => {
    const same = kms_name === null ? undefined : byName.get(kms_name);
    const named = parseName(kms_name ?? '');
    const node: KeyNode = same ?? {
      ids: [],
      name: null,
      cloud: named?.provider ?? null,
      region: null,
      keptIn: named === undefined ? null : cloudOf(named).names.keptIn(named),
      state: null,
      clusters: [],
      others: null,
      sharing: 0,
      counts: none(),
      ...from,
    };
    node.ids.push(id);
    byId.set(id, node);
    if (same !== undefined) return node;
    keys.push(node);
    if (kms_name !== null) byName.set(kms_name, node);
    if (named !== undefined) materials.set(node, cloudOf(named).names.identity(named));
    return node;
  };

  return {
    add(head: SubjectHead): void {
      const { id, name, cloud, region, kms_name } = head;
      const node = made(id, kms_name, { name, region, ...(cloud !== null && { cloud }) });
      node.name ??= name;
      node.region ??= region;
      if (head.seen) node.state ??= marked(MARKED_RULES.absent, head) === null ? head.state : 'absent';
      const counts = counted(head);
      for (const state of COUNTED) node.counts[state] += counts[state];
      if (head.clusters !== null) listed.set(node, Math.max(listed.get(node) ?? 0, head.clusters.length + head.more_clusters));
    },
    /** The key of a cluster, also where the report has it from nowhere else. */
    of: (id: string, { kms_name }: SubjectHead): KeyNode => byId.get(id) ?? made(id, kms_name, {}),
    done(): KeyNode[] {
      const sharing = new Map<string, number>();
      for (const node of keys) {
        const count = listed.get(node);
        if (count !== undefined) node.others = Math.max(0, count - node.clusters.length);
        const material = materials.get(node) ?? subjectKey({ type: 'key', id: node.ids[0] ?? '' });
        materials.set(node, material);
        sharing.set(material, (sharing.get(material) ?? 0) + node.clusters.length + (node.others ?? 0));
      }
      for (const node of keys) node.sharing = sharing.get(materials.get(node) ?? '') ?? 0;
      return keys;
    },
  };
}
