import { faultTable } from '@ferraris/metering'
import { confirmedAfter, type Effect } from '../effect.ts'
import { endOf } from '../harm.ts'
import { common } from '../span.ts'

const { usual } = faultTable['load-side-voltage'].parameters.level

/** The voltage behind an open switch, 0.1 V. */
export function fedBack({ level = usual }: { readonly level?: number }): number {
  return Math.round(10 * level)
}

/** There is voltage behind the switch, whatever it does: a generator of the home, or a wire around the meter. */
export const loadSideVoltage: Effect = {
  happens: (harm, { open }) =>
    common([{ from: harm.from, to: endOf(harm) }], open).flatMap(({ from, to }) =>
      from + confirmedAfter < to
        ? [{ at: from + confirmedAfter, event: 'consumptionWhileOpen' as const, magnitude: fedBack(harm) }]
        : [],
    ),
}
