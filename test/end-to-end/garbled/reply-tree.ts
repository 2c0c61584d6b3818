/** A step into a text that holds JSON, as the policy of an AWS key does. */
const JSON_TEXT = '{json}';
/** A step into a text that is XML: the next step is the name of an element that holds text alone. */
const XML_TEXT = '{xml}';

/** The way from a reply to one of its parts. */
export type Path = readonly (string | number)[];
export type Part = { path: Path; value: unknown };

/** Put in the place of a part, it removes the part. */
export const ABSENT = Symbol('absent');

/** A reply and all its parts, each before its own parts. */
export function* partsOf(value: unknown, path: Path = []): Generator<Part> {
  yield { path, value };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* partsOf(item, [...path, index]);
  else if (isObject(value)) for (const [name, item] of Object.entries(value)) yield* partsOf(item, [...path, name]);
  else if (typeof value === 'string' && value.startsWith('{')) {
    const held = parsed(value);
    if (held !== undefined) yield* partsOf(held, [...path, JSON_TEXT]);
  } else if (typeof value === 'string' && value.startsWith('<')) {
    for (const [, name = '', text = ''] of value.matchAll(/<(\w+)>([^<]*)<\/\1>/g))
      yield { path: [...path, XML_TEXT, name], value: text };
  }
}

/** The reply with one part changed; the reply that was given stays as it is. */
export function withPart(reply: unknown, path: Path, change: (part: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(reply);
  if (step === JSON_TEXT) {
    const held = withPart(parsed(String(reply)), rest, change);
    return held === ABSENT ? ABSENT : JSON.stringify(held);
  }
  if (step === XML_TEXT) {
    const element = new RegExp(`<(${rest[0]})>([^<]*)</\\1>`);
    return String(reply).replace(element, (_, name: string, text: string) => {
      const changed = change(text);
      return changed === ABSENT ? '' : `<${name}>${changed}</${name}>`;
    });
  }
  if (Array.isArray(reply)) {
    const items = reply.map((item, index) => (index === step ? withPart(item, rest, change) : item));
    return items.filter((item) => item !== ABSENT);
  }
  if (!isObject(reply)) throw new TypeError(`the reply has no ${written(path)}`);
  const entries = Object.entries(reply).map(
    ([name, item]) => [name, name === step ? withPart(item, rest, change) : item] as const,
  );
  return Object.fromEntries(entries.filter(([, item]) => item !== ABSENT));
}

/** The part at a path; undefined where there is none. */
export function partAt(reply: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return reply;
  if (step === JSON_TEXT) return partAt(parsed(String(reply)), rest);
  if (step === XML_TEXT) return new RegExp(`<(${rest[0]})>([^<]*)</\\1>`).exec(String(reply))?.[2];
  if (Array.isArray(reply)) return typeof step === 'number' ? partAt(reply[step], rest) : undefined;
  return isObject(reply) ? partAt(reply[step], rest) : undefined;
}

/** `data[3].spec.byok.id` */
export const written = (path: Path): string => joined(path, (index) => `[${index}]`);

/** `data[].spec.byok.id`: the same for each item of a list. */
export const fieldOf = (path: Path): string => joined(path, () => '[]');

const joined = (path: Path, item: (index: number) => string): string =>
  path.map((step, at) => (typeof step === 'number' ? item(step) : at === 0 ? step : `.${step}`)).join('');

/** Whether the path leads to an item of a list, or to an element of XML. */
export const isItem = (path: Path): boolean => typeof path.at(-1) === 'number';

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
