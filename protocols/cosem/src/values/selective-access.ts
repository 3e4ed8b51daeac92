import { captureObject } from './capture-object.ts'
import { arrayOf, structure } from './composites.ts'
import { anyData, doubleLongUnsigned, longUnsigned } from './leaves.ts'

/** Access selectors of a profile's buffer (IEC 62056-6-2, class 7, attribute 2). */
export const profileSelector = { range: 1, entry: 2 } as const

/** Selector 1: rows with the restricting object in the range, both ends included; no selected values mean all columns. */
export const rangeDescriptor = structure({
  restrictingObject: captureObject,
  from: anyData,
  to: anyData,
  selectedValues: arrayOf(captureObject),
})

/** Selector 2: rows and columns by their place, counted from 1; as an end, 0 means the last. */
export const entryDescriptor = structure({
  fromEntry: doubleLongUnsigned,
  toEntry: doubleLongUnsigned,
  fromSelectedValue: longUnsigned,
  toSelectedValue: longUnsigned,
})
