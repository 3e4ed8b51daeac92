import { data, dateTimeAt, encodeDateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes, partNames, partPlates } from '@ferraris/metering'
import { everyClient, read } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'

/** The same for every client: versions are printed on the display, signatures are no secret. */
export const partNamePlates: readonly ObjectEntry[] = partNames.flatMap(part => {
  const { version, signature } = partPlates[part]
  return [
    object(classes.data, version, {
      value: read(({ parts }) => data.octets(Buffer.from(parts.version(part), 'ascii')), everyClient),
    }),
    object(classes.data, signature, {
      value: read(({ parts, now }) => data.octets(parts.of(part, now).signature), everyClient),
    }),
  ]
})

/** The parts in the order of their start: name, version, whether legal, whether it runs, start, messages dropped. */
export const partList: ObjectEntry = object(classes.data, obisCodes.firmwareParts, {
  value: read(({ parts, store: { clock }, now }) =>
    data.array(
      ...parts
        .all(now)
        .map(({ part, version, isLegal, isRunning, startedAt, dropped }) =>
          data.structure(
            data.text(part),
            data.text(version),
            data.boolean(isLegal),
            data.boolean(isRunning),
            data.octets(encodeDateTime(dateTimeAt(clock.read(startedAt), clock.zone))),
            data.doubleLongUnsigned(dropped),
          ),
        ),
    ),
  ),
})
