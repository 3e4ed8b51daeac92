import type { Data, Obis } from '@ferraris/cosem'
import type { values } from '@ferraris/cosem/values'
import type { DataAccessResult } from '@ferraris/dlms'
import type { ActionAnswer } from '@ferraris/dlms/server'

/** One attribute of an object of the meter itself. */
export type AttributeReference = values.AttributeReference

/** One method of an object of the meter itself. */
export interface MethodReference {
  readonly classId: number
  readonly obis: Obis
  readonly method: number
}

/**
 * The meter's access to its own objects, at any true instant: what scripts, monitors, captures and pushes go through.
 * It may do whatever management may.
 */
export interface SelfAccess {
  /** Undefined for what does not exist or has no value. */
  read(of: AttributeReference, at: number): Data | undefined
  write(of: AttributeReference, value: Data, at: number): DataAccessResult
  invoke(of: MethodReference, parameter: Data, at: number): ActionAnswer
}
