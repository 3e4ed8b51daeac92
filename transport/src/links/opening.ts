import {
  createOpeningClient,
  type OpeningClientInput,
  type OpeningClientOutput,
  stepOpeningClient,
} from '@ferraris/iec62056-21/opening'
import type { LinkTerms } from '../apdu-link.ts'
import type { OctetLine } from '../media/octet-line.ts'
import { OpeningPort } from '../media/opening-port.ts'
import type { UriAddressing } from '../meter-uri/meter-uri.ts'
import { SilenceTimer } from '../silence-timer.ts'
import { TransportError } from '../transport-error.ts'

/** The address of the meter where several share a line, and the highest speed to go on with. */
export interface OpeningTerms {
  readonly address?: string
  readonly maxBaud?: number
}

/** What a URI says of the opening. */
export function openingTermsOf({
  openingAddress,
  openingBaud,
}: Pick<UriAddressing, 'openingAddress' | 'openingBaud'>): OpeningTerms {
  return {
    ...(openingAddress !== undefined && { address: openingAddress }),
    ...(openingBaud !== undefined && { maxBaud: openingBaud }),
  }
}

type Opened = Extract<OpeningClientOutput, { kind: 'opened' }>
type ReadOut = Extract<OpeningClientOutput, { kind: 'readout' }>

/**
 * Wakes a meter and agrees with it on a binary protocol (IEC 62056-21, mode E); returns the speed of what follows, to
 * which the line has been set. Throws TransportError, or the reason of the signal; the line is closed then.
 */
export async function openModeE(
  line: OctetLine,
  terms: LinkTerms,
  { wanted = 'hdlc', ...opening }: OpeningTerms & { readonly wanted?: 'hdlc' | 'smitp' } = {},
): Promise<number> {
  return (await wake<Opened>(line, terms, { wanted, ...opening })).baud
}

/** Wakes a meter and takes what it reads out (modes A to C); the line stays the caller's. Throws as {@link openModeE}. */
export async function readOutOver(
  line: OctetLine,
  terms: LinkTerms,
  opening: OpeningTerms,
): Promise<ReadOut> {
  return await wake<ReadOut>(line, terms, { wanted: 'readout', ...opening })
}

async function wake<Outcome extends Opened | ReadOut>(
  line: OctetLine,
  { timeoutMs, signal, onFrame }: LinkTerms,
  settings: Parameters<typeof createOpeningClient>[0],
): Promise<Outcome> {
  const during = `waking the meter at ${line.name}`
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const port = new OpeningPort(line, reject)
  let state = createOpeningClient(settings)
  const silence = new SilenceTimer(() => step({ kind: 'tick' }))

  function step(input: OpeningClientInput): void {
    const [next, outputs] = stepOpeningClient(state, input, performance.now())
    state = next
    for (const output of outputs) {
      switch (output.kind) {
        case 'write':
          onFrame?.({ direction: 'sent', octets: output.octets })
          port.perform(output)
          break
        case 'line':
          port.perform(output)
          break
        case 'opened':
        case 'readout':
          port.settled.then(() => resolve(output as Outcome))
          break
        case 'failed':
          reject(new TransportError('sign-on-failed', during, output.fault))
      }
    }
    if (next.deadline === undefined) silence.stop()
    else silence.start(Math.max(0, next.deadline - performance.now()))
  }

  const giveUp = setTimeout(() => reject(new TransportError('timeout', during)), timeoutMs)
  const onAbort = () => reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  line.attach({
    onOctets(octets) {
      // A data block may take minutes at 300 baud.
      if (settings.wanted === 'readout') giveUp.refresh()
      const characters = port.received(octets)
      onFrame?.({ direction: 'received', octets: characters })
      step({ kind: 'octets', octets: characters })
    },
    onClosed: cause => reject(new TransportError('closed', during, cause)),
  })
  try {
    signal?.throwIfAborted()
    step({ kind: 'open' })
    return await promise
  } catch (error) {
    await line.close()
    throw error
  } finally {
    silence.stop()
    clearTimeout(giveUp)
    signal?.removeEventListener('abort', onAbort)
  }
}
