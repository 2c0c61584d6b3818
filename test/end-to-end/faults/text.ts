import type { Cell, Ended, Tried } from './cell.ts';
import { EXPIRED } from './certificates.ts';
import { HISTORY_TABLE } from './history.ts';
import { TABLE } from './table.ts';

const SERVICES: Readonly<Record<string, string>> = {
  confluent: 'Confluent Cloud',
  exchange: 'Confluent Cloud, the exchange of a token',
  aws: 'AWS KMS',
  sts: 'AWS STS',
  azure: 'Azure (Key Vault, Resource Manager, Graph)',
  google: 'Google Cloud (KMS, Resource Manager, IAM)',
  postgres: 'PostgreSQL, as the history',
};
const SHORT: Readonly<Record<string, string>> = {
  confluent: 'Confluent',
  aws: 'AWS KMS',
  sts: 'STS',
  azure: 'Azure',
  google: 'Google',
};

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows].join('\n');
const code = (endings: readonly Ended[]): string => endings.map((one) => `\`${one}\``).join(' or ');

/** What must come of each way in which a call can go wrong. */
export const describedTable = (): string =>
  table(
    ['what happens', 'what must come of it', 'except', 'why'],
    [
      ...TABLE.map(({ name, ends, except = {}, why }) =>
        row(
          name.replaceAll('|', '\\|'),
          code(ends),
          Object.entries(except)
            .map(([family, other]) => `${SHORT[family]}: ${code(other)}`)
            .join('; '),
          why,
        ),
      ),
      row(
        EXPIRED,
        code(['unreachable']),
        `Confluent: ${code(['refused'])}`,
        'said as such, and not tried again; of each host once',
      ),
    ],
  );

export const describedHistory = (): string =>
  table(
    ['what happens', 'SQLSTATE', 'what must come of it'],
    HISTORY_TABLE.map(({ how, fault, ends }) => row(how, typeof fault === 'string' ? '' : fault.sqlstate, code(ends))),
  );

/** How many cells there are of each service. */
export function describedCells(cells: readonly Cell[]): string {
  const rows = Object.entries(SERVICES).map(([service, name]) => {
    const own = cells.filter((cell) => cell.service === service);
    return row(name, new Set(own.map(({ what }) => what)).size, own.length);
  });
  return table(
    ['service', 'calls and hosts', 'cells'],
    [...rows, row('all', new Set(cells.map(({ what }) => what)).size, cells.length)],
  );
}

/** How the cells of a run ended, by service. */
export function describedEndings(run: readonly (Tried & Pick<Cell, 'service'>)[]): string {
  const all = [...new Set(run.flatMap(({ endings }) => endings))].sort();
  const rows = Object.entries(SERVICES).map(([service, name]) => {
    const own = run.filter((one) => one.service === service);
    return row(name, ...all.map((ending) => own.filter(({ endings }) => endings.includes(ending)).length || ''));
  });
  const sums = all.map((ending) => run.filter(({ endings }) => endings.includes(ending)).length);
  return table(['service', ...all.map((ending) => `\`${ending}\``)], [...rows, row('all', ...sums)]);
}
