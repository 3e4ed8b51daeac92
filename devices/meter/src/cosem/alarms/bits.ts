import type { Data } from '@ferraris/cosem'
import type { DataAccessResult } from '@ferraris/dlms'
import { type Attribute, writable } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { numberOf } from '../model/referenced-value.ts'
import { counted } from '../registers/registers.ts'

/** 32 bits that a client writes whole: what is written, `keep` takes or refuses, in one write with the events it causes. */
export function bitsAttribute(
  bits: (context: Context) => number,
  keep: (context: Context, bits: number) => boolean,
): Attribute<Data> {
  return writable(
    context => counted(bits(context)),
    (context, value): DataAccessResult => {
      const given = numberOf(value)
      if (given === undefined || !Number.isInteger(given) || given < 0 || given > 0xffffffff)
        return 'type-unmatched'
      return context.store.memory.atomically(() => (keep(context, given) ? 'success' : 'other-reason'))
    },
  )
}
