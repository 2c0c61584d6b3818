import type { Attestation } from '../config/attestation.ts';
import type { Catalogue } from '../evaluate/catalogue.ts';
import { openDoor } from '../evaluate/door.ts';
import type { Ask } from '../evaluate/instance.ts';
import { answersOf } from '../report/answers.ts';
import { restingOn } from '../report/attestations.ts';
import { filedSubject } from '../report/filed-subject.ts';
import type { Locate } from '../report/place.ts';
import type { Facts } from '../report/recorded-facts.ts';
import { type SubjectReport, subjectReporter } from '../report/reported-subject.ts';
import type { SaidBody } from '../report/said-before.ts';
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

/** Where a body is kept, and sentences that came with it: by the places. */
type Kept = { body: number; messages: Map<string, number> };

/** How many sentences of one body are kept to be found again. */
const MOST_MESSAGES = 500;

/** Subjects that were judged; where their facts come from has yet to be numbered. */
export type Judged = { reports: SubjectReport[]; fresh: Fresh };

export type Given = {
  ask: Ask;
  catalogue: Catalogue;
  locate: Locate;
  /** The attestation that everything was listed, if one is in force. */
  whole: Attestation | null;
};

/** What is done for one document after the other: its verdicts, and what the report says of the subject. */
export function subjectWork({ ask, catalogue, locate, whole }: Given) {
  const verdictsOn = openDoor(ask, catalogue.rules);
  const reported = subjectReporter(catalogue, locate);
  const numbered = new NumberedFacts();
  const encoder = new TextEncoder();
  const known = new WeakMap<SaidBody, Map<Answers, Kept>>();
  const bodies = new Map<string, Kept>();
  let sentences = 0;

  /** Where the body is kept; a new one is put among the new. */
  const keptAs = (said: SaidBody, answers: Answers, fresh: VerdictBody[]): Kept => {
    const body = { ...said, state: stateOf(said), fingerprint: null, answers };
    const key = JSON.stringify(body);
    const before = bodies.get(key);
    if (before !== undefined) return before;
    const kept = { body: bodies.size, messages: new Map() };
    bodies.set(key, kept);
    fresh.push(body);
    return kept;
  };
  const bodyOf = ({ rule, said }: SubjectReport['verdicts'][number], facts: Facts, fresh: VerdictBody[]): Kept => {
    const answers = answersOf(said.body, facts, rule);
    const resting = restingOn(whole, said.body, facts);
    if (resting !== said.body) return keptAs(resting, answers, fresh);
    const before = known.get(resting) ?? new Map<Answers, Kept>();
    const kept = before.get(answers) ?? keptAs(resting, answers, fresh);
    if (before.size === 0) known.set(resting, before);
    before.set(answers, kept);
    return kept;
  };
  const messageOf = (message: string, { messages }: Kept, fresh: string[]): number => {
    const before = messages.get(message);
    if (before !== undefined) return before;
    fresh.push(message);
    if (messages.size < MOST_MESSAGES) messages.set(message, sentences);
    return sentences++;
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
          const kept = bodyOf(one, facts, fresh.bodies);
          verdicts.push(kept.body, messageOf(one.said.message, kept, fresh.messages));
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
