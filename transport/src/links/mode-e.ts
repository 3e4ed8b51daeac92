import { speedOf } from '@ferraris/iec62056-21'
import {
  type BinaryProtocol,
  createOpeningClient,
  type OpeningClientInput,
  stepOpeningClient,
} from '@ferraris/iec62056-21/opening'
import type { LinkTerms } from '../apdu-link.ts'
import type { OctetLine } from '../media/octet-line.ts'
import { OpeningPort } from '../media/opening-port.ts'
import { TransportError } from '../transport-error.ts'

/**
 * Wakes a meter and agrees with it on a binary protocol (IEC 62056-21, mode E); returns the speed of what follows, to
 * which the line has been set. Throws TransportError, or the reason of the signal; the line is closed then.
 */
export async function openModeE(
  line: OctetLine,
  { timeoutMs, signal, onFrame }: LinkTerms,
  wanted: BinaryProtocol = 'hdlc',
): Promise<number> {
  const during = `waking the meter at ${line.name}`
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const port = new OpeningPort(line, reject)
  let state = createOpeningClient({ wanted })
  let wake: NodeJS.Timeout | undefined

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
        case 'opened': {
          const { baud } = speedOf(output.identification.baudCharacter)
          port.settled.then(() => resolve(baud))
          break
        }
        case 'failed':
          reject(new TransportError('sign-on-failed', during, output.fault))
      }
    }
    clearTimeout(wake)
    if (next.deadline === undefined) return
    wake = setTimeout(() => step({ kind: 'tick' }), Math.max(0, next.deadline - performance.now()))
  }

  const giveUp = setTimeout(() => reject(new TransportError('timeout', during)), timeoutMs)
  const onAbort = () => reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  line.attach({
    onOctets(octets) {
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
    clearTimeout(wake)
    clearTimeout(giveUp)
    signal?.removeEventListener('abort', onAbort)
  }
}
