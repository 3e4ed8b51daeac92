import {
  type CustomersProcess,
  type DistrictProcess,
  type FaultsProcess,
  type FrontsProcess,
  forkDistrict,
  type HeadEndAccess,
  type LinesProcess,
} from '@ferraris/district'
import { msPerMinute } from '@ferraris/metering'
import { say } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'

type Options = Parameters<typeof forkDistrict>[0]
type PushPlace = Parameters<DistrictProcess['pushes']['pushTo']>[0]

/** A process that has died this often within a minute will die again. */
const mostDeaths = 3
/** The meters in a process of their own, started again should it die. */
export interface MetersProcess {
  readonly first: DistrictProcess
  /** Settles when the meters are gone and could not be started again; never when they are stopped on purpose. */
  readonly lost: Promise<void>
  /** The power lines of the process that runs now; undefined for a district without. */
  readonly lines: LinesProcess | undefined
  /** What is done to the district of the process that runs now. */
  readonly faults: FaultsProcess
  /** The fronts of the meters of the process that runs now. */
  readonly fronts: FrontsProcess
  /** Customers' devices of the process that runs now. */
  readonly customers: CustomersProcess
  /** Lets the concentrators call a head-end, those of a process that follows included. */
  connect(access: HeadEndAccess): Promise<void>
  /** Lets the meters push there, those of a process that follows included. */
  pushTo(place: PushPlace): Promise<void>
  stop(): Promise<void>
}

/** Starts the meters. Throws DistrictError. */
export async function runMeters(options: Options): Promise<MetersProcess> {
  const first = await forkDistrict(options)
  const lost = Promise.withResolvers<void>()
  const deaths: number[] = []
  let current = first
  let stopping = false
  let access: HeadEndAccess | undefined
  let pushPlace: PushPlace | undefined
  let customers = 0

  const watch = async (): Promise<void> => {
    const code = await current.ended
    if (stopping) return
    say(
      `${style.failure('✘')} The process of the meters (${current.pid}) ended unexpectedly (${code ?? 'killed'}).`,
    )
    deaths.push(performance.now())
    if (deaths.filter(death => death > performance.now() - msPerMinute).length === mostDeaths)
      return lost.resolve()
    try {
      current = await forkDistrict(options)
    } catch (error) {
      say(`${style.failure('✘')} It cannot be started again: ${(error as Error).message}`)
      return lost.resolve()
    }
    if (stopping) return current.close()
    if (access !== undefined) await current.lines?.connect(access).catch(() => {})
    if (pushPlace !== undefined) await current.pushes.pushTo(pushPlace).catch(() => {})
    if (customers > 0) await current.customers.beginCustomers(customers).catch(() => {})
    say(`${style.success('✔')} ${current.meters.length} meters are back (process ${current.pid}).`)
    void watch()
  }

  void watch()
  return {
    first,
    lost: lost.promise,
    get lines() {
      return current.lines
    },
    get faults() {
      return current.faults
    },
    get fronts() {
      return current.fronts
    },
    customers: {
      async beginCustomers(count) {
        customers = count
        return await current.customers.beginCustomers(count)
      },
      customerDevice: serial => current.customers.customerDevice(serial),
    },
    async connect(to) {
      access = to
      await current.lines?.connect(to)
    },
    async pushTo(to) {
      pushPlace = to
      await current.pushes.pushTo(to)
    },
    async stop() {
      stopping = true
      await current.close()
    },
  }
}
