import { unknown } from '../facts/fact.ts';
import { Secrets } from '../input/secrets.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { unreadKeyPast } from '../inventory/key-past.ts';
import { UNSEEN_ORGANIZATION } from '../inventory/organization.ts';
import { absenceFrom } from '../report/absence.ts';
import { alertPlaceIn } from '../report/alert-place.ts';
import { alertsIn } from '../report/alerts.ts';
import type { Report, ReportedVerdict } from '../report/schema.ts';
import { subjectsOf } from '../report/subject-lookup.ts';
import type { KnownVerdict } from '../report/unseen.ts';
import { HistoryError } from './history-error.ts';
import { type Observation, observationOf, wholeness } from './observation.ts';
import { usingHistory } from './open.ts';
import { type Recalled, recall } from './recall.ts';
import { type RecordedVerdict, recordScan } from './record.ts';
import type { Tables } from './tables.ts';
import { organizationsIn } from './verdict-rows.ts';

/** The history of scans at one place, as the pipeline uses it: it is opened for as long as it is read or written. */
export type History = {
  /** @throws HistoryError */
  recall: (inventory: Inventory, holdDays: number) => Promise<Recalled>;
  /** @throws HistoryError */
  record: (inventory: Inventory, report: Report, configuration: string) => Promise<void>;
};

/**
 * @param where a SQLite file, or `postgres://...`
 * @param secrets of what the client connects with: a server may repeat it in what it refuses
 */
export const historyAt = (where: string, secrets = new Secrets()): History => ({
  recall: (inventory, holdDays) =>
    withoutSecrets(secrets, () =>
      usingHistory(where, (store) =>
        store.reading(async (tables) => recall(tables, await ofOrganization(tables, observationOf(inventory)), holdDays)),
      ),
    ),
  async record(inventory, report, configuration) {
    const { id, as_of } = report.run;
    if (report.organization.id === UNSEEN_ORGANIZATION) throw unnamedOrganization();
    const run = { id, as_of, policy: report.tool.policy_digest, configuration, ...wholeness(report.population) };
    await withoutSecrets(secrets, () =>
      usingHistory(where, (store) =>
        recordScan(store, observationOf(inventory), run, report.verdicts.map(recordedFrom(report)), deletedIn(report)),
      ),
    );
  },
});

async function withoutSecrets<T>(secrets: Secrets, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    throw new HistoryError(error.reason, secrets.hideInError(error.message), { cause: error.cause });
  }
}

const unnamedOrganization = () => new HistoryError('ambiguous', 'history: no list of the scan names its organization.');

/** A scan that was denied everything does not say whose it is; a store that knows one organization alone does. */
async function ofOrganization(tables: Tables, observation: Observation): Promise<Observation> {
  if (observation.organization !== UNSEEN_ORGANIZATION) return observation;
  const [organization = UNSEEN_ORGANIZATION, ...others] = await organizationsIn(tables);
  if (others.length > 0) throw unnamedOrganization();
  return { ...observation, organization };
}

/** Where the history could not be read, what depends on it is unknown, and the rest of the audit goes on. */
export const unreadHistory = ({ reason, message }: HistoryError): Recalled => ({
  keys: unreadKeyPast(unknown(reason, message).unknown),
  digest: 'unread',
  scans: 0,
  whole: [],
  unread: true,
  verdicts: new Map(),
});

function recordedFrom(report: Report): (verdict: ReportedVerdict) => RecordedVerdict {
  const subjectOf = subjectsOf(report);
  const alerts = new Map(alertsIn(report).alerts.map((alert) => [alert.fingerprint, alertPlaceIn(report, alert) ?? undefined]));
  return (verdict) => ({
    ...verdict,
    subject: subjectOf(verdict.subject),
    alert: alerts.get(verdict.fingerprint),
    // whether a failure is waived is a field of its own, and an unknown is one whoever may answer it
    status: verdict.state === 'attested' ? verdict.state : verdict.status,
    waived: verdict.state === 'waived',
  });
}

/** A subject that another policy does not evaluate, or another configuration leaves out, is not deleted. */
function deletedIn(report: Report): (verdict: KnownVerdict) => boolean {
  const absence = absenceFrom(report);
  const evaluated = new Set(report.rules.map(({ id }) => id));
  return ({ rule, subject }) => evaluated.has(rule) && absence(subject) === 'not_there';
}
