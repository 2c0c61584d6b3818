import type { CatalogueRule } from '../../src/evaluate/catalogue.ts';

/**
 * How the evaluation of a stub ends: with this text as its answer, in a trap, in an abort with this message; or never, taking more
 * and more memory or not.
 */
type Ending = { answer: string } | 'trap' | { abort: string } | 'loop' | 'growth';

const UNREACHABLE = 0x00;
/** Jumps back to its own beginning. */
const forever = (...body: number[]) => [0x03, 0x40, ...body, 0x0c, 0x00, 0x0b, UNREACHABLE];
const grow = [...[0x41, 0x10], 0x40, 0x00, 0x1a];

const text = (value: string) => [...new TextEncoder().encode(value)];
const vector = (items: number[][]) => [...leb(items.length), ...items.flat()];
const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content];
const named = (name: string) => [...leb(text(name).length), ...text(name)];
const i32 = 0x7f;
const constant = (value: number) => [0x41, ...leb(value, true)];

/** LEB128, as WebAssembly writes its numbers. */
function leb(value: number, signed = false): number[] {
  const low = value & 0x7f;
  const rest = value >> 7;
  if (rest === 0 && !(signed && low & 0x40)) return [low];
  return [low | 0x80, ...leb(rest, signed)];
}

/**
 * A WASM module with the interface of a policy that OPA compiled, and without any policy in it: every evaluation ends
 * as given. It tests the door with answers that the built-in policy would never give.
 */
export function stubBytes(ending: Ending, entrypoints = ['cluster', 'key', 'organization', 'environment']): Uint8Array {
  const strings = [
    '{}',
    JSON.stringify(Object.fromEntries(entrypoints.map((name, index) => [`main/${name}`, index]))),
    typeof ending === 'string' ? '' : 'answer' in ending ? ending.answer : ending.abort,
  ].map((value) => [...text(value), 0]);
  const [builtins = 0, names = 0, answer = 0] = strings.map((_, index) => 1024 + strings.slice(0, index).flat().length);
  const end = 1024 + strings.flat().length;

  const types = [
    [0x60, ...vector([]), ...vector([[i32]])],
    [0x60, ...vector([[i32]]), ...vector([[i32]])],
    [0x60, ...vector([[i32], [i32]]), ...vector([[i32]])],
    [0x60, ...vector(Array.from({ length: 7 }, () => [i32])), ...vector([[i32]])],
    [0x60, ...vector([[i32]]), ...vector([])],
  ];
  const evaluation = evaluationOf(ending, constant(answer));
  const functions = [
    { name: 'builtins', type: 0, body: constant(builtins) },
    { name: 'entrypoints', type: 0, body: constant(names) },
    { name: 'opa_heap_ptr_get', type: 0, body: constant(end + 64) },
    { name: 'opa_malloc', type: 1, body: constant(end) },
    { name: 'opa_json_dump', type: 1, body: [0x20, 0x00] },
    { name: 'opa_json_parse', type: 2, body: constant(end) },
    { name: 'opa_eval', type: 3, body: evaluation },
  ];
  const globals = ['opa_wasm_abi_version', 'opa_wasm_abi_minor_version'];
  const bytes = [
    ...[0x00, ...text('asm'), 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(
      2,
      vector([
        [...named('env'), ...named('opa_abort'), 0x00, 0x04],
        [...named('env'), ...named('memory'), 0x02, 0x00, 0x01],
      ]),
    ),
    ...section(3, vector(functions.map(({ type }) => [type]))),
    ...section(
      6,
      vector([
        [i32, 0x00, ...constant(1), 0x0b],
        [i32, 0x00, ...constant(2), 0x0b],
      ]),
    ),
    ...section(
      7,
      // the first function is the imported one
      vector([
        ...functions.map(({ name }, index) => [...named(name), 0x00, index + 1]),
        ...globals.map((name, index) => [...named(name), 0x03, index]),
      ]),
    ),
    ...section(
      10,
      vector(
        functions.map(({ body }) => {
          const code = [0x00, ...body, 0x0b];
          return [...leb(code.length), ...code];
        }),
      ),
    ),
    ...section(11, vector([[0x00, ...constant(1024), 0x0b, ...vector(strings.flat().map((byte) => [byte]))]])),
  ];
  return new Uint8Array(bytes);
}

export const stubModule = (...of: Parameters<typeof stubBytes>): WebAssembly.Module => new WebAssembly.Module(stubBytes(...of));

/** @param text where the text of the ending stands */
function evaluationOf(ending: Ending, text: number[]): number[] {
  if (ending === 'trap') return [UNREACHABLE];
  if (ending === 'loop') return forever();
  if (ending === 'growth') return forever(...grow);
  return 'answer' in ending ? text : [...text, 0x10, 0x00, ...constant(0)];
}

export const rule = (id: string, over: Partial<CatalogueRule> = {}): CatalogueRule => ({
  id,
  subject_type: id.slice(0, id.indexOf('.')) as CatalogueRule['subject_type'],
  title: `${id} holds`,
  description: 'All is ripe.',
  severity: 'high',
  rationale: 'Unripe fruit is hard.',
  remediation: { summary: 'Wait.', console: 'Sit down.', cli: ['sleep 1'], terraform: { note: 'Terraform cannot wait.' } },
  references: [],
  parameters: {},
  messages: { pass: 'It is ripe.', fail: 'It is not ripe.' },
  evidence: {},
  applies_by: [],
  nothing_to_judge: {},
  left_out: {},
  reads: [],
  ...over,
});
