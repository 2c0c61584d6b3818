import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { expect, test } from 'vitest';
import type { Fault } from '../../loopback/clouds.ts';
import { FAULT_KINDS } from '../../loopback/fault.ts';
import { Status } from '../../src/report/state.ts';
import { differences, type Expectation } from '../field-cases/case.ts';
import { only, organizationOf, parsed, State } from './field-state.ts';

// Situations that were reported from outside are kept beside the project, which has its own cases of each kind.
const CASES = join(import.meta.dirname, '../../../shared/cases');

/** Those that do not come out right yet. The test of each fails once it does: then its name goes. */
const OPEN = new Set<string>();

const text = Type.String();
const Case = only({
  name: text,
  title: text,
  why: text,
  kind: text,
  got: text,
  config_extra: text,
  as_of: text,
  expect: Type.Array(Type.Array(Type.Unknown())),
  faults: Type.Array(
    only({
      route: text,
      kind: text,
      status: Type.Optional(Type.Integer()),
      body: Type.Optional(Type.Unknown()),
      times: Type.Optional(Type.Integer()),
    }),
  ),
  state: State,
});
type Case = Type.Static<typeof Case>;

const SERVICES: Record<string, string> = {
  'confluent:': '(GET|POST) ',
  'aws:kms:': 'kms:',
  'aws:sts:': 'sts:',
  'azure:kv:': 'keyvault:',
  'azure:arm:': 'arm:',
  'azure:graph:': 'graph:',
  'gcp:kms:': 'cloudkms:',
  'gcp:crm:': 'resourcemanager:',
  'gcp:iam:': 'iam:',
};

function faultOf({ route, kind, status = 200, body, times }: Case['faults'][number]): Fault {
  const service = Object.keys(SERVICES).find((prefix) => route.startsWith(prefix));
  if (service === undefined) throw new Error(`the fault is of an unknown service: ${route}`);
  const call = route
    .slice(service.length)
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*');
  const at = { id: new RegExp(`^${SERVICES[service]}${call}`), ...(times === undefined ? {} : { times }) };
  if (kind === 'body') return { ...at, kind: 'replace', replace: () => ({ status, body: jsonOf(body) }) };
  const known = FAULT_KINDS.find((one) => one === kind);
  if (known === undefined) throw new Error(`the fault is of an unknown kind: ${kind}`);
  return { ...at, kind: known };
}

/** A body is written as the text that is sent. */
function jsonOf(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

const Expected = Type.Union([Type.Tuple([text, text, Type.Array(Status)]), Type.Tuple([text, text, Type.Array(Status), text])]);
function expectationOf(row: unknown): Expectation {
  const [rule, subject, answers, says] = parsed(Expected, row);
  return says === undefined ? [rule, subject, answers] : [rule, subject, answers, new RegExp(says)];
}

const files = readdirSync(CASES).filter((name) => name.endsWith('.json'));

test('there are cases from outside, and each that is open is one of them', () => {
  expect(files).not.toEqual([]);
  expect([...OPEN].filter((name) => !files.includes(`${name}.json`))).toEqual([]);
});

test.each(files)('the case from outside in %s comes out right, unless it is open', async (file) => {
  const {
    name,
    state,
    config_extra,
    as_of,
    faults,
    expect: rows,
  } = parsed(Case, JSON.parse(readFileSync(join(CASES, file), 'utf8')));
  const wrong = await differences({
    organization: organizationOf(state),
    config: config_extra,
    as_of,
    faults: faults.map(faultOf),
    expect: rows.map(expectationOf),
  });
  if (OPEN.has(name)) expect(wrong, `${name} comes out right: take its name out of OPEN`).not.toEqual([]);
  else expect(wrong).toEqual([]);
});
