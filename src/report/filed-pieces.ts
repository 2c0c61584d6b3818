import { once } from '../input/once.ts';
import { type FiledBody, filedBody, mostNamed } from './filed.ts';
import { FiledReport } from './filed-schema.ts';
import { BETWEEN } from './lines.ts';
import { notApplicable } from './message.ts';
import { commonObstacles, type Reference } from './reasons.ts';
import type { Report } from './schema.ts';
import { ReportSubjects } from './seen-subjects.ts';
import { linesOf, serializeReport } from './serialize.ts';
import type { Named } from './subject-order.ts';
import { type VerdictBody, VerdictColumns } from './verdict-columns.ts';
import { withoutDefaults } from './without-defaults.ts';

/** The bytes of `report.json` in pieces: those that `serializeReport` gives whole. */
export function* reportPieces(report: Report): Generator<string | Uint8Array> {
  const { subjects, verdicts, ...rest } = report;
  if (!(subjects instanceof ReportSubjects && verdicts instanceof VerdictColumns)) {
    yield serializeReport(report);
    return;
  }
  const references = referencesIn(verdicts, subjects);
  const obstacles = commonObstacles([...references.values()].flat());
  const rules = report.rules.map((rule) => ({ ...rule, evidence: mostNamed(evidenceOf(verdicts, rule.id)) }));
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const small = withoutDefaults(FiledReport, { ...rest, rules }) as Record<string, unknown>;
  // in the order of a report that was put together whole
  const order = Object.keys(report);
  let before = '{\n';
  for (const key of order) {
    if (key === 'subjects') {
      yield `${before}"subjects": [\n`;
      yield* withoutLastBetween(subjects.pieces());
      yield '\n]';
    } else if (key === 'verdicts') {
      yield `${before}"verdicts": [\n`;
      yield* withoutLastBetween(
        verdictLines(verdicts, (rule, body, says) =>
          filedBody(rule, known.get(rule), body, says, references.get(body) ?? [], obstacles),
        ),
      );
      yield '\n]';
    } else if (Object.hasOwn(small, key)) yield `${before}${JSON.stringify(key)}: ${linesOf(small[key])}`;
    else continue;
    before = ',\n';
  }
  const reasons = subjects.seen.reasons.reasons.map((reason, place) => {
    const obstacle = obstacles.get(place);
    return obstacle === undefined ? reason : { ...reason, obstacle };
  });
  if (reasons.length > 0) yield `${before}"reasons": ${linesOf(reasons)}`;
  yield '\n}\n';
}

/** Of each verdict that lacks facts, the reasons by their places. */
function referencesIn({ columns }: VerdictColumns, { seen }: ReportSubjects): Map<VerdictBody, Reference[]> {
  const references = new Map<VerdictBody, Reference[]>();
  for (const { bodies } of columns)
    for (const body of bodies)
      if (body.unknown !== null && !references.has(body)) references.set(body, body.unknown.facts.map(seen.reasons.ofMissing));
  return references;
}

function evidenceOf(verdicts: VerdictColumns, rule: string): { evidence: string[]; count: number }[] {
  return [...verdicts.counted(rule)].map(({ body, count }) => ({ evidence: body.evidence, count }));
}

const PIECE = 64 * 1024;

type Filed = (rule: string, body: VerdictBody, says: boolean) => FiledBody;

function* verdictLines(verdicts: VerdictColumns, filed: Filed): Generator<string> {
  let piece = '';
  for (const { rule, subjects, bodies, messages } of verdicts.columns) {
    const known = new Map<VerdictBody, ReturnType<typeof linesWith>>();
    let place = 0;
    for (const body of bodies) {
      const [subject, message] = [subjects[place], messages[place]];
      if (subject === undefined || message === undefined) throw new Error(`there is no verdict ${place} of ${rule}`);
      place += 1;
      let lineOf = known.get(body);
      if (lineOf === undefined) {
        lineOf = linesWith(body, rule, filed, verdicts);
        known.set(body, lineOf);
      }
      piece += lineOf(subject, message);
      if (piece.length < PIECE) continue;
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

/** The lines of verdicts with one body. Those that follow each other mostly have one sentence too: then only names differ. */
function linesWith(body: VerdictBody, rule: string, filed: Filed, { fingerprintOf }: VerdictColumns) {
  const nothingMore = body.not_applicable === null ? null : notApplicable(body.not_applicable.reason);
  const says = once(() => filed(rule, body, true));
  const brief = once(() => filed(rule, body, false));
  const partsFor = (message: string) => {
    const { pieces, hasMessage, hasFingerprint } = message === nothingMore ? brief() : says();
    const [before, ...rest] = pieces;
    const sentence = hasMessage ? `${rest.shift()}${JSON.stringify(message)}` : '';
    const [middle, end] = hasFingerprint
      ? [`${sentence}${rest[0]}`, `${rest[1]}${BETWEEN}`]
      : [`${sentence}${rest[0]}${BETWEEN}`, null];
    return { message, before, middle, end };
  };
  let last: ReturnType<typeof partsFor> | undefined;
  return ({ type, id }: Named, message: string): string => {
    if (last?.message !== message) last = partsFor(message);
    const { before, middle, end } = last;
    const line = `${before}{"type":${JSON.stringify(type)},"id":${JSON.stringify(id)}}${middle}`;
    return end === null ? line : `${line}"${fingerprintOf(rule, { type, id }, body)}"${end}`;
  };
}

function* withoutLastBetween(pieces: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  let last: string | Uint8Array | undefined;
  for (const piece of pieces) {
    if (piece.length === 0) continue;
    if (last !== undefined) yield last;
    last = piece;
  }
  if (last !== undefined) yield typeof last === 'string' ? last.slice(0, -BETWEEN.length) : last.subarray(0, -BETWEEN.length);
}
