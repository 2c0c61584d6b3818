import { random } from '../../../scripts/random.ts';
import type { Printed } from './remedies.ts';

type Mistake = { mistake: string; kind: Printed['kind']; text: string; original: string };
type Kind = { name: string; kind: Printed['kind']; at: RegExp; put: (match: string) => string; times: number };

/** The same mistakes for the same seed: each replaces one place of a remedy that is chosen from those that have such a place. */
const KINDS: readonly Kind[] = [
  { name: 'a misspelt flag', kind: 'cli', at: / --[a-z][a-z-]{4,}/g, put: swapped, times: 5 },
  {
    name: 'a flag with underscores',
    kind: 'cli',
    at: / --[a-z]+-[a-z-]+/g,
    put: (flag) => flag.replace(/(?<=\w)-/g, '_'),
    times: 2,
  },
  {
    name: 'a flag of another command',
    kind: 'cli',
    at: / --(?:key-id|keyring|vault-name|environment) \S+/g,
    put: (flag) => `${flag} --bucket-name x`,
    times: 2,
  },
  {
    name: 'a misspelt command',
    kind: 'cli',
    at: /(?<=^(?:aws kms|az keyvault key|gcloud kms keys|confluent byok) )[a-z-]+/g,
    put: swapped,
    times: 4,
  },
  {
    name: 'a required flag left out',
    kind: 'cli',
    at: /(?<=^(?:aws kms put-key-policy|gcloud kms|az role assignment create|confluent kafka cluster create) .*) --(?:key-id|location|keyring|member|purpose|scope|cloud) \S+/g,
    put: () => '',
    times: 4,
  },
  {
    name: 'a stray argument',
    kind: 'cli',
    at: /(?<=^(?:aws kms [a-z-]+|az keyvault [a-z -]+|confluent byok list))(?= --|$)/g,
    put: () => ' stray',
    times: 2,
  },
  {
    name: 'an argument left out',
    kind: 'cli',
    at: /(?<=^(?:confluent byok (?:create|describe)|gcloud kms keys (?:describe|create|get-iam-policy))) \S+/g,
    put: () => '',
    times: 2,
  },
  {
    name: 'a value that is no choice',
    kind: 'cli',
    at: /(?<=--(?:kty|purpose|type|cloud|origin|bypass|wrapping-key-spec|assignee-principal-type) )(?![A-Z_]+\b)[A-Za-z][\w-]+/g,
    put: swapped,
    times: 4,
  },
  {
    name: 'a number where none belongs',
    kind: 'cli',
    at: /(?<=--(?:rotation-period-in-days) )\S+/g,
    put: () => '3650',
    times: 1,
  },
  { name: 'a number as a word', kind: 'cli', at: /(?<=--size )\d+/g, put: () => 'large', times: 1 },
  { name: 'broken JSON', kind: 'cli', at: /(?<=')\{"[^']*\}(?=')/g, put: (json) => json.slice(0, -1), times: 1 },
  { name: 'a quote left open', kind: 'cli', at: /"(?= --|$)/g, put: () => '', times: 1 },
  { name: 'a flag without its value', kind: 'cli', at: /(?<=--(?:key-id|vault-name|keyring)) \S+/g, put: () => '', times: 2 },
  { name: 'a misspelt attribute', kind: 'hcl', at: /(?<=\n {2})[a-z]+_[a-z_]+(?= +=)/g, put: swapped, times: 4 },
  { name: 'a misspelt resource type', kind: 'hcl', at: /(?<=resource ")[a-z_]+/g, put: swapped, times: 2 },
  {
    name: 'a misspelt block',
    kind: 'hcl',
    at: /(?<=\n {2})(?:rotation_policy|dedicated|byok_key|environment|azure|gcp)(?= \{)/g,
    put: swapped,
    times: 3,
  },
  {
    name: 'a required attribute left out',
    kind: 'hcl',
    at: /(?<=" "NEW_\w+" \{[^}]*)\n {2}(?:display_name|availability|key_opts|key_type|key_ring|tenant_id) +=.*/g,
    put: () => '',
    times: 3,
  },
  {
    name: 'a reference to what is not there',
    kind: 'hcl',
    at: /(?<== (?:aws|azurerm|google)_kms_\w+\.\w+\.)(?:arn|id)(?=\n| )/g,
    put: () => 'identity',
    times: 2,
  },
  {
    name: 'an attribute that can only be read',
    kind: 'hcl',
    at: /(?<=resource "aws_kms_key" "\w+" \{)/g,
    put: () => '\n  arn = "x"',
    times: 1,
  },
];

export function mistakes(printed: readonly Printed[], seed: number): Mistake[] {
  const next = random(seed);
  return KINDS.flatMap(({ name, kind, at, put, times }) => {
    const places = printed
      .filter((one) => one.kind === kind && !one.text.startsWith('#'))
      .flatMap(({ text }) => [...text.matchAll(at)].map((match) => ({ text, match })));
    if (places.length === 0) return [];
    return Array.from({ length: times }, (): Mistake => {
      const { text, match } = places[Math.floor(next() * places.length)] as (typeof places)[number];
      const end = match.index + match[0].length;
      return { mistake: name, kind, text: `${text.slice(0, match.index)}${put(match[0])}${text.slice(end)}`, original: text };
    });
  });
}

/** Two letters in the middle change places, the commonest slip; equal ones would show nothing, so one is left out. */
function swapped(word: string): string {
  const at = Math.ceil(word.length / 2);
  const [one = '', two = ''] = [word.charAt(at - 1), word.charAt(at)];
  return one === two ? word.slice(0, at) + word.slice(at + 1) : word.slice(0, at - 1) + two + one + word.slice(at + 1);
}
