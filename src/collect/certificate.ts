const UNKNOWN_AUTHORITY =
  'it is signed by an authority that this machine does not trust; if that is right, as behind a proxy that reads TLS, set ' +
  "NODE_EXTRA_CA_CERTS to a file with the authority's certificate";

/** What is wrong with a certificate, by the code of OpenSSL or Node, and what to do about it. */
const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', UNKNOWN_AUTHORITY],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNKNOWN_AUTHORITY],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNKNOWN_AUTHORITY],
  ['CERT_UNTRUSTED', UNKNOWN_AUTHORITY],
  ['CERT_HAS_EXPIRED', 'it has expired, or the clock of this machine is wrong'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet, or the clock of this machine is wrong'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is for another host name; check the address in the configuration'],
  ['HOSTNAME_MISMATCH', 'it is for another host name; check the address in the configuration'],
]);

/** Other reasons not to accept a certificate, such as CERT_REVOKED or CERT_SIGNATURE_FAILURE. */
const OTHERS = /^(CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|UNABLE_TO_(DECRYPT|DECODE|GET_CRL))/;

/** Why a certificate is not accepted, in a sentence; undefined where the error is about something else. */
export function certificateProblem(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  const problem = PROBLEMS.get(code) ?? (OTHERS.test(code) ? 'it is not valid' : undefined);
  return problem === undefined ? undefined : `${problem} (${code})`;
}
