import type { Result } from 'sarif';
import type { Severity } from '../../report/schema.ts';

/** GitHub's bands: over 9.0 critical, from 7.0 high, from 4.0 medium, over 0 low. */
export const SECURITY_SEVERITY: Record<Severity, string | null> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: null,
};

export const LEVEL: Record<Severity, Result.level> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};
