import type { Rendered } from '../integrity/output.ts';
import { type Alert, type Alerts, alertsIn } from '../report/alerts.ts';
import { IN_THE_OWN_BLOCK } from '../report/place.ts';
import type { Report } from '../report/schema.ts';
import { log } from './sarif/log.ts';
import { cutInWords } from './sarif/notifications.ts';
import { type Placed, placedIn } from './sarif/place.ts';
import { resultOf } from './sarif/result.ts';
import { reasonToWithhold } from './sarif/withheld.ts';

/**
 * SARIF 2.1.0 as GitHub code scanning takes it: failures and what may hide one, nothing else, since GitHub opens
 * an alert for every result and closes those that are no longer there.
 */
export function sarif(report: Report): Rendered {
  const alerts = alertsIn(report);
  const rules = new Map(report.rules.map((rule, index) => [rule.id, { rule, index }]));
  const placeOf = (alert: Alert) => placedIn(rules.get(alert.rule)?.rule ?? IN_THE_OWN_BLOCK, alert);
  const withheld = reasonToWithhold(report, alerts, placeOf);
  if (withheld !== null) return { withheld };
  const asResult = (alert: Alert) => resultOf(alert, rules.get(alert.rule)?.index, named(placeOf(alert)), report.obstacles);
  const shortened = cutInWords(alerts.leftOut);
  return { content: pieces(report, alerts, asResult), ...(shortened === null ? {} : { shortened }) };
}

function named(place: Placed | null): Placed {
  if (place === null) throw new Error('an alert has no place, and the file is written all the same');
  return place;
}

/** The file in pieces: the results, indented as they stand there, within the rest. */
function* pieces(report: Report, { alerts, leftOut }: Alerts, asResult: (alert: Alert) => unknown): Generator<string> {
  const rest = `${inLines(log(report, leftOut))}\n`;
  const place = rest.lastIndexOf(NO_RESULTS);
  yield rest.slice(0, place);
  for (let from = 0; from < alerts.length; from += AT_ONCE) {
    const results = alerts.slice(from, from + AT_ONCE).map(asResult);
    yield from === 0 ? RESULTS : ',';
    yield inLines([[[results]]]).slice(ABOVE.length, -BELOW.length);
  }
  yield alerts.length === 0 ? NO_RESULTS : '\n      ]';
  yield rest.slice(place + NO_RESULTS.length);
}

const inLines = (value: unknown): string => JSON.stringify(value, null, 2);

/** How many results make a piece. */
const AT_ONCE = 200;

/** The last property of the last object of the file. */
const [RESULTS, NO_RESULTS] = ['"results": [', '"results": []'];

/** What stands around results in three lists: as deep as in the file. */
const [ABOVE, BELOW] = ['[\n  [\n    [\n      [', '\n      ]\n    ]\n  ]\n]'];
