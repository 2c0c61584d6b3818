import { CLOUDS, type Cloud, differsByCloud, type PerCloud } from '../report/per-cloud.ts';
import type { ReportedRule } from '../report/schema.ts';

/** One way to mend a failure, for one cloud or for all: words, or code that is to be shown as it stands. */
export type Way = { name: 'Console' | 'CLI' | 'Terraform'; cloud: string | null; code: boolean; text: string };

const TITLES: Record<Cloud, string> = { aws: 'AWS', azure: 'Azure', gcp: 'Google Cloud' };

/** The ways of a rule in the order in which people try them. */
function waysOf({ console, cli, terraform }: ReportedRule['ways']): Way[] {
  return [
    ...each(console).map(([cloud, text]) => ({ name: 'Console' as const, cloud, code: false, text })),
    ...each(cli).map(([cloud, commands]) => ({ name: 'CLI' as const, cloud, code: true, text: commands.join('\n') })),
    ...each(terraform).map(([cloud, text]) => ({ name: 'Terraform' as const, cloud, code: isHcl(text), text: text.trimEnd() })),
  ];
}

const each = <T extends string | string[]>(ways: PerCloud<T>): [string | null, T][] =>
  differsByCloud(ways)
    ? CLOUDS.flatMap((cloud): [string, T][] => {
        const way = ways[cloud];
        return way === undefined ? [] : [[TITLES[cloud], way]];
      })
    : [[null, ways]];

/** The ways where no subject is meant: what a report fills in stands in capitals, for the reader to replace. */
export const exampleWays = (ways: ReportedRule['ways']): Way[] =>
  waysOf(ways).map((way) => ({
    ...way,
    text: way.text.replace(/(?<!\$)\{([a-z0-9_:]+)\}/g, (_, name: string) => name.toUpperCase()),
  }));

/** A snippet has a block; where Terraform cannot do it, there is a sentence. */
export const isHcl = (text: string): boolean => /\{\s*\n/.test(text) || /^\s*[\w.]+\s*=/m.test(text);
