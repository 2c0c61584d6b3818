import { byCodePoint } from '../input/code-point.ts';
import { recordOf } from '../input/keys.ts';
import { shellArgument } from '../input/shell.ts';
import { andMore, inWhole, Shortened, type Values } from './message.ts';
import type { Steps } from './schema.ts';

/** `{name}`, and `{name,}` where a list is one word with commas; not `${name}`, which is the shell's or HCL's. */
const PLACEHOLDER = /(?<!\$)\{([a-z0-9_:]+)(,?)\}/g;

/** What a placeholder stands for on one subject: a list where the fact is one. */
type Filling = Readonly<Record<string, string | readonly string[]>>;

/** A value for each placeholder of the steps: what was not observed is in capitals, for the reader to replace. */
export function fillingOf(steps: Steps, values: Values): Record<string, string | string[]> {
  const names = new Set([...JSON.stringify(steps).matchAll(PLACEHOLDER)].map(([, name = '']) => name));
  return recordOf([...names].sort(byCodePoint), (name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return placeholder(name);
    if (value instanceof Shortened) return andMore(value.first.map(inWhole), value.more);
    return Array.isArray(value) ? value.map(inWhole) : inWhole(value);
  });
}

/** The steps with the subject's own values, each written so that it is no more than a value where it stands. */
export function filled({ console, cli, terraform, checklist }: Steps, values: Filling): Steps {
  const filler = (written: (value: string) => string, between: string) => (template: string) =>
    template.replace(PLACEHOLDER, (whole, name: string, comma: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) return whole;
      if (typeof value === 'string') return written(value);
      return comma === '' ? value.map(written).join(between) : written(value.join(','));
    });
  const [inText, inHcl] = [filler((value) => value, ', '), filler(hclText, '", "')];
  const [inCommand, inComment] = [filler(shellArgument, ' '), filler(oneLine, ', ')];
  return {
    console: console === null ? null : inText(console),
    cli: cli.map((command) => (command.startsWith('#') ? inComment(command) : inCommand(command))),
    terraform: terraform && ('hcl' in terraform ? { hcl: inHcl(terraform.hcl) } : { note: inText(terraform.note) }),
    checklist,
  };
}

/**
 * A step for readers who mean no subject: with the policy's parameters, and in capitals what the reader has to put in.
 */
export const exampleStep = (text: string, parameters: Values): string =>
  text.replace(PLACEHOLDER, (_, name: string) => {
    const parameter = /^param:(.+)$/.exec(name)?.[1] ?? '';
    return Object.hasOwn(parameters, parameter) ? inWhole(parameters[parameter]) : placeholder(name);
  });

/** What the reader has to put in for what was not observed: `{kms_name}` reads KMS_NAME. */
const placeholder = (name: string): string => name.replace(/^param:/, '').toUpperCase();

/** A comment of a shell ends with its line, and so would a terminal's that is pasted into. */
const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');

const hclText = (value: string): string =>
  value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[$%]\{/g, (opening) => `${opening.charAt(0)}${opening}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
