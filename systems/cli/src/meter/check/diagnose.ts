import { type Snapshot, sourceOf, stampsOf, takeSnapshot } from '@ferraris/client'
import { eventOf, eventProfiles, eventText, msPerDay, secondsOf } from '@ferraris/metering'
import { itemsText } from '../../diagnosis/items-text.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { type ConnectOptions, withMeter } from '../open/open-meter.ts'
import { quirksFrom } from '../open/quirk-options.ts'
import { zoneOf } from '../open/zone-option.ts'
import { parseEventProfile } from '../read/logged-events.ts'

interface DiagnoseOptions extends ConnectOptions {
  readonly json?: boolean
  readonly eventProfile: string
  readonly days: number
}

/** `meter diagnose`: one snapshot of all that a meter says of itself. */
export async function diagnoseMeter(uri: string, options: DiagnoseOptions): Promise<void> {
  const profile = parseEventProfile(options.eventProfile)
  const quirks = quirksFrom(options)
  const now = Date.now()
  const snapshot = await withMeter(uri, options, ({ session }) =>
    takeSnapshot(sourceOf(session, quirks, Date.now), {
      quirks,
      profile: eventProfiles[profile],
      stamps: stampsOf(quirks, zoneOf(options)),
      logsFrom: secondsOf(now - options.days * msPerDay),
    }),
  )
  const events = snapshot.rows.map(({ log, time, value }) => {
    const event = eventOf(eventProfiles[profile], log, value)
    return { log, time, code: value, event: event ?? null, text: event ? eventText(event) : `${value}` }
  })
  const { clockOffsetSeconds, items, brokenBy } = snapshot
  const document = {
    takenAt: new Date(now).toISOString(),
    clockOffsetSeconds,
    items,
    events,
    brokenBy: brokenBy?.message ?? null,
  }
  show(options.json, document, () => describe(snapshot, events))
}

function describe(
  { clockOffsetSeconds, items, brokenBy }: Snapshot,
  events: readonly { readonly log: string; readonly time: string | null; readonly text: string }[],
): string {
  const lines = [
    itemsText(items),
    ...events
      .slice(-20)
      .map(({ time, log, text }) => `${time ?? 'without a time'}  ${print.name(log)}  ${text}`),
  ]
  if (clockOffsetSeconds !== null) lines.unshift(`clock ${clockOffsetSeconds} s ahead of ours`)
  if (brokenBy !== undefined) lines.push(print.warning(`not complete: ${brokenBy.message}`))
  return lines.join('\n')
}
