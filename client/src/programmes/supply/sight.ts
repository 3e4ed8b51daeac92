import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import type { Answer } from '../../session/query.ts'
import type { Step } from '../programme.ts'
import { isStep, locate } from '../steps/locate.ts'
import { loadSideRequests, loadSideVoltage } from './load-side.ts'
import type { SupplyReading } from './supply-reading.ts'

const { classId, attributes } = classes.disconnectControl
const shown = [attributes.outputState, attributes.controlState, attributes.controlMode]

/** A supply switch as the meter shows it; an answer may be a refusal. */
export interface Sight {
  readonly name: Obis
  readonly output: Answer | undefined
  readonly state: Answer | undefined
  readonly mode: Answer | undefined
  readonly loadSide: readonly (Answer | undefined)[]
}

/** The switch with its three attributes and the voltage behind it in one request; the usual switch needs no object list. */
export async function look(meter: DlmsMeter, given: string | undefined): Promise<Sight | Step> {
  const usual = obisCodes.disconnectControl
  if (given === undefined) {
    const sight = await sightOf(meter, usual)
    if (sight.state !== undefined && 'data' in sight.state) return sight
  }
  const found = await locate(meter, { classId, what: 'disconnect control', usual, given })
  return isStep(found) ? found : await sightOf(meter, found.obis)
}

export async function sightOf(meter: DlmsMeter, name: Obis): Promise<Sight> {
  const requests = shown.map(({ id }) => ({ classId, obis: name, attribute: id }))
  const [output, state, mode, ...loadSide] = await meter.answers(...requests, ...loadSideRequests)
  return { name, output, state, mode, loadSide }
}

/** What of it can be read; undefined where the switch does not say how it stands. */
export function readingOf({ output, state, mode, loadSide }: Sight): SupplyReading | undefined {
  if (state === undefined || 'refused' in state) return undefined
  const controlState = attributes.controlState.type.decode(state.data)
  // A number is a state that the class does not have.
  if (typeof controlState === 'number') return undefined
  const volts = loadSideVoltage(loadSide)?.value
  return {
    controlState,
    ...(output && 'data' in output && { outputState: attributes.outputState.type.decode(output.data) }),
    ...(mode && 'data' in mode && { controlMode: attributes.controlMode.type.decode(mode.data) }),
    ...(volts !== undefined && { loadSideVolts: volts }),
  }
}
