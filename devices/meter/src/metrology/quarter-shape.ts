import { at } from '@ferraris/bytes'
import { secondsPerHour, secondsPerQuarter } from '@ferraris/metering'
import { hash } from '../load/chance.ts'

/** Whole periods of a thermostat or a motor that fit into 900 s, in seconds. */
const periods = [60, 90, 100, 150, 180, 300, 450, secondsPerQuarter]

/**
 * The 900 one-second samples of a quarter hour of known energy.
 *
 * E Wh in a quarter are 4·E W on average, a whole number, so whole watts can carry it exactly. The samples are that
 * mean, plus a load that switches on and off around it and cancels over each period, plus noise that an odd second
 * takes back from the even one before it. Periods divide 900, so the samples sum to 3600·E Ws to the last one, and the
 * energy up to any second has a closed form: nothing is summed, nothing ticks.
 */
export interface QuarterShape {
  /** Mean power of the second that starts `second` seconds into the quarter, whole W. Negative only if the energy is. */
  power(second: number): number
  /** Energy counted after `second` seconds, whole Wh, rounded down: 0 at 0, all of it at 900. */
  energy(second: number): number
  /** The levels between which it switches, W, and the most that noise adds or takes. */
  readonly high: number
  readonly low: number
  readonly noise: number
  /** When it switches: shapes with the same name switch together. */
  readonly rhythm: string
  /** Seconds of the first so many that are at the high level. */
  highWithin(second: number): number
  /** The level around which the power of a second is. */
  level(second: number): number
  /** The first second after one that is at another level; beyond the quarter for none. */
  nextLevel(second: number): number
}

/**
 * Which share of each period a quarter's energy may use: a quarter that both draws and feeds in draws during the
 * first half of each period and feeds in during the second, for a meter counts one direction at a time.
 */
export type Share = 'whole' | 'first-half' | 'second-half'

export function quarterShape(energy: number, seed: number, share: Share = 'whole'): QuarterShape {
  const mean = 4 * energy
  if (energy <= 0) {
    return {
      power: () => mean,
      energy: second => Math.floor((energy * second) / secondsPerQuarter),
      high: mean,
      low: mean,
      noise: 0,
      rhythm: '',
      highWithin: () => 0,
      level: () => mean,
      nextLevel: () => secondsPerQuarter,
    }
  }
  const { on, period, phase, rise, fall, noise } =
    share === 'whole' ? drawSwing(mean, seed) : half(mean, seed, share)
  const ripple = (pair: number): number => (noise === 0 ? 0 : hash(seed, pair) % (noise + 1))
  /** Sum of the switching load over its first `seconds`, Ws. */
  const switched = (seconds: number): number => {
    const within = seconds % period
    return Math.min(within, on) * rise - Math.max(0, within - on) * fall
  }
  const level = (second: number): number => mean + ((second + phase) % period < on ? rise : -fall)
  /** Seconds at the high level of the first so many of a period that began with it. */
  const high = (seconds: number): number => Math.floor(seconds / period) * on + Math.min(seconds % period, on)
  return {
    high: mean + rise,
    low: mean - fall,
    noise,
    get rhythm() {
      return `${period} ${on} ${phase}`
    },
    highWithin: second => high(second + phase) - high(phase),
    level,
    nextLevel: second => {
      const within = (second + phase) % period
      return second + (within < on ? on : period) - within
    },
    power: second => level(second) + (second % 2 === 0 ? ripple(second >> 1) : -ripple(second >> 1)),
    energy: second => {
      const unpaired = second % 2 === 1 ? ripple(second >> 1) : 0
      return Math.floor(
        (mean * second + switched(second + phase) - switched(phase) + unpaired) / secondsPerHour,
      )
    },
  }
}

/** A load that switches: `on · rise = (period − on) · fall`, so that it cancels over each period. */
interface Swing {
  /** Seconds of each period at mean + rise; the rest is at mean − fall. */
  readonly on: number
  readonly period: number
  /** Seconds by which the first period began before the quarter. */
  readonly phase: number
  /** W. */
  readonly rise: number
  readonly fall: number
  /** Largest noise, W; never more than the lower level, so that no sample turns its direction. */
  readonly noise: number
}

function drawSwing(mean: number, seed: number): Swing {
  const period = at(periods, hash(seed, -1) % periods.length)
  const on = Math.floor(period / 4) + (hash(seed, -2) % Math.ceil(period / 2))
  const step = hash(seed, -3) % (Math.floor(mean / on / 2) + 1)
  const [rise, fall] = [step * (period - on), step * on]
  return { on, period, phase: hash(seed, -4) % period, rise, fall, noise: Math.min(mean - fall, mean >> 5) }
}

/** All of the energy within one half of each minute: there the power doubles, in the other half it is 0. */
function half(mean: number, seed: number, share: Share): Swing {
  const phase = (hash(seed, -4) + (share === 'first-half' ? 0 : 30)) % 60
  return { on: 30, period: 60, phase, rise: mean, fall: mean, noise: 0 }
}
