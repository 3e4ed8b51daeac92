import type { DeviceParameters, SampleParameters } from '@ferraris/conformance'
import { InputError } from '../errors.ts'

/** The sample of a name, or the first of a parameter file. Throws InputError. */
export function chosenSample({ samples }: DeviceParameters, name: string | undefined): SampleParameters {
  const [first] = samples
  const sample = name === undefined ? first : samples.find(one => one.sample === name)
  if (sample !== undefined) return sample
  const known = samples.map(one => one.sample).join(', ')
  throw new InputError('--sample', `${name} is not in the parameter file`, `there are ${known}`)
}
