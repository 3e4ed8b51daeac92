import type { Data, Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { entryDescriptor, profileSelector, rangeDescriptor } from '@ferraris/cosem/values'
import type { AttributeRequest } from '@ferraris/dlms'
import { obisCodes, type Stamps } from '@ferraris/metering'
import { stampData } from '../clock/stamps.ts'

/** Which rows are wanted: both ends included, seconds since 1970. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** All there is: the least and the greatest moment that meters can write. */
export const everything: Span = { from: 0, to: 0xffff_ffff }

const { classId, attributes } = classes.profileGeneric
const clock = { classId: 8, obis: obisCodes.clock, attribute: 2, dataIndex: 0 }

/** All rows of a profile. */
export function wholeBuffer(obis: Obis): AttributeRequest {
  return { classId, obis, attribute: attributes.buffer.id }
}

/** The rows of a span of the profile's clock. */
export function bufferRange(
  obis: Obis,
  { from, to }: Span,
  stamps: Stamps,
  asDateTime: boolean,
): AttributeRequest {
  return selected(
    obis,
    profileSelector.range,
    rangeDescriptor.encode({
      restrictingObject: clock,
      from: stampData(from, stamps, asDateTime),
      to: stampData(to, stamps, asDateTime),
      selectedValues: [],
    }),
  )
}

/** The rows from one place to another, counted from 1. */
export function bufferEntries(obis: Obis, fromEntry: number, toEntry: number): AttributeRequest {
  const entries = { fromEntry, toEntry, fromSelectedValue: 1, toSelectedValue: 0 }
  return selected(obis, profileSelector.entry, entryDescriptor.encode(entries))
}

function selected(obis: Obis, selector: number, parameters: Data): AttributeRequest {
  return { ...wholeBuffer(obis), selection: { selector, parameters } }
}

export function entriesInUse(obis: Obis): AttributeRequest {
  return { classId, obis, attribute: attributes.entriesInUse.id }
}
