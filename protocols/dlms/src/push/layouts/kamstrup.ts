import { withScalers } from './electrical-scales.ts'
import type { NamedLayout } from './push-layout.ts'

/** Lists Kamstrup_V0001 of Omnipower, at customer ports in Denmark, Norway and Sweden: energies in 0.01 kWh. */
export const kamstrup: readonly NamedLayout[] = [
  {
    kind: 'named',
    name: 'Kamstrup',
    begins: /^Kamstrup_V/,
    scales: {
      ...withScalers({ Wh: 1, varh: 1, A: -2 }),
      // Power factors, total and of each phase.
      ...Object.fromEntries(['13.7', '33.7', '53.7', '73.7'].map(name => [name, { scaler: -2, unit: '' }])),
    },
  },
]
