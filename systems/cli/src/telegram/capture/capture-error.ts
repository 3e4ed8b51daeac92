import { defineErrors, detailAndRemedy } from '@ferraris/errors'

/** A capture file that cannot be read. */
export class CaptureError extends defineErrors(
  'capture',
  { 'capture-invalid': ['input', 'the file is no capture', 'give a pcap or pcapng file'] },
  detailAndRemedy,
) {
  constructor(offset: number, detail: string) {
    super('capture-invalid', detail, { path: `capture file, octet ${offset}`, offset })
  }
}
