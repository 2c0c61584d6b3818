import { sarif } from '../../src/render/sarif.ts';
import { sampleReport } from '../render/sample-report.ts';
import { textOf } from '../render/text-of.ts';

/** As much of a SARIF file as tests change. */
export type Sarif = { $schema: string; version: string; runs: Run[] };
export type Run = {
  tool: { driver: { name: string; rules: Rule[] }; extensions?: object[] };
  automationDetails: { id: string };
  results: Result[];
};
type Texts = { shortDescription: { text: string }; fullDescription: { text: string }; help: { text: string } };
export type Rule = Texts & { id: string; name: string; properties: Record<string, unknown> };
export type Result = Record<string, unknown> & {
  ruleId: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine?: number } } }[];
  partialFingerprints: object;
};

/** A file for code scanning as we write it, with one run. */
export function goodSarif(): string {
  const file = sarif(sampleReport());
  if ('withheld' in file) throw new Error(file.withheld);
  return textOf(file);
}

export const parsedSarif = (): Sarif => JSON.parse(goodSarif());

/** The same with a change to its run. */
export function changedSarif(change: (run: Run, log: Sarif) => void): Sarif {
  const log = parsedSarif();
  change(firstOf(log.runs), log);
  return log;
}

export function firstOf<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error('the list is empty');
  return first;
}
