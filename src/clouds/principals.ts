import { type Fields, readAs, text } from '../collect/reply.ts';
import type { Fact } from '../facts/fact.ts';

/**
 * Of a cloud where Confluent names a single principal, or an empty text while there is none.
 * @param what the form of its name, in words
 */
export const onePrincipal = (key: Fields, path: string, form: RegExp, what: string): Fact<string[]> =>
  key.required(
    path,
    readAs(text, (name) => (name.trim() === '' ? [] : form.test(name) ? [name] : undefined), what),
  );
