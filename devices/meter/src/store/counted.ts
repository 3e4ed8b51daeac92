import type { Counters, Forgotten } from '../harms/forgotten.ts'
import type { Harms } from '../harms/harms.ts'
import type { Apparent } from '../metrology/apparent-power.ts'
import { channels, type Registers } from '../metrology/registers.ts'
import type { EventLog } from './event-log.ts'
import { type Tampering, tamperCount, tamperings } from './health/tampering.ts'
import type { SupplyFailures } from './supply/supply-failures.ts'
import { distortionCounter, type SupplyQuality } from './supply/supply-quality.ts'

/** A store, as far as it counts. */
interface Counting {
  readonly setup: { readonly phases: number }
  readonly harms: Harms
  readonly forgotten: Forgotten
  readonly events: EventLog
  readonly quality: SupplyQuality
  readonly failures: SupplyFailures
  registers(now: number): Registers
  apparentEnergy(now: number): Apparent
}

const apparent = ['apparentImport', 'apparentExport'] as const

/** Everything that a meter counts and that harm has a part in, at an instant. */
export function countersOf(store: Counting, now: number): Counters {
  const { quality, failures, setup } = store
  const phases = Array.from({ length: setup.phases }, (_, phase) => phase)
  const registers = store.registers(now)
  const energy = store.apparentEnergy(now)
  return Object.fromEntries([
    ...channels.map((name, place) => [name, registers[place] ?? 0]),
    ...apparent.map((name, place) => [name, energy[place] ?? 0]),
    ['events', store.events.count(now)],
    ...phases.flatMap(phase =>
      (['sag', 'swell'] as const).map(of => [`${of}.${phase}`, quality.dips(of, now, phase).count]),
    ),
    ...(['voltage', 'current'] as const).flatMap(of =>
      phases.map(phase => [distortionCounter(of, phase), quality.distortion(of, now, phase).count]),
    ),
    ...(['all', 'any', ...phases] as const).flatMap(of => {
      const { count, long } = failures.count(of, now)
      return [
        [`failures.${of}`, count],
        [`failures.long.${of}`, long],
      ]
    }),
    ...tamperings.flatMap((kind: Tampering) => {
      const { count, totalSeconds } = tamperCount(store, kind, now)
      return [
        [`${kind}.count`, count],
        [`${kind}.seconds`, totalSeconds],
      ]
    }),
  ])
}
