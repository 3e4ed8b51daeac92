import { type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import type { RegisterAnswer } from '../../registers/quantity.ts'
import { instance } from '../forms/names.ts'
import { hasFailed, type Performed, programme, type Step } from '../programme.ts'
import { invoke } from '../steps/invoke.ts'
import { isStep } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import { settle, wanted } from '../steps/settle.ts'
import { loadSideStep } from './load-side.ts'
import { look, readingOf, type Sight, sightOf } from './sight.ts'

const { disconnectControl } = classes

/** Read before the supply is cut: the total and the tariffs of what was drawn, and what was fed in. */
const finalRegisters: readonly Obis[] = [
  obisCodes.activeEnergyImport,
  ...[1, 2, 3, 4].map(tariff => obis(`1.0.1.8.${tariff}.255`)),
  obisCodes.activeEnergyExport,
]

export const switchSupply = programme({
  kind: 'switch',
  title: 'Connect or disconnect the supply',
  parameters: Type.Object(
    {
      connected: Type.Boolean({
        title: 'Connected',
        description: 'Whether the customer is to have power.',
      }),
      mode: Type.Optional(
        Type.Integer({
          title: 'Control mode',
          description:
            'Set before the switch moves (class 70): 0 never opens; 1 to 6 say what remote orders, the button and the meter itself may do. 2 and 4 close at once, 1, 3, 5 and 6 make ready for the button.',
          minimum: 0,
          maximum: 6,
        }),
      ),
      finalReading: Type.Optional(
        Type.Boolean({
          title: 'Final reading',
          description: 'Read the energy registers before the supply is cut.',
          default: false,
        }),
      ),
      loadSideCheck: Type.Optional(
        Type.Boolean({
          title: 'Check the load side',
          description:
            'Refuse to close while there is voltage on the load side, where the meter measures it.',
          default: true,
        }),
      ),
      object: instance('disconnect control'),
    },
    { additionalProperties: false },
  ),
  risk: ({ connected }) => (connected ? 'none' : 'disconnects'),
  subject: () => 'supply',
  async perform(meter, { connected, mode, finalReading = false, loadSideCheck = true, object }) {
    const found = await look(meter, object)
    if (isStep(found)) return { steps: [found] }
    const { name, loadSide } = found
    // Mode 0 closes the switch by itself: what feeds the home from behind is looked for before.
    const isOpen = stateStep(found, true).outcome !== 'verified'
    const live = mode === 0 && isOpen && loadSideCheck ? loadSideStep(loadSide) : undefined
    if (live?.outcome === 'refused') return shown([live], found)
    const steps: Step[] =
      mode === undefined ? [] : await settle(meter, wanted(disconnectControl, name, 'controlMode', mode))
    if (steps.some(hasFailed)) return { steps }
    const before = mode === undefined ? found : await sightOf(meter, name)
    const standing = stateStep(before, connected)
    if (standing.outcome !== 'differs') return shown([...steps, standing], before)
    const check = connected && loadSideCheck ? loadSideStep(loadSide) : undefined
    if (check !== undefined) steps.push(check)
    if (check?.outcome === 'refused') return shown(steps, before)
    const registers = !connected && finalReading ? await meter.registers(finalRegisters) : undefined
    const order = connected ? 'remoteReconnect' : 'remoteDisconnect'
    const moved = await invoke(meter, disconnectControl, name, order, 0)
    if (moved.outcome === 'refused') return shown([...steps, moved], before, registers)
    const after = await sightOf(meter, name)
    return shown([...steps, { ...stateStep(after, connected), wrote: order }], after, registers)
  },
})

/** Steps, with where the switch stands after them. */
function shown(steps: readonly Step[], sight: Sight, registers?: readonly RegisterAnswer[]): Performed {
  const supply = readingOf(sight)
  return { steps, readings: { ...(registers && { registers }), ...(supply && { supply }) } }
}

/** Whether the switch stands as ordered: closed, or made ready for the button where the mode asks for it. */
function stateStep({ name, state: answer }: Sight, connected: boolean): Step {
  const target = `${name} controlState`
  if (answer === undefined || 'refused' in answer)
    return refused(target, `the meter refuses: ${answer?.refused ?? 'other-reason'}`)
  const state = disconnectControl.attributes.controlState.type.decode(answer.data)
  const found = String(state)
  if (connected ? state === 'connected' : state === 'disconnected')
    return { target, outcome: 'verified', found }
  if (connected && state === 'ready-for-reconnection')
    return { target, outcome: 'done', found, reason: 'the customer closes it with the button' }
  return { target, outcome: 'differs', found }
}
