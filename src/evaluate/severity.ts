/** From the most severe down. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The place of a severity from the most severe down; one that this version does not know comes last. */
export function severityRank(severity: string): number {
  const known: readonly string[] = SEVERITIES;
  return known.includes(severity) ? known.indexOf(severity) : known.length;
}

/** The order of what has a severity: the most severe first. */
export const bySeverity = (a: { severity: string }, b: { severity: string }): number =>
  severityRank(a.severity) - severityRank(b.severity);
