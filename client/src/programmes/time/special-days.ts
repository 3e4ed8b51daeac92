import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { type Static, Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { instance } from '../forms/names.ts'
import { programme, type Step } from '../programme.ts'
import { isStep, locate } from '../steps/locate.ts'
import { settle, wanted } from '../steps/settle.ts'
import { specialDayList, specialDaysOf } from './calendar-form.ts'

const { specialDaysTable } = classes

export const specialDays = programme({
  kind: 'special-days',
  title: 'Programme special days',
  parameters: Type.Object(
    { days: specialDayList, object: instance('special days table') },
    { additionalProperties: false },
  ),
  subject: () => 'special-days',
  async perform(meter, { days, object }) {
    return { steps: await settleSpecialDays(meter, days, object) }
  },
})

/** The whole table: days that are not in the list are no special days any more. */
export async function settleSpecialDays(
  meter: DlmsMeter,
  days: Static<typeof specialDayList>,
  given?: string,
): Promise<Step[]> {
  const found = await locate(meter, {
    classId: specialDaysTable.classId,
    what: 'special days table',
    usual: obisCodes.specialDays,
    given,
  })
  if (isStep(found)) return [found]
  return await settle(meter, wanted(specialDaysTable, found.obis, 'entries', specialDaysOf(days)))
}
