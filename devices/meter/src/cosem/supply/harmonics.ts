import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { harmonicOrders, totalDistortion } from '../../metrology/harmonics.ts'
import { overTime, read } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { inUnit } from '../registers/registers.ts'

/** Value group E of the total; below it the orders themselves (IEC 62056-6-1). */
const total = 124

/** Distortion of voltage and current of one phase, 1 … 3: total and by orders, 0.1 %; how often it was too high. */
export function harmonicRegisters(phase: 1 | 2 | 3): readonly ObjectEntry[] {
  const quantities = [
    [20 * phase + 12, 'voltage'],
    [20 * phase + 11, 'current'],
  ] as const
  const high = quantities.flatMap(([c, of]) => {
    const noted = ({ store, now }: Context) => store.quality.distortion(of, now, phase - 1)
    return [
      object(classes.data, `1.0.${c}.36.${total}.255`, {
        value: overTime(context => data.doubleLongUnsigned(noted(context).count)),
      }),
      object(classes.register, `1.0.${c}.38.${total}.255`, {
        value: overTime(context => data.longUnsigned(noted(context).last)),
        scalerUnit: read(inUnit(-1, '%')),
      }),
    ]
  })
  const measured = quantities.flatMap(([c, of]) => {
    const register = (e: number, percent: (orders: readonly number[]) => number) =>
      object(classes.register, `1.0.${c}.7.${e}.255`, {
        value: overTime(({ store, now }: Context) =>
          data.longUnsigned(
            Math.min(0xffff, Math.round(10 * percent(store.quality.harmonics(now, phase - 1)[of]))),
          ),
        ),
        scalerUnit: read(inUnit(-1, '%')),
      })
    return [
      register(total, totalDistortion),
      ...harmonicOrders.map((order, i) => register(order, orders => orders[i] ?? 0)),
    ]
  })
  return [...measured, ...high]
}
