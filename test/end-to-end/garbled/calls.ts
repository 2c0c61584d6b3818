/** The services that a scan asks; `--only` and the files of known breaks go by them. */
export const SERVICES = ['confluent', 'aws', 'azure', 'google'] as const;
export type Service = (typeof SERVICES)[number];

const CONNECTORS = /^(GET \/connect\/v1\/environments\/)[^/]+(\/clusters\/)[^/]+(\/connectors)$/;

/** What a call asks, whoever it is about: `kms:DescribeKey`, `GET /cmk/v2/clusters`. */
export function operationOf(call: string): string {
  const [what = ''] = call.replace(/ page \d+$/, '').split('?');
  if (what.startsWith('GET ')) return what.replace(CONNECTORS, '$1{env}$2{lkc}$3');
  return what.split(' ')[0] ?? what;
}

/** Whom a call is about: the rest of its id. */
export const targetOf = (call: string): string =>
  call.startsWith('GET ') ? call.slice(4) : call.slice(call.indexOf(' ') + 1).replace(/ page \d+$/, '');

const SERVICE_OF: [RegExp, Service][] = [
  [/^(GET|POST) /, 'confluent'],
  [/^(kms|sts):/, 'aws'],
  [/^(keyvault|arm|graph):/, 'azure'],
  [/^(cloudkms|resourcemanager|iam):/, 'google'],
];

export function serviceOf(call: string): Service {
  const found = SERVICE_OF.find(([known]) => known.test(call));
  if (found === undefined) throw new Error(`no service is known for the call ${call}`);
  return found[1];
}
