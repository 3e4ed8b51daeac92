import { msOf, secondsOf } from '@ferraris/metering'
import type { OperatorSettings, UpMessage } from '@ferraris/uplink'
import type { Settings } from './settings.ts'
import type { Store } from './store/store.ts'

/** What of the head-end's settings cannot be, field by field. */
export type RefusedSettings = NonNullable<Extract<UpMessage, { kind: 'settings' }>['refused']>

const fact = 'operator-settings'

/** The settings with those that the head-end has set and the store has kept. */
export function withKept(settings: Settings, store: Store): Settings {
  const kept = store.fact(fact)
  return kept === undefined ? settings : changedBy(settings, JSON.parse(kept) as OperatorSettings)
}

/**
 * The settings as the head-end wants them: on the disk when this returns. None is taken where one cannot be. Throws
 * StoreError.
 */
export function take(
  settings: Settings,
  given: OperatorSettings,
  { store, profileRegisters }: { store: Store; profileRegisters: readonly string[] },
): { readonly settings: Settings; readonly refused: RefusedSettings } {
  const changed = changedBy(settings, given)
  const refused = faultsOf(changed, profileRegisters)
  if (refused.length > 0) return { settings, refused }
  const before = JSON.parse(store.fact(fact) ?? '{}') as OperatorSettings
  store.keepFact(fact, JSON.stringify({ ...before, ...given }))
  return { settings: changed, refused }
}

/** What the head-end may set, as it is in force. */
export function inForce(settings: Settings): OperatorSettings {
  return {
    channels: settings.channels,
    statusEverySeconds: secondsOf(settings.statusEveryMs),
    attempts: settings.attempts,
    backOffSeconds: secondsOf(settings.backOffMs),
    longestBackOffSeconds: secondsOf(settings.longestBackOffMs),
    nightStartSeconds: secondsOf(settings.nightStartMs),
  }
}

function changedBy(settings: Settings, given: OperatorSettings): Settings {
  const ms = (seconds: number | undefined, otherwise: number): number =>
    seconds === undefined ? otherwise : msOf(seconds)
  return {
    ...settings,
    channels: given.channels ?? settings.channels,
    attempts: given.attempts ?? settings.attempts,
    statusEveryMs: ms(given.statusEverySeconds, settings.statusEveryMs),
    backOffMs: ms(given.backOffSeconds, settings.backOffMs),
    longestBackOffMs: ms(given.longestBackOffSeconds, settings.longestBackOffMs),
    nightStartMs: ms(given.nightStartSeconds, settings.nightStartMs),
  }
}

function faultsOf(
  { channels, backOffMs, longestBackOffMs }: Settings,
  profileRegisters: readonly string[],
): RefusedSettings {
  const faults: { field: string; detail: string }[] = []
  const foreign = channels.filter(channel => !profileRegisters.includes(channel))
  if (foreign.length > 0) {
    const detail = `the meters of this network have no profile of ${foreign.join(', ')}, but of ${profileRegisters.join(', ')}`
    faults.push({ field: 'channels', detail })
  }
  if (longestBackOffMs < backOffMs) {
    const detail = `is below backOffSeconds, which is ${secondsOf(backOffMs)}`
    faults.push({ field: 'longestBackOffSeconds', detail })
  }
  return faults
}
