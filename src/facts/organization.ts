import Type from 'typebox';
import { CONFLUENT } from '../confluent/calls.ts';
import { object } from '../input/shapes.ts';
import type { Remedy } from './advice.ts';
import { fact } from './declare.ts';

const { keys, environments, quotas } = CONFLUENT;

const NOT_WHOLE: Remedy = {
  text: 'Nothing proves that the list of keys is whole. Grant OrganizationAdmin to the owner of the Cloud API key, so that it is shown everything, and run the scan again; or attest that everything was listed.',
  paste: 'whole_organization',
};

export const organizationFacts = {
  quota: object({
    /** Applied limit of `byok.max_keys.per_org`; at least 1. */
    limit: fact(Type.Integer(), [quotas], {
      words: 'the limit of registered keys',
      examples: [20],
      unknown: {
        ambiguous: {
          text: 'Confluent reports a limit of 0. Look at the quota in the console of Confluent Cloud, and ask Confluent support where it shows the same.',
        },
      },
    }),
    /** The least number of keys that are registered, whatever could not be read. */
    at_least: fact(Type.Integer(), [quotas, keys], { words: 'how many keys are registered at least', examples: [4, 19] }),
    /** The larger of what Confluent counts and what its key list holds. */
    used: fact(Type.Integer(), [quotas, keys, environments], {
      words: 'how many keys are registered',
      examples: [4, 19],
      unknown: { ambiguous: NOT_WHOLE },
    }),
    /** What Confluent counts, less what its key list holds. */
    difference: fact(Type.Integer(), [quotas, keys], { words: 'how many registered keys the list lacks', examples: [0, -1] }),
    /** Keys that can still be registered. */
    remaining: fact(Type.Integer(), [quotas, keys, environments], {
      words: 'how many keys can still be registered',
      examples: [16, 1],
      unknown: { ambiguous: NOT_WHOLE },
    }),
  }),
};
