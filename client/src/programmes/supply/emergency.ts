import { classes } from '@ferraris/cosem/classes'
import { longestEmergencySeconds, obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import { instant, momentOf } from '../forms/moments.ts'
import { instance } from '../forms/names.ts'
import { seconds } from '../forms/quantities.ts'
import { subjectAt } from '../forms/subject.ts'
import { programme } from '../programme.ts'
import { isStep } from '../steps/locate.ts'
import { settle, wanted } from '../steps/settle.ts'
import { limiterOf } from './limiter-of.ts'

export const emergency = programme({
  kind: 'emergency',
  title: 'Call an emergency of the limiter',
  parameters: Type.Object(
    {
      group: Type.Integer({
        title: 'Group',
        description:
          'Meters of this group lower their limit; the others keep what they were told and do nothing.',
        minimum: 0,
        maximum: 65_535,
      }),
      from: instant('From', 'When it begins.'),
      seconds: seconds('Duration, s', 'How long it lasts; 0 ends it.', longestEmergencySeconds),
      object: instance('limiter'),
    },
    { additionalProperties: false },
  ),
  risk: () => 'disconnects',
  // A limiter has one emergency profile, whichever group it is for.
  subject: ({ object }) => subjectAt('emergency', object, obisCodes.limiter),
  async perform(meter, { group, from, seconds: duration, object }) {
    const found = await limiterOf(meter, 'import', object)
    if (isStep(found)) return { steps: [found] }
    const profile = { id: group, activationTime: momentOf(from, meter.zone), duration }
    return { steps: await settle(meter, wanted(classes.limiter, found.obis, 'emergencyProfile', profile)) }
  },
})
