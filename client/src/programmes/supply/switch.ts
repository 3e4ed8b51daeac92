import { type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { AttributeRequest } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import type { Answer } from '../../session/query.ts'
import { instance } from '../forms/names.ts'
import { hasFailed, programme, type Step } from '../programme.ts'
import { invoke } from '../steps/invoke.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import { settle, wanted } from '../steps/settle.ts'
import { loadSideRequests, loadSideStep } from './load-side.ts'

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
    const steps: Step[] =
      mode === undefined ? [] : await settle(meter, wanted(disconnectControl, name, 'controlMode', mode))
    if (steps.some(hasFailed)) return { steps }
    // Mode 0 closes the switch by itself.
    const before =
      mode === undefined ? stateStep(name, found.state, connected) : await stateOf(meter, name, connected)
    if (before.outcome !== 'differs') return { steps: [...steps, before] }
    const check = connected && loadSideCheck ? loadSideStep(loadSide) : undefined
    if (check !== undefined) steps.push(check)
    if (check?.outcome === 'refused') return { steps }
    const readings =
      !connected && finalReading ? { readings: { registers: await meter.registers(finalRegisters) } } : {}
    return { steps: [...steps, await move(meter, name, connected)], ...readings }
  },
})

interface Sight {
  readonly name: Obis
  readonly state: Answer | undefined
  readonly loadSide: readonly (Answer | undefined)[]
}

/** The switch, its state and the voltage behind it in one request; the usual switch needs no object list. */
async function look(meter: DlmsMeter, given: string | undefined): Promise<Sight | Step> {
  const usual = obisCodes.disconnectControl
  if (given === undefined) {
    const sight = await sightOf(meter, usual)
    if (sight.state !== undefined && 'data' in sight.state) return sight
  }
  const { classId } = disconnectControl
  const found = await locate(meter, { classId, what: 'disconnect control', usual, given })
  return isStep(found) ? found : await sightOf(meter, found.obis)
}

async function sightOf(meter: DlmsMeter, name: Obis): Promise<Sight> {
  const [state, ...loadSide] = await meter.answers(stateAt(name), ...loadSideRequests)
  return { name, state, loadSide }
}

function stateAt(name: Obis): AttributeRequest {
  const { classId, attributes } = disconnectControl
  return { classId, obis: name, attribute: attributes.controlState.id }
}

function targetAt(name: Obis): string {
  return `${name} controlState`
}

async function stateOf(meter: DlmsMeter, name: Obis, connected: boolean): Promise<Step> {
  const [answer] = await meter.answers(stateAt(name))
  return stateStep(name, answer, connected)
}

/** Whether the switch stands as ordered: closed, or made ready for the button where the mode asks for it. */
function stateStep(name: Obis, answer: Answer | undefined, connected: boolean): Step {
  const target = targetAt(name)
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

async function move(meter: DlmsMeter, name: Obis, connected: boolean): Promise<Step> {
  const order = connected ? 'remoteReconnect' : 'remoteDisconnect'
  const step = await invoke(meter, disconnectControl, name, order, 0)
  if (step.outcome === 'refused') return step
  return { ...(await stateOf(meter, name, connected)), wrote: order }
}
