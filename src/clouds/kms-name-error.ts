/** Says why a name was refused; the collector turns it into a `malformed` fact and makes no call. */
export class KmsNameError extends Error {
  override name = 'KmsNameError';
}
