import type { Attestation } from '../config/attestation.ts';
import type { Exceptions } from '../config/exception.ts';
import type { Waiver } from '../config/waiver.ts';
import { shown } from '../facts/fact.ts';
import { utcOrNull } from '../input/time.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { attest } from './attestations.ts';
import { carriedOver, failedIn } from './carried-over.ts';
import type { Baseline } from './diff.ts';
import type { Evaluated } from './exceptions.ts';
import type { EarlierScans } from './past.ts';
import type { ReportedRule, ReportedVerdict } from './schema.ts';
import { stateOf } from './state.ts';
import type { VerdictBody } from './verdict-columns.ts';
import { waive } from './waivers.ts';

/** What decides how a verdict stands, beside the policy. */
type SettledBy = {
  inventory: Inventory;
  waivers: Exceptions<Waiver>;
  attestations: Exceptions<Attestation>;
  earlier: EarlierScans | null;
  baseline?: Baseline | null;
};

/** The verdicts, each with the waiver or the attestation that answers it; its state, and since when it has been open. */
export function settledIn(
  found: readonly ReportedVerdict[],
  { inventory, waivers, attestations, earlier, baseline = null }: SettledBy,
  about: Omit<Evaluated, 'verdicts'>,
  rules: readonly ReportedRule[],
) {
  const unlisted = shown(inventory.populations.unlisted_clusters) ?? null;
  const attested = attest(attestations.entries, { verdicts: found, ...about }, failedIn(earlier, baseline?.report), unlisted);
  const waived = waive(waivers.entries, { verdicts: attested.verdicts, ...about });
  const { taken_at } = inventory.snapshot;
  const carry = carriedOver({ earlier, baseline }, { rules, subjectOf: about.subjectOf }, utcOrNull(taken_at) ?? taken_at);
  const verdicts = waived.verdicts.map((verdict) => {
    const settled = { ...verdict, state: stateOf(verdict) };
    return { ...settled, ...carry(settled) };
  });
  return { verdicts, waivers: waived.waivers, attestations: attested.attestations };
}

/**
 * Whether a verdict can change until the record is put together, or is named in it: it fails or gives no answer, or a waiver
 * or an attestation is about its rule.
 */
export function isOpen(
  waivers: Exceptions<Waiver>,
  attestations: Exceptions<Attestation>,
): (body: VerdictBody, rule: string) => boolean {
  const named = new Set([...waivers.entries, ...attestations.entries].flatMap(({ rule }) => rule ?? []));
  return ({ status, attestation }, rule) =>
    (status !== 'pass' && status !== 'not_applicable') || attestation !== null || named.has(rule);
}
