/** Whether the host is a loopback address: the only place for plain http and for emulator tokens. */
export function isLoopbackUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Why an endpoint may not be used, or null. It receives credentials, so it must be https, and it may not contain any. */
export function refusedUrl(url: string): string | null {
  const expected = 'expected a URL that begins with https://';
  if (!URL.canParse(url)) return expected;
  const { protocol, username, password, search, hash } = new URL(url);
  if (username !== '' || password !== '')
    return 'a URL with a user name or password is refused: credentials come from the environment';
  if (protocol === 'http:' && !isLoopbackUrl(url)) return 'plain http is allowed only for a loopback address; use https://';
  if (protocol !== 'https:' && protocol !== 'http:') return expected;
  if (search !== '' || hash !== '') return 'an endpoint may have no query and no fragment';
  return null;
}

/** Whether the history is in a PostgreSQL database, and not in a file. */
export const isPostgresUrl = (where: string): boolean => /^postgres(?:ql)?:\/\//.test(where);
