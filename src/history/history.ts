import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import { unknown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { holdDays, type KeyPasts, unreadKeyPast } from '../inventory/key-past.ts';
import { UNSEEN_ORGANIZATION } from '../inventory/organization.ts';
import { absenceFrom } from '../report/absence.ts';
import type { ReportMemory } from '../report/memory.ts';
import type { Report, ReportedVerdict } from '../report/schema.ts';
import type { KnownVerdict } from '../report/unseen.ts';
import type { Database } from './database.ts';
import { firstSeen } from './life.ts';
import { HistoryError, usingHistory } from './open.ts';
import { organizationsIn } from './period-rows.ts';
import { type Remembered, remembered } from './recall.ts';
import { type Run, recordScan, type SeenVerdict } from './record.ts';
import { type Sighting, sightingOf } from './sighting.ts';

/** What earlier scans tell of a snapshot, for its report and for its joins. */
export type Memory = ReportMemory & { keys: KeyPasts };

/** The memory of scans at one place, as the pipeline uses it: it is opened for as long as it is read or written. */
export type History = {
  /** @throws HistoryError */
  recall: (inventory: Inventory, parameters: Readonly<Record<string, unknown>>) => Promise<Memory>;
  /** @throws HistoryError */
  record: (inventory: Inventory, report: Report, configuration: string) => Promise<void>;
};

/** @param where a SQLite file, or `postgres://...` */
export const historyAt = (where: string): History => ({
  async recall(inventory, parameters) {
    return usingHistory(where, (database) =>
      database.reading(async () => {
        const sighting = await ofOrganization(database, sightingOf(inventory));
        return memoryOf(await remembered(database, sighting, holdDays(parameters)), sighting);
      }),
    );
  },
  async record(inventory, report, configuration) {
    const { id, as_of } = report.run;
    if (report.organization.id === UNSEEN_ORGANIZATION) throw nobodysScan();
    const run = { id, as_of, policy: report.tool.policy_digest, configuration, whole: wholenessOf(report) };
    await usingHistory(where, (database) =>
      recordScan(database, sightingOf(inventory), run, report.verdicts.map(seen), goneBy(report)),
    );
  },
});

const nobodysScan = () => new HistoryError('ambiguous', 'history: the scan saw no list that names its organization.');

/** A scan that was denied everything does not say whose it is; a store that knows one organization alone does. */
async function ofOrganization(database: Database, sighting: Sighting): Promise<Sighting> {
  if (sighting.organization !== UNSEEN_ORGANIZATION) return sighting;
  const [organization = UNSEEN_ORGANIZATION, ...others] = await organizationsIn(database);
  if (others.length > 0) throw nobodysScan();
  return { ...sighting, organization };
}

/** Where the history could not be read, what depends on it is unknown, and the rest of the audit goes on. */
export const withoutMemory = (error: HistoryError): Memory => ({
  keys: unreadKeyPast(unknown(error.reason, error.message).unknown),
  digest: 'unread',
  known: [],
  scans: 0,
  whole: [],
  unread: true,
  firstSeen: () => null,
  failedAt: () => 'untold',
});

function memoryOf({ keys, lives, failed, before, known, scans, whole }: Remembered, { taken_at }: Sighting): Memory {
  const told =
    stringify([before, scans, whole, known, ...[failed, lives].map((map) => [...map].sort(([a], [b]) => byCodePoint(a, b)))]) ??
    '';
  return {
    keys,
    digest: `sha256:${createHash('sha256').update(told).digest('hex')}`,
    known: known.filter(({ fingerprint }) => lives.get(fingerprint)?.last !== 'gone'),
    scans,
    whole,
    unread: false,
    firstSeen: ({ fingerprint, status }) => firstSeen(status, lives.get(fingerprint), taken_at),
    failedAt: ({ fingerprint }) => failed.get(fingerprint) ?? null,
  };
}

const seen = ({ fingerprint, rule, severity, subject, status, state, waiver }: ReportedVerdict): SeenVerdict => ({
  fingerprint,
  rule,
  severity,
  subject: { type: subject.type, id: subject.id, name: subject.name, environment: subject.environment },
  status: state === 'attested' ? state : status,
  waived: waiver !== null,
});

function wholenessOf({ population }: Report): Run['whole'] {
  const of = (type: string) => population.find(({ subject_type }) => subject_type === type)?.complete ?? null;
  return { environments_whole: of('environment'), clusters_whole: of('cluster'), keys_whole: of('key') };
}

/** What another policy does not judge, or another configuration leaves out, is not gone. */
function goneBy(report: Report): (verdict: KnownVerdict) => boolean {
  const absence = absenceFrom(report);
  const judged = new Set(report.rules.map(({ id }) => id));
  return ({ rule, subject }) => judged.has(rule) && absence(subject) === 'not_there';
}
