import { CampaignProblem } from '../campaign-problem.ts'

/**
 * Shares the places of a campaign among what was offered. As long as they suffice each offer is taken whole; beyond, each keeps at
 * least one place, and the others are shared pro rata by largest remainder, so that the sum is the target to the unit. Of equal
 * remainders the larger offer wins, then the earlier one.
 *
 * @throws {CampaignProblem} `too-many-offers` when there are more offers than places
 */
export function shareQuota<T extends { readonly offered: number }>(
  offers: readonly T[],
  target: number,
): (T & { readonly granted: number })[] {
  const total = sum(offers.map(({ offered }) => offered))
  if (total <= target) return offers.map(offer => ({ ...offer, granted: offer.offered }))
  if (offers.length > target) {
    throw new CampaignProblem('too-many-offers', `${offers.length} offers for ${target} places`)
  }
  const single = singles(offers, target)
  const others = offers.filter(offer => !single.has(offer))
  const places = target - single.size
  const weight = sum(others.map(({ offered }) => offered))
  // In whole numbers: a fraction that is not quite a half would give a place to another.
  const shares = others.map((offer, position) => ({
    offer,
    position,
    whole: Math.floor((offer.offered * places) / weight),
    remainder: (offer.offered * places) % weight,
  }))
  const left = places - sum(shares.map(({ whole }) => whole))
  const inOrder = shares.toSorted(
    (a, b) => b.remainder - a.remainder || b.offer.offered - a.offer.offered || a.position - b.position,
  )
  const more = new Set(inOrder.slice(0, left).map(({ offer }) => offer))
  const granted = new Map(shares.map(({ offer, whole }) => [offer, whole + (more.has(offer) ? 1 : 0)]))
  return offers.map(offer => ({ ...offer, granted: granted.get(offer) ?? 1 }))
}

/** Offers whose share is less than one place, and that get it nevertheless: what the others lose by it may make one of them small, too. */
function singles<T extends { readonly offered: number }>(offers: readonly T[], target: number): Set<T> {
  const single = new Set<T>()
  for (;;) {
    const others = offers.filter(offer => !single.has(offer))
    const weight = sum(others.map(({ offered }) => offered))
    const small = others.filter(({ offered }) => offered * (target - single.size) < weight)
    if (small.length === 0) return single
    for (const offer of small) single.add(offer)
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
