import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '@ferraris/bytes'
import { type DistrictProcess, readLineKeys, readMasterKeys } from '@ferraris/district'
import type { Enrolment } from '@ferraris/head-end'
import { clients } from '@ferraris/meter'
import { keyRingFile } from '../keys/data-folder.ts'
import { parseKeyRing } from '../keys/key-file.ts'

/** The meters of a district as the head-end's inventory takes them: address, household and keys. */
export function enrolments(meters: DistrictProcess['meters'], data: string): Enrolment[] {
  const file = join(data, keyRingFile)
  const ring = Map.groupBy(parseKeyRing(readFileSync(file, 'utf8'), file), ({ device }) => device)
  const lineKeys = readLineKeys(data)
  const masterKeys = readMasterKeys(data)
  return meters.map(({ serial, household, uri }) => {
    const onLine = lineKeys.get(serial)
    const kek = masterKeys.get(serial)
    return {
      serial,
      usagePoint: household,
      uri,
      eventProfile: 'ferraris',
      keys: (ring.get(serial) ?? []).flatMap(({ client, secret }) =>
        client !== undefined && secret.keys !== undefined
          ? [
              {
                client,
                guek: toHex(secret.keys.guek),
                gak: toHex(secret.keys.gak),
                ...(client === clients.management && kek !== undefined && { kek }),
              },
            ]
          : [],
      ),
      ...(onLine && { lineKeys: { k1: toHex(onLine.k1), k2: toHex(onLine.k2) } }),
    }
  })
}
