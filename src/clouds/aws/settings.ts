import Type from 'typebox';
import { section } from '../../input/settings.ts';
import { object } from '../../input/shapes.ts';

const text = { minLength: 1 };
const ROLE = { role_arn: 'arn:aws:iam::111122223333:role/byok-audit', external_id: '...' };

export const AwsSettings = section({
  accounts: Type.Record(
    Type.String({ pattern: '^[0-9]{12}$' }),
    object({ role_arn: Type.Optional(Type.String(text)), external_id: Type.Optional(Type.String(text)) }),
    {
      default: {},
      examples: [{ '111122223333': ROLE }],
      description: 'The role to assume in each account that holds keys. Without one, the default credentials are used.',
    },
  ),
});
export type AwsSettings = Type.Static<typeof AwsSettings>;
