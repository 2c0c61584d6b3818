import { parentPort, workerData } from 'node:worker_threads';
import { openDoor } from './door.ts';
import type { Share } from './evaluate.ts';

const { module, rules, subjects }: Share = workerData;
parentPort?.postMessage(subjects.flatMap(openDoor(module, rules)));
