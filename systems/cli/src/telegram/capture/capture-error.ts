/** A capture file that cannot be read. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
  readonly layer = 'capture'
  readonly code = 'capture-invalid'
  readonly offset: number

  constructor(offset: number, detail: string) {
    super(`capture file, octet ${offset}: ${detail}; give a pcap or pcapng file`)
    this.offset = offset
  }
}
