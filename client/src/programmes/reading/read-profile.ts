import { addDays } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { objectName as wholeName } from '../../objects/object-name.ts'
import type { Profile } from '../../profiles/profile.ts'
import { localDay, objectName } from '../forms/names.ts'
import { programme, type Step } from '../programme.ts'
import { stepAt } from '../steps/refusal.ts'

export const readProfile = programme({
  kind: 'read-profile',
  title: 'Read a profile',
  parameters: Type.Object(
    {
      from: localDay('From', 'First local day of the meter.'),
      to: localDay('To', 'Last local day, that day included.'),
      profile: Type.Optional(objectName('Profile', 'Name of the profile; default: the load profile.')),
    },
    { additionalProperties: false },
  ),
  async perform(meter, { from, to, profile = obisCodes.loadProfile }) {
    return await readProfiles(meter, [profile], { from, to })
  },
})

/** Reads the rows of whole local days of some profiles; the opening row of the first day and the closing one of the last go along. */
export async function readProfiles(
  meter: DlmsMeter,
  names: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
) {
  const span = { from: meter.zone.startOfDay(from), to: meter.zone.startOfDay(addDays(to, 1)) }
  const profiles: Profile[] = []
  const steps: Step[] = []
  for (const name of names) {
    const target = `${name} buffer`
    steps.push(
      await stepAt(target, async () => {
        const profile = await meter.profile(wholeName(name), span)
        profiles.push(profile)
        return { target, outcome: 'done', found: `${profile.count} rows` }
      }),
    )
  }
  return { steps, readings: { profiles } }
}
