import { setTimeout as delay } from 'node:timers/promises'
import { Random } from '@ferraris/testing'
import { findings } from './checks.ts'
import { directSerial, Site, type Victim, victims, within } from './site.ts'
import { Work } from './work.ts'

interface KillTestOptions {
  readonly rounds: number
  readonly seed: number
  /** Empty or new. */
  readonly folder: string
  readonly onRound?: (round: number, killed: readonly Victim[], seconds: number) => void
}

export interface KillReport {
  readonly rounds: number
  readonly seed: number
  readonly kills: Readonly<Record<Victim, number>>
  readonly orders: number
  readonly readings: number
  /** Longest time until everything worked again. */
  readonly slowestRecoverySeconds: number
  readonly findings: readonly string[]
}

/** Longest time between two kills. */
const longestPauseMs = 4000
/** Everything must work again within this time. */
const recoveryMs = 120_000

/** Kills parts of a working system at random instants, and looks afterwards whether anything was lost or done twice. */
export async function killTest({ rounds, seed, folder, onRound }: KillTestOptions): Promise<KillReport> {
  const random = new Random(seed)
  const site = await Site.start(folder, random)
  const kills: Record<Victim, number> = { 'head-end': 0, database: 0, concentrator: 0, meter: 0 }
  const found: string[] = []
  let slowest = 0
  let work: Work | undefined
  try {
    const notReady = (await troubleOf(site)) ?? (await incompletenessOf(site))
    if (notReady !== undefined) throw new Error(`before the first kill: ${notReady}`)
    work = new Work(site, site.lineSerials, [directSerial])
    for (let round = 1; round <= rounds; round++) {
      await delay(random.below(longestPauseMs))
      const chosen = choose(random)
      const since = performance.now()
      for (const victim of chosen) {
        await site.kill(victim)
        kills[victim]++
      }
      for (const victim of chosen) await site.mend(victim)
      const ordersBefore = work.orders
      const trouble = (await troubleOf(site)) ?? (await standstillOf(work, ordersBefore))
      const seconds = (performance.now() - since) / 1000
      slowest = Math.max(slowest, seconds)
      onRound?.(round, chosen, seconds)
      if (trouble !== undefined) {
        found.push(`round ${round}, ${chosen.join(' and ')} killed: ${trouble} ${recoveryMs / 1000} s later`)
        break
      }
    }
    if (found.length === 0) {
      await work.stop()
      found.push(...(await findings(site, work)))
    }
    const { orders, readings } = work
    return {
      rounds,
      seed,
      kills,
      orders,
      readings,
      slowestRecoverySeconds: Math.round(slowest * 10) / 10,
      findings: found,
    }
  } finally {
    work?.abandon()
    await site.stop()
  }
}

/** One part; now and then two at once. The head-end takes its database along only when both are chosen. */
function choose(random: Random): Victim[] {
  const first = random.of(victims)
  const second = random.of(victims)
  return random.below(4) === 0 && second !== first ? [first, second] : [first]
}

/** What does not work yet when there was time enough for it. */
async function troubleOf(site: Site): Promise<string | undefined> {
  let lastError = ''
  const telling = async <T>(ask: Promise<T>): Promise<T> =>
    ask.catch(error => {
      lastError = String(error).slice(0, 300)
      throw error
    })
  const concentrator = await within(
    recoveryMs,
    () => telling(site.headEnd.get<{ state: string; meters: { served: number } }>('/concentrators/CS-1')),
    ({ state, meters: { served } }) => state === 'online' && served === site.lineSerials.length,
  )
  if (concentrator === undefined) return `the concentrator is not back (${lastError})`
  const read = await within(
    recoveryMs,
    () => telling(site.headEnd.post(`/end-devices/${directSerial}/readings`, {})),
    () => true,
  )
  return read === undefined ? `${directSerial} cannot be read (${lastError})` : undefined
}

/**
 * A feeder begins in the past and catches up. Yesterday is complete when it has: orders are then carried out in the present,
 * and leave the days that are compared alone.
 */
async function incompletenessOf(site: Site): Promise<string | undefined> {
  const complete = await within(
    2 * recoveryMs,
    () => site.headEnd.get<{ completeness: { expected: number; received: number } }>('/summary'),
    ({ completeness: { expected, received } }) => expected > 0 && received === expected,
  )
  return complete === undefined ? 'yesterday is not complete' : undefined
}

/** Orders must be carried out again. */
async function standstillOf(work: Work, before: number): Promise<string | undefined> {
  const went = await within(
    recoveryMs,
    async () => work.orders,
    orders => orders > before,
  )
  return went === undefined ? 'no order has been carried out' : undefined
}
