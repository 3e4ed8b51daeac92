import { addDays } from '@ferraris/cosem'
import { msPerDay, obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { ClientError } from '../../client-error.ts'
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

/** Days that one order reads: what a meter holds, and what one session can carry. */
export const mostProfileDays = 400

/** Whole local days from one to another, both included; NaN where one of them is no day. */
export function daysBetween({ from, to }: { readonly from: string; readonly to: string }): number {
  return (Date.parse(to) - Date.parse(from)) / msPerDay + 1
}

/** Throws ClientError `parameters-wrong` for what is no span of days, or too long a one. */
function checkSpan(span: { readonly from: string; readonly to: string }): void {
  const days = daysBetween(span)
  if (!(days >= 1)) throw new ClientError('parameters-wrong', 'to', `${span.from} to ${span.to} are no days`)
  if (days > mostProfileDays)
    throw new ClientError(
      'parameters-wrong',
      'to',
      `${days} days are asked for; ${mostProfileDays} at most, ask for parts`,
    )
}

/** Reads the rows of whole local days of some profiles; the opening row of the first day and the closing one of the last go along. */
export async function readProfiles(
  meter: DlmsMeter,
  names: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
) {
  checkSpan({ from, to })
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
