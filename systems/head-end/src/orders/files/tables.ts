import type { Instant } from '@ferraris/service'
import type { FileKind } from './file-kinds.ts'
import type { FileState, SignatureAlgorithm } from './schemas.ts'

interface DeviceFileTable {
  readonly sha256: string
  readonly kind: FileKind
  readonly name: string
  readonly version: string
  readonly models: string[]
  readonly legal: boolean
  readonly octets: Buffer
  readonly vendor_key: string | null
  readonly signature: Buffer | null
  readonly state: FileState
  readonly uploaded_at: Instant
  readonly uploaded_by: string
  readonly approved_at: Instant | null
  readonly approved_by: string | null
  readonly available_at: Instant | null
  readonly available_by: string | null
  readonly withdrawn_at: Instant | null
  readonly withdrawn_by: string | null
  readonly reason: string | null
}

interface VendorKeyTable {
  readonly name: string
  readonly vendor: string
  readonly algorithm: SignatureAlgorithm
  /** SubjectPublicKeyInfo, PEM. */
  readonly public_key: string
  readonly registered_at: Instant
  readonly registered_by: string
  readonly revoked_at: Instant | null
  readonly revoked_by: string | null
}

interface TestMeterTable {
  readonly end_device_id: number
  readonly since: Instant
  readonly by: string
}

export type FileTables = {
  readonly device_file: DeviceFileTable
  readonly vendor_key: VendorKeyTable
  readonly test_meter: TestMeterTable
}
