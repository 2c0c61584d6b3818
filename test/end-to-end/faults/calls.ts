import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXIT } from '../../../src/audit-error.ts';
import { type Service, serviceOf } from '../garbled/calls.ts';
import { type Cell, type Ended, more, type Tried, wrongWith } from './cell.ts';
import { callsOf, familyOf, OPERATIONS, type Operation } from './operations.ts';
import { type Places, type Scan, unknownsIn, type Written } from './scans.ts';
import { endsOf, type Row, TABLE } from './table.ts';

const SLOW: readonly string[] = ['drip', 'no answer'];

/** Every call in every way in which it can go wrong; no call can in all of them. */
export const callCells = (places: Places): Cell[] =>
  OPERATIONS.flatMap((operation) =>
    TABLE.filter(({ fault }) => fault(operation, '') !== null).map((row) => cellOf(places, operation, row)),
  );

function cellOf(places: Places, operation: Operation, row: Row): Cell {
  const cell = {
    service: familyOf(operation),
    what: operation.operation,
    how: row.name,
    organization: operation.organization,
    isSlow: SLOW.includes(row.name),
    // where another call says the same nothing is lost
    allowed: [...endsOf(row, operation), ...(operation.second === undefined ? [] : (['said elsewhere', 'unchanged'] as const))],
  };
  return { ...cell, try: () => tried(places, cell, operation, row) };
}

async function tried(places: Places, cell: Omit<Cell, 'try'>, operation: Operation, row: Row): Promise<Tried> {
  const { place, before } = await places.of(operation.organization);
  const trap = await trapped();
  const fault = row.fault(operation, trap.url);
  if (fault === null) throw new Error(`${cell.what} cannot end as ${cell.how}`);
  place.clouds.requests.length = 0;
  place.clouds.fault({ ...fault, id: callsOf(operation) });
  const after = await place.scan(cell).finally(() => {
    place.clouds.clearFaults();
    trap.close();
  });
  const endings = endingsOf(operation, row, before, after);
  const wrong = [
    ...wrongWith(cell, place, before, after, endings),
    ...trap.requests.map((request) => `another host was asked: ${request}`),
  ];
  return { endings, wrong, seconds: after.seconds };
}

/** A host that nobody may ask. */
async function trapped() {
  const requests: string[] = [];
  const server = createServer(({ method, url }, response) => {
    requests.push(`${method} ${url}`);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, requests, close };
}

/** What became of the call: the causes of all that rests on it and did not lack before. */
function endingsOf(operation: Operation, row: Row, before: NonNullable<Written>, { code, written }: Scan): Ended[] {
  if (written === null) return code === EXIT.unavailable ? ['refused'] : [];
  const credentials = CREDENTIALS[serviceOf(operation.operation)];
  const lacking = ({ snapshot }: NonNullable<Written>) =>
    unknownsIn(JSON.parse(snapshot)).filter(
      ({ source }) => source !== undefined && [operation.source, credentials].includes(sourceOf(source)),
    );
  const fresh = more(lacking(before), lacking(written));
  // a value is collected as it comes, and is not understood later
  const unread = (file: NonNullable<Written>) => unknownsIn(JSON.parse(file.recorded));
  const found = fresh.length === 0 && row.later && operation.second === undefined ? more(unread(before), unread(written)) : fresh;
  if (found.length === 0) return [saying(written.snapshot) === saying(before.snapshot) ? 'unchanged' : 'said elsewhere'];
  return [...new Set(found.map(({ cause, source }): Ended => (source === credentials ? 'credentials' : cause)))];
}

/** What a service calls that it was given no credentials. */
const CREDENTIALS: Record<Service, string> = {
  confluent: 'confluent:credentials',
  aws: 'aws:credentials',
  azure: 'azure:credentials',
  google: 'gcp:credentials',
};

/** Without the query, the page and the ids in a path. */
const sourceOf = (source: string): string => {
  const [path = ''] = source.replace(/ page \d+$/, '').split('?');
  return path.replace(/\/environments\/[^/]+\/clusters\/[^/]+\//, '/environments/{env}/clusters/{lkc}/');
};

/** What a snapshot says: not in which words, nor on which page it stood. */
const saying = (snapshot: string): string =>
  JSON.stringify(JSON.parse(snapshot), (name, value) =>
    name === 'detail' ? undefined : name === 'source' ? value.replace(/ page \d+$/, '') : value,
  );
