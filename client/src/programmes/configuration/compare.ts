import { type Obis, obis } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { sha256 } from '../forms/files.ts'
import { type Programme, programme, type Step } from '../programme.ts'
import { refused } from '../steps/refusal.ts'
import { configurationOf, differencesOf } from './configure.ts'
import { expected } from './expected.ts'

/** A meter held against a configuration file: what differs, before it is written, and whether all holds the day after. Reads only. */
export function compareWith(known: ReadonlyMap<string, Programme>) {
  return programme({
    kind: 'compare-configuration',
    title: 'Compare with a configuration file',
    parameters: Type.Object({ sha256 }, { additionalProperties: false }),
    async perform(meter, { sha256: hash }, means) {
      const octets = await means.file(hash)
      if (octets === undefined) return { steps: [refused('configuration', `there is no file ${hash}`)] }
      const configuration = configurationOf(octets)
      if (typeof configuration === 'string') return { steps: [refused('configuration', configuration)] }
      const steps = await differencesOf(meter, configuration, known)
      const { tariffs } = expected(configuration)
      const split = tariffs === undefined ? [] : [await tariffSplit(meter)]
      return { steps: [...steps, ...split], detail: `configuration ${configuration.version}` }
    },
  })
}

const tariffRegisters: readonly Obis[] = [1, 2, 3, 4].map(tariff => obis(`1.0.1.8.${tariff}.255`))

/** Registers are read one after the other while the meter counts. */
const tolerance = 2n

/** Whether what the tariffs have counted is together what was drawn. */
async function tariffSplit(meter: DlmsMeter): Promise<Step> {
  const target = 'sum of the tariff registers'
  const answers = await meter.registers([obisCodes.activeEnergyImport, ...tariffRegisters])
  const [total, ...parts] = answers.map(answer => ('raw' in answer ? BigInt(answer.raw) : undefined))
  if (total === undefined) return refused(target, 'the meter tells no total')
  const sum = parts.reduce<bigint>((all, part) => all + (part ?? 0n), 0n)
  const apart = total > sum ? total - sum : sum - total
  return {
    target,
    outcome: apart <= tolerance ? 'verified' : 'differs',
    found: String(sum),
    ...(apart > tolerance && { reason: `the total is ${total}` }),
  }
}
