import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import type { ConfigCheck } from './config-checked.ts';
import { cut, pageOf } from './lines.ts';

const LONGEST_VALUE = 300;

/** What is in effect, of a configuration without mistakes, for a terminal. */
export function configCheckText(found: ConfigCheck, width: number): string {
  const page = pageOf({ width, color: false });
  const { file, warnings, changed, environment } = found;
  page.say(visible(file === null ? 'There is no configuration file: the defaults apply.' : `${file}: no mistakes`));
  section('Warnings', warnings);
  section(
    'Changed from the default',
    changed.map(
      ({ key, value, default: initial }) => `${key}: ${shown(value)}${initial === null ? '' : ` (default ${shown(initial)})`}`,
    ),
  );
  section('Files', [
    ...[found.waivers].map((one) => fileLine('waivers', one)),
    ...[found.attestations].map((one) => fileLine('attestations', one)),
    `history: ${found.history ?? 'none: ages of findings and the reuse of keys stay unknown'}`,
  ]);
  const set = environment.filter((one) => one.set).map(({ name }) => name);
  section('Environment variables that are set', set.length === 0 ? ['none of those that a scan reads'] : [set.join(', ')]);
  page.lines.push('');
  page.say(
    `${plural(warnings.length, 'warning')}. Nothing was called; byok-audit doctor tries credentials, permissions and endpoints.`,
  );
  return `${page.lines.join('\n')}\n`;

  function section(title: string, items: readonly string[]): void {
    if (items.length === 0) return;
    page.lines.push('', title);
    for (const item of items) page.say(visible(item), 2, 2);
  }
}

const fileLine = (what: 'waivers' | 'attestations', one: ConfigCheck['waivers']): string =>
  `${what}: ${one === null ? 'none' : `${one.file} (${plural(one.entries, 'entry', 'entries')})`}`;

const shown = (value: unknown): string => cut(JSON.stringify(value), LONGEST_VALUE);
