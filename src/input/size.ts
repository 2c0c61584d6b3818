export const MB = 1024 * 1024;

const UNITS: Readonly<Record<string, number>> = { K: 1024, M: MB, G: 1024 * MB };

/** `200M`, `1G` or `64K` in bytes. Null where the text is none of them. */
export function bytesIn(size: string): number | null {
  const [, amount, unit = ''] = /^(\d{1,6})([KMG])$/.exec(size) ?? [];
  const bytes = Number(amount) * (UNITS[unit] ?? Number.NaN);
  return bytes > 0 ? bytes : null;
}

/** For people: `940 MB`. */
export const sizeText = (bytes: number): string =>
  bytes < MB ? `${Math.ceil(bytes / 1024)} KB` : `${Math.ceil(bytes / MB).toLocaleString('en-US')} MB`;

/** A size for a flag that so many bytes are within: `1G` of 940 MB. */
export function largerSize(bytes: number): string {
  const megabytes = 2 ** Math.ceil(Math.log2(Math.max(1, bytes / MB)));
  return megabytes < 1024 ? `${megabytes}M` : `${megabytes / 1024}G`;
}
