import { faultTable } from '@ferraris/metering'
import type { Effect, Happening } from '../effect.ts'
import { endOf, touches } from '../harm.ts'

const { usual } = faultTable.harmonics.parameters.level

/** Total distortion that a harm brings, %. */
export function distortionOf({ level = usual }: { readonly level?: number }): number {
  return level
}

const high = ['distortionHighL1', 'distortionHighL2', 'distortionHighL3'] as const
const normal = ['distortionNormalL1', 'distortionNormalL2', 'distortionNormalL3'] as const

/** Something on the line distorts its voltage. */
export const harmonics: Effect = {
  happens(harm, { phases, distortion }) {
    const level = distortionOf(harm)
    const { percent, seconds } = distortion(harm.from)
    const at = harm.from + seconds
    const end = endOf(harm)
    if (level <= percent || at >= end) return []
    const magnitude = Math.round(10 * level)
    return Array.from({ length: phases }, (_, phase) => phase).flatMap((phase): Happening[] => {
      const [begins, ends] = [high[phase], normal[phase]]
      if (!touches(harm, phase) || begins === undefined || ends === undefined) return []
      const begun = { at, event: begins, magnitude }
      return Number.isFinite(end) ? [begun, { at: end, event: ends, duration: end - harm.from }] : [begun]
    })
  },
}
