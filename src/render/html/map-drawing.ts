import { plural } from '../../report/plural.ts';
import { inPage } from './links.ts';
import type { ClusterNode, KeyNode } from './map-model.ts';
import { labelOf } from './map-order.ts';
import { clustersInOrder, isDead, isElsewhere, isShared } from './map-standing.ts';
import { fitted, nearlyWhole, roomFor } from './map-text.ts';
import { clusterLines, countForProduction, type DaysLeft, keyLines, type Line, plain, stateInWords } from './map-words.ts';
import type { Room } from './room.ts';

// One drawing: a key with the clusters that hang on it. Lengths are in CSS pixels: the drawing is as wide as the narrowest
// screen has room for, and is never made smaller.

const WIDTH = 300;
const [NAME_SIZE, TEXT_SIZE, ASIDE_SIZE] = [13, 12, 11];
const LINE = 17;
const FIRST_BASELINE = 20;
/** Between two boxes. */
const GAP = 7;
/** Where clusters hang from, and where they begin. */
const [TRUNK, CLUSTERS] = [16, 46];
/** From the upper edge of a box to where its branch ends. */
const MIDDLE = 14;

type Look = { tone: string; sign: string; href: string | null };
type Text = { className: string; x: number; y: number; text: string };
type Box = Look & {
  shape: 'key' | 'cluster';
  x: number;
  y: number;
  width: number;
  height: number;
  signX: number;
  signY: number;
  /** What the box says, also what is cut off in it. */
  title: string;
  texts: Text[];
};
type Branch = { crosses: boolean; line: string; cross: string | null };
export type Drawing = { width: number; height: number; boxes: Box[]; trunk: string; branches: Branch[] };

export type Known = {
  /** How many clusters are drawn at most. */
  most: number;
  /** Whether every cluster of the organization was seen. */
  whole: boolean;
  sectionOf: Room['sectionOf'];
};

export function drawnKey(key: KeyNode, days: DaysLeft, known: Known): Drawing {
  const { most, whole, sectionOf } = known;
  const id = key.ids[0] ?? '';
  const box = boxOf({
    shape: 'key',
    x: 1,
    y: 1,
    name: labelOf(key),
    aside: key.state === 'enabled' ? stateInWords(key, days) : null,
    lines: keyLines(key, days, whole),
    ...keyLook(key),
    href: inPage(sectionOf({ type: 'key', id })),
  });
  const shown = clustersInOrder(key.clusters, key.region).slice(0, most);
  return hung(box, shown, { more: key.clusters.length - shown.length + (key.others ?? 0), key }, known);
}

function keyLook(key: KeyNode): Omit<Look, 'href'> {
  if (isDead(key)) return { tone: 'bad dead', sign: 'dead' };
  if (key.state === null) return { tone: 'warn unseen', sign: 'unseen' };
  return isShared(key) ? { tone: 'warn shared', sign: 'shared' } : { tone: 'plain', sign: 'key' };
}

/** Clusters that hang on no key that could be drawn, under what is said in place of it. */
export function drawnWithoutKey(
  clusters: readonly ClusterNode[],
  { name, ...look }: { name: string } & Omit<Look, 'href'>,
  known: Known,
): Drawing {
  const { most } = known;
  const production = countForProduction(clusters);
  const count = `${plural(clusters.length, 'cluster')}${production === 0 ? '' : `, ${production} for production`}`;
  const box = boxOf({ shape: 'key', x: 1, y: 1, name, aside: null, lines: [plain(count)], ...look, href: null });
  const shown = clustersInOrder(clusters, null).slice(0, most);
  return hung(box, shown, { more: clusters.length - shown.length, key: null }, known);
}

