/** A value that is not what an attribute declares, or that the declared type cannot hold. */
export class ValueError extends Error {
  override readonly name = 'ValueError'
  /** Where in the value, for example `captureObjects[2].attribute`. Empty for the value itself. */
  readonly path: string
  readonly detail: string

  constructor(path: string, detail: string) {
    super(path === '' ? detail : `${path}: ${detail}`)
    this.path = path
    this.detail = detail
  }
}
