import { defineErrors, detailOf } from '@ferraris/errors'

/** A file that is no meter image. `path` names the member at fault, empty for the whole. */
export class MeterImageError extends defineErrors(
  'meter-image',
  { 'meter-image-invalid': ['input', 'the file is no meter image', 'record the image again'] },
  detailOf('meter image'),
) {
  constructor(path: string, detail: string, cause?: unknown) {
    super('meter-image-invalid', detail, { path, cause })
  }
}
