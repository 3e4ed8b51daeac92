import { connectionPlan, pingMeter, stampsOf } from '@ferraris/client'
import { defineErrors } from '@ferraris/errors'
import { msOf } from '@ferraris/metering'
import { parseMeterUri } from '@ferraris/transport'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { termsSource } from '../open/association-terms.ts'
import { type ConnectOptions, partyOf, printFrame } from '../open/open-meter.ts'
import { quirksFrom } from '../open/quirk-options.ts'
import { tlsIdentity } from '../open/tls-files.ts'
import { zoneOf } from '../open/zone-option.ts'

class PingError extends defineErrors('meter', {
  'not-reachable': [
    'remote',
    'the meter is not reachable as it should be',
    'no-link: look at its supply and its address; no-association: at client and framing; key-fault: at the key ring',
  ],
}) {}

/** `meter ping`: the link, the clock as public client, then the association with our keys. Throws PingError. */
export async function pingOne(
  text: string,
  options: ConnectOptions & { readonly json?: boolean },
): Promise<void> {
  const uri = partyOf(parseMeterUri(text), options.client)
  const quirks = quirksFrom(options)
  const { next } = await termsSource(uri, options)
  const { verdict, clock, milliseconds, error } = await pingMeter(
    connectionPlan(uri),
    {
      timeoutMs: msOf(options.timeout),
      onFrame: options.frames ? printFrame : undefined,
      tls: tlsIdentity(options),
      terms: next,
    },
    { stamps: stampsOf(quirks, zoneOf(options)), quirks, now: Date.now },
  )
  const clockOffsetSeconds = clock?.offsetSeconds ?? null
  const document = {
    verdict,
    milliseconds: milliseconds ?? null,
    clockOffsetSeconds,
    detail: error?.message ?? null,
  }
  const heard =
    milliseconds === undefined
      ? ''
      : `  ${milliseconds} ms  clock ${clockOffsetSeconds ?? '?'} s ahead of ours`
  show(options.json, document, () => `${print.name(verdict)}${heard}`)
  if (verdict !== 'reachable') throw new PingError('not-reachable', `${verdict}: ${error?.message ?? ''}`)
}
