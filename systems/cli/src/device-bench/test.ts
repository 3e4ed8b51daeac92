import { writeFileSync } from 'node:fs'
import {
  type CaseResult,
  type CustomerDeviceSubject,
  type DeviceParameters,
  devicePlan,
  readParameters,
  reportOf,
  runDevicePlan,
  type SampleParameters,
  verdictOf,
} from '@ferraris/conformance'
import { zone } from '@ferraris/cosem'
import { InputError } from '../errors.ts'
import { readText } from '../read-text.ts'
import { Progress } from '../terminal/progress.ts'
import { say, show } from '../terminal/say.ts'
import { benchKey } from './bench-key.ts'
import { openOwnDevice, ownParameters } from './own-device.ts'
import { type ReachOptions, reachDevice } from './reached-device.ts'
import { chosenSample } from './sample.ts'
import { reportView } from './view.ts'

interface TestOptions extends ReachOptions {
  readonly parameters?: string
  readonly sample?: string
  readonly only?: readonly string[]
  readonly key: string
  readonly report?: string
  readonly json?: boolean
}

/** `customer-device test`: a verdict for each case and a signed report; exit code 1 where a case failed. */
export async function testDevice(place: string | undefined, options: TestOptions): Promise<void> {
  const parameters = parametersOf(place, options.parameters)
  const sample = chosenSample(parameters, options.sample)
  const plan = devicePlan.filter(({ id }) => options.only?.some(prefix => id.startsWith(prefix)) ?? true)
  if (plan.length === 0)
    throw new InputError(
      '--only',
      'no case begins so',
      'versions, reception, ciphering, replicas, counters, production, supply',
    )
  // Before the tests: a key that cannot be used must not cost them.
  const key = options.only === undefined ? benchKey(options.key) : undefined
  const subject = await subjectOf(place, parameters, sample, options)
  const results: CaseResult[] = []
  const progress = new Progress('customer device')
  try {
    for await (const result of runDevicePlan(plan, subject)) {
      results.push(result)
      progress.update(results.length, plan.length, result.id)
    }
  } finally {
    progress.clear()
    await subject.close()
  }
  const { hardware, firmware } = parameters
  const document =
    key === undefined
      ? {
          sample: sample.sample,
          hardware,
          firmware,
          cases: results.map(({ id, title, verdict, detail }) => ({ id, title, verdict, detail })),
          verdict: verdictOf(results),
          signature: null,
        }
      : reportOf(parameters, sample, results, Date.now(), key)
  if (options.report !== undefined) {
    if (key === undefined)
      throw new InputError('--report', 'a part of the tests is not signed', 'leave --only out')
    write(options.report, `${JSON.stringify(document, undefined, 2)}\n`)
  }
  show(options.json, document, () => reportView(document))
  if (document.verdict === 'FAIL') process.exitCode = 1
}

function parametersOf(place: string | undefined, file: string | undefined): DeviceParameters {
  if (file !== undefined) return readParameters(readText('--parameters', file))
  if (place === undefined) return ownParameters()
  throw new InputError('--parameters', 'is missing', 'a sample at a place has a parameter file of its maker')
}

async function subjectOf(
  place: string | undefined,
  parameters: DeviceParameters,
  sample: SampleParameters,
  options: ReachOptions,
): Promise<CustomerDeviceSubject & { close(): Promise<void> }> {
  if (place !== undefined) return await reachDevice(place, parameters, sample, options)
  say('no place is named: our own device is tested')
  // Noon: no case is cut by a midnight.
  const local = zone(parameters.timeZone)
  const noon = local.startOfDay(local.dateOf(Date.now() / 1000)) + 12 * 3600
  return openOwnDevice(parameters, sample, noon)
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (cause) {
    throw new InputError('--report', (cause as Error).message, 'name a file that can be written', { cause })
  }
}
