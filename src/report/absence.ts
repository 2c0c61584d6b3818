import { UNSEEN_ORGANIZATION } from '../inventory/organization.ts';
import type { Absence } from './change.ts';
import type { Report, ReportedSubject, Scope } from './schema.ts';
import type { Sequence } from './sequence.ts';
import { subjectKey } from './subject-lookup.ts';
import type { KnownSubject } from './unseen.ts';

/** Whether any list named the organization: one that was denied everything does not say whose verdicts it has. */
export const isNamed = ({ organization }: Pick<Report, 'organization'>): boolean => organization.id !== UNSEEN_ORGANIZATION;

type Seen = Pick<Report, 'organization' | 'population'> & {
  scope: Pick<Scope, 'environments_left_out'> | null;
  subjects: Pick<Sequence<Pick<ReportedSubject, 'type' | 'id' | 'encryption' | 'key'>>, 'map' | 'every'>;
};

/**
 * Why a report has no verdict on a subject that another one has. It is not there only where everything of its kind was
 * seen.
 */
export function absenceFrom(report: Seen): (subject: KnownSubject) => Absence {
  const leftOut = new Set(report.scope?.environments_left_out);
  const whole = (type: string) =>
    report.population.some(({ subject_type, complete }) => subject_type === type && complete === true);
  const [clusters, keys, uses] = [whole('cluster'), whole('key'), usesAreKnown(report)];
  const seen = new Set(report.subjects.map(subjectKey));
  return ({ type, id, environment }) => {
    if (seen.has(subjectKey({ type, id }))) return 'no_verdict';
    if (leftOut.has(type === 'environment' ? id : (environment ?? ''))) return 'left_out';
    if (type === 'organization') return isNamed(report) ? 'not_there' : 'not_seen';
    if (type === 'key') return keys && (isListed(id) || (clusters && uses)) ? 'not_there' : 'not_seen';
    return whole(type) ? 'not_there' : 'not_seen';
  };
}

/** Whether Confluent lists the key. One whose id is its KMS name is known from its clusters alone. */
const isListed = (id: string): boolean => id.startsWith('cck-');

/** Whether the report has the key of each cluster. It has no clusters of environments that it leaves out. */
const usesAreKnown = ({ subjects, scope }: Seen): boolean =>
  scope?.environments_left_out.length === 0 &&
  subjects.every(({ type, encryption, key }) => type !== 'cluster' || encryption === 'confluent' || key !== null);
