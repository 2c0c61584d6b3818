import type { Locate } from '../report/place.ts';
import type { DeclaringBlock, Location } from '../report/schema.ts';
import type { ResourceAddress } from '../terraform/address.ts';
import { isKeyType, RESOURCE_TYPES } from '../terraform/resource-types.ts';
import { clusterTie, environmentTie, isOfAnyRegion, kmsTiesOf, lessCloseTiesOf } from './keys.ts';
import { keyOf, type Linked } from './links.ts';

type Subject = Parameters<Locate>[0];

/** Where Terraform declares a subject, or reads it as data; and the blocks that declare it and what is judged of it. */
type Found = { own: Location | null; blocks: DeclaringBlock[] };
export const NO_BLOCKS: Found = { own: null, blocks: [] };

const REGISTRATION = 'confluent_byok_key';
const ABOUT_KEYS = Object.keys(RESOURCE_TYPES).filter((type) => type !== REGISTRATION);

/** The type of the block that declares a subject. */
const TYPE_OF: Readonly<Record<string, string>> = {
  organization: 'confluent_organization',
  environment: 'confluent_environment',
  cluster: 'confluent_kafka_cluster',
  key: REGISTRATION,
};

/** Finds the blocks of subjects; a data source is where one is read, where nothing declares it. */
export function blockFinder({ blocks, found, beside }: Linked): (subject: Subject) => Found {
  /** By the first tie that says anything. */
  const tied = (type: string, ties: readonly string[], mode: ResourceAddress['mode'] = 'managed'): readonly number[] => {
    for (const tie of ties) {
      const numbers = found.get(keyOf(tie, { mode, type }));
      if (numbers !== undefined) return numbers;
    }
    return [];
  };
  const kindOf = (number: number): string => {
    const type = blocks[number]?.type ?? '';
    return isKeyType(type) ? 'key' : type;
  };
  /** With those beside them, where none of their kind is there: what a state names stays before what a reference does. */
  const withBeside = (numbers: readonly number[]): number[] => {
    const list = [...numbers];
    const kinds = new Set(list.map(kindOf));
    for (const number of list) {
      const others = (beside.get(number) ?? []).filter((other) => !kinds.has(kindOf(other)));
      list.push(...others);
      for (const other of others) kinds.add(kindOf(other));
    }
    return list;
  };
  const isRegistration = (number: number): boolean => kindOf(number) === REGISTRATION;
  const isKey = (number: number): boolean => kindOf(number) === 'key';
  /** @returns with the blocks, which of them may be of the key in another Region */
  const declaring = (subject: Subject): { list: readonly number[]; elsewhere: ReadonlySet<number> } => {
    const own = tied(TYPE_OF[subject.type] ?? '', tiesOfSubject(subject));
    if (subject.type !== 'key') return { list: own, elsewhere: new Set() };
    const { kms_name } = subject;
    const ties = kms_name === null ? [] : [...kmsTiesOf(kms_name), ...lessCloseTiesOf(kms_name)];
    const about = (those: readonly string[]): number[] => ABOUT_KEYS.flatMap((type) => tied(type, those));
    // what is beside a block of another Region is about the key there
    const here = new Set(withBeside([...own, ...about(ties.filter((tie) => !isOfAnyRegion(tie)))]));
    const list = [...new Set([...own, ...about(ties), ...here])];
    const others = list.filter((number) => !here.has(number));
    return {
      list: [...list.filter(isRegistration), ...list.filter((number) => !isRegistration(number))],
      // a policy by the id alone is taken for that of another Region only where a key is there too
      elsewhere: new Set(others.some(isKey) ? others : []),
    };
  };
  return (subject) => {
    const { list, elsewhere } = declaring(subject);
    // a vault has other keys too, and neither it nor a policy makes a key
    const making = list.filter((number) => subject.type !== 'key' || isRegistration(number) || isKey(number));
    const first = making.find((number) => !elsewhere.has(number)) ?? making[0];
    const [read] = first === undefined ? tied(TYPE_OF[subject.type] ?? '', tiesOfSubject(subject), 'data') : [];
    const own = blocks[first ?? read ?? -1];
    const marked = list.flatMap((number) => {
      const block = blocks[number];
      return block === undefined ? [] : [elsewhere.has(number) ? { ...block, other_region: true } : block];
    });
    return { own: own === undefined ? null : locationOf(own), blocks: marked };
  };
}

const locationOf = ({ uri, start_line, start_column, end_line, end_column }: DeclaringBlock): Location => ({
  uri,
  start_line,
  start_column,
  end_line,
  end_column,
});

/** What a subject is known by, its id first. */
function tiesOfSubject({ type, id, name, environment, environment_name, kms_name }: Subject): string[] {
  const ties = [`id ${id}`];
  if (type === 'key') return kms_name === null ? ties : [...ties, ...kmsTiesOf(kms_name)];
  if (name === null) return ties;
  if (type === 'environment') return [...ties, environmentTie(name)];
  if (type !== 'cluster') return ties;
  return [
    ...ties,
    ...(environment === null ? [] : [clusterTie({ id: environment }, name)]),
    ...(environment_name === null ? [] : [clusterTie({ name: environment_name }, name)]),
  ];
}
