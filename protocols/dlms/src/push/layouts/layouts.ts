import { electricalScales } from './electrical-scales.ts'
import { kaifa } from './kaifa.ts'
import { kamstrup } from './kamstrup.ts'
import { landisGyr } from './landis-gyr.ts'
import type { PushLayout } from './push-layout.ts'

/**
 * The lists that leave out names, scalers or units. Those of Aidon, Iskraemeco, Sagemcom, Siemens and most others
 * name each value, its scaler and its unit, and need no layout.
 */
export const pushLayouts: readonly PushLayout[] = [
  ...kaifa,
  ...kamstrup,
  ...landisGyr,
  { kind: 'unscaled', name: 'without units', scales: electricalScales },
]
