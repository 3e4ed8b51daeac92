import { defineErrors, detailOf } from '@ferraris/errors'

/** Text that is no meter URI. `path` names the part at fault, the message also what to write. */
export class MeterUriError extends defineErrors(
  'uri',
  {
    'meter-uri-invalid': [
      'input',
      'the text is no meter URI',
      'write it as in dlms+tcp://host:4059?client=16&server=1&auth=none',
    ],
  },
  detailOf('meter URI'),
) {
  constructor(path: string, detail: string) {
    super('meter-uri-invalid', detail, { path })
  }
}
