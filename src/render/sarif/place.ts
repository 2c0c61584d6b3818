import type { Location as SarifLocation } from 'sarif';
import type { Alert } from '../../report/alerts.ts';
import { type Mended, placeOf } from '../../report/place.ts';
import type { AlertPlace, Location, ReportedSubject } from '../../report/schema.ts';

/** GitHub stores a hundred locations of a result. */
const MOST_RELATED = 100;

/** Where an alert is shown, and what else of the repository it is about, each with the words that link it. */
export type Placed = {
  location: Location;
  source: AlertPlace['source'];
  /** Of the Terraform block; null where it is none. */
  address: string | null;
  /** Where a failure would be mended, where that is no longer the file in which the alert was opened. */
  moved: boolean;
  related: { location: Location; label: string }[];
};

/** Null where no file of the repository can be named. */
export function placedIn(rule: Mended, { subject, alert_at }: Alert): Placed | null {
  const { location, related } = placeOf(rule, subject);
  const now = location !== null && isPath(location.uri) ? location : null;
  const around = related.filter((one) => isPath(one.location.uri)).slice(0, MOST_RELATED);
  if (alert_at !== undefined && isPath(alert_at.uri)) {
    const present = now === null ? [] : [{ location: now, label: addressAt(now, subject) ?? 'declaration' }];
    return {
      ...{ location: { uri: alert_at.uri, ...BEGINNING }, source: alert_at.source, address: null, moved: present.length > 0 },
      related: [...present, ...around].slice(0, MOST_RELATED),
    };
  }
  if (now === null) return null;
  return {
    location: now,
    source: now.source ?? 'configuration',
    address: addressAt(now, subject),
    moved: false,
    related: around,
  };
}

const BEGINNING = { start_line: 1, start_column: 1, end_line: 1, end_column: 2 };

/** The address of the block of the subject that a place is in: the last one that begins before it. */
function addressAt({ uri, start_line }: Location, { blocks }: Pick<ReportedSubject, 'blocks'>): string | null {
  const before = blocks.filter((block) => block.uri === uri && block.start_line <= start_line);
  const last = before.reduce<(typeof before)[number] | null>(
    (found, block) => (found === null || block.start_line > found.start_line ? block : found),
    null,
  );
  return last?.address ?? null;
}

/** Whether it names a file below the root of the repository. */
const isPath = (uri: string): boolean => uri.split('/').every((segment) => !['', '.', '..'].includes(segment));

/** A location as GitHub reads it: percent-encoded, relative to the root, of one character at least. */
export function sarifLocation({ uri, start_line, start_column, end_line, end_column }: Location): SarifLocation {
  const isEmpty = end_line < start_line || (end_line === start_line && end_column <= start_column);
  const [endLine, endColumn] = isEmpty ? [start_line, start_column + 1] : [end_line, end_column];
  return {
    physicalLocation: {
      artifactLocation: { uri: uri.toWellFormed().split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
      region: { startLine: start_line, startColumn: start_column, endLine, endColumn },
    },
  };
}
