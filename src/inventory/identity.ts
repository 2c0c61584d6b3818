import { aliasOf, cloudOf, type Written } from '../clouds/index.ts';
import { type Fact, isKnown } from '../facts/fact.ts';

/** What makes two KMS names the same key: equal identities share key material. */
export const identity = (kms: Written): string => cloudOf(kms).names.identity(kms);

/** The identity where the name is known, else undefined. */
export const identityOf = (kms: Fact<Written>): string | undefined => (isKnown(kms) ? identity(kms.value) : undefined);

/** Finds what may be of the same key under a name of another form. */
export type Namesakes<T> = (name: Written) => readonly T[];

const NONE: readonly never[] = [];

/** @param nameOf the KMS name of one of them; undefined where it is not known */
export function namesakesIn<T>(all: Iterable<T>, nameOf: (one: T) => Written | undefined): Namesakes<T> {
  const forms = new Map<string, Map<string, T[]>>();
  for (const one of all) {
    const name = nameOf(one);
    const alias = name && aliasOf(name);
    if (alias === undefined) continue;
    const byForm = forms.get(alias.shared) ?? new Map<string, T[]>();
    const alike = byForm.get(alias.form);
    if (alike === undefined) byForm.set(alias.form, [one]);
    else alike.push(one);
    forms.set(alias.shared, byForm);
  }
  return (name) => {
    const alias = forms.size === 0 ? undefined : aliasOf(name);
    const [first = NONE, ...more] = [...((alias && forms.get(alias.shared)) ?? [])].flatMap(([form, of]) =>
      form === alias?.form ? [] : [of],
    );
    return more.length === 0 ? first : [first, ...more].flat();
  };
}
