import { ACCESS_REMEDIES } from './access-remedies.ts';
import { check } from './check.ts';
import { CONSUMERS, LISTS } from './confluent-side.ts';
import { EXCLUSIVE_CONTROL } from './exclusive-control.ts';
import { FIRST_DAY } from './first-day.ts';
import { LIMITS_OF_KEYS } from './key-limits.ts';
import { KEY_REMEDIES } from './key-remedies.ts';

check({
  'what mends the access of Confluent': ACCESS_REMEDIES,
  ...KEY_REMEDIES,
  'consumers beside Kafka': CONSUMERS,
  'lists of Confluent': LISTS,
  'exclusive control': EXCLUSIVE_CONTROL,
  'the first day': FIRST_DAY,
  'expiry, residence and stores': LIMITS_OF_KEYS,
});
