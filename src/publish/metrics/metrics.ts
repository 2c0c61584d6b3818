import { exposition } from './exposition.ts';
import { FAMILIES, type Measured } from './families.ts';

/**
 * The metrics of a run as a file for the textfile collector of node_exporter, or for any reader of OpenMetrics. The organization is a
 * label of every series: files of several organizations may lie in one folder.
 */
export function metrics(measured: Measured): string {
  const { id } = measured.report.organization;
  return exposition(
    FAMILIES.map(({ samples, ...family }) => ({
      ...family,
      samples: samples(measured).map(({ labels, value }) => ({ labels: { organization: id, ...labels }, value })),
    })),
  );
}
