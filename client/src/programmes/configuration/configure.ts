import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { sha256 } from '../forms/files.ts'
import { hasFailed, type Means, type Programme, programme, type Step } from '../programme.ts'
import { performAll } from '../sequence.ts'
import { refusalOf, refused } from '../steps/refusal.ts'
import { settle } from '../steps/settle.ts'
import { verify } from '../steps/verify.ts'
import { type Configuration, readConfiguration } from './configuration-file.ts'

/** Nothing random, no files, no keys: what a comparison needs of its surroundings. */
const reading: Means = {
  now: Date.now,
  random: length => new Uint8Array(length),
  file: () => Promise.resolve(undefined),
}

/** A configuration file, written where it differs from the meter. */
export function configureWith(known: ReadonlyMap<string, Programme>) {
  return programme({
    kind: 'configure',
    title: 'Write a configuration file',
    parameters: Type.Object({ sha256 }, { additionalProperties: false }),
    risk: () => 'legal',
    subject: () => 'configuration',
    async perform(meter, { sha256: hash }, means) {
      const octets = await means.file(hash)
      if (octets === undefined) return { steps: [refused('configuration', `there is no file ${hash}`)] }
      const configuration = configurationOf(octets)
      if (typeof configuration === 'string') return { steps: [refused('configuration', configuration)] }
      const { settings, actions, version } = configuration
      const steps = await settle(meter, ...settings)
      const detail = `configuration ${version}`
      if (steps.some(hasFailed)) return { steps, detail }
      const more = await performAll(meter, actions, known, means, 'stop')
      return { ...more, steps: [...steps, ...more.steps], detail }
    },
  })
}

/** The configuration, or why the file is none. */
export function configurationOf(octets: Uint8Array): Configuration | string {
  try {
    return readConfiguration(octets)
  } catch (error) {
    const reason = refusalOf(error)
    if (reason === undefined) throw error
    return reason
  }
}

/**
 * What writing a configuration would change: a step `differs` with what stands there and what would be written. Reads only:
 * programmes are performed at a meter that lets nothing be written, so that of those that differ the first step is told.
 */
export async function differencesOf(
  meter: DlmsMeter,
  { settings, actions }: Configuration,
  known: ReadonlyMap<string, Programme>,
): Promise<Step[]> {
  const steps = await verify(meter, ...settings)
  const { steps: more } = await performAll(meter.onlyReading(), actions, known, reading, 'go-on')
  return [...steps, ...more.map(wouldChange)]
}

function wouldChange(step: Step): Step {
  const isHeldBack = step.outcome === 'refused' && step.reason?.endsWith(heldBack)
  return isHeldBack ? { ...step, outcome: 'differs', reason: 'would be changed' } : step
}

/** The refusal of a meter that lets nothing be written. */
const heldBack = 'read-write-denied'
