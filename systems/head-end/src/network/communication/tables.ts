interface SessionLatencyTable {
  readonly end_device_id: number
  readonly day: string
  readonly bucket: number
  readonly sessions: number
  readonly retries: number
}

export type CommunicationTables = {
  readonly session_latency: SessionLatencyTable
}
