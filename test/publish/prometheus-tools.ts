import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const CI = join(import.meta.dirname, '../../.ci');
const PROMTOOL = join(CI, 'tools/promtool');
const PYTHON = join(CI, 'prometheus/bin/python');
export const NODE_EXPORTER = join(CI, 'tools/node_exporter');

/** What `promtool` says, and whether it is content. */
export function promtool(args: string[], input = ''): { ok: boolean; said: string } {
  const { status, stdout, stderr, error } = spawnSync(PROMTOOL, args, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error !== undefined) throw error;
  return { ok: status === 0, said: `${stdout}${stderr}` };
}

const READ = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as text_format
text = sys.stdin.buffer.read().decode("utf-8")
read = lambda parse: [[s.name, s.labels, s.value] for family in parse(text) for s in family.samples]
print(json.dumps({"openmetrics": read(openmetrics), "text_format": read(text_format)}))
`;

type Series = [name: string, labels: Record<string, string>, value: number];

/** What two parsers in Python read, that of OpenMetrics a strict one; or what they refuse the text for. */
export function inPython(text: string): { openmetrics: Series[]; text_format: Series[] } | string {
  const { status, stdout, stderr, error } = spawnSync(PYTHON, ['-c', READ], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) throw error;
  return status === 0 ? JSON.parse(stdout) : stderr;
}
