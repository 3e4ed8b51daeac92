import { defineErrors } from '@ferraris/errors'

/** A district that cannot start or be described; the message says what to try. Never carries key material. */
export class DistrictError extends defineErrors('district', {
  'bad-option': ['input', 'no such district is possible', 'choose the numbers that the message names'],
  'manifest-damaged': [
    'local',
    'the manifest in the data folder cannot be used',
    'restore the data folder, or start with another one',
  ],
  'keys-damaged': ['local', 'keys are missing in the data folder', 'restore the key ring'],
  'in-use': [
    'local',
    'another process works with the meters of this data folder',
    'end that process, or choose another data folder',
  ],
  'data-unusable': [
    'local',
    'the data folder cannot be read or written',
    'choose a data folder that is yours',
  ],
  'other-load': [
    'input',
    'the homes of this district have another load',
    'start it with the load it began with, or in another data folder',
  ],
  'port-in-use': ['local', 'a meter cannot listen at its port', 'choose another first port'],
  'too-many-files': [
    'local',
    'no file descriptor is left: each meter needs one',
    'start fewer meters, or raise the limit (ulimit -n)',
  ],
  'no-district': [
    'input',
    'no district has been started in this data folder',
    'name the data folder of one, or start it',
  ],
  'no-lines': ['local', 'the district has no power lines', 'start one with substations'],
  ended: ['local', 'the process of the district has ended', 'look at its log, then start it again'],
}) {}

/** What can keep a district from starting. */
export type DistrictProblem = DistrictError['code']

/** What the operating system calls the cause of a failure, `EACCES` for example. */
export function systemCodeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause)
}
