import { textOf } from './canonical.ts';
import type { Identity } from './identities.ts';
import type { Template } from './templates.ts';

/** A record of a template, ready to be written for another cluster and key. */
export type Stencil = (one: Identity) => string;

const TIME = /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/.source;
/** A key that has just been registered stays so. */
const LATELY = 5 * 86_400;

/** Cuts a record where ids, names, regions and times of the template occur. The time of the scan, in milliseconds, stays. */
export function stencilOf(template: Template, record: unknown): Stencil {
  const slots = slotsOf(template);
  const names = [...slots.keys()].sort((a, b) => b.length - a.length);
  const cuts = textOf(record)
    .split(new RegExp(`(${names.join('|')}|${TIME})`))
    .map((text, index) => (index % 2 === 0 ? text : (slots.get(text) ?? Date.parse(text))));
  const most = template.standing === 'spare' ? LATELY : Number.POSITIVE_INFINITY;
  return (one) => {
    let text = '';
    for (const cut of cuts) {
      if (typeof cut === 'string') text += cut;
      else if (typeof cut === 'function') text += cut(one);
      else text += `${new Date(cut - (one.seconds % most) * 1000).toISOString().slice(0, 19)}Z`;
    }
    return text;
  };
}

const slotsOf = ({ name, key_id, project, resource_group }: Template): Map<string, (one: Identity) => string> =>
  new Map([
    [`lkc-${name}`, (one) => one.cluster],
    [`cck-${name}`, (one) => one.key],
    [`env-${name}`, (one) => one.environment],
    [name, (one) => one.name],
    [key_id, (one) => one.key_id],
    [project, (one) => one.project],
    [resource_group, (one) => one.resource_group],
    [`kv-${name}`, (one) => one.vault],
    ['00000000-0000-4000-8000-0000000000b1', (one) => one.subscription],
    ['111122223333', (one) => one.account],
    ['cc-kafka-orchard', (one) => `cc-kafka-${one.role}`],
    ['cc-storage-orchard', (one) => `cc-storage-${one.role}`],
    ['eu-west-1', (one) => one.aws_region],
    ['westeurope', (one) => one.azure_region],
    ['europe-west1', (one) => one.google_region],
  ]);
