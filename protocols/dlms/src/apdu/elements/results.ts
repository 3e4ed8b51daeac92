import { axdr } from '@ferraris/codec'

/** Data-Access-Result (IEC 62056-5-3, 9.5): why an attribute was not read or written. A value, not an exception. */
export const dataAccessResults = {
  success: 0,
  'hardware-fault': 1,
  'temporary-failure': 2,
  'read-write-denied': 3,
  'object-undefined': 4,
  'object-class-inconsistent': 9,
  'object-unavailable': 11,
  'type-unmatched': 12,
  'scope-of-access-violated': 13,
  'data-block-unavailable': 14,
  'long-get-aborted': 15,
  'no-long-get-in-progress': 16,
  'long-set-aborted': 17,
  'no-long-set-in-progress': 18,
  'data-block-number-invalid': 19,
  'other-reason': 250,
} as const
export type DataAccessResult = keyof typeof dataAccessResults
export const dataAccessResult = axdr.enumerated(dataAccessResults)

/** Action-Result (IEC 62056-5-3, 9.5). */
const actionResults = {
  success: 0,
  'hardware-fault': 1,
  'temporary-failure': 2,
  'read-write-denied': 3,
  'object-undefined': 4,
  'object-class-inconsistent': 9,
  'object-unavailable': 11,
  'type-unmatched': 12,
  'scope-of-access-violated': 13,
  'data-block-unavailable': 14,
  'long-action-aborted': 15,
  'no-long-action-in-progress': 16,
  'other-reason': 250,
} as const
export type ActionResult = keyof typeof actionResults
export const actionResult = axdr.enumerated(actionResults)
