import { lateRule, siblingRule } from './arrival.ts'
import { clockRule, clockSetRule } from './clock.ts'
import { balanceRule, checkMeterRule, reactiveRule } from './comparison.ts'
import { faultRule, tamperRule, testModeRule } from './device.ts'
import { duplicateRule, gapRule, gridRule, overflowRule } from './grid.ts'
import { highLowRule, longEstimateRule } from './history.ts'
import { identityRule, multiplierRule } from './identity.ts'
import { maximumRule, negativeRule } from './limits.ts'
import { rollOverRule, sumCheckRule, tariffRule } from './registers.ts'
import type { Rule } from './rule.ts'
import { robustSpikeRule, spikeRule, stuckRule } from './shape.ts'
import { inactiveRule, outageRule, zeroRule } from './use.ts'

/** Every rule, by its number. A rule of a utility's own is one more value here. */
export const rules: readonly Rule[] = [
  gridRule,
  gapRule,
  duplicateRule,
  clockRule,
  identityRule,
  faultRule,
  clockSetRule,
  overflowRule,
  testModeRule,
  outageRule,
  negativeRule,
  maximumRule,
  tariffRule,
  spikeRule,
  robustSpikeRule,
  sumCheckRule,
  highLowRule,
  reactiveRule,
  zeroRule,
  inactiveRule,
  rollOverRule,
  multiplierRule,
  checkMeterRule,
  balanceRule,
  stuckRule,
  siblingRule,
  longEstimateRule,
  tamperRule,
  lateRule,
]
