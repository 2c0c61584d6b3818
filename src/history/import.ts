import { readFileSync } from 'node:fs';
import { AuditError, EXIT } from '../audit-error.ts';
import { compile } from '../input/json-schema.ts';
import { readSnapshot } from '../snapshot/file.ts';
import { type AuditEvent, auditEvent, clustersIn, type Known } from './audit-log.ts';
import type { Database } from './database.ts';
import { brokenAt, Line } from './export-line.ts';
import { text } from './recall.ts';
import { recordSnapshot } from './record.ts';
import { recordBindings } from './record-bindings.ts';
import { sightingOf } from './sighting.ts';
import { DanglingLine, importLines } from './transfer.ts';

/** What a file was, and a sentence on what came of it. */
export type Imported = { what: 'snapshot' | 'export' | 'audit log'; said: string };

/**
 * Takes in an earlier snapshot, an export of another history, or events of Confluent's audit log as JSON lines.
 * @throws AuditError 65 with the line of the file that is wrong; then nothing was taken in
 */
export async function importFile(database: Database, file: string): Promise<Imported> {
  const source = read(file);
  const [first = ''] = source.split('\n', 1);
  const opening = parsed(first);
  if (isRecord(opening) && 'byok_audit_history' in opening) return importExport(database, file, source);
  if (isRecord(opening) && 'specversion' in opening) return importEvents(database, file, source);
  const sighting = sightingOf(readSnapshot(file));
  const isNew = await recordSnapshot(database, sighting);
  const { taken_at, organization } = sighting;
  return { what: 'snapshot', said: `of ${taken_at}, organization ${organization}${isNew ? '' : ': it was known already'}` };
}

async function importExport(database: Database, file: string, source: string): Promise<Imported> {
  const isLine = compile<Line>(Line);
  const numbered = linesOf(source);
  const lines = numbered.map(({ number, line }): Line => {
    const value = parsed(line);
    if (isLine(value)) return value;
    throw new AuditError(
      EXIT.input,
      `${file}:${number}:1: not a line of a history's export. Make it again with: byok-audit history export`,
    );
  });
  const broken = brokenAt(lines);
  if (broken !== null) throw new AuditError(EXIT.input, `${file}:${numbered[broken.place - 1]?.number ?? 1}:1: ${broken.what}`);
  try {
    await importLines(database, lines);
  } catch (error) {
    if (error instanceof DanglingLine) throw new AuditError(EXIT.input, `${file}: ${error.message}`, { cause: error });
    throw error;
  }
  return { what: 'export', said: `${lines.filter((line) => 'snapshot' in line).length} snapshots` };
}

async function importEvents(database: Database, file: string, source: string): Promise<Imported> {
  const lines = linesOf(source);
  const events = lines.flatMap(({ number, line }): AuditEvent[] => {
    const value = parsed(line);
    if (!isRecord(value)) throw new AuditError(EXIT.input, `${file}:${number}:1: not a JSON object; is the file cut off?`);
    const event = auditEvent(value);
    return event === null ? [] : [event];
  });
  const untold: string[] = [];
  let count = 0;
  for (const [organization, of] of Map.groupBy(events, (event) => event.organization)) {
    const told = clustersIn(of, await knownTo(database, organization));
    untold.push(...told.untold);
    count += new Set(told.bindings.map(({ cluster }) => cluster)).size;
    await database.transaction(() => recordBindings(database, organization, told.bindings));
  }
  const rest = untold.length === 0 ? '' : `; of ${untold.join(', ')} nothing tells the key, so that they are left out`;
  return {
    what: 'audit log',
    said: `${lines.length} events, ${events.length} of them about clusters and keys; clusters on keys: ${count}${rest}`,
  };
}

async function knownTo(database: Database, organization: string): Promise<Known> {
  const keys = await database.all(
    "SELECT registration, identity FROM registrations WHERE organization = ? AND identity <> '' ORDER BY id",
    [organization],
  );
  const clusters = await database.all('SELECT cluster, identity FROM bindings WHERE organization = ?', [organization]);
  return {
    keys: new Map(keys.map(({ registration, identity }) => [text(registration), text(identity)])),
    clusters: new Map(
      [...Map.groupBy(clusters, ({ cluster }) => text(cluster))].map(([id, rows]) => [
        id,
        rows.map(({ identity }) => text(identity)),
      ]),
    ),
  };
}

const linesOf = (source: string) =>
  source.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ number: index + 1, line }]));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AuditError(EXIT.input, `${file}: cannot be read.`, { cause });
  }
}
