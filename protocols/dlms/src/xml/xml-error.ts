/** XML that is no APDU. `path` names the elements down to the one at fault. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
  readonly layer = 'xml'
  readonly code = 'xml-invalid'
  readonly path: string

  constructor(path: string, detail: string, options?: ErrorOptions) {
    super(`${path}: ${detail}`, options)
    this.path = path
  }
}
