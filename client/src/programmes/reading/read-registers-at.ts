import type { Obis } from '@ferraris/cosem'
import { obisCodes, secondsOf } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { objectName as wholeName } from '../../objects/object-name.ts'
import type { Profile } from '../../profiles/profile.ts'
import { registersOf } from '../../profiles/profile-head.ts'
import { quantityOf, type RegisterReading } from '../../registers/quantity.ts'
import { instant } from '../forms/moments.ts'
import { objectName } from '../forms/names.ts'
import { programme, type Step } from '../programme.ts'
import { refused, stepAt } from '../steps/refusal.ts'

/** Profiles whose rows are registers at an instant: of each day, of each billing period, of each interval. */
const usual: readonly Obis[] = [obisCodes.dailyProfile, obisCodes.billingProfile, obisCodes.loadProfile]

/** Registers as they stood at one instant, from the row that the meter captured then: many meters are comparable so, whenever they are asked. */
export const readRegistersAt = programme({
  kind: 'read-registers-at',
  title: 'Read registers as they stood at an instant',
  parameters: Type.Object(
    {
      at: instant('At', 'Instant of a row of a profile: a midnight, or the end of an interval.'),
      registers: Type.Optional(
        Type.Array(objectName('Register', 'Name of a register.'), {
          title: 'Registers',
          description: 'Which to read; default: all that the first row of that instant has.',
          minItems: 1,
          maxItems: 50,
        }),
      ),
      profile: Type.Optional(
        objectName(
          'Profile',
          'Name of the profile; default: that of days, of billing periods, or the load profile.',
        ),
      ),
    },
    { additionalProperties: false },
  ),
  async perform(meter, { at, registers, profile }) {
    const time = Math.floor(secondsOf(Date.parse(at)))
    const wanted = registers?.map(wholeName)
    const found = new Map<Obis, RegisterReading>()
    const steps: Step[] = []
    for (const name of await profilesOf(meter, profile)) {
      const step = await stepAt(`${name} buffer`, async () => {
        const row = rowAt(await meter.profile(name, { from: time, to: time }), time)
        for (const reading of row ?? [])
          if (!found.has(reading.obis) && (wanted?.includes(reading.obis) ?? true))
            found.set(reading.obis, reading)
        const target = `${name} row of ${at}`
        return row === undefined
          ? refused(target, 'the meter has no row of that instant')
          : { target, outcome: 'done', found: `${row.length} registers` }
      })
      steps.push(step)
      if (wanted === undefined ? found.size > 0 : wanted.every(obis => found.has(obis))) break
    }
    const given = [...found.values()]
    // A profile without the row is no failure where another has it.
    const looked = given.length > 0 ? steps.filter(({ outcome }) => outcome === 'done') : steps
    const lacking = (wanted ?? []).filter(obis => !found.has(obis))
    return {
      steps: [
        ...(looked.length > 0 ? looked : [refused('profiles', 'the meter has none with rows of registers')]),
        ...(given.length > 0 ? lacking.map(obis => refused(`${obis} value`, `no row of ${at} has it`)) : []),
      ],
      ...(given.length > 0 && { readings: { registersAt: [{ time, registers: given }] } }),
    }
  },
})

async function profilesOf(meter: DlmsMeter, given: string | undefined): Promise<readonly Obis[]> {
  if (given !== undefined) return [wholeName(given)]
  const list = await meter.objects()
  return usual.filter(name => list.has(name))
}

/** The registers of the row of an instant; undefined where there is none. */
function rowAt({ times, registers, head, units }: Profile, time: number): RegisterReading[] | undefined {
  const row = times.indexOf(time)
  if (row < 0) return undefined
  return registersOf(head).flatMap((obis, column) => {
    const raw = registers[column]?.[row] ?? Number.NaN
    const scalerUnit = units[head.columns.findIndex((its, i) => its.obis === obis && units[i] !== undefined)]
    return Number.isNaN(raw) || scalerUnit === undefined
      ? []
      : [{ obis, raw, scalerUnit, ...quantityOf(raw, scalerUnit) }]
  })
}
