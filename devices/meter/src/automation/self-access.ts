import type { Data, Obis } from '@ferraris/cosem'
import type { ActionAnswer, DataAccessResult } from '@ferraris/dlms'

/** One attribute of an object of the meter's own. */
export interface OwnAttribute {
  readonly classId: number
  readonly obis: Obis
  readonly attribute: number
}

/** One method of an object of the meter's own. */
export interface OwnMethod {
  readonly classId: number
  readonly obis: Obis
  readonly method: number
}

/**
 * The meter's hands on its own objects, at any true instant: what scripts, monitors, captures and pushes go through.
 * They may do whatever management may.
 */
export interface OwnObjects {
  /** Undefined for what does not exist or has no value. */
  read(of: OwnAttribute, at: number): Data | undefined
  write(of: OwnAttribute, value: Data, at: number): DataAccessResult
  invoke(of: OwnMethod, parameter: Data, at: number): ActionAnswer
}
