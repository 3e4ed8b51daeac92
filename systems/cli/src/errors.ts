import { defineErrors, detailAndRemedy } from '@ferraris/errors'

/** Something in the command line, or in a file it names, that has to be corrected. */
export class InputError extends defineErrors(
  'input',
  {
    'input-invalid': [
      'input',
      'an argument, an option or a file that it names cannot be used',
      'correct what the message names',
    ],
  },
  detailAndRemedy,
) {
  /** @param parameter the option, argument or member at fault, as written: `--keys`, `keys[2].guek` */
  constructor(parameter: string, detail: string, remedy: string, { cause }: ErrorOptions = {}) {
    super('input-invalid', detail, { path: parameter, remedy, cause })
  }
}

/** The machine that the command runs on, or another process on it, stands in the way. */
export class ProcessError extends defineErrors('process', {
  'bench-failed': ['local', 'a benchmark failed', 'see what it printed'],
  'bench-missing': ['local', 'the benchmarks are not installed', 'run them from the sources of Ferraris'],
  'no-district': ['local', 'no district runs on this data folder', 'start one first'],
  'no-meter': ['local', 'no virtual meter runs on this data folder', 'start one first'],
  'district-refused': ['remote', 'the district does not do what was asked', 'see the message'],
  'meters-lost': ['local', 'processes of virtual meters end again and again', 'see the messages before'],
  'order-in-work': ['unavailable', 'another process carries out this work order', 'wait for its end'],
  'data-unwritable': ['local', 'a data folder or a key ring cannot be written', 'choose one that is yours'],
  'port-unusable': ['local', 'the port cannot be listened at', 'choose another port, or another address'],
  'device-silent': ['unavailable', "a customer's device does not answer", 'see whether it runs'],
  'counters-locked': [
    'unavailable',
    'another process holds the invocation counters of this client',
    'wait for its end',
  ],
  'counters-overtaken': [
    'unavailable',
    'another process talks to this meter at the same time',
    'wait for its end and try again',
  ],
  'counters-unusable': [
    'local',
    'the file of invocation counters cannot be read or written',
    'see that this user may write there; a damaged file is deleted',
  ],
}) {}

/** What a device is attached to has gone. */
export class MediumError extends defineErrors('medium', {
  'modem-gone': ['transport', 'the modem of the concentrator is gone', 'plug it in and start again'],
}) {}
