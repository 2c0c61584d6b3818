import Type from 'typebox';
import { text, texts } from '../input/shapes.ts';
import { orNull } from './defaults.ts';
import { changeUnknowns, reasonTable } from './reasons.ts';
import { REPORT_VERSION, RecordedFact, ReportedVerdict } from './schema.ts';

/** What has to be read of format 2.1 to upgrade it. */
export const OldReasons = Type.Object({
  subjects: Type.Array(
    Type.Object({ holders: Type.Optional(orNull(RecordedFact)), facts: Type.Optional(Type.Record(text, RecordedFact)) }),
  ),
  verdicts: Type.Array(
    Type.Object({ evidence: Type.Optional(texts), unknown: Type.Optional(ReportedVerdict.properties.unknown) }),
  ),
});

/** The report in the newest format: until 2.1 each fact and each verdict had the reasons for which something is not known. */
export function upgradedFrom21(data: Type.Static<typeof OldReasons>): unknown {
  const { reasons, ofFact, ofMissing } = reasonTable();
  return {
    ...data,
    schema_version: REPORT_VERSION,
    subjects: data.subjects.map(({ facts = {}, holders = null, ...subject }) => ({
      ...subject,
      ...changeUnknowns({ holders, facts }, ofFact),
    })),
    verdicts: data.verdicts.map(({ evidence = [], unknown = null, ...verdict }) => ({
      ...verdict,
      evidence,
      unknown: unknown && { ...unknown, facts: unknown.facts.map(ofMissing) },
    })),
    reasons,
  };
}
