import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { CustomerDeviceSubject, DeviceParameters, SampleParameters } from '@ferraris/conformance'
import { aca } from '@ferraris/smitp/mac'
import { openPushSender, type PushFraming } from '@ferraris/transport'
import { modemPlace } from '../concentrator/options.ts'
import { InputError } from '../errors.ts'
import { parseListenPlace } from '../listen/listen-place.ts'
import { openModemSender } from './modem-sender.ts'
import { openSupportTool } from './support-tool.ts'

const run = promisify(execFile)
const framings = ['wrapper', 'hdlc', 'mbus', 'apdu', 'modem'] as const satisfies readonly (
  | PushFraming
  | 'modem'
)[]
const openingMs = 10_000
const supplyMs = 60_000

export interface ReachOptions {
  readonly framing: string
  readonly support?: string
  readonly supply?: string
  /** Seconds. */
  readonly dark: number
  readonly patience: number
}

/** A sample at a place, ours or a stranger's, with the ways to it that were named. Throws InputError, TransportError. */
export async function reachDevice(
  place: string,
  parameters: DeviceParameters,
  sample: SampleParameters,
  { framing, support, supply, dark, patience }: ReachOptions,
): Promise<CustomerDeviceSubject & { close(): Promise<void> }> {
  const target =
    framing === 'modem' ? { medium: 'modem' as const, ...modemPlace(place) } : parseListenPlace(place)
  if (target.medium === 'mqtt')
    throw new InputError('place', 'is a broker', 'a device at a bench listens at tcp, udp or serial')
  const frame = framings.find(known => known === framing)
  if (frame === undefined) throw new InputError('--framing', `${framing} is not known`, framings.join(', '))
  if (support === undefined)
    throw new InputError('--support', 'is missing', 'without it the counters of the sample cannot be read')
  const tool = openSupportTool('--support', support)
  const { versions } = tool
  let broken: Error | undefined
  const onGone = (error: Error) => {
    broken = error
  }
  const open = () =>
    target.medium === 'modem' || frame === 'modem'
      ? openModemSender(modemPlace(place), { address: aca(sample.smitpAddress.toUpperCase()), onGone })
      : openPushSender(target, frame, { timeoutMs: openingMs, onGone })
  let sender = await open()
  return {
    parameters,
    sample,
    patienceMs: patience * 1000,
    now: () => Date.now() / 1000,
    counters: role => tool.counters(role),
    ...(versions && { versions }),
    async send(apdu) {
      // What has lost its supply has closed the connection, too.
      if (broken !== undefined) {
        broken = undefined
        sender = await open()
      }
      sender.send(apdu)
    },
    ...(supply !== undefined && {
      async powerCut() {
        await switchSupply(supply, 'off')
        await sleep(dark * 1000)
        await switchSupply(supply, 'on')
        await upAgain(() => tool.counters('M1'), patience)
      },
    }),
    close: () => sender.close(),
  }
}

async function switchSupply(command: string, to: 'off' | 'on'): Promise<void> {
  await run('/bin/sh', ['-c', `${command} ${to}`], { timeout: supplyMs }).catch((cause: Error) => {
    throw new InputError('--supply', `${command} ${to} failed: ${cause.message.trim()}`, 'try it by itself', {
      cause,
    })
  })
}

/** Waits until the device tells its counters again. */
async function upAgain(ask: () => Promise<unknown>, patience: number): Promise<void> {
  for (let second = 0; second < patience; second++) {
    try {
      await ask()
      return
    } catch {
      await sleep(1000)
    }
  }
}
