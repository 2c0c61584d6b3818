import { resolve } from 'node:path';
import { badInput } from '../audit-error.ts';
import { isRecord, jsonIn } from '../input/is-record.ts';
import { compile } from '../input/json-schema.ts';
import { type From, textOf } from '../input/named-file.ts';
import { MB, sizeText } from '../input/size.ts';
import { inventory } from '../inventory/inventory.ts';
import { readSnapshot } from '../snapshot/file.ts';
import { addRows } from './add-rows.ts';
import { auditEvent } from './audit-log.ts';
import { brokenAt, Line, rowsByKind, upgradedLine } from './export-line.ts';
import { DanglingLine } from './history-error.ts';
import { keyRows } from './key-rows.ts';
import { observationOf } from './observation.ts';
import { recordSnapshot } from './record.ts';
import type { Store } from './store.ts';
import { AFTER_ALL } from './tables.ts';
import { importLines } from './transfer.ts';

/** What a file was, and a summary of what was imported. */
export type Imported = { what: 'snapshot' | 'export' | 'audit log'; summary: string };

const TAKEN =
  'An import takes a snapshot (snapshot.json), an export (from byok-audit history export), ' +
  "or Confluent's audit log as JSON lines, one CloudEvents event per line.";

/** How long a line may be: that of a scan in an export names every registration, of which 100,000 take 19 MB. */
const MOST_OF_A_LINE = 32 * MB;

/**
 * Imports an earlier snapshot, an export of another history, or events of Confluent's audit log as JSON lines.
 * @throws AuditError 65 with the line of the file that is wrong; then nothing was imported
 */
export async function importFile(store: Store, file: string, from: From = {}): Promise<Imported> {
  const { directory = '', maxInput } = from;
  const source = textOf({ file: resolve(directory, file), named: file, advice: TAKEN, maxInput });
  const [first] = linesOf(source);
  if (first === undefined) throw badInput(`${file}: it is empty. ${TAKEN}`);
  // a snapshot is one document, most often of many lines
  const isLongSnapshot = first.line.length > MOST_OF_A_LINE && first.line.includes('"schema_version"');
  if (!isLongSnapshot) {
    const opening = lineValue(file, first);
    if (isRecord(opening) && 'byok_audit_history' in opening) return importExport(store, file, source);
    if (isRecord(opening) && 'specversion' in opening) return importEvents(store, file, source);
    const whole = isRecord(opening) ? opening : jsonIn(source);
    if (!isRecord(whole) || !('schema_version' in whole)) {
      const isCutOff = !isRecord(whole) && first.line.trimStart().startsWith('{');
      throw badInput(
        `${file}: ${isCutOff ? 'not valid JSON; is the file cut off?' : 'not a file that can be imported.'} ${TAKEN}`,
      );
    }
  }
  const snapshot = readSnapshot(file, from);
  const observation = observationOf(inventory(snapshot, snapshot.taken_at));
  const isNew = await recordSnapshot(store, observation);
  const { taken_at, organization } = observation;
  return { what: 'snapshot', summary: `of ${taken_at}, organization ${organization}${isNew ? '' : ': already known'}` };
}

async function importExport(store: Store, file: string, source: string): Promise<Imported> {
  const isLine = compile(Line);
  const lines: Line[] = [];
  const numbers: number[] = [];
  for (const numbered of linesOf(source)) {
    const { number } = numbered;
    const value = upgradedLine(lineValue(file, numbered));
    if (!isLine(value))
      throw badInput(`${file}:${number}:1: not a line of a history export. Make it again with: byok-audit history export`);
    lines.push(value);
    numbers.push(number);
  }
  const broken = brokenAt(lines);
  if (broken !== null) throw badInput(`${file}:${numbers[broken.place - 1] ?? 1}:1: ${broken.what}`);
  try {
    await importLines(store, lines);
  } catch (error) {
    if (error instanceof DanglingLine) throw badInput(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
  return { what: 'export', summary: `${lines.filter((line) => 'snapshot' in line).length} snapshots` };
}

async function importEvents(store: Store, file: string, source: string): Promise<Imported> {
  const events: Line[] = [];
  const unclear: number[] = [];
  let lines = 0;
  for (const numbered of linesOf(source)) {
    lines++;
    const { number } = numbered;
    const value = lineValue(file, numbered);
    if (!isRecord(value)) throw badInput(`${file}:${number}:1: not a JSON object; is the file cut off?`);
    const event = auditEvent(value);
    if (event === 'unclear') unclear.push(number);
    else if (event !== null) events.push(event);
  }
  const [onKeys, withoutKey]: [string[], string[]] = [[], []];
  await store.writing(async (tables) => {
    const rows = rowsByKind(events);
    await addRows(tables, rows);
    for (const [organization, uses] of Map.groupBy(rows.binding, (binding) => binding.organization)) {
      const known = new Set((await keyRows(tables, organization, AFTER_ALL)).uses.map(({ cluster }) => cluster));
      for (const id of new Set(uses.map(({ cluster }) => cluster))) (known.has(id) ? onKeys : withoutKey).push(id);
    }
  });
  const parts = [
    `${lines} events, ${events.length + unclear.length} of them about clusters and keys`,
    `clusters on keys: ${onKeys.length}`,
  ];
  if (withoutKey.length > 0)
    parts.push(`the key of ${withoutKey.sort().join(', ')} is not known yet: a later scan or event may name it`);
  if (unclear.length > 0)
    parts.push(
      `left out: ${unclear.length}, whose fields contradict each other or do not say what they are about, the first in line ${unclear[0]}`,
    );
  return { what: 'audit log', summary: parts.join('; ') };
}

type NumberedLine = { number: number; line: string };

/** Each line that has something in it, by its number. */
function* linesOf(source: string): Generator<NumberedLine> {
  for (let start = 0, number = 1; start < source.length; number++) {
    const found = source.indexOf('\n', start);
    const end = found === -1 ? source.length : found;
    const line = source.slice(start, end);
    if (line.trim() !== '') yield { number, line };
    start = end + 1;
  }
}

/** What a line holds; undefined where it is not JSON. @throws AuditError 65 where it is too long to be read */
function lineValue(file: string, { number, line }: NumberedLine): unknown {
  if (line.length > MOST_OF_A_LINE)
    throw badInput(`${file}:${number}:1: the line is longer than the ${sizeText(MOST_OF_A_LINE)} that one may have. ${TAKEN}`);
  return jsonIn(line);
}
