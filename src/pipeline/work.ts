import { isDeepStrictEqual } from 'node:util';
import type { Attestation } from '../config/attestation.ts';
import type { Catalogue, CatalogueRule } from '../evaluate/catalogue.ts';
import { openDoor } from '../evaluate/door.ts';
import { type Fact, isKnown } from '../facts/fact.ts';
import { restingOn } from '../report/attestations.ts';
import { filedSubject } from '../report/filed-subject.ts';
import type { FactsByName } from '../report/recorded-facts.ts';
import { type SubjectReport, subjectReporter } from '../report/reported-subject.ts';
import type { Said } from '../report/said-before.ts';
import type { Location } from '../report/schema.ts';
import type { SubjectHead } from '../report/seen-subjects.ts';
import { stateOf } from '../report/state.ts';
import type { Answers, VerdictBody } from '../report/verdict-columns.ts';
import type { Reference } from '../subjects/subjects.ts';
import { type Fresh, NumberedFacts, type Numbers } from './numbers.ts';

/** What was made of some subjects that follow each other. */
export type Batch = {
  heads: SubjectHead[];
  /** As `report.json` has them, and where each ends. */
  lines: Uint8Array;
  ends: Uint32Array;
  /** Bodies that no batch before has. */
  bodies: VerdictBody[];
  /** For each subject and each rule of its type, the place of the body among all bodies so far. */
  verdicts: Uint32Array;
};

export type Range = { from: number; to: number };
/** Subjects that were judged; where their facts come from has yet to be numbered. */
export type Judged = { reports: SubjectReport[]; fresh: Fresh };

export type Given = {
  list: readonly Reference[];
  module: WebAssembly.Module;
  catalogue: Catalogue;
  locate: (id: string) => Location | null;
  /** The attestation that everything was listed, if one is in force. */
  whole: Attestation | null;
};

/** Everything that is done for one subject, one after the other: its document, its verdicts, what the report says of it. */
export function subjectWork({ list, module, catalogue, locate, whole }: Given) {
  const verdictsOn = openDoor(module, catalogue.rules);
  const reported = subjectReporter(catalogue, locate);
  const numbered = new NumberedFacts();
  const encoder = new TextEncoder();
  const places = new WeakMap<Said, Partial<Record<NonNullable<Answers> | 'none', number>>>();
  let count = 0;

  /** The place of the body that says this; it is put among the new ones the first time. */
  const placeOf = ({ rule, said }: SubjectReport['verdicts'][number], facts: FactsByName, fresh: VerdictBody[]): number => {
    const answers = answersOf(said, facts, rule);
    const resting = restingOn(whole, said, facts);
    const known = places.get(said) ?? {};
    const place = resting === said ? known[answers ?? 'none'] : undefined;
    if (place !== undefined) return place;
    fresh.push({ ...resting, state: stateOf(resting), fingerprint: null, answers });
    if (resting === said) places.set(said, { ...known, [answers ?? 'none']: count });
    return count++;
  };

  return {
    judge({ from, to }: Range): Judged {
      const reports = list.slice(from, to).map((one) => {
        const subject = one.document();
        return reported({ subject, verdicts: verdictsOn(subject) });
      });
      for (const { holders, facts } of reports) numbered.look(holders, facts);
      return { reports, fresh: numbered.fresh() };
    },
    file({ reports }: Judged, numbers: Numbers): Batch {
      numbered.learn(numbers);
      const bodies: VerdictBody[] = [];
      const verdicts: number[] = [];
      const lines: Uint8Array[] = [];
      for (const { subject, holders, facts, verdicts: own } of reports) {
        lines.push(encoder.encode(filedSubject(subject, holders, facts, numbered)));
        for (const verdict of own) verdicts.push(placeOf(verdict, facts, bodies));
      }
      return {
        heads: reports.map(({ subject }) => subject),
        ...joined(lines),
        bodies,
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

function answersOf({ status, evidence }: Said, facts: FactsByName, rule: CatalogueRule): Answers {
  if (status !== 'not_applicable') return null;
  const rests = (values: CatalogueRule['nothing_to_judge']) =>
    Object.entries(values).some(([path, list]) => {
      const fact: Fact<unknown> | undefined = evidence.includes(path) && Object.hasOwn(facts, path) ? facts[path] : undefined;
      return fact !== undefined && isKnown(fact) && list.some((value) => isDeepStrictEqual(value, fact.value));
    });
  if (rests(rule.nothing_to_judge)) return 'nothing_to_judge';
  return rests(rule.left_out) ? 'left_out' : null;
}
