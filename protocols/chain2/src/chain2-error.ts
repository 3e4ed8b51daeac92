import { type Declarations, defineErrors } from '@ferraris/errors'

const faults = {
  'unknown-frame': [
    'remote',
    'the layouts have no compact frame of this number',
    'compare the layout files of meter and device',
  ],
  'layout-invalid': [
    'input',
    'the layout file does not describe the frames',
    'correct the file at the place that is named',
  ],
  'not-a-frame': [
    'remote',
    'the telegram is genuine but carries no compact frame',
    'does the meter push something else to this address?',
  ],
  'protection-too-weak': [
    'remote',
    'a frame must be both authenticated and encrypted with the unicast key',
    'compare the security settings of meter and device',
  ],
  foreign: [
    'remote',
    'the frame comes from a meter that is not associated',
    'associate the meter, or leave its frames to its own device',
  ],
  'not-an-association': [
    'remote',
    'the telegram is genuine but carries no association',
    'was it sealed with the initialisation key?',
  ],
  'counters-invalid': [
    'remote',
    'the text holds no daily counters',
    'correct it at the place that is named, then upload it again',
  ],
} as const satisfies Declarations

/** What is wrong with a frame or a layout file. Broken octets are a DecodeError, a wrong key or tag a SecurityError. */
export class Chain2Error extends defineErrors('chain2', faults) {}
