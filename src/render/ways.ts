import { cloudInWords } from '../report/message.ts';
import { exampleStep } from '../report/remedy.ts';
import type { Remedy, Steps, Terraform } from '../report/schema.ts';

/** One way to fix a failure, for one cloud or for all: text, or code that is shown verbatim. */
export type Way = { name: 'Console' | 'CLI' | 'Terraform'; cloud: string | null; code: boolean; text: string };

type Shown = Pick<Way, 'code' | 'text'>;
type ForCloud = Pick<Remedy, 'cloud' | 'steps'>;

/**
 * The ways in the order in which people try them, where no subject is meant: what a report fills in stands in capitals, for
 * the reader to replace.
 * @param remedies of one rule: one for each cloud, or one for all
 */
export function exampleWays(remedies: readonly ForCloud[], parameters: Readonly<Record<string, unknown>>): Way[] {
  const each = (name: Way['name'], wayOf: (steps: Steps) => Shown): Way[] => {
    const ways = remedies.map(({ cloud, steps }) => ({ name, cloud: cloud && cloudInWords(cloud), ...wayOf(steps) }));
    const [first, ...rest] = ways;
    const inEveryCloud = first !== undefined && rest.length > 0 && rest.every(({ text }) => text === first.text);
    return (inEveryCloud ? [{ ...first, cloud: null }] : ways)
      .filter(({ text }) => text !== '')
      .map((way) => ({ ...way, text: exampleStep(way.text, parameters) }));
  };
  return [
    ...each('Console', ({ console }) => ({ code: false, text: console ?? '' })),
    ...each('CLI', ({ cli }) => ({ code: true, text: cli.join('\n') })),
    ...each('Terraform', ({ terraform }) => (terraform === null ? { code: false, text: '' } : terraformText(terraform))),
  ];
}

export const terraformText = (way: Terraform): Shown =>
  'hcl' in way ? { code: true, text: way.hcl.trimEnd() } : { code: false, text: way.note.trimEnd() };
