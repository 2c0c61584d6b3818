/** How long a scan waits for another one that writes, in milliseconds. */
export const LOCK_TIMEOUT = 60_000;
