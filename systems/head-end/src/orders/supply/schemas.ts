import { controlStates } from '@ferraris/client'
import { nullable, nullableInstant, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { supplyDifferences } from './differences.ts'

const switchState = Type.Union([Type.Enum([...controlStates]), Type.Null()], {
  description:
    'State of the switch as its logic sees it: closed, open, or open until the customer presses the button; null while it was never seen.',
})

export const supplyState = resource(
  'SupplyState',
  {
    endDevice: Type.String({ description: 'Serial number.' }),
    expected: switchState,
    expectedAt: nullableInstant('When the last order that ended well left it so, or when it was read first.'),
    found: switchState,
    foundAt: nullableInstant('When the meter showed it last.'),
    control: nullable('string', { description: 'The order in which it was seen last.' }),
    outputState: Type.Union([Type.Boolean(), Type.Null()], {
      description: 'Whether the supply is physically connected.',
    }),
    controlMode: nullable('integer', { description: '0 to 6, class 70; 0 never opens.' }),
    loadSideVolts: nullable('number', {
      description: 'Voltage behind the switch; null where the meter does not measure it.',
    }),
    differences: Type.Array(Type.Enum([...supplyDifferences]), {
      description:
        'control-state: `found` is not `expected`; output-state: the meter contradicts itself; load-side-voltage: something feeds the home behind an open switch.',
    }),
    differsSince: nullableInstant('Since when; null while nothing differs.'),
  },
  'Where the supply switch of a meter stands, as far as the head-end knows.',
)
export type SupplyState = Static<typeof supplyState>
