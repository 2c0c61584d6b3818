import Type from 'typebox';
import { enumeration, text, texts } from '../input/shapes.ts';
import type { Reason, RequirementState } from './state.ts';

/** Until format 2.0 a requirement had the worst state among the verdicts of its rules. */
export const OldRequirementState = enumeration(
  ...['fail', 'error', 'unknown', 'waived', 'pass', 'not_applicable', 'not_assessed', 'not_covered'],
);

/** What has to be read of format 2.0 to upgrade it. */
export const OldFrameworks = Type.Object({
  frameworks: Type.Array(Type.Object({ requirements: Type.Array(Type.Object({ rules: texts, state: OldRequirementState })) })),
  verdicts: Type.Array(Type.Object({ rule: text, state: text })),
});

/**
 * The report in format 2.1. A failure contradicted a requirement then as it does now. Whether a pass supports one depends on
 * what the report did not keep, so that nothing is determined by it.
 */
export function upgradedFrom20(data: Type.Static<typeof OldFrameworks>): unknown {
  const failed = new Set(data.verdicts.filter(({ state }) => state === 'fail').map(({ rule }) => rule));
  return {
    ...data,
    schema_version: '2.1',
    frameworks: data.frameworks.map((framework) => ({
      ...framework,
      checked: null,
      cloud: null,
      profile_of: null,
      requirements: framework.requirements.map(({ state, ...requirement }) => ({
        ...requirement,
        ...evidenceOf(
          state,
          requirement.rules.filter((rule) => failed.has(rule)),
        ),
      })),
    })),
  };
}

type Evidence = { state: RequirementState; because: { reason: Reason; rules: string[] }[] };

function evidenceOf(state: string, failed: string[]): Evidence {
  if (state === 'not_covered') return { state, because: [] };
  if (state === 'fail') return { state: 'contradicted', because: [{ reason: 'failed', rules: failed }] };
  return { state: 'not_determined', because: [{ reason: 'older_report', rules: [] }] };
}
