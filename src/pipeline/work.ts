import type { Attestation } from '../config/attestation.ts';
import type { Catalogue } from '../evaluate/catalogue.ts';
import { openDoor } from '../evaluate/door.ts';
import { answersOf } from '../report/answers.ts';
import { restingOn } from '../report/attestations.ts';
import { filedSubject } from '../report/filed-subject.ts';
import type { FactsByName } from '../report/recorded-facts.ts';
import { type SubjectReport, subjectReporter } from '../report/reported-subject.ts';
import type { Said } from '../report/said-before.ts';
import type { Location } from '../report/schema.ts';
import { stateOf } from '../report/state.ts';
import type { SubjectHead } from '../report/subject-order.ts';
import type { Answers, VerdictBody } from '../report/verdict-columns.ts';
import type { Subject } from '../subjects/schema.ts';
import { type Fresh, NumberedFacts, type Numbers } from './numbers.ts';

/** What was made of some subjects that follow each other. */
export type Batch = {
  heads: SubjectHead[];
  /** As `report.json` has them, and where each ends. */
  lines: Uint8Array;
  ends: Uint32Array;
  /** Bodies that no batch before has. */
  bodies: VerdictBody[];
  /** Sentences that come after those of the batches before. */
  messages: string[];
  /** For each subject and each rule of its type, the places of body and sentence among all so far. */
  verdicts: Uint32Array;
};

/** Where what a verdict says is kept, by the places. */
type Kept = { body: number; message: number };

/** Subjects that were judged; where their facts come from has yet to be numbered. */
export type Judged = { reports: SubjectReport[]; fresh: Fresh };

export type Given = {
  module: WebAssembly.Module;
  catalogue: Catalogue;
  locate: (id: string) => Location | null;
  /** The attestation that everything was listed, if one is in force. */
  whole: Attestation | null;
};

/** What is done for one document after the other: its verdicts, and what the report says of the subject. */
export function subjectWork({ module, catalogue, locate, whole }: Given) {
  const verdictsOn = openDoor(module, catalogue.rules);
  const reported = subjectReporter(catalogue, locate);
  const numbered = new NumberedFacts();
  const encoder = new TextEncoder();
  const known = new WeakMap<Said, Partial<Record<NonNullable<Answers> | 'none', Kept>>>();
  const bodies = new Map<string, number>();
  let sentences = 0;

  /** Where what it says is kept; what is new of it is put among the new. */
  const keptAs = (said: Said, answers: Answers, fresh: Pick<Batch, 'bodies' | 'messages'>): Kept => {
    const { message, ...rest } = said;
    const body = { ...rest, state: stateOf(rest), fingerprint: null, answers };
    const key = JSON.stringify(body);
    const place = bodies.get(key) ?? bodies.size;
    if (place === bodies.size) {
      bodies.set(key, place);
      fresh.bodies.push(body);
    }
    fresh.messages.push(message);
    sentences += 1;
    return { body: place, message: sentences - 1 };
  };
  const placeOf = (
    { rule, said }: SubjectReport['verdicts'][number],
    facts: FactsByName,
    fresh: Pick<Batch, 'bodies' | 'messages'>,
  ): Kept => {
    const answers = answersOf(said, facts, rule);
    const resting = restingOn(whole, said, facts);
    if (resting !== said) return keptAs(resting, answers, fresh);
    const before = known.get(said) ?? {};
    const kept = before[answers ?? 'none'] ?? keptAs(said, answers, fresh);
    known.set(said, { ...before, [answers ?? 'none']: kept });
    return kept;
  };

  return {
    judge(subjects: Iterable<Subject>): Judged {
      const reports = Array.from(subjects, (subject) => reported({ subject, verdicts: verdictsOn(subject) }));
      for (const { holders, facts } of reports) numbered.look(holders, facts);
      return { reports, fresh: numbered.fresh() };
    },
    file({ reports }: Judged, numbers: Numbers): Batch {
      numbered.learn(numbers);
      const fresh: Pick<Batch, 'bodies' | 'messages'> = { bodies: [], messages: [] };
      const verdicts: number[] = [];
      const lines: Uint8Array[] = [];
      for (const { subject, holders, facts, verdicts: own } of reports) {
        lines.push(encoder.encode(filedSubject(subject, holders, facts, numbered)));
        for (const one of own) {
          const { body, message } = placeOf(one, facts, fresh);
          verdicts.push(body, message);
        }
      }
      return {
        heads: reports.map(({ subject }) => subject),
        ...joined(lines),
        ...fresh,
        verdicts: Uint32Array.from(verdicts),
      };
    },
  };
}

/** In memory of its own, since a thread hands it over. */
function joined(parts: readonly Uint8Array[]): { lines: Uint8Array; ends: Uint32Array } {
  const lines = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let end = 0;
  const ends = Uint32Array.from(parts, (part) => {
    lines.set(part, end);
    end += part.byteLength;
    return end;
  });
  return { lines, ends };
}
