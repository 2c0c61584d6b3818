// Step 1: are the inputs what they may be? Nothing is installed yet, so this needs nothing but Node.
import { argumentsFrom } from './inputs.ts';
import { annotate, setOutputs, variable } from './runner.ts';

const result = argumentsFrom(JSON.parse(variable('INPUTS')));
if ('wrong' in result) {
  for (const text of result.wrong) annotate('error', 'wrong input', text);
  process.exitCode = 64;
} else setOutputs({ arguments: JSON.stringify(result.flags) });
