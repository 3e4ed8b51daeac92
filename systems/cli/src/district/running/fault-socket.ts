import { join } from 'node:path'
import type { DistrictDescription, PlayedScenario, SeenDevice } from '@ferraris/district'
import type { DisplaySnapshot, MeterButton } from '@ferraris/meter'
import {
  type ActiveFault,
  type FaultKind,
  type FaultOrder,
  faultKindOf,
  faultOrderOf,
} from '@ferraris/metering'
import { askDoor, fitsDoor, serveDoor } from '../../door/owner-door.ts'
import { ProcessError } from '../../errors.ts'
import { say } from '../../terminal/say.ts'
import { style } from '../../terminal/style.ts'
import type { RunningMeters } from '../district-simulation.ts'

const socketFile = 'district.sock'

/** A question to a district that runs. */
type FaultQuestion =
  | { readonly ask: 'list' }
  | { readonly ask: 'set'; readonly order: FaultOrder }
  | { readonly ask: 'clear'; readonly kind: FaultKind; readonly target?: string | undefined }
  | { readonly ask: 'play'; readonly scenario: unknown; readonly speed?: number | undefined }
  | { readonly ask: 'stop' }
  | { readonly ask: 'display' | 'probe' | 'customer-device'; readonly serial: string }
  | { readonly ask: 'press'; readonly serial: string; readonly button: MeterButton }

interface Answers {
  readonly list: DistrictDescription
  readonly set: ActiveFault
  readonly clear: number
  readonly play: PlayedScenario
  readonly stop: boolean
  /** Null for a meter that is not there. */
  readonly display: DisplaySnapshot | null
  readonly press: boolean | null
  /** Null for a meter without. */
  readonly 'customer-device': SeenDevice | null
  /** Null for a meter that is not there, or has no METERS AND MORE. */
  readonly probe: string | null
}

/** Takes orders of `ferraris district fault`, `harm`, `play`, `display`, `probe` and `device` on a socket in the data folder, which only its owner may use. */
export async function serveFaults(
  data: string,
  meters: RunningMeters,
): Promise<{ close(): Promise<void> } | undefined> {
  const path = join(data, socketFile)
  if (fitsDoor(path)) return await serveDoor(path, question => perform(meters, question as FaultQuestion))
  say(style.quiet(`The path of ${data} is too long for a socket: faults are switched by REST only.`))
  return undefined
}

async function perform(
  { faults, fronts, customers }: RunningMeters,
  question: FaultQuestion,
): Promise<unknown> {
  if (question.ask === 'display') return await fronts.display(question.serial)
  if (question.ask === 'probe') return await fronts.probe(question.serial)
  if (question.ask === 'customer-device') return await customers.customerDevice(question.serial)
  if (question.ask === 'press') return await fronts.press(question.serial, question.button)
  if (question.ask === 'play') return await faults.play(question.scenario, question.speed)
  if (question.ask === 'stop') return await faults.stopPlaying()
  if (question.ask === 'set') return await faults.setFault(faultOrderOf(question.order))
  if (question.ask === 'clear') return await faults.clearFaults(faultKindOf(question.kind), question.target)
  return await faults.describe()
}

/**
 * Asks the district that runs on a data folder. Throws FaultError and ScenarioError for what cannot be.
 *
 * @throws {ProcessError}
 */
export async function askDistrict<Question extends FaultQuestion>(
  data: string,
  question: Question,
): Promise<Answers[Question['ask']]> {
  const absent = (cause: unknown) =>
    new ProcessError('no-district', `no district runs on ${data}; start one first`, { cause })
  return (await askDoor(join(data, socketFile), question, absent)) as Answers[Question['ask']]
}
