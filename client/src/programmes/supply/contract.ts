import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { instance } from '../forms/names.ts'
import { power, seconds } from '../forms/quantities.ts'
import { subjectAt } from '../forms/subject.ts'
import { type Means, programme } from '../programme.ts'
import { isStep } from '../steps/locate.ts'
import { settle, type Wanted, wanted, wantedNumber } from '../steps/settle.ts'
import { limiterOf } from './limiter-of.ts'

const { limiter } = classes

const group = Type.Integer({
  title: 'Group',
  description: 'Number of a group of emergencies.',
  minimum: 0,
  maximum: 65_535,
})

export const contract = programme({
  kind: 'contract',
  title: 'Contract power and limiter',
  parameters: Type.Object(
    {
      watts: power('Contract power, W', 'What the supply may draw in ordinary times.'),
      emergencyWatts: Type.Optional(
        power('Power in an emergency, W', 'What it may draw while an emergency is on.'),
      ),
      overSeconds: Type.Optional(
        seconds('Tolerated, s', 'How long it may draw more before the switch opens.', 86_400),
      ),
      underSeconds: Type.Optional(
        seconds(
          'Until it is kept again, s',
          'How long it must draw less before the limit counts as kept.',
          86_400,
        ),
      ),
      groups: Type.Optional(
        Type.Array(group, {
          title: 'Groups',
          description: 'Groups of emergencies that concern this meter; an empty list: none.',
          maxItems: 16,
        }),
      ),
      object: instance('limiter'),
    },
    { additionalProperties: false },
  ),
  risk: ({ watts, emergencyWatts }) => (watts === 0 || emergencyWatts === 0 ? 'disconnects' : 'none'),
  subject: ({ object }) => subjectAt('limit', object, obisCodes.limiter),
  async perform(meter, { watts, emergencyWatts, overSeconds, underSeconds, groups, object }, means) {
    const found = await limiterOf(meter, 'import', object)
    if (isStep(found)) return { steps: [found] }
    const { obis } = found
    const all: (Wanted | undefined)[] = [
      overSeconds === undefined ? undefined : wanted(limiter, obis, 'minOverThresholdDuration', overSeconds),
      underSeconds === undefined
        ? undefined
        : wanted(limiter, obis, 'minUnderThresholdDuration', underSeconds),
      emergencyWatts === undefined
        ? undefined
        : wantedNumber(limiter, obis, 'thresholdEmergency', emergencyWatts),
      groups === undefined ? undefined : wanted(limiter, obis, 'emergencyProfileGroupIds', groups),
      groups === undefined || groups.length === 0 ? undefined : await callersKey(meter, means),
      // Last: a new limit never holds with the patience of the old one.
      wantedNumber(limiter, obis, 'thresholdNormal', watts),
    ]
    return { steps: await settle(meter, ...all.filter(one => one !== undefined)) }
  },
})

/** A meter of a group has the key that verifies an emergency called to all meters at once, where it takes such calls. */
async function callersKey(meter: DlmsMeter, { emergencyKey }: Means): Promise<Wanted | undefined> {
  const { classId } = classes.data
  const object = (await meter.objects()).get(obisCodes.emergencyKey)
  if (emergencyKey === undefined || object?.classId !== classId) return undefined
  return wanted(classes.data, object.obis, 'value', data.octets(await emergencyKey()))
}
