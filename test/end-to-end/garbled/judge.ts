import type { Evaluation } from '../../../src/audit.ts';
import { wholeOrganization } from '../../../src/config/attestation.ts';
import { parameterValues } from '../../../src/evaluate/catalogue.ts';
import { openDoor } from '../../../src/evaluate/door.ts';
import { instanceOf } from '../../../src/evaluate/instance.ts';
import { loadPolicy } from '../../../src/evaluate/policy.ts';
import type { Report, ReportedVerdict } from '../../../src/report/schema.ts';
import type { Snapshot } from '../../../src/snapshot/schema.ts';
import type { Subject } from '../../../src/subjects/schema.ts';
import { take } from '../../subjects/build.ts';

type Status = ReportedVerdict['status'];

/** What an evaluation says of a snapshot, as far as it is compared. */
export type Judged = {
  verdicts: readonly { rule: string; subject: { type: string; id: string }; status: Status }[];
  population: Report['population'];
};

const policy = loadPolicy();
const verdictsOn = openDoor(instanceOf(policy.module), policy.catalogue.rules);
/** Verdicts by the document that they are about. */
const known = new Map<string, Judged['verdicts']>();

/** Evaluates a snapshot as `audit` does, up to the record; the policy is opened once, and no document evaluated twice. */
export function judge(snapshot: Snapshot, { config, attestations, as_of }: Evaluation): Judged {
  const parameters = parameterValues(policy.catalogue, config.parameters) as Subject['parameters'];
  const attestation = wholeOrganization(attestations.entries, as_of);
  const { subjects, populations } = take(snapshot, config, { parameters, as_of, attestation });
  return { verdicts: subjects.flatMap(judged), population: populations.list };
}

function judged(subject: Subject): Judged['verdicts'] {
  const document = JSON.stringify(subject, (name, value) => (name === 'detail' ? undefined : value));
  const verdicts =
    known.get(document) ??
    verdictsOn(subject).map(({ rule, subject: { type, id }, outcome }) => ({
      rule,
      subject: { type, id },
      status: outcome.status,
    }));
  known.set(document, verdicts);
  return verdicts;
}
