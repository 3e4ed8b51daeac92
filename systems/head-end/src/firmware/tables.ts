interface FirmwareImageTable {
  readonly sha256: string
  readonly version: string
  readonly octets: Buffer
  readonly uploaded_at: Date
  readonly uploaded_by: string
}

export type FirmwareTables = {
  readonly firmware_image: FirmwareImageTable
}
