export type StoreFault =
  /** The disk, or the share of it that is ours, is full: nothing was written, and it may be tried again. */
  | 'full'
  | 'unwritable'
  /** What lies there is no store of this version. */
  | 'damaged'
  /** The key-encryption key is missing, not secret, or another one than the keys were wrapped with. */
  | 'kek'

/** The store cannot do what it should; the message says what to try. Never carries key material. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreFault

  constructor(code: StoreFault, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.code = code
  }
}
