import type { LocalDate } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import type { EnergyBalance, ProfileDay } from '@ferraris/uplink'
import type { Meter } from '../commissioning/meter.ts'

type Day = Omit<ProfileDay, 'key'>

/**
 * Balances the sections of the grid on one day: what the substation meter let in against the net sum of the meters
 * behind it, interval by interval. A section without a substation meter, or without its day, has no balance.
 *
 * @param anonymous name of the section of meters that were given none
 */
export function balancesOf(
  day: LocalDate,
  meters: Iterable<Meter>,
  days: readonly Day[],
  anonymous: string,
): EnergyBalance[] {
  const dayOf = new Map(days.map(each => [each.aca, each]))
  const sections = Map.groupBy(meters, ({ transformer = anonymous }) => transformer)
  return [...sections].flatMap(([transformer, members]) => {
    const supply = members.find(({ substation }) => substation)
    const supplyDay = supply && dayOf.get(supply.aca)
    if (supplyDay === undefined) return []
    const customers = members.filter(({ substation }) => !substation)
    const known = customers.map(({ aca }) => netOf(dayOf.get(aca)))
    const supplied = netOf(supplyDay)
    const metered = supplied.map((_, i) => sumOf(known.map(values => values[i])))
    return [
      {
        transformer,
        day,
        start: supplyDay.start,
        intervalSeconds: supplyDay.intervalSeconds,
        supplied,
        metered,
        meters: customers.length,
        missing: known.filter(values => values.length === 0 || values.includes(null)).length,
        lossShare: lossOf(supplied, metered),
      },
    ]
  })
}

/** Import less export of each interval; export counts as none where it was not read at all. */
function netOf(day: Day | undefined): (number | null)[] {
  const column = (obis: string) => day?.registers.find(register => register.obis === obis)?.increments
  const [imported = [], exported] = [
    column(obisCodes.activeEnergyImport),
    column(obisCodes.activeEnergyExport),
  ]
  return imported.map((value, i) => {
    const out = exported === undefined ? 0 : (exported[i] ?? null)
    return value === null || out === null ? null : value - out
  })
}

function sumOf(values: readonly (number | null | undefined)[]): number | null {
  let sum = 0
  for (const value of values) {
    if (value === null || value === undefined) return null
    sum += value
  }
  return sum
}

/** Share of what was supplied that no meter counted, over the intervals known on both sides. */
function lossOf(supplied: readonly (number | null)[], metered: readonly (number | null)[]): number | null {
  let [into, counted] = [0, 0]
  for (const [i, energy] of supplied.entries()) {
    const used = metered[i] ?? null
    if (energy === null || used === null) continue
    into += energy
    counted += used
  }
  return into <= 0 ? null : (into - counted) / into
}
