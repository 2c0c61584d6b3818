// Step 1: are the inputs what they may be? Nothing is installed yet, so this needs nothing but Node. The steps that follow use its outputs,
// which have the default where an input was empty.
import { argumentsFrom } from './inputs.ts';
import { annotate, setOutputs, variable } from './runner.ts';

const result = argumentsFrom(JSON.parse(variable('INPUTS')));
if ('wrong' in result) {
  for (const text of result.wrong) annotate('error', 'wrong input', text);
  process.exitCode = 64;
} else setOutputs({ ...result.values, arguments: JSON.stringify(result.flags) });
