import { obis } from '@ferraris/cosem'
import { defaultEventProfile } from '@ferraris/metering'
import { isReadoutUri } from '@ferraris/transport'
import { InputError } from '../../errors.ts'
import { show } from '../../terminal/say.ts'
import { ApplicationRefusal } from '../application-refusal.ts'
import { clientHint } from '../open/client-hint.ts'
import type { ConnectOptions } from '../open/open-meter.ts'
import { withAnyMeter } from '../open/with-any-meter.ts'
import { parseDay, parseMoment } from '../values/moment.ts'
import { parseTarget } from '../values/target.ts'
import { parseEventProfile } from './logged-events.ts'
import { profileDocument, readingDocument } from './read-document.ts'
import { type ReadAttribute, readTargets } from './read-targets.ts'
import { attributesText, profileText, readingText } from './read-view.ts'
import { type ProfileRange, readEverything, readRows, wholeDay } from './reading.ts'
import { readReadout } from './readout.ts'

interface ReadOptions extends ConnectOptions {
  readonly day?: string
  readonly from?: string
  readonly to?: string
  readonly profile?: string
  readonly eventProfile?: string
  readonly json?: boolean
}

/** `meter read`: identity, clock, registers and a day's load profile; or the attributes, or the profile, asked for. */
export async function readMeter(
  uri: string,
  targets: readonly string[],
  options: ReadOptions,
): Promise<void> {
  const range = rangeOf(options)
  if (isReadoutUri(uri)) {
    if ((options.profile ?? range) !== undefined)
      throw new InputError('--profile, --day, --from, --to', 'are not read out', 'leave them out')
    return await readReadout(uri, targets, options)
  }
  const asked = targets.map(parseTarget)
  const list = parseEventProfile(options.eventProfile ?? defaultEventProfile)
  if (asked.length > 0 && (options.profile ?? range) !== undefined) {
    throw new InputError(
      '--profile, --day, --from, --to',
      'belong to profiles',
      'leave them out, or the list of objects',
    )
  }
  const profile = options.profile === undefined ? undefined : obis(options.profile)
  await withAnyMeter(uri, options, async ({ meter, device, client }) => {
    if (asked.length > 0) {
      const found = await readTargets(meter, asked)
      show(options.json, { values: found }, () => attributesText(found))
      const refused = found.find(value => value.refused !== undefined)
      if (refused !== undefined) throw refusalOf(refused, client)
    } else if (profile !== undefined) {
      const rows = await readRows(meter, profile, range ?? {})
      show(options.json, profileDocument(rows, list), () => profileText(rows, list))
    } else {
      const reading = await readEverything(meter, device, range)
      show(options.json, readingDocument(reading), () => readingText(reading))
    }
  })
}

/** The range the options name: a day, or from and to. Throws InputError. */
function rangeOf({ day, from, to }: ReadOptions): ProfileRange | undefined {
  if (day !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw new InputError('--day', 'cannot stand beside --from and --to', 'give one or the other')
    }
    return wholeDay(parseDay(day, '--day'))
  }
  if (from === undefined && to === undefined) return undefined
  const isDay = (text: string | undefined) => text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text)
  return {
    from: from === undefined ? undefined : parseMoment(from, '--from'),
    // A day as the end means all of it, up to the midnight that ends it.
    to:
      to === undefined ? undefined : isDay(to) ? wholeDay(parseDay(to, '--to')).to : parseMoment(to, '--to'),
  }
}

function refusalOf(
  { obis: name, attribute, refused }: ReadAttribute,
  client: number | undefined,
): ApplicationRefusal {
  const advice = refused === 'read-write-denied' && client !== undefined ? clientHint(client) : ''
  return new ApplicationRefusal(
    refused ?? 'other-reason',
    `${name}:${attribute} was not read: ${refused}${advice}`,
  )
}
