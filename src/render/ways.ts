import { cloudInWords } from '../report/message.ts';
import type { Remedy, Steps } from '../report/schema.ts';
import { exampleStep } from '../report/steps.ts';

/** One way to fix a failure: text, or code that is shown verbatim. */
type WayOf = { name: 'Console' | 'CLI' | 'Terraform'; code: boolean; text: string };

/** One way, for one cloud or for all, in every case or where a clause applies. */
export type Way = WayOf & { cloud: string | null; when: string | null };

/** `CLI`, or `CLI, AWS, where the key is disabled`. */
export const headingOf = ({ name, cloud, when }: Way): string => [name, cloud, when].filter((part) => part !== null).join(', ');

/** The ways in the order in which people try them; the text of one that there is not is empty. */
export function waysOf({ console, cli, terraform }: Steps): WayOf[] {
  const inTerraform = terraform !== null && 'hcl' in terraform;
  return [
    { name: 'Console', code: false, text: console ?? '' },
    { name: 'CLI', code: true, text: cli.join('\n') },
    { name: 'Terraform', code: inTerraform, text: (inTerraform ? terraform.hcl : (terraform?.note ?? '')).trimEnd() },
  ];
}

/**
 * The ways where no subject is meant: what a report fills in stands in capitals, for the reader to replace.
 * @param remedies of one rule: one for each cloud, or one for all
 */
export function exampleWays(
  remedies: readonly Pick<Remedy, 'cloud' | 'when' | 'steps'>[],
  parameters: Readonly<Record<string, unknown>>,
): Way[] {
  const all = remedies.flatMap(({ cloud, when, steps }) =>
    waysOf(steps).map((way): Way => ({ ...way, cloud: cloud && cloudInWords(cloud), when })),
  );
  return [...Map.groupBy(all, ({ name, when }) => JSON.stringify([when, name])).values()]
    .flatMap((ways) => {
      const [first, ...rest] = ways;
      const inEveryCloud = first !== undefined && rest.length > 0 && rest.every(({ text }) => text === first.text);
      return inEveryCloud ? [{ ...first, cloud: null }] : ways;
    })
    .filter(({ text }) => text !== '')
    .map((way) => ({ ...way, text: exampleStep(way.text, parameters) }));
}
