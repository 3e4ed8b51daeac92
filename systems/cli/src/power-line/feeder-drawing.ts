import type { DistrictPlan } from '@ferraris/power-line'

/** What a home is drawn as: over how many hops it is reached, `·` where no way to it is known. */
export type Mark = (home: string) => string

/**
 * Draws the feeders of a plan, a line each, from the substation outwards: boxes as their homes' marks, laterals in
 * brackets where they branch off. Ties that are open do not join what is drawn.
 */
export function drawFeeders({ substations, sections, homes }: DistrictPlan, mark: Mark): string[] {
  const closed = sections.filter(({ open }) => open !== true)
  const homesAt = Map.groupBy(homes, ({ box }) => box)
  const drawn = new Set<string>(substations)

  const marksAt = (box: string): string => (homesAt.get(box) ?? []).map(({ id }) => mark(id)).join('')
  /** The boxes that hang behind one and are not drawn yet: the branch that goes farthest comes last, as the trunk. */
  const behind = (box: string): string[] => {
    const next = closed.flatMap(({ from, to }) => (from === box ? [to] : to === box ? [from] : []))
    return next.filter(other => !drawn.has(other)).sort((a, b) => depth(a, box) - depth(b, box))
  }
  const depth = (box: string, parent: string): number => {
    const next = closed.flatMap(({ from, to }) => (from === box ? [to] : to === box ? [from] : []))
    return (
      1 +
      Math.max(
        0,
        ...next.filter(other => other !== parent && !drawn.has(other)).map(other => depth(other, box)),
      )
    )
  }
  const draw = (box: string): string => {
    drawn.add(box)
    const branches = behind(box)
    const trunk = branches.pop()
    const laterals = branches.map(branch => `[${draw(branch)}]`).join('')
    return (marksAt(box) || '╌') + laterals + (trunk === undefined ? '' : `━${draw(trunk)}`)
  }
  return substations.flatMap(substation => {
    const near = marksAt(substation)
    const feeders = behind(substation).map(box => draw(box))
    const lines = near === '' ? feeders : [near, ...feeders]
    return lines.map(line => `${substation} ━━ ${line}`)
  })
}
