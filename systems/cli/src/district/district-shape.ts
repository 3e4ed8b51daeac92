/** What a person may say about the size of a district. */
interface ShapeFlags {
  readonly meters?: number
  readonly substations?: number
  readonly direct?: number
}

const metersAtFirst = 200
const substationsAtFirst = 4
/** A line serves as many, the meter of its transformer included, unless options say otherwise. */
const metersOfALine = 40

/** How many meters, substations and direct meters run; `known` are those that live in the data folder already. */
export function districtShape(
  { meters: asked, substations: lines, direct }: ShapeFlags,
  known: number | undefined,
): { meters: number; substations?: number; direct?: number } {
  if (known !== undefined) {
    return { meters: asked ?? known, ...(lines !== undefined && { substations: lines }) }
  }
  const meters = asked ?? metersAtFirst
  // A small district is one to measure with: all of it answers at once.
  const substations = lines ?? (meters < metersAtFirst ? 0 : substationsAtFirst)
  const left = Math.max(meters - metersOfALine * substations, Math.floor(meters / 5))
  return { meters, substations, direct: direct ?? left }
}
