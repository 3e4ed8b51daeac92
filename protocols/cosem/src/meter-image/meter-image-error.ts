/** A file that is no meter image. `parameter` names the member at fault, empty for the whole. */
export class MeterImageError extends Error {
  override readonly name = 'MeterImageError'
  readonly layer = 'meter-image'
  readonly code = 'meter-image-invalid'
  readonly parameter: string

  constructor(parameter: string, detail: string, options?: ErrorOptions) {
    super(`meter image${parameter === '' ? '' : `, ${parameter}`}: ${detail}`, options)
    this.parameter = parameter
  }
}
