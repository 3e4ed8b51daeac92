import { type DistrictProcess, forkDistrict } from '@ferraris/district'
import { say } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'

type Options = Parameters<typeof forkDistrict>[0]

/** A process that has died this often within a minute will die again. */
const mostDeaths = 3
const minute = 60_000

/** The meters in a process of their own, started again should it die. */
export interface MetersProcess {
  readonly first: DistrictProcess
  /** Settles when the meters are gone and could not be started again; never when they are stopped on purpose. */
  readonly lost: Promise<void>
  stop(): Promise<void>
}

/** Starts the meters. Throws DistrictError. */
export async function runMeters(options: Options): Promise<MetersProcess> {
  const first = await forkDistrict(options)
  const lost = Promise.withResolvers<void>()
  const deaths: number[] = []
  let current = first
  let stopping = false

  const watch = async (): Promise<void> => {
    const code = await current.ended
    if (stopping) return
    say(
      `${style.failure('✘')} The process of the meters (${current.pid}) ended unexpectedly (${code ?? 'killed'}).`,
    )
    deaths.push(performance.now())
    if (deaths.filter(death => death > performance.now() - minute).length === mostDeaths)
      return lost.resolve()
    try {
      current = await forkDistrict(options)
    } catch (error) {
      say(`${style.failure('✘')} It cannot be started again: ${(error as Error).message}`)
      return lost.resolve()
    }
    if (stopping) return current.close()
    say(`${style.success('✔')} ${current.meters.length} meters are back (process ${current.pid}).`)
    void watch()
  }

  void watch()
  return {
    first,
    lost: lost.promise,
    async stop() {
      stopping = true
      await current.close()
    },
  }
}
