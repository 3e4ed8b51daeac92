import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { legalChangeKinds, legalChangesKept } from '../../store/legal-changes.ts'
import { read } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { clockColumn } from '../model/selective-access.ts'
import { captured } from '../profiles/capture-objects.ts'
import { octetColumn, textColumn, timeColumn } from '../profiles/profile-buffer.ts'
import { profile } from '../profiles/profiles.ts'

/** Changes of the legal part and its parameters, which nothing takes away, and the last of them (our choice). */
export const legalChangeLog: readonly ObjectEntry[] = [
  profile(obisCodes.legalChanges, {
    capturePeriod: 0,
    captured: [clockColumn, captured(1, obisCodes.legalChangeKind), captured(1, obisCodes.legalChangeText)],
    columns({ legalChanges }, { by, from, to }) {
      const rows = legalChanges.list.filter(({ shown }, place) => {
        const at = by === 'time' ? shown : place + 1
        return from <= at && at <= to
      })
      return [
        timeColumn(rows.map(({ shown }) => shown)),
        octetColumn(rows.map(({ kind }) => legalChangeKinds[kind])),
        textColumn(rows.map(({ text }) => text)),
      ]
    },
    entriesInUse: ({ legalChanges }) => legalChanges.list.length,
    capacity: () => legalChangesKept,
  }),
  object(classes.data, obisCodes.legalChangeKind, {
    value: read(({ store }) => {
      const last = store.legalChanges.list.at(-1)
      return data.unsigned(last === undefined ? 0 : legalChangeKinds[last.kind])
    }),
  }),
  object(classes.data, obisCodes.legalChangeText, {
    value: read(({ store }) => data.text(store.legalChanges.list.at(-1)?.text ?? '')),
  }),
]
