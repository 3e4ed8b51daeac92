import type { NonVolatile } from '../store/memory/non-volatile.ts'

/** Protection of a port against guessing (IEC 62056-6-2, class 124), as it is set. */
export interface PortProtectionSettings {
  readonly mode: string | number
  readonly allowedFailedAttempts: number
  /** Seconds. */
  readonly initialLockoutTime: number
  readonly steepnessFactor: number
  readonly maxLockoutTime: number
}

/** Failures since the last reset, those ever, and until when the port is closed, in true time. */
type PortFailures = {
  readonly failed: number
  readonly cumulative: number
  readonly lockedUntil: number
}

const key = 'port.failures'
const none: PortFailures = { failed: 0, cumulative: 0, lockedUntil: 0 }

export function portFailures(memory: NonVolatile): PortFailures {
  return memory.get<PortFailures>(key) ?? none
}

/**
 * Counts a failed attempt. From the allowed number on each one closes the port for a while, which grows by the
 * steepness factor up to the longest.
 */
export function countFailure(memory: NonVolatile, settings: PortProtectionSettings, now: number): void {
  const before = portFailures(memory)
  const failed = before.failed + 1
  const excess = failed - settings.allowedFailedAttempts
  const seconds = Math.min(
    settings.maxLockoutTime,
    settings.initialLockoutTime * Math.max(1, settings.steepnessFactor) ** Math.max(0, excess),
  )
  const locks = settings.mode === 'locked-on-failed-attempts' && excess >= 0
  memory.set(key, {
    failed,
    cumulative: before.cumulative + 1,
    lockedUntil: locks ? now + seconds : before.lockedUntil,
  } satisfies PortFailures)
}

/** Forgets the failures and opens the port; those ever are kept. */
export function resetFailures(memory: NonVolatile): void {
  const { cumulative } = portFailures(memory)
  memory.set(key, { failed: 0, cumulative, lockedUntil: 0 } satisfies PortFailures)
}

/** Whether a port is closed now, and for how long. */
export function protectionStatus(
  memory: NonVolatile,
  { mode }: Pick<PortProtectionSettings, 'mode'>,
  now: number,
): 'unlocked' | 'temporarily-locked' | 'locked' {
  if (mode === 'locked') return 'locked'
  if (mode !== 'locked-on-failed-attempts') return 'unlocked'
  return now < portFailures(memory).lockedUntil ? 'temporarily-locked' : 'unlocked'
}
