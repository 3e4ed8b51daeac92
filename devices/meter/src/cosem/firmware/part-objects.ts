import { data, dateTimeAt, encodeDateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { PartName } from '../../parts/part.ts'
import { everyClient, read } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'

/** Version and signature of each part (IEC 62056-6-1, 1.b.0.2.0 and .8); which part has which b is our choice. */
const names = {
  'non-legal': [obisCodes.activeFirmware, obisCodes.firmwareSignature],
  plc: [obisCodes.plcFirmware, obisCodes.plcFirmwareSignature],
  legal: [obisCodes.legalFirmware, obisCodes.legalFirmwareSignature],
  generic: [obisCodes.genericFirmware, obisCodes.genericFirmwareSignature],
} as const satisfies Record<PartName, unknown>

/** The same for every client: versions are printed on the display, signatures are no secret. */
export const partNamePlates: readonly ObjectEntry[] = (Object.keys(names) as PartName[]).flatMap(part => {
  const [version, signature] = names[part]
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
