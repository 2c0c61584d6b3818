import { UNSEEN_ORGANIZATION } from '../inventory/organization.ts';
import type { Absence } from './classify.ts';
import type { Report } from './schema.ts';
import { subjectKey } from './summary.ts';
import type { KnownSubject } from './unseen.ts';

type Seen = Pick<Report, 'organization' | 'scope' | 'population' | 'subjects'>;

/**
 * What it means that a report has no verdict on a subject that another one has: that it is not there only where everything
 * of its kind was seen, or was left out by name.
 */
export function absenceFrom(report: Seen): (subject: KnownSubject) => Absence {
  const leftOut = new Set(report.scope?.left_out);
  const whole = (type: string) =>
    report.population.some(({ subject_type, complete }) => subject_type === type && complete === true);
  const [clusters, keys, uses] = [whole('cluster'), whole('key'), usesAreKnown(report)];
  const seen = new Set(report.subjects.map(subjectKey));
  return ({ type, id, environment }) => {
    if (seen.has(subjectKey({ type, id }))) return 'not told';
    if (leftOut.has(type === 'environment' ? id : (environment ?? ''))) return 'left out';
    if (type === 'organization') return report.organization.id === UNSEEN_ORGANIZATION ? 'not seen' : 'not there';
    if (type === 'key') return keys && (isListed(id) || (clusters && uses)) ? 'not there' : 'not seen';
    return whole(type) ? 'not there' : 'not seen';
  };
}

/** Whether Confluent lists the key. One that is called by its KMS name is known from its clusters alone. */
const isListed = (id: string): boolean => id.startsWith('cck-');

/** Whether the report tells the key of each cluster: those of environments that it leaves out it does not. */
const usesAreKnown = ({ subjects, scope }: Seen): boolean =>
  scope?.left_out.length === 0 &&
  subjects.every(({ type, encryption, key }) => type !== 'cluster' || encryption === 'confluent' || key !== null);
