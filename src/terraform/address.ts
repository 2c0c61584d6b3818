import { literalOf, quote } from './literal.ts';

/** The key of an instance, or the expression that stands for it, whose value only Terraform knows. */
export type Index = string | number | { expression: string };
export type ModuleStep = { name: string; index?: Index };

/** The address of a resource, as Terraform writes it: `module.grove["north"].aws_kms_key.plum[0]`. */
export type ResourceAddress = {
  modules: readonly ModuleStep[];
  mode: 'managed' | 'data';
  type: string;
  name: string;
  index?: Index;
};
/** That of a module, as a `moved` block may name one. */
type ModuleAddress = { modules: readonly ModuleStep[]; type: null };
export type Address = ResourceAddress | ModuleAddress;

/** A name with an index behind it, or none. No two parts of it that repeat can take the same spaces, so it takes no longer than the text. */
const STEP =
  /\s*([\p{L}_][\p{L}\p{N}_-]*)(?:\s*\[\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+)|([^\s\]"](?:[^\]"]*[^\s\]"])?))\s*\])?\s*(\.|$)/uy;
/** Longer than any address. */
const LONGEST = 4096;

/** @returns undefined for a text that is no address of a resource or module; what follows a resource's name is left out */
export function parseAddress(text: string): Address | undefined {
  const steps = stepsOf(text);
  if (steps === undefined) return undefined;
  const modules: ModuleStep[] = [];
  let at = 0;
  for (; steps[at]?.name === 'module'; at += 2) {
    const step = steps[at + 1];
    if (step === undefined || steps[at]?.index !== undefined) return undefined;
    modules.push(step);
  }
  if (at === steps.length) return modules.length === 0 ? undefined : { modules, type: null };
  const isData = steps[at]?.name === 'data';
  const [type, own] = steps.slice(isData ? at + 1 : at);
  if (type === undefined || own === undefined || type.index !== undefined) return undefined;
  return { modules, mode: isData ? 'data' : 'managed', type: type.name, ...own };
}

/** The steps of a traversal; undefined where the text is none. */
export function stepsOf(text: string): ModuleStep[] | undefined {
  if (text.length > LONGEST) return undefined;
  const steps: ModuleStep[] = [];
  STEP.lastIndex = 0;
  for (;;) {
    const [, name, quoted, number, expression, end] = STEP.exec(text) ?? [];
    if (name === undefined) return undefined;
    const index = number !== undefined ? Number(number) : indexOf(quoted ?? expression);
    steps.push({ name, ...(index !== undefined && { index }) });
    if (end === '') return steps;
  }
}

/** Of what stands in brackets and is no number. */
function indexOf(source: string | undefined): Index | undefined {
  if (source === undefined) return undefined;
  const isTemplate = source.startsWith('"${') && source.endsWith('}"');
  return literalOf(source) ?? { expression: isTemplate ? source.slice(3, -2).trim() : source };
}

const indexText = (index: Index | undefined): string => {
  if (index === undefined || typeof index === 'object') return '';
  return `[${typeof index === 'number' ? index : quote(index)}]`;
};

const moduleText = (modules: readonly ModuleStep[]): string =>
  modules.map(({ name, index }) => `module.${name}${indexText(index)}.`).join('');

export const addressText = ({ modules, mode, type, name, index }: ResourceAddress): string =>
  `${moduleText(modules)}${mode === 'data' ? 'data.' : ''}${type}.${name}${indexText(index)}`;
