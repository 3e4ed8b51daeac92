import { confirmedAfter, type Effect } from '../effect.ts'
import { endOf } from '../harm.ts'
import { common } from '../span.ts'

/** Of a generator that runs on its own, V. */
const usual = 230

/** The voltage behind an open switch, 0.1 V. */
export function fedBack({ level = usual }: { readonly level?: number }): number {
  return Math.round(10 * level)
}

/** There is voltage behind the switch, whatever it does: a generator of the home, or a wire around the meter. */
export const loadSideVoltage: Effect = {
  takes: { level: { least: 12, most: 400, unit: 'V' } },
  happens: (harm, { open }) =>
    common([{ from: harm.from, to: endOf(harm) }], open).flatMap(({ from, to }) =>
      from + confirmedAfter < to
        ? [{ at: from + confirmedAfter, event: 'consumptionWhileOpen' as const, magnitude: fedBack(harm) }]
        : [],
    ),
}
