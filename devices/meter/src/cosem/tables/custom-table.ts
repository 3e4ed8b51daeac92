import { type Data, data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { setting } from '../model/attribute.ts'
import { object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'

/** Rows at most, and octets of one. */
const mostRows = 256
const longestRow = 48

function isRow(row: Data): boolean {
  return row.type === 'octet-string' && row.value.length <= longestRow
}

/** A table that a utility fills as it likes: up to 256 rows of octets, for which the meter has no use of its own. */
export const customTable = object(classes.data, obisCodes.customTable, {
  value: setting(data.array(), {
    rule: value =>
      value.type === 'array'
        ? allowed(value.value.length <= mostRows && value.value.every(isRow))
        : 'type-unmatched',
    after: ({ store, now }) => store.events.record('parametersChanged', now),
  }),
})
