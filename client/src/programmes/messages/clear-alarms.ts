import { data, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import {
  type AlarmRegister,
  alarmMask,
  alarmNames,
  alarmsOfRegister,
  defaultEventProfile,
  eventProfileNames,
  eventProfiles,
} from '@ferraris/metering'
import { Type } from 'typebox'
import { programme } from '../programme.ts'
import { refused } from '../steps/refusal.ts'
import { settle, type Wanted, wantedNumber } from '../steps/settle.ts'

const names = [...new Set(eventProfileNames.flatMap(name => alarmNames(eventProfiles[name])))]
const registers = [1, 2, 3] as const satisfies readonly AlarmRegister[]

/**
 * Clears bits of the alarm descriptors (0.0.97.98.20 and following): they are latched until the client writes them back, and a push follows the
 * next time that such a bit is set. The registers, which tell what still holds, stay as they are.
 */
export const clearAlarms = programme({
  kind: 'clear-alarms',
  title: 'Clear alarms that were dealt with',
  parameters: Type.Object(
    {
      alarms: Type.Optional(
        Type.Array(Type.Enum(names), {
          title: 'Alarms',
          description: 'Those that are cleared; all without it.',
          uniqueItems: true,
          minItems: 1,
          maxItems: 32,
        }),
      ),
      profile: Type.Optional(
        Type.Enum(eventProfileNames, {
          title: 'Profile',
          description: 'Whose bits the meter uses.',
          default: defaultEventProfile,
        }),
      ),
    },
    { additionalProperties: false },
  ),
  subject: () => 'clear-alarms',
  async perform(meter, { alarms, profile = defaultEventProfile }) {
    const list = await meter.objects()
    const { classId } = classes.data
    const wanted = registers.flatMap((register): Wanted[] => {
      const name = obis(`0.0.97.98.${19 + register}.255`)
      const all = alarmsOfRegister(eventProfiles[profile], register)
      const mask =
        alarms === undefined ? 0xffff_ffff : alarmMask(all.filter(alarm => alarms.includes(alarm.name)))
      if (mask === 0 || list.get(name)?.classId !== classId) return []
      return [withoutBits(wantedNumber(classes.data, name, 'value', 0), mask)]
    })
    if (wanted.length === 0)
      return { steps: [refused('alarm descriptor', 'the meter shows no descriptor with these alarms')] }
    return { steps: await settle(meter, ...wanted) }
  },
})

/** The same attribute, with some bits of what stands there taken out. */
function withoutBits(wanted: Wanted, mask: number): Wanted {
  return {
    ...wanted,
    value: now =>
      now !== undefined && typeof now.value === 'number'
        ? ({ ...now, value: (now.value & ~mask) >>> 0 } as typeof now)
        : data.doubleLongUnsigned(0),
  }
}
