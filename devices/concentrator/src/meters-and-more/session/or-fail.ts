import { MeterError, type MeterFault } from '../../network/meter-error.ts'

/** What goes wrong with one meter, foreseen or not, ends its session as a MeterError, and not those of the others. */
export function orFail<Value>(fault: MeterFault, action: () => Value, what?: string): Value {
  try {
    return action()
  } catch (error) {
    if (error instanceof MeterError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new MeterError(fault, what === undefined ? reason : `${what}: ${reason}`)
  }
}
