import { join, resolve } from 'node:path'
import { DirectHarms } from '@ferraris/district'
import type { DisplaySnapshot, Meter, MeterButton } from '@ferraris/meter'
import {
  type ActiveFault,
  type FaultOrder,
  faultKindOf,
  faultOrderOf,
  type HarmKind,
} from '@ferraris/metering'
import { askDoor, fitsDoor, serveDoor } from '../../door/owner-door.ts'
import { ProcessError } from '../../errors.ts'
import { say } from '../../terminal/say.ts'
import { style } from '../../terminal/style.ts'

const socketFile = 'meter.sock'

/** A question to a meter that runs. */
type HarmQuestion =
  | { readonly ask: 'list' }
  | { readonly ask: 'set'; readonly order: Omit<FaultOrder, 'target'> }
  | { readonly ask: 'clear'; readonly kind: HarmKind }
  | { readonly ask: 'display' }
  | { readonly ask: 'press'; readonly button: MeterButton }

interface Answers {
  readonly list: { readonly serial: string; readonly harms: readonly ActiveFault[]; readonly now: number }
  readonly set: ActiveFault
  readonly clear: number
  readonly display: { readonly serial: string; readonly display: DisplaySnapshot }
  /** Whether something followed. */
  readonly press: boolean
}

/**
 * Lets `ferraris meter harm` and `display` reach a meter that runs, over a socket in its data folder that only its owner may use. What has been done to
 * it goes on after a restart, and ends at its time.
 */
export async function serveHarms(meter: Meter, data: string): Promise<{ close(): Promise<void> }> {
  const { serial } = meter.identity
  const harms = new DirectHarms({ folder: data, clock: Date, meters: new Map([[serial, () => meter]]) })
  harms.resume()
  const perform = async (told: unknown): Promise<unknown> => {
    const question = told as HarmQuestion
    if (question.ask === 'set') return harms.setFault(faultOrderOf({ ...question.order, target: serial }))
    if (question.ask === 'clear') return harms.clearFaults(faultKindOf(question.kind))
    if (question.ask === 'display') return { serial, display: meter.display() }
    if (question.ask === 'press') return meter.press(question.button)
    return { serial, harms: harms.faults(), now: Date.now() }
  }
  const path = resolve(data, socketFile)
  if (!fitsDoor(path)) {
    say(style.quiet(`The path of ${data} is too long for a socket: meter harm cannot reach this meter.`))
    return { close: async () => harms.close() }
  }
  const door = await serveDoor(path, perform)
  return {
    async close() {
      harms.close()
      await door.close()
    },
  }
}

/**
 * Asks the meter that runs on a data folder. Throws FaultError for what cannot be.
 *
 * @throws {ProcessError}
 */
export async function askMeter<Question extends HarmQuestion>(
  data: string,
  question: Question,
): Promise<Answers[Question['ask']]> {
  const absent = (cause: unknown) =>
    new ProcessError('no-meter', `no meter runs on ${data}; start one with ferraris meter start`, { cause })
  return (await askDoor(join(data, socketFile), question, absent)) as Answers[Question['ask']]
}
