import { defineErrors } from '@ferraris/errors'

/**
 * A value that is not what an attribute declares, or that the declared type cannot hold. `path` says where in the
 * value, for example `captureObjects[2].attribute`; it is empty for the value itself.
 */
export class ValueError extends defineErrors('value', {
  'value-invalid': [
    'remote',
    'the value is not what its attribute declares',
    'compare it with the interface class',
  ],
}) {
  constructor(path: string, detail: string) {
    super('value-invalid', detail, { path })
  }
}
