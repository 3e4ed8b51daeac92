import { classes } from '@ferraris/cosem/classes'
import { alarmMask, alarmNames, obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import { instance } from '../forms/names.ts'
import { programme } from '../programme.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import { settle, wantedNumber } from '../steps/settle.ts'

export const alarmFilter = programme({
  kind: 'alarm-filter',
  title: 'Choose which alarms are passed on',
  parameters: Type.Object(
    {
      alarms: Type.Optional(
        Type.Array(Type.Enum([...alarmNames]), {
          title: 'Alarms',
          description: 'Those that are passed on; an empty list: none.',
          uniqueItems: true,
          maxItems: 32,
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
  ),
  subject: ({ object = obisCodes.alarmFilter }) => `alarm-filter ${object}`,
  async perform(meter, { alarms, mask, object }) {
    if (alarms === undefined && mask === undefined)
      return { steps: [refused('alarm filter', 'neither alarms nor a mask are given')] }
    const { classId } = classes.data
    const found = await locate(meter, {
      classId,
      what: 'alarm filter',
      usual: obisCodes.alarmFilter,
      given: object,
      isOther: ({ obis }) => /^0\.\d+\.97\.98\.1\d\.255$/.test(obis),
    })
    if (isStep(found)) return { steps: [found] }
    const bits = mask ?? alarmMask(alarms ?? [])
    return { steps: await settle(meter, wantedNumber(classes.data, found.obis, 'value', bits)) }
  },
})
