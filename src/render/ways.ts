import { CLOUDS } from '../clouds/index.ts';
import { differsByCloud, type PerCloud } from '../report/per-cloud.ts';
import type { ReportedRule, Terraform } from '../report/schema.ts';

/** One way to fix a failure, for one cloud or for all: text, or code that is shown verbatim. */
export type Way = { name: 'Console' | 'CLI' | 'Terraform'; cloud: string | null; code: boolean; text: string };

/** The ways of a rule in the order in which people try them. */
function waysOf({ console, cli, terraform }: ReportedRule['ways']): Way[] {
  return [
    ...each(console).map(([cloud, text]) => ({ name: 'Console' as const, cloud, code: false, text })),
    ...each(cli).map(([cloud, commands]) => ({ name: 'CLI' as const, cloud, code: true, text: commands.join('\n') })),
    ...each(terraform).map(([cloud, way]) => ({ name: 'Terraform' as const, cloud, ...terraformText(way) })),
  ];
}

const each = <T extends string | string[] | Terraform>(ways: PerCloud<T>): [string | null, T][] =>
  differsByCloud(ways)
    ? CLOUDS.flatMap(({ provider, label }): [string, T][] => {
        const way = ways[provider];
        return way === undefined ? [] : [[label, way]];
      })
    : [[null, ways]];

/** The ways where no subject is meant: what a report fills in stands in capitals, for the reader to replace. */
export const exampleWays = (ways: ReportedRule['ways']): Way[] =>
  waysOf(ways).map((way) => ({
    ...way,
    text: way.text.replace(/(?<!\$)\{([a-z0-9_:]+)\}/g, (_, name: string) => name.toUpperCase()),
  }));

export const terraformText = (way: Terraform): { code: boolean; text: string } =>
  'hcl' in way ? { code: true, text: way.hcl.trimEnd() } : { code: false, text: way.note.trimEnd() };
