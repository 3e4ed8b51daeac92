import type { PushSettings } from './settings.ts'

type Settings = PushSettings['power']

/** What is remembered of one power: of consumption, or of production. */
export interface PowerWatch {
  /** Number of the band: its lower level, divided by the resolution. */
  readonly band: number
  /** W told last. */
  readonly told: number
  /** W of the two samples before, the newest first. */
  readonly recent: readonly number[]
  /** A change that waits to be confirmed, or for the spacing. */
  readonly change: Change | undefined
}

/** A step may fall into the second of a sample: it is seen whole over two. */
const samplesKept = 2

interface Change {
  readonly since: number
  /** W before a step. */
  readonly from: number | undefined
}

/** The watch once a power has been told. */
export function told(power: number, settings: Settings): PowerWatch {
  return { band: Math.floor(power / settings.gap), told: power, recent: [power], change: undefined }
}

/** The watch after a sample: `change` says whether there is something to tell. */
export function watch(before: PowerWatch, power: number, time: number, settings: Settings): PowerWatch {
  const step = before.recent.find(one => Math.abs(power - one) >= settings.gap)
  const from = settings.rules.includes('step')
    ? (step ?? stillAway(before.change?.from, power, settings))
    : undefined
  const holds = from !== undefined || isBeyond(before, power, settings)
  return {
    ...before,
    recent: [power, ...before.recent.slice(0, samplesKept - 1)],
    change: holds ? { since: before.change?.since ?? time, from } : undefined,
  }
}

/** Whether a change has stayed for a sample. */
export function isConfirmed({ change }: PowerWatch, time: number): boolean {
  return change !== undefined && time > change.since
}

function stillAway(from: number | undefined, power: number, { gap }: Settings): number | undefined {
  return from !== undefined && Math.abs(power - from) >= gap ? from : undefined
}

function isBeyond({ band, told: last }: PowerWatch, power: number, settings: Settings): boolean {
  const { rules, gap, hysteresis } = settings
  if (rules.includes('change') && Math.abs(power - last) >= gap) return true
  return rules.includes('band') && (power >= (band + 1) * gap + hysteresis || power < band * gap - hysteresis)
}

/** Whether another sample of the same power would change nothing. */
export function isSettled({ recent }: PowerWatch): boolean {
  return recent.length === samplesKept && recent.every(power => power === recent[0])
}
