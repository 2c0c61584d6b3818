import { isPostgresUrl } from '../input/url.ts';

/** The store as messages name it. */
export const storeName = (where: string): string => (isPostgresUrl(where) ? withoutPassword(where) : where);

export function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'postgres://...';
  const shown = new URL(url);
  shown.password = '';
  shown.search = '';
  shown.hash = '';
  // a password with a slash in it is parsed as a path
  return /@/.test(shown.pathname) ? 'postgres://...' : shown.href;
}
