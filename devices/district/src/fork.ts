import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { DisplaySnapshot, MeterButton } from '@ferraris/meter'
import type { ActiveFault, FaultKind, FaultOrder } from '@ferraris/metering'
import type { CustomerPlate } from './customers/plates.ts'
import type { SeenDevice } from './customers/seen-device.ts'
import type { DistrictOptions, MeterOnTheMap } from './district.ts'
import { DistrictError } from './district-error.ts'
import type { DistrictDescription } from './faults/district-faults.ts'
import type { LineAnswer, LineRequest, StartReport } from './fork-messages.ts'
import type { PushPlace } from './head-end-pushes.ts'
import type { HeadEndAccess } from './lines/concentrator-site.ts'
import type { LinesProgress } from './lines/power-lines.ts'
import { refusalOf } from './refused-request.ts'
import type { PlayedScenario } from './scenario/player.ts'

/** Options of a district in another process: all but a clock, for it has the system's. */
export type ForkOptions = Omit<DistrictOptions, 'clock'>

/** The power lines of a district in another process. All of it throws DistrictError `ended` when that has ended. */
export interface LinesProcess {
  /** Lets the concentrators call a head-end from now on. */
  connect(access: HeadEndAccess): Promise<void>
  progress(): Promise<LinesProgress>
}

/** What is wrong in a district in another process, and what can be done to it. All of it throws DistrictError `ended` when that has ended. */
export interface FaultsProcess {
  describe(): Promise<DistrictDescription>
  /** Throws FaultError. */
  setFault(order: FaultOrder): Promise<ActiveFault>
  /** Returns how many faults there were. Throws FaultError for an unknown target. */
  clearFaults(kind: FaultKind, target?: string): Promise<number>
  /** Plays a scenario as a file tells it, or one that comes with Ferraris by its name. Throws ScenarioError. */
  play(scenario: unknown, speed?: number): Promise<PlayedScenario>
  /** Ends the scenario that plays; says whether one did. */
  stopPlaying(): Promise<boolean>
}

/** The fronts of the meters of a district in another process; null for a meter that is not there. All of it throws DistrictError `ended` when that has ended. */
export interface FrontsProcess {
  display(serial: string): Promise<DisplaySnapshot | null>
  /** Whether something followed. */
  press(serial: string, button: MeterButton): Promise<boolean | null>
  /** Holds a probe to the optical port; the URI of the meter there, null for a meter that has none, too. */
  probe(serial: string): Promise<string | null>
}

/** Customers with a device in a district in another process. All of it throws DistrictError `ended` when that has ended. */
export interface CustomersProcess {
  /** Puts a device into so many homes, and gives their plates; doing it again changes nothing. */
  beginCustomers(count: number): Promise<readonly CustomerPlate[]>
  /** What the device of a meter shows; null where there is none. */
  customerDevice(serial: string): Promise<SeenDevice | null>
}

/** Where the meters of a district in another process push. Throws DistrictError `ended` when that has ended. */
interface PushesProcess {
  pushTo(place: PushPlace): Promise<void>
}

/** A district that runs in a process of its own. */
export interface DistrictProcess {
  readonly pid: number
  readonly meters: readonly MeterOnTheMap[]
  readonly missing: number
  /** Undefined for a district without power lines. */
  readonly lines: LinesProcess | undefined
  readonly faults: FaultsProcess
  readonly fronts: FrontsProcess
  readonly customers: CustomersProcess
  readonly pushes: PushesProcess
  /** Settles with the exit code when the process has ended, for whatever reason. */
  readonly ended: Promise<number | null>
  close(): Promise<void>
}

/**
 * Starts a district in a child process, on the system's clock. It ends with its parent.
 *
 * @throws {DistrictError} what the child's start threw
 */
export async function forkDistrict(options: ForkOptions): Promise<DistrictProcess> {
  const child = fork(join(import.meta.dirname, 'child.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code]): number | null => code)
  child.send(options)
  const report = await Promise.race([firstMessage(child), ended])
  if (report === null || typeof report === 'number') {
    throw new DistrictError('bad-option', `the district's process ended with ${report} while starting`)
  }
  if ('problem' in report) throw new DistrictError(report.code ?? 'bad-option', report.problem)
  const close = async (): Promise<void> => {
    if (child.connected) child.disconnect()
    await ended
  }
  const { meters, missing, hasLines } = report
  const asked = askable(child, ended)
  return {
    pid: child.pid ?? 0,
    meters,
    missing,
    lines: hasLines ? asked : undefined,
    faults: asked,
    fronts: asked,
    customers: asked,
    pushes: asked,
    ended,
    close,
  }
}

async function firstMessage(child: ChildProcess): Promise<StartReport> {
  const [message] = await once(child, 'message')
  return message
}

type Question = LineRequest extends infer Request
  ? Request extends unknown
    ? Omit<Request, 'id'>
    : never
  : never

/** Sends the child a request. */
function askable(
  child: ChildProcess,
  ended: Promise<unknown>,
): LinesProcess & FaultsProcess & FrontsProcess & CustomersProcess & PushesProcess {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  child.on('message', (message: LineAnswer) => {
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if ('answer' in message) asked?.resolve(message.answer)
    else asked?.reject(refusalOf(message.refused))
  })
  const gone = (): DistrictError => new DistrictError('ended', 'the process of the district has ended')
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(gone())
  })
  const ask = async <Answer>(question: Question): Promise<Answer> => {
    if (!child.connected) throw gone()
    const asked = Promise.withResolvers<unknown>()
    const id = ++last
    waiting.set(id, asked)
    child.send({ ...question, id }, error => error && asked.reject(gone()))
    return (await asked.promise) as Answer
  }
  return {
    connect: async access => void (await ask({ ask: 'connect', access })),
    pushTo: async place => void (await ask({ ask: 'push-to', place })),
    progress: () => ask({ ask: 'progress' }),
    describe: () => ask({ ask: 'describe' }),
    display: serial => ask({ ask: 'display', serial }),
    probe: serial => ask({ ask: 'probe', serial }),
    beginCustomers: count => ask({ ask: 'begin-customers', count }),
    customerDevice: serial => ask({ ask: 'customer-device', serial }),
    press: (serial, button) => ask({ ask: 'press', serial, button }),
    setFault: order => ask({ ask: 'set-fault', order }),
    clearFaults: (kind, target) => ask({ ask: 'clear-faults', kind, target }),
    play: (scenario, speed) => ask({ ask: 'play', scenario, speed }),
    stopPlaying: () => ask({ ask: 'stop-playing' }),
  }
}
