import Type from 'typebox';
import { observed } from '../../facts/declare.ts';
import { byName, nullable, object, text, texts } from '../../input/shapes.ts';

const KEY = ['gcp:kms:GetCryptoKey'];

const UNSETTLED = {
  ambiguous: {
    text: 'A version is being generated or imported, or the key has no primary version. Run the scan again in some minutes; if it stays so, look at the versions in the console (gcloud kms keys versions list shows them).',
  },
};

const IamPolicy = Type.Array(object({ role: text, members: texts, condition: nullable(text) }));

const Version = object({
  id: text,
  state: text,
  created_at: nullable(text),
  destroy_time: nullable(text),
  import_job: nullable(text),
});
export type Version = Type.Static<typeof Version>;

/** A key of Google Cloud KMS, as it was read. */
export const GcpKey = object({
  provider: Type.Literal('gcp'),
  /** Whether the KMS has the key in whatever state; where it has not, every other fact is unknown/not_found. */
  present: observed(Type.Boolean(), KEY),
  purpose: observed(text, KEY),
  algorithm: observed(nullable(text), KEY),
  /** Null where the key has no primary version. */
  primary: observed(nullable(object({ id: text, state: text, destroy_time: nullable(text) })), KEY, { unknown: UNSETTLED }),
  /** When the primary version was created. */
  primary_created_at: observed(nullable(text), KEY, { since: '1.2' }),
  protection_level: observed(nullable(text), KEY),
  /** Seconds; null where no rotation is scheduled. */
  rotation_period_seconds: observed(nullable(Type.Number()), KEY),
  /** Null where no rotation is planned. */
  next_rotation_time: observed(nullable(text), KEY, { since: '1.2' }),
  import_only: observed(Type.Boolean(), KEY),
  destroy_scheduled_seconds: observed(nullable(Type.Number()), KEY),
  /** Reasons that Key Access Justifications allow the key to be used for; empty where they allow none, null where any will do. */
  allowed_reasons: observed(nullable(texts), KEY, { since: '1.2' }),
  created_at: observed(text, KEY),
  labels: observed(byName(text), KEY, { since: '1.4' }),
  versions: observed(Type.Array(Version), ['gcp:kms:ListCryptoKeyVersions'], { unknown: UNSETTLED }),
  /**
   * Both names of the project. It is asked only where a policy names a principal by the one that the key is not named by;
   * where none does, it was not collected, and nothing rests on it.
   */
  project: observed(object({ id: text, number: text }), ['gcp:resourcemanager:GetProject'], { since: '1.2' }),
  policy: observed(IamPolicy, ['gcp:kms:GetIamPolicy'], {
    unknown: {
      ambiguous: {
        text: "A binding under a condition cannot be evaluated from here, or gives less than Confluent's own test of the key shows. Bind the role to Confluent's group on the key without a condition; look for bindings on the folder and the organization; or attest what they give.",
        paste: 'attestation',
      },
    },
  }),
  key_ring_policy: observed(IamPolicy, ['gcp:kms:GetIamPolicy']),
  project_policy: observed(IamPolicy, ['gcp:resourcemanager:GetIamPolicy'], { since: '1.1' }),
  /**
   * Permissions of the roles that the three policies give to anybody, by the role's name; each is a call of its own. Basic
   * roles and those of Cloud KMS are left out where a table holds what they permit.
   */
  roles: byName(observed(texts, ['gcp:iam:GetRole'])),
});
export type GcpKey = Type.Static<typeof GcpKey>;
