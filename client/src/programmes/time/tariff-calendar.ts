import { type DateTime, instantOf, type Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes, secondsOf } from '@ferraris/metering'
import { type Static, Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { isHarmlessTable } from '../configuration/harmless-scripts.ts'
import { instant, momentOf } from '../forms/moments.ts'
import { instance } from '../forms/names.ts'
import { hasFailed, type Means, programme, type Step } from '../programme.ts'
import { invoke } from '../steps/invoke.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import { settle, settleInOrder, wanted } from '../steps/settle.ts'
import { verify } from '../steps/verify.ts'
import { calendarTables, daysOf, gapsOf, seasonsOf, specialDayList, weeksOf } from './calendar-form.ts'
import { settleSpecialDays } from './special-days.ts'

/**
 * The calendar to come is written first; it takes over as a whole, at once or at a time. Asked again, a calendar that is in
 * force already is left alone. Special days have no table to come: they are written once the calendar that has their day
 * profiles is in force, or with it in sight.
 */

const { activityCalendar } = classes

const parameters = Type.Object(
  {
    ...calendarTables,
    specialDays: Type.Optional(specialDayList),
    at: Type.Optional(
      instant('Takes over at', 'When it takes over from the one in force; default: at once.'),
    ),
    object: instance('activity calendar'),
  },
  { additionalProperties: false },
)
type Parameters = Static<typeof parameters>

export const tariffCalendar = programme({
  kind: 'tariff-calendar',
  title: 'Programme the tariff calendar',
  parameters,
  // A day of a calendar may execute any script, also one that opens the switch.
  risk: ({ days }) =>
    days.some(({ switches }) => switches.some(({ table }) => table !== undefined && !isHarmlessTable(table)))
      ? 'disconnects'
      : 'none',
  subject: () => 'tariff-calendar',
  async perform(meter, given, means) {
    const { object, specialDays, at } = given
    const gap = gapsOf(given)
    if (gap !== undefined) return { steps: [refused('calendar', gap)] }
    const found = await locate(meter, {
      classId: activityCalendar.classId,
      what: 'activity calendar',
      usual: obisCodes.activityCalendar,
      given: object,
    })
    if (isStep(found)) return { steps: [found] }
    const steps = await takeOver(meter, found.obis, given, means)
    if (specialDays === undefined || steps.some(hasFailed)) return { steps }
    const detail =
      at === undefined ? {} : { detail: 'special days hold at once, the calendar from its time on' }
    return { steps: [...steps, ...(await settleSpecialDays(meter, specialDays))], ...detail }
  },
})

async function takeOver(meter: DlmsMeter, obis: Obis, given: Parameters, means: Means): Promise<Step[]> {
  const active = inForce(obis, given)
  const before = await verify(meter, ...active)
  if (before.every(({ outcome }) => outcome === 'verified')) return before
  const coming = [...(await noEarlierActivation(meter, obis, means)), ...toCome(obis, given)]
  const steps = await settleInOrder(meter, ...coming)
  if (steps.some(hasFailed)) return steps
  if (given.at !== undefined) {
    const time = momentOf(given.at, meter.zone)
    steps.push(...(await settle(meter, wanted(activityCalendar, obis, 'activatePassiveCalendarTime', time))))
    return steps
  }
  const activation = await invoke(meter, activityCalendar, obis, 'activatePassiveCalendar', 0)
  steps.push(activation)
  return hasFailed(activation) ? steps : [...steps, ...(await verify(meter, ...active))]
}

/** A time of activation that is still to come would activate a calendar that is half written. */
async function noEarlierActivation(meter: DlmsMeter, obis: Obis, means: Means) {
  const { id, type } = activityCalendar.attributes.activatePassiveCalendarTime
  const [answer] = await meter.answers({ classId: activityCalendar.classId, obis, attribute: id })
  if (answer === undefined || 'refused' in answer) return []
  const time: DateTime = type.decode(answer.data)
  const begin = instantOf(time, meter.zone)
  // A date with wildcards comes again and again.
  const isOver = begin === undefined ? time.year === undefined : begin <= secondsOf(means.now())
  return isOver ? [] : [wanted(activityCalendar, obis, 'activatePassiveCalendarTime', {})]
}

const encoder = new TextEncoder()

function toCome(obis: Obis, { name, seasons, weeks, days }: Parameters) {
  return [
    wanted(activityCalendar, obis, 'calendarNamePassive', encoder.encode(name)),
    wanted(activityCalendar, obis, 'seasonProfilePassive', seasonsOf(seasons)),
    wanted(activityCalendar, obis, 'weekProfileTablePassive', weeksOf(weeks)),
    wanted(activityCalendar, obis, 'dayProfileTablePassive', daysOf(days)),
  ]
}

function inForce(obis: Obis, { name, seasons, weeks, days }: Parameters) {
  return [
    wanted(activityCalendar, obis, 'calendarNameActive', encoder.encode(name)),
    wanted(activityCalendar, obis, 'seasonProfileActive', seasonsOf(seasons)),
    wanted(activityCalendar, obis, 'weekProfileTableActive', weeksOf(weeks)),
    wanted(activityCalendar, obis, 'dayProfileTableActive', daysOf(days)),
  ]
}
