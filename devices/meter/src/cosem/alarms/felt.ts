import type { Agenda, Automation } from '../../automation/automation.ts'
import type { Happening, StruckMeter } from '../../harms/effect.ts'
import type { Harm } from '../../harms/harm.ts'
import { effectOf, type HarmKind } from '../../harms/kinds.ts'
import { countFailure } from '../../security/port-protection.ts'
import { portProtection } from '../network/port-protection.ts'

/** Failures of the supply and its returns raise their alarms by themselves (`cosem/push/lifeline.ts`). */
function raises({ event }: Happening): boolean {
  return event !== 'powerDown' && event !== 'powerUp'
}

/** Raises the alarms of what is computed: what is remembered raises its own. */
function raise({ store }: Automation, happenings: readonly Happening[]): void {
  for (const { event, at } of happenings) store.events.alarm(event, at)
}

/** Carries out what a harm does at its begin. */
function strike(automation: Automation, harm: Harm<HarmKind>, at: number): void {
  const { store, memory } = automation
  const struck: StruckMeter = {
    failAttempts(count, instant) {
      for (let i = 0; i < count; i++) countFailure(memory, portProtection(automation), instant)
    },
    loseClock: instant => store.clock.lose(instant),
  }
  effectOf(harm).strikes?.(harm, struck, at)
}

/** Harm that was done, or mended, now: what it has brought about up to now is felt at once, in one write with it. */
export function feel<Result>(automation: Automation, now: number, change: () => Result): Result {
  const { store } = automation
  const before = { harms: store.harms.list, happened: store.supplyEvents.all.filter(({ at }) => at <= now) }
  const result = change()
  for (const harm of store.harms.list)
    if (harm.from <= now && !before.harms.some(({ kind, from }) => kind === harm.kind && from === harm.from))
      strike(automation, harm, now)
  raise(
    automation,
    store.supplyEvents.all.filter(
      happening =>
        happening.at <= now &&
        raises(happening) &&
        !before.happened.some(({ at, event }) => at === happening.at && event === happening.event),
    ),
  )
  return result
}

/** What harm brings about later: events that raise alarms, and harm that begins by itself. */
export const feltAgenda: Agenda = (automation, _, since, until) => {
  const { store } = automation
  if (store.harms.list.length === 0) return undefined
  const happenings = store.supplyEvents.all.filter(one => raises(one) && one.at > since && one.at <= until)
  const struck = store.harms.list.filter(
    harm => effectOf(harm).strikes && harm.from > since && harm.from <= until,
  )
  const at = Math.min(...happenings.map(one => one.at), ...struck.map(({ from }) => from))
  if (!Number.isFinite(at)) return undefined
  return {
    at,
    run: () => {
      for (const harm of struck) if (harm.from === at) strike(automation, harm, at)
      raise(
        automation,
        happenings.filter(one => one.at === at),
      )
    },
  }
}
