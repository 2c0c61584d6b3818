import { parentPort, workerData } from 'node:worker_threads';
import type { Subject } from '../subjects/schema.ts';
import { openDoor } from './door.ts';
import type { Start } from './thread.ts';

const { module, rules } = workerData as Start;
const verdictsOn = openDoor(module, rules);
parentPort?.on('message', (batch: Subject[]) => parentPort?.postMessage(batch.map(verdictsOn)));
