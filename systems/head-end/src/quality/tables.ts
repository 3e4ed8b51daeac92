import type { Instant } from '@ferraris/service'

export type DipKind = 'sag' | 'swell'

interface QualityDipTable {
  readonly end_device_id: number
  readonly at: Instant
  /** 1 … 3. */
  readonly phase: number
  readonly kind: DipKind
  readonly volts: number | null
  readonly seconds: number | null
}

interface QualityInterruptionTable {
  readonly end_device_id: number
  readonly ended_at: Instant
  readonly seconds: number
}

/** Counters and distortion as they were read last on a local day. */
interface QualityValueTable {
  readonly end_device_id: number
  readonly obis: string
  readonly day: string
  readonly value: number
  readonly unit: string
}

/** Voltage of an interval that ends at an instant, V. */
interface QualityVoltageTable {
  readonly end_device_id: number
  readonly at: Instant
  readonly phase: number
  readonly least: number | null
  readonly mean: number | null
  readonly most: number | null
}

/** Voltage of a local day; its mean is that of so many means. */
interface QualityVoltageDayTable {
  readonly end_device_id: number
  readonly day: string
  readonly phase: number
  readonly least: number | null
  readonly most: number | null
  readonly mean_sum: number
  readonly means: number
}

interface QualitySurveyTable {
  readonly end_device_id: number
  /** Null for a meter that is read on demand only. */
  readonly every_hours: number | null
  readonly next_due: Instant | null
  readonly surveyed_at: Instant | null
  readonly outcome: string | null
  readonly detail: string | null
}

export type QualityTables = {
  readonly quality_dip: QualityDipTable
  readonly quality_interruption: QualityInterruptionTable
  readonly quality_value: QualityValueTable
  readonly quality_voltage: QualityVoltageTable
  readonly quality_voltage_day: QualityVoltageDayTable
  readonly quality_survey: QualitySurveyTable
}
