import { deadBelow, type SupplyReading } from '@ferraris/client'

/** In what a supply may be otherwise than it should. */
export const supplyDifferences = ['control-state', 'output-state', 'load-side-voltage'] as const
export type SupplyDifference = (typeof supplyDifferences)[number]

/**
 * What follows for a supply from a look at it: how it should stand from now on, and in what it does not. Where the customer was left the
 * button, closing it is no difference.
 */
export function judgeSupply(
  expected: SupplyReading['controlState'] | undefined,
  { controlState, outputState, loadSideVolts }: SupplyReading,
): { readonly expected: SupplyReading['controlState']; readonly differences: SupplyDifference[] } {
  const isClosedByCustomer = expected === 'ready-for-reconnection' && controlState === 'connected'
  const should = expected === undefined || isClosedByCustomer ? controlState : expected
  const differences: SupplyDifference[] = []
  if (should !== controlState) differences.push('control-state')
  const isClosed = controlState === 'connected'
  if (outputState !== undefined && outputState !== isClosed) differences.push('output-state')
  if (!isClosed && loadSideVolts !== undefined && loadSideVolts >= deadBelow)
    differences.push('load-side-voltage')
  return { expected: should, differences }
}
