import Type from 'typebox';
import { closed, filled, object, section } from '../../input/shapes.ts';

const ROLE = { role_arn: 'arn:aws:iam::111122223333:role/byok-audit', external_id: 'orchard-audit' };

export const AwsSettings = section({
  accounts: Type.Record(
    Type.String({ pattern: '^[0-9]{12}$' }),
    object({ role_arn: Type.Optional(filled), external_id: Type.Optional(filled) }),
    {
      ...closed,
      'x-key': 'the id (12 digits) of an account',
      default: {},
      examples: [{ '111122223333': ROLE }],
      description: 'The role to assume in each account that holds keys. Without one, the default credentials are used.',
    },
  ),
});
export type AwsSettings = Type.Static<typeof AwsSettings>;