/** @param more how many clusters are on the key that are not drawn */
function hung(
  top: Box,
  clusters: readonly ClusterNode[],
  { more, key }: { more: number; key: KeyNode | null },
  known: Known,
): Drawing {
  const boxes = [top];
  const branches: Branch[] = [];
  const bottom = top.y + top.height;
  let y = bottom + GAP;
  const region = key?.region ?? null;
  const hang = (box: Box, crosses: boolean): void => {
    boxes.push(box);
    branches.push(branchAt(y + MIDDLE, crosses));
    y += box.height + GAP;
  };
  for (const cluster of clusters) hang(clusterBox(cluster, y, region, known), isElsewhere(cluster, region));
  if (more > 0) {
    const name = clusters.length === 0 ? `${plural(more, 'cluster')} on it` : `and ${plural(more, 'more cluster')}`;
    hang(boxOf({ shape: 'cluster', x: CLUSTERS, y, name, aside: null, lines: [], ...MORE }), false);
  }
  const last = boxes.at(-1) ?? top;
  const strokes = key !== null && isShared(key) ? [TRUNK - 2, TRUNK + 2] : [TRUNK];
  const trunk = branches.length === 0 ? '' : strokes.map((x) => `M${x} ${bottom}V${last.y + MIDDLE}`).join('');
  return { width: WIDTH, height: y - GAP + 2, boxes, trunk, branches };
}

const MORE: Look = { tone: 'plain', sign: 'cluster', href: null };

const clusterBox = (cluster: ClusterNode, y: number, keyRegion: string | null, { sectionOf }: Known): Box =>
  boxOf({
    shape: 'cluster',
    x: CLUSTERS,
    y,
    name: cluster.name ?? cluster.id,
    aside: cluster.production === true ? 'production' : null,
    lines: clusterLines(cluster, keyRegion),
    ...clusterLook(cluster, keyRegion),
    href: inPage(sectionOf({ type: 'cluster', id: cluster.id })),
  });

function clusterLook(cluster: ClusterNode, keyRegion: string | null): Omit<Look, 'href'> {
  if (isElsewhere(cluster, keyRegion))
    return { tone: cluster.mismatch === 'fail' ? 'bad elsewhere' : 'warn elsewhere', sign: 'cluster' };
  if (cluster.region === null) return { tone: 'warn unseen', sign: 'unseen' };
  return { tone: 'plain', sign: 'cluster' };
}

/** @param crosses whether it crosses into another region */
function branchAt(y: number, crosses: boolean): Branch {
  const middle = (TRUNK + CLUSTERS) / 2;
  return {
    crosses,
    line: `M${TRUNK} ${y}H${CLUSTERS}`,
    cross: crosses ? `M${middle - 5} ${y - 5}l10 10m0-10l-10 10` : null,
  };
}

type Said = Look & Pick<Box, 'shape' | 'x' | 'y'> & { name: string; aside: string | null; lines: readonly Line[] };

function boxOf({ shape, x, y, name, aside, lines: more, ...look }: Said): Box {
  const [left, right] = [x + 27, WIDTH - 9];
  const bold = shape === 'key';
  const beside = aside === null ? 0 : roomFor(aside, ASIDE_SIZE) + 6;
  // a name that is too long to have something beside it has that below
  const below = fitted(name, right - left - beside, NAME_SIZE, bold).cut ? aside : null;
  const first = fitted(name, right - left - (below === null ? beside : 0), NAME_SIZE, bold);
  const lines = below === null ? more : [plain(below), ...more];
  const rest = lines.map(({ text, tone }, index) => ({
    ...fitted(text, right - left, TEXT_SIZE, tone !== null),
    className: tone ?? 'soft',
    x: left,
    y: y + FIRST_BASELINE + (index + 1) * LINE,
  }));
  const whole = [name, ...(aside === null ? [] : [aside]), ...more.map(({ text }) => text)];
  return {
    shape,
    x,
    y,
    width: WIDTH - 1 - x,
    height: FIRST_BASELINE + 8 + lines.length * LINE,
    signX: x + 7,
    signY: y + 7,
    title: nearlyWhole(whole.join('; ')),
    texts: [
      { className: 'name', x: left, y: y + FIRST_BASELINE, text: first.text },
      ...(aside === null || below !== null ? [] : [{ className: 'aside', x: right, y: y + FIRST_BASELINE, text: aside }]),
      ...rest,
    ],
    ...look,
  };
}
