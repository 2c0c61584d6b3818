import { isRecord } from '../../src/input/is-record.ts';

/** What is wrong with a location: GitHub shows it in a file of the repository, at a region of it. */
export function placeProblems(location: Record<string, unknown>, at: string): string[] {
  const physical = isRecord(location.physicalLocation) ? location.physicalLocation : {};
  const artifact = isRecord(physical.artifactLocation) ? physical.artifactLocation : {};
  const wrong = pathProblem(artifact.uri);
  return [
    ...(wrong === null ? [] : [`${at}: the uri ${JSON.stringify(artifact.uri)} ${wrong}`]),
    ...regionProblems(isRecord(physical.region) ? physical.region : {}, at),
  ];
}

/** One segment of a path, by RFC 3986: what is not of its alphabet is percent-encoded. */
const SEGMENT = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+$/;

/** What keeps a uri from naming a file relative to the root of the repository; null where nothing does. */
function pathProblem(uri: unknown): string | null {
  if (typeof uri !== 'string' || uri.trim() === '') return 'is missing';
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(uri)) return 'is absolute, or its first segment reads as a scheme';
  if (uri.startsWith('/')) return 'begins with a slash';
  const segments = uri.split('/');
  if (segments.some((segment) => segment === '.' || segment === '..')) return 'has a segment of dots';
  if (!segments.every((segment) => SEGMENT.test(segment))) return 'is not percent-encoded, or has an empty segment';
  if (!canDecode(uri)) return 'does not decode to text';
  return null;
}

function canDecode(uri: string): boolean {
  try {
    decodeURIComponent(uri);
    return true;
  } catch {
    return false;
  }
}

function regionProblems(
  { startLine, startColumn, endLine = startLine, endColumn }: Record<string, unknown>,
  at: string,
): string[] {
  const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1;
  if (!isPlace(startLine) || !isPlace(startColumn) || !isPlace(endLine) || !isPlace(endColumn))
    return [`${at}: the region has not all of startLine, startColumn, endLine and endColumn, counted from 1`];
  // what follows the last character is the end
  const isEmpty = endLine < startLine || (endLine === startLine && endColumn <= startColumn);
  return isEmpty ? [`${at}: the region ends where it begins, or before`] : [];
}
