import { AWS_ACCOUNTS } from './aws-accounts.ts';
import { AWS_CONDITIONS } from './aws-conditions.ts';
import { AWS_ENDINGS } from './aws-endings.ts';
import { AWS_ROTATION } from './aws-rotation.ts';
import { AWS_TWINS } from './aws-twins.ts';
import { check } from './check.ts';

check({
  'conditions of key policies': AWS_CONDITIONS,
  'rotation at AWS': AWS_ROTATION,
  'endings and beginnings of AWS keys': AWS_ENDINGS,
  'one AWS key, several users': AWS_TWINS,
  'accounts and ARNs of AWS keys': AWS_ACCOUNTS,
});
