import { type FiledBody, filedBody, mostNamed } from './filed.ts';
import { FiledReport } from './filed-schema.ts';
import { BETWEEN } from './lines.ts';
import { notApplicable } from './message.ts';
import { commonObstacles, type Reference } from './reasons.ts';
import type { Report } from './schema.ts';
import { ReportSubjects } from './seen-subjects.ts';
import { linesOf, serializeReport } from './serialize.ts';
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

function* verdictLines(
  verdicts: VerdictColumns,
  filed: (rule: string, body: VerdictBody, says: boolean) => FiledBody,
): Generator<string> {
  let piece = '';
  for (const { rule, subjects, bodies, messages } of verdicts.columns) {
    const known = { brief: new Map<VerdictBody, FiledBody>(), says: new Map<VerdictBody, FiledBody>() };
    for (const [place, body] of bodies.entries()) {
      const [subject, message] = [subjects[place], messages[place]];
      if (subject === undefined || message === undefined) throw new Error(`there is no verdict ${place} of ${rule}`);
      const { type, id } = subject;
      const says = body.not_applicable === null || message !== notApplicable(body.not_applicable.reason);
      const kept = says ? known.says : known.brief;
      const own = kept.get(body) ?? filed(rule, body, says);
      kept.set(body, own);
      const { pieces, hasMessage, hasFingerprint } = own;
      let next = 0;
      piece += `${pieces[next++]}{"type":${JSON.stringify(type)},"id":${JSON.stringify(id)}}`;
      if (hasMessage) piece += `${pieces[next++]}${JSON.stringify(message)}`;
      if (hasFingerprint) piece += `${pieces[next++]}"${verdicts.fingerprintOf(rule, { type, id }, body)}"`;
      piece += `${pieces[next]}${BETWEEN}`;
      if (piece.length < PIECE) continue;
      yield piece;
      piece = '';
    }
  }
  yield piece;
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
