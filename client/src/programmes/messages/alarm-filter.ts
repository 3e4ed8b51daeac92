import { classes } from '@ferraris/cosem/classes'
import {
  type AlarmRegister,
  alarmMask,
  alarmNames,
  alarmsOfRegister,
  defaultEventProfile,
  eventProfileNames,
  eventProfiles,
  obisCodes,
} from '@ferraris/metering'
import { type Static, Type } from 'typebox'
import { objectName } from '../../objects/object-name.ts'
import { instance } from '../forms/names.ts'
import { subjectAt } from '../forms/subject.ts'
import { programme } from '../programme.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import { settle, wantedNumber } from '../steps/settle.ts'

const names = [...new Set(eventProfileNames.flatMap(name => alarmNames(eventProfiles[name])))]

const parameters = Type.Object(
  {
    alarms: Type.Optional(
      Type.Array(Type.Enum(names), {
        title: 'Alarms',
        description: 'Those that are passed on; an empty list: none.',
        uniqueItems: true,
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
    mask: Type.Optional(
      Type.Integer({
        title: 'Mask',
        description: 'Bits of the filter as the meter has them, instead of names: for alarms of the maker.',
        minimum: 0,
        maximum: 0xffffffff,
      }),
    ),
    object: instance('alarm filter (class 1)'),
  },
  { additionalProperties: false },
)

/** 0.0.97.98.10 is the filter of register 1, the next ones are of the next registers. */
function registerOf(obis: string): number {
  return Number(obis.split('.')[4]) - 9
}

/** The mask that parameters ask for; a text for names that the register does not have. */
export function filterBits(
  { alarms = [], profile = defaultEventProfile, mask }: Static<typeof parameters>,
  filter: string,
): number | string {
  if (mask !== undefined) return mask
  const register = registerOf(filter)
  const all = alarmsOfRegister(eventProfiles[profile], register as AlarmRegister)
  const unknown = alarms.filter(name => all.every(alarm => alarm.name !== name))
  if (unknown.length > 0)
    return `alarms: register ${register} of profile ${profile} has no ${unknown.join(', ')}; it has ${all.map(({ name }) => name).join(', ') || 'none'}`
  return alarmMask(all.filter(({ name }) => alarms.includes(name)))
}

export const alarmFilter = programme({
  kind: 'alarm-filter',
  title: 'Choose which alarms are passed on',
  parameters,
  subject: ({ object }) => subjectAt('alarm-filter', object, obisCodes.alarmFilter),
  async perform(meter, given) {
    if (given.alarms === undefined && given.mask === undefined)
      return { steps: [refused('alarm filter', 'neither alarms nor a mask are given')] }
    const { classId } = classes.data
    const found = await locate(meter, {
      classId,
      what: 'alarm filter',
      usual: obisCodes.alarmFilter,
      given: given.object,
      isOther: ({ obis }) => /^0\.\d+\.97\.98\.1\d\.255$/.test(obis),
    })
    if (isStep(found)) return { steps: [found] }
    const bits = filterBits(given, found.obis)
    if (typeof bits === 'string') return { steps: [refused(found.obis, bits)] }
    return { steps: await settle(meter, wantedNumber(classes.data, found.obis, 'value', bits)) }
  },
})

/** The filter that parameters mean where the meter has the usual ones. */
export function usualFilter({ object }: Static<typeof parameters>): string {
  return object === undefined ? obisCodes.alarmFilter : objectName(object)
}
