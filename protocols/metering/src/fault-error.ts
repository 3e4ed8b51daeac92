import { defineErrors, detailAndRemedy } from '@ferraris/errors'
import type { FaultOrder } from './faults.ts'

/** An impossible fault; `path` is the member of the order that is wrong. */
export class FaultError extends defineErrors(
  'faults',
  { 'fault-refused': ['input', 'no such fault is possible', 'see ferraris district fault list'] },
  detailAndRemedy,
) {
  declare readonly path: keyof FaultOrder

  constructor(path: keyof FaultOrder, detail: string, remedy?: string) {
    super('fault-refused', detail, { path, remedy })
  }
}
