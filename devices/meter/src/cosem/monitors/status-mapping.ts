import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { overTime, read } from '../model/attribute.ts'
import { object } from '../model/object.ts'

/** The status of the profiles as bits, the most significant first, each explained by an entry of table 1 of the README. */
export const statusMapping = object(classes.statusMapping, '0.0.96.5.0.255', {
  statusWord: overTime(({ store, now }) => data.bits(store.status(now).toString(2).padStart(8, '0'))),
  mappingTable: read({ tableId: 1, mapping: data.array(...[8, 7, 6, 5, 4, 3, 2, 1].map(data.longUnsigned)) }),
})
